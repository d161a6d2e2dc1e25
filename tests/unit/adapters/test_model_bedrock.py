"""Bedrock's Converse: what it is asked, what becomes of its replies, and that nobody waits longer than may be."""

import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.session import Session

from salestalk.adapters.model_bedrock import AT_ONCE, CALLING, BedrockModel, Guardrail
from salestalk.ai.ports import Failure, ModelFailed, ModelRequest, Spent, Task
from tests.hostile.server import ModelServer, Said

MODEL = "us.amazon.nova-lite-v1:0"
SCHEMA = {"type": "object"}


def said(**changes: Any) -> dict[str, Any]:
    tool = {"toolUseId": "1", "name": "give_answer", "input": {"text": "fine", "n": 0.1}}
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": "Here."}, {"toolUse": tool}]}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 31, "outputTokens": 7, "totalTokens": 38},
    } | changes


def tools(*used: Mapping[str, Any]) -> dict[str, Any]:
    return said(output={"message": {"content": [{"toolUse": one} for one in used]}})


def nested(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


class Client:
    """Bedrock as far as it is used."""

    def __init__(self, behave: Callable[[], Mapping[str, Any]]) -> None:
        self.behave = behave
        self.asked: list[dict[str, Any]] = []

    def converse(self, **request: Any) -> Mapping[str, Any]:
        self.asked.append(request)
        return self.behave()


def raising(error: Exception) -> Callable[[], Mapping[str, Any]]:
    def behave() -> Mapping[str, Any]:
        raise error

    return behave


def request(seconds: float = 5.0) -> ModelRequest:
    return ModelRequest(
        "acme-corp-001", Task.PHRASING, "Rewrite.", "{}", "give_answer", SCHEMA, 50, time.monotonic() + seconds
    )


def model(client: Client, guardrail: Guardrail | None = None) -> BedrockModel:
    return BedrockModel(MODEL, lambda: client, time.monotonic, guardrail)


def failed(behave: Callable[[], Mapping[str, Any]], seconds: float = 5.0) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        model(Client(behave)).complete(request(seconds))
    return caught.value


def test_the_tool_is_forced_and_the_tenant_named_for_the_bill():
    client = Client(said)
    reply = model(client).complete(request())
    assert (reply.structure, reply.spent) == ({"text": "fine", "n": Decimal("0.1")}, Spent(31, 7))
    assert client.asked == [
        {
            "modelId": MODEL,
            "system": [{"text": "Rewrite."}],
            "messages": [{"role": "user", "content": [{"text": "{}"}]}],
            "inferenceConfig": {"maxTokens": 50, "temperature": 0},
            "toolConfig": {
                "tools": [{"toolSpec": {"name": "give_answer", "inputSchema": {"json": SCHEMA}}}],
                "toolChoice": {"tool": {"name": "give_answer"}},
            },
            "requestMetadata": {"tenantId": "acme-corp-001", "task": "phrasing"},
        }
    ]


def test_a_guardrail_is_named_where_there_is_one():
    client = Client(said)
    model(client, Guardrail("gr-1", "3")).complete(request())
    assert client.asked[0]["guardrailConfig"] == {"guardrailIdentifier": "gr-1", "guardrailVersion": "3"}


def test_the_client_is_made_when_it_is_first_needed_and_once():
    made: list[Client] = []

    def make() -> Client:
        made.append(Client(said))
        return made[-1]

    bedrock = BedrockModel(MODEL, make, time.monotonic)
    assert made == []
    bedrock.complete(request())
    bedrock.complete(request())
    assert len(made) == 1


@pytest.mark.parametrize(
    "reply",
    [
        said(stopReason="max_tokens"),
        said(output={"message": {"content": [{"text": '{"text":"fine"}'}]}}),
        said(output={}),
        tools(),
        tools({"name": "other", "input": {}}),
        tools({"name": "give_answer", "input": {}}, {"name": "give_answer", "input": {}}),
        tools({"name": "give_answer", "input": ["text"]}),
        tools({"name": "give_answer", "input": {"text": "x" * 40_000}}),
        tools({"name": "give_answer", "input": {"n": float("inf")}}),
        tools({"name": "give_answer"}),
        tools({"name": "give_answer", "input": {"text": "\ud800"}}),
        tools({"name": "give_answer", "input": {"text": nested(100)}}),
    ],
)
def test_a_reply_that_is_not_the_tool_called_once_is_malformed_and_counted(reply):
    error = failed(lambda: reply)
    assert (error.failure, error.spent) == (Failure.MALFORMED, Spent(31, 7))


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"inputTokens": 3},
        {"inputTokens": -1, "outputTokens": 2},
        {"inputTokens": 10**30, "outputTokens": 2},
    ],
)
def test_a_reply_without_its_counts_is_malformed_at_a_price_nobody_knows(usage):
    error = failed(lambda: said(usage=usage))
    assert (error.failure, error.spent) == (Failure.MALFORMED, None)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    "body",
    [
        *(b"[1]", b'"text"', b"<html>", b"", b"\xff\xfe", b"[" * 60_000 + b"]" * 60_000),
        *(b'{"output":"x"}', b'{"output":{"message":[1]}}', b'{"output":{"message":{"content":"x"}}}'),
        *(
            b'{"output":{"message":{"content":[null]}},"usage":{"inputTokens":1,"outputTokens":1}}',
            b'{"output":{"message":{"content":[{"toolUse":"x"}]}}}',
        ),
        *(b'{"output":{"message":{"content":[{"toolUse":null}]}}}', b'{"usage":[1]}'),
    ],
)
def test_a_body_of_any_other_form_is_a_failure_and_nothing_else(body, status):
    with ModelServer(lambda _: Said(raw=body, status=status)) as server:
        client = Session().create_client(
            "bedrock-runtime",
            region_name="us-east-1",
            endpoint_url=server.url,
            aws_access_key_id="id",
            aws_secret_access_key="secret",
            config=CALLING,
        )
        with pytest.raises(ModelFailed):
            BedrockModel(MODEL, lambda: client, time.monotonic).complete(request())


@pytest.mark.parametrize("stop", ["guardrail_intervened", "content_filtered"])
def test_a_guardrail_that_steps_in_is_told_apart(stop):
    assert failed(lambda: said(stopReason=stop)).failure is Failure.BLOCKED


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "ModelNotReadyException"])
def test_what_bedrock_refuses_took_nothing(code):
    error = failed(raising(ClientError({"Error": {"Code": code}}, "Converse")))
    assert (error.failure, error.spent, code in str(error)) == (Failure.UNAVAILABLE, Spent(), True)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (EndpointConnectionError(endpoint_url="https://bedrock"), Failure.UNAVAILABLE),
        (ReadTimeoutError(endpoint_url="https://bedrock"), Failure.LATE),
    ],
)
def test_no_answer_is_a_failure_at_a_price_nobody_knows(error, failure):
    found = failed(raising(error))
    assert (found.failure, found.spent) == (failure, None)


def test_no_call_is_repeated_and_none_takes_longer_than_its_client_allows():
    assert CALLING.retries["total_max_attempts"] == 1  # botocore enters more when a client is made
    assert (CALLING.connect_timeout, CALLING.read_timeout) == (1, 2)


def test_a_model_that_hangs_is_left_in_time_and_lets_nobody_in_beyond_a_few():
    release = threading.Event()

    def hang() -> Mapping[str, Any]:
        release.wait(20)
        return said()

    bedrock = model(client := Client(hang))
    try:
        for _ in range(AT_ONCE):
            began = time.monotonic()
            with pytest.raises(ModelFailed) as caught:
                bedrock.complete(request(0.05))
            assert (caught.value.failure, caught.value.spent) == (Failure.LATE, None)
            assert time.monotonic() - began < 10, "it was not waited for"
        with pytest.raises(ModelFailed) as caught:
            bedrock.complete(request(0.05))
        assert (caught.value.failure, caught.value.spent) == (Failure.UNAVAILABLE, Spent())
        assert len(client.asked) == AT_ONCE
    finally:
        release.set()
    client.behave = said
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            assert bedrock.complete(request()).spent == Spent(31, 7)
            return
        except ModelFailed:
            time.sleep(0.01)
    raise AssertionError("threads that ended do not make room")
