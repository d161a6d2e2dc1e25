"""The HTTP client: exact numbers, one answer for a retried question, and every failure as a sentence."""

import socket
from decimal import Decimal

import pytest

from salestalk_cli.api import Api
from salestalk_cli.local.emulator import HOST
from salestalk_cli.problems import NotRunning, Problem
from tests.unit.cli.conftest import ApiDouble


def test_a_question_goes_out_with_the_token_and_a_key_of_its_own(api_double: ApiDouble) -> None:
    api = Api(api_double.url, "token-1")
    for _ in range(2):
        api.ask("What was revenue in Q3?", session_id="s", as_of="2026-01-01T00:00:00Z")
    first, second = api_double.requests
    assert first["path"] == "/chat"
    assert first["body"] == {
        "message": "What was revenue in Q3?",
        "sessionId": "s",
        "asOf": "2026-01-01T00:00:00Z",
    }
    assert first["headers"]["authorization"] == "Bearer token-1"
    assert first["headers"]["idempotency-key"] != second["headers"]["idempotency-key"]


def test_what_is_not_given_is_not_sent(api_double: ApiDouble) -> None:
    Api(api_double.url).ask("Revenue?")
    assert api_double.last["body"] == {"message": "Revenue?"}
    assert "authorization" not in api_double.last["headers"]


def test_numbers_arrive_exact(api_double: ApiDouble) -> None:
    api_double.answers('{"value": 0.1234567890123456789012345678901234567}')
    value = Api(api_double.url).ask("?").body["value"]
    assert value == Decimal("0.1234567890123456789012345678901234567")


def test_a_problem_is_told_with_every_fault(api_double: ApiDouble) -> None:
    faults = [{"field": "message", "rule": "r", "message": "message: is empty"}, {"message": "asOf: is no time"}]
    api_double.answers({"detail": "The question is not valid.", "errors": faults}, status=400)
    with pytest.raises(Problem) as told:
        Api(api_double.url).ask("")
    assert str(told.value) == (
        "The API answered 400: The question is not valid.\n  - message: is empty\n  - asOf: is no time"
    )


def test_a_refused_token_is_told_apart(api_double: ApiDouble) -> None:
    api_double.answers({"message": "Unauthorized"}, status=401)
    with pytest.raises(Problem, match="does not know who is asking"):
        Api(api_double.url, "stale").ask("?")


def test_an_answer_that_is_not_json_is_said_to_be_none(api_double: ApiDouble) -> None:
    api_double.answers("<html>")
    with pytest.raises(Problem, match="not JSON"):
        _ = Api(api_double.url).ask("?").body


def test_a_gateway_page_in_place_of_a_problem_still_gives_a_sentence(api_double: ApiDouble) -> None:
    api_double.answers("<html>", status=502)
    with pytest.raises(Problem, match="The API answered 502: it gave no reason"):
        Api(api_double.url).ask("?")


def test_nothing_listening_here_means_not_running() -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        url = f"http://{HOST}:{probe.getsockname()[1]}"
    with pytest.raises(NotRunning, match="make up"):
        Api(url).ask("?")


def test_one_who_listens_and_does_not_answer_is_not_said_to_be_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salestalk_cli.api.TIMEOUT_SECONDS", 0.1)
    with socket.create_server((HOST, 0)) as silent, pytest.raises(Problem, match="did not answer within") as refused:
        Api(f"http://{HOST}:{silent.getsockname()[1]}").ask("?")
    assert not isinstance(refused.value, NotRunning)


def test_a_proxy_for_the_world_outside_is_not_asked_for_this_machine(
    api_double: ApiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert Api(api_double.url).ask("?").status == 200


@pytest.mark.parametrize("url", ["file:///etc/passwd", "api.example.com", ""])
def test_only_http_addresses_are_called(url: str) -> None:
    with pytest.raises(Problem, match="http"):
        Api(url).ask("?")
