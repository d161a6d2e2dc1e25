"""The deployed chat with a language model, as a function of its own beside the one that has none."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from constructs_lib.deployment import FUNCTIONS_FOLDER
from salestalk import names
from salestalk.names import Env
from tests.e2e.conftest import ACME, Platform
from tests.hostile.server import Asked, ModelServer, Said

ALIKE = ("Role", "Handler", "MemorySize", "Timeout", "LoggingConfig", "TracingConfig", "Runtime")
QUESTION = "What was revenue in Q3 2025?"
HANGS_SECONDS = 20
BACON = "How much bacon did we bring home?"
READING = {"intent": "fact_retrieval", "subject": "revenue", "measure": "total", "time": "Q3 2025"}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as made:
        yield made


@pytest.fixture(scope="module")
def ask(platform: Platform, server: ModelServer) -> Iterator[Ask]:
    """Asks a chat function that is as the deployed one, but has Ollama."""
    functions = platform.aws.client("lambda")
    ours = functions.get_function_configuration(FunctionName=names.CHAT_HANDLER)
    name = f"a-chat-with-a-model-{uuid.uuid4().hex[:12]}"  # both processes of a run may have tests of these
    variables = ours["Environment"]["Variables"] | {
        Env.AI_PROVIDER: "ollama",
        Env.AI_MODEL: "llama3.2",
        Env.AI_ENDPOINT: server.url,
    }
    functions.create_function(
        FunctionName=name,
        Code={"ZipFile": _our_code()},
        Layers=[layer["Arn"] for layer in ours.get("Layers", ())],
        Environment={"Variables": variables},
        **{setting: ours[setting] for setting in ALIKE if setting in ours},
    )

    def run(question: str, key: str | None = None) -> Any:
        done = functions.invoke(FunctionName=name, Payload=json.dumps(_event(question, key)))
        response = json.loads(done["Payload"].read())
        assert response["statusCode"] == 200, response
        return json.loads(response["body"], parse_float=Decimal)

    yield run
    functions.delete_function(FunctionName=name)


def _our_code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in FUNCTIONS_FOLDER.rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                archive.write(path, path.relative_to(FUNCTIONS_FOLDER))
    return packed.getvalue()


def _event(question: str, key: str | None) -> Mapping[str, Any]:
    claims = {names.TENANT_CLAIM: ACME, "sub": "somebody", "token_use": "id"}
    return {
        "version": "2.0",
        "routeKey": "POST /chat",
        "headers": {"content-type": "application/json"} | ({"idempotency-key": key} if key else {}),
        "requestContext": {"requestId": "r", "authorizer": {"jwt": {"claims": claims}}},
        "body": json.dumps({"message": question}),
        "isBase64Encoded": False,
    }


def answering(phrase: Callable[[str], str]) -> Callable[[Asked], Said]:
    """Reads everything as revenue in Q3, and tells answers as ``phrase`` makes them of the built-in text."""

    def behave(asked: Asked) -> Said:
        told = json.loads(asked.user)
        return Said(structure={"text": phrase(told["answer"])} if "answer" in told else READING, tokens=(700, 60))

    return behave


def test_a_proven_text_is_told_with_what_it_took(ask, server, unique):
    server.behave = answering(lambda text: text)
    answer = ask(QUESTION, unique)
    model = answer["aiModel"]
    assert (model["provider"], model["modelId"], model["usedFor"]) == ("ollama", "llama3.2", ["phrasing"])
    assert model["prompts"][0].startswith("phrasing@1:")
    assert answer["tokenUsage"] == {"inputTokens": 700, "outputTokens": 60}
    assert answer["cost"] == {"amountUSD": 0}
    server.asked.clear()
    assert ask(QUESTION, unique) == answer
    assert server.asked == []


@pytest.mark.parametrize("phrase", [lambda text: text.replace("2", "3"), lambda _: "Revenue fell.", lambda _: ""])
def test_a_text_that_says_anything_else_is_not_told(ask, server, platform, phrase):
    server.behave = answering(phrase)
    answer = ask(QUESTION)
    built_in = platform.api(ACME).ask(QUESTION).body
    assert (answer["answer"], answer["aiModel"]["usedFor"]) == (built_in["answer"], [])
    assert "fallback" in answer["aiModel"]
    assert (answer["dataReferences"], answer["chart"]) == (built_in["dataReferences"], built_in["chart"])


def test_a_question_the_parser_cannot_read_is_answered(ask, server, platform):
    server.behave = answering(lambda text: text)
    assert platform.api(ACME).ask(BACON).body["outcome"] != "answered"
    answer = ask(BACON)
    assert (answer["outcome"], answer["classification"]["subject"]) == ("answered", "revenue")
    assert answer["aiModel"]["usedFor"] == ["understanding", "phrasing"]


def test_a_model_that_hangs_holds_nobody_up(ask, server):
    server.behave = lambda _: Said(wait=HANGS_SECONDS)
    answer = ask(QUESTION)
    assert answer["aiModel"]["fallback"] == "late"
    assert answer["performance"]["totalTimeMs"] < HANGS_SECONDS * 1000 / 2, "it was not waited for"


def test_without_a_provider_answers_are_built_in_and_no_function_knows_of_a_model(platform, acme):
    answer = acme.ask(QUESTION).body
    assert answer["aiModel"] == {"provider": "builtin", "modelId": "builtin"}
    assert "tokenUsage" not in answer
    found = platform.aws.client("lambda").get_function_configuration(FunctionName=names.CHAT_HANDLER)
    assert not any(name.startswith("AI_") for name in found["Environment"]["Variables"])
