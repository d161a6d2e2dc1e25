"""Language models over real protocols: Bedrock's by way of the emulator's proxy, with boto3, and Ollama's directly."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from salestalk.adapters.clients import aws_session
from salestalk.adapters.metering import metered
from salestalk.adapters.model_bedrock import CALLING, BedrockModel
from salestalk.adapters.model_ollama import OllamaModel
from salestalk.ai.ports import Failure, Model, ModelFailed, ModelRequest, Spent, Task
from salestalk_cli.local.emulator import HOST
from tests.conftest import free_port
from tests.hostile.server import ModelServer, Said

ROOT = Path(__file__).resolve().parents[2]
MODEL = "amazon.nova-lite-v1:0"
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as made:
        yield made


@pytest.fixture(autouse=True)
def _well_behaved(server: ModelServer) -> None:
    server.behave = lambda _: Said(structure={"text": "Revenue was $1."}, tokens=(41, 9))
    server.asked.clear()


@pytest.fixture(scope="module")
def emulator_with_proxy(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator of its own: which server Bedrock asks, it is told at its start."""
    port, state = free_port(), tmp_path_factory.mktemp("bedrock")
    environment = {
        "PATH": os.defpath,
        "HOME": str(state),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_BEDROCK_PROXY_URL": server.url,
    }
    python = ROOT / ".emulator" / "bin" / "python"
    with (state / "log").open("wb") as log:
        process = subprocess.Popen([python, "-m", "ministack"], env=environment, cwd=state, stdout=log, stderr=log)
    try:
        _wait_for(f"http://{HOST}:{port}/_ministack/health")
        yield f"http://{HOST}:{port}"
    finally:
        server.stopping.set()  # whoever hangs there for it lets go
        process.terminate()
        process.wait(15)


def _wait_for(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.05)
    raise AssertionError("the emulator does not answer")


@pytest.fixture
def bedrock(emulator_with_proxy: str, monkeypatch: pytest.MonkeyPatch) -> BedrockModel:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    session = aws_session()
    return BedrockModel(
        MODEL,
        lambda: session.client(
            "bedrock-runtime", endpoint_url=emulator_with_proxy, region_name="us-east-1", config=CALLING
        ),
        time.monotonic,
    )


@pytest.fixture(params=["bedrock", "ollama"])
def model(request: Any, server: ModelServer) -> Model:
    if request.param == "ollama":
        return OllamaModel("llama3.2", time.monotonic, server.url)
    found: Model = request.getfixturevalue("bedrock")
    return found


def asking(seconds: float = 10.0) -> ModelRequest:
    return ModelRequest(
        tenant_id="acme-corp-001",
        task=Task.PHRASING,
        system="Rewrite.",
        user='{"answer":"Revenue was $1."}',
        name="give_answer",
        schema=SCHEMA,
        max_tokens=60,
        deadline=time.monotonic() + seconds,
    )


def test_a_structure_comes_back_with_the_tokens_that_the_provider_counted(model, server):
    reply = model.complete(asking())
    assert (reply.structure, reply.spent) == ({"text": "Revenue was $1."}, Spent(41, 9))
    (asked,) = server.asked
    assert (asked.system, asked.user) == ("Rewrite.", '{"answer":"Revenue was $1."}')


def test_bedrock_forces_the_tool_with_its_schema(bedrock, server):
    bedrock.complete(asking())
    body = server.asked[0].body
    assert server.asked[0].tool == "give_answer"
    assert body["tool_choice"] == {"type": "function", "function": {"name": "give_answer"}}
    assert body["tools"][0]["function"]["parameters"] == SCHEMA
    assert (body["max_tokens"], body["temperature"]) == (60, 0)


def test_a_call_to_bedrock_is_counted_on_the_request_it_is_made_for(bedrock):
    with metered() as meter:
        bedrock.complete(asking())
    assert meter.usage.by_name == {"bedrock-runtime:Converse": 1}


@pytest.mark.parametrize(
    "said",
    [
        Said(structure={"text": "x" * 100_000}),
        Said(tool="another_tool", structure={"text": "fine"}),
        Said(arguments="not json at all"),
    ],
)
def test_what_has_not_the_form_is_malformed_behind_bedrock_too(bedrock, server, said):
    server.behave = lambda _: said
    with pytest.raises(ModelFailed) as caught:
        bedrock.complete(asking())
    assert caught.value.failure is Failure.MALFORMED


def test_a_late_model_is_left_in_time(model, server):
    model.complete(asking())
    server.behave = lambda _: Said(wait=60)
    began = time.monotonic()
    with pytest.raises(ModelFailed) as caught:
        model.complete(asking(0.3))
    assert caught.value.failure is Failure.LATE
    assert time.monotonic() - began < 10
