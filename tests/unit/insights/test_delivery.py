"""Where insights may be sent, how they are signed, and when they are tried again."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from salestalk.adapters import webhook
from salestalk.adapters.webhook import WebhookClient
from salestalk.insights.delivery import (
    MAX_ATTEMPTS,
    NotAllowed,
    NotDelivered,
    Post,
    delay_after,
    is_public,
    mail_subject,
    webhook_post,
)
from tests.unit.insights.receiving import Receiver
from tests.unit.insights.room import STEADY, Room

PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1", "192.168.1.1",
    "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "64:ff9b::10.0.0.1",
]  # fmt: skip


def post(url: str) -> Post:
    return Post(url, b"{}", {"content-type": "application/json"})


def client(*, may_loop_back: bool = False) -> WebhookClient:
    return WebhookClient(lambda: 0.0, may_loop_back=may_loop_back)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[Any]:
    """Every name has these addresses; what is connected to is remembered and refused."""
    connected: list[Any] = []
    monkeypatch.setattr(webhook, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (one, 443)) for one in addresses])

    def connect(address: Any, *_: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(webhook, "create_connection", connect)
    return connected


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_never_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert not is_public(address)
    connected = resolving(monkeypatch, address)
    with pytest.raises(NotAllowed):
        client().send(post("https://hooks.example.com/"), deadline=9)
    assert connected == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = resolving(monkeypatch, "93.184.215.14", "127.0.0.1")
    with pytest.raises(NotAllowed):
        client().send(post("https://hooks.example.com/"), deadline=9)
    assert connected == []


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = resolving(monkeypatch, "2606:2800:21f:cb07::1", "93.184.215.14")
    with pytest.raises(NotDelivered):
        client().send(post("https://hooks.example.com:8443/"), deadline=9)
    assert connected == [("93.184.215.14", 8443)]


@pytest.mark.parametrize("url", ["http://hooks.example.com/", "http://127.0.0.1/", "ftp://hooks.example.com/", "//x"])
def test_nothing_but_https_is_called(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    connected = resolving(monkeypatch, "93.184.215.14")
    with pytest.raises(NotAllowed):
        client().send(post(url), deadline=9)
    assert connected == []


def test_on_a_laptop_plain_http_goes_to_the_machine_itself_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.215.14")
    with pytest.raises(NotAllowed):
        client(may_loop_back=True).send(post("http://hooks.example.com/"), deadline=9)


def test_what_arrives_is_what_was_sent_and_its_signature_holds(receiver: Receiver) -> None:
    room = Room()
    room.load("revenue", [*STEADY, 200])
    (insight,) = room.look("revenue").created
    client(may_loop_back=True).send(webhook_post(insight, receiver.url, "secret", 1_763_000_000), deadline=9)

    ((path, headers, body),) = receiver.got
    assert (path, headers["content-type"]) == ("/hook?team=1", "application/json")
    signed = hmac.new(b"secret", b"1763000000." + body, hashlib.sha256).hexdigest()
    assert (headers["x-salestalk-timestamp"], headers["x-salestalk-signature"]) == ("1763000000", f"v1={signed}")
    assert headers["x-salestalk-delivery"] == f"{insight.insight_id}.1"
    told = json.loads(body)
    assert (told["tenantId"], told["insight"]["text"]) == (insight.tenant_id, insight.text)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 410, 429, 500, 503])
def test_any_answer_but_a_yes_is_none(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.headers_out = status, {"location": receiver.url}
    with pytest.raises(NotDelivered, match=str(status)):
        client(may_loop_back=True).send(post(receiver.url), deadline=9)
    assert len(receiver.got) == 1, "a redirection is not followed"


def test_a_receiver_that_is_not_there_is_tried_again(receiver: Receiver) -> None:
    with pytest.raises(NotDelivered):
        client(may_loop_back=True).send(post("http://127.0.0.1:9/"), deadline=9)


def test_without_time_nothing_is_tried(receiver: Receiver) -> None:
    with pytest.raises(NotDelivered, match="no time"):
        client(may_loop_back=True).send(post(receiver.url), deadline=0)
    assert receiver.got == []


def test_it_is_tried_ever_later_for_about_an_hour() -> None:
    delays = [delay_after(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    assert delays == [30, 120, 480, 900, 900, 900, 900]


def test_a_subject_line_is_one_that_sns_takes() -> None:
    room = Room()
    room.load("revenue", [*STEADY, 40])
    (insight,) = [one for one in room.look("revenue").created if one.kind == "anomaly"]
    assert mail_subject(insight) == "SalesTalk: bad news, anomaly, 2025-10"
