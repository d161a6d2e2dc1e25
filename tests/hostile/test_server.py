"""The model's server says what a test wants, in both shapes."""

import json
import urllib.error
import urllib.request
from http.client import IncompleteRead
from typing import Any

import pytest

from tests.hostile.server import OLLAMA, OPENAI, ModelServer, Said, saying

TOOL = {"type": "function", "function": {"name": "give_answer", "parameters": {}}}
MESSAGES = [{"role": "system", "content": "Rewrite."}, {"role": "user", "content": "{}"}]


def post(server: ModelServer, path: str, **more: Any) -> Any:
    body = json.dumps({"model": "m", "messages": MESSAGES, **more}).encode()
    request = urllib.request.Request(server.url + path, data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as reply:
        return json.load(reply)


def test_the_forced_tool_is_called_in_the_shape_of_openai() -> None:
    with ModelServer(saying("Revenue rose.")) as server:
        reply = post(server, OPENAI, tools=[TOOL])
    function = reply["choices"][0]["message"]["tool_calls"][0]["function"]
    assert function["name"] == "give_answer"
    assert json.loads(function["arguments"]) == {"text": "Revenue rose."}
    assert reply["usage"] == {"prompt_tokens": 100, "completion_tokens": 50}
    assert (server.asked[0].system, server.asked[0].user) == ("Rewrite.", "{}")


@pytest.mark.parametrize("with_tool", [True, False])
def test_ollama_is_answered_by_tool_or_by_format(with_tool) -> None:
    with ModelServer(saying("Revenue rose.")) as server:
        reply = post(server, OLLAMA, **({"tools": [TOOL]} if with_tool else {"format": {"type": "object"}}))
    message = reply["message"]
    said = message["tool_calls"][0]["function"]["arguments"] if with_tool else json.loads(message["content"])
    assert said == {"text": "Revenue rose."}
    assert (reply["prompt_eval_count"], reply["eval_count"]) == (100, 50)


def test_failures_are_what_they_say() -> None:
    with ModelServer(lambda _: Said(status=500)) as server:
        with pytest.raises(urllib.error.HTTPError):
            post(server, OLLAMA)
        server.behave = lambda _: Said(keep=10)
        with pytest.raises(IncompleteRead):
            post(server, OLLAMA)
        server.behave = lambda _: Said(raw=b"no JSON at all")
        with pytest.raises(json.JSONDecodeError):
            post(server, OLLAMA)


def test_a_server_that_hangs_ends_with_its_test() -> None:
    with ModelServer(lambda _: Said(wait=60)) as server:
        request = urllib.request.Request(server.url + OLLAMA, data=b"{}")
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(request, timeout=0.1)
