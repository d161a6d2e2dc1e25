"""A language model of Amazon Bedrock, through Converse: a forced tool gives the structure, a guardrail may step in.

A call cannot be given a deadline of its own, only the client can: so calls run on a few threads, and whoever waits goes
away in time. A thread that was left alone ends by the client's time-out; until then it counts against ``AT_ONCE``, and
beyond that nobody is let in. So neither threads nor sockets pile up behind a model that hangs.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any, Final, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from salestalk.adapters.clients import PROMPT
from salestalk.adapters.model_reply import as_reply, exact_object, spent_of
from salestalk.ai.ports import Failure, ModelFailed, ModelRequest, Reply, Spent
from salestalk.values import frozen
from salestalk.workers import Workers

CALLING: Final = PROMPT.merge(Config(connect_timeout=1, read_timeout=2))
"""No answer takes longer, so no thread does."""
AT_ONCE: Final = 4
_NOTHING: Final = Spent()
_OTHER_FORM: Final = (ResponseParserError, AttributeError, LookupError, TypeError, RecursionError)
"""What botocore raises for a body of another form than the service promises: it takes the form for granted."""
_BLOCKED: Final = frozenset({"guardrail_intervened", "content_filtered"})


class ConverseClient(Protocol):
    """The part of the `bedrock-runtime` client that is used."""

    def converse(self, **request: Any) -> Mapping[str, Any]:
        """Ask a model."""


@frozen
class Guardrail:
    """A guardrail's id or ARN, and its version."""

    identifier: str
    version: str


class BedrockModel:
    """``model_id`` is a model or an inference profile. The client is made when it is first needed."""

    provider = "bedrock"

    def __init__(
        self,
        model_id: str,
        make_client: Callable[[], ConverseClient],
        seconds: Callable[[], float],
        guardrail: Guardrail | None = None,
    ) -> None:
        self.model_id = model_id
        self._make_client = make_client
        self._seconds = seconds
        self._guardrail = guardrail
        self._threads = Workers(AT_ONCE)
        self._room = BoundedSemaphore(AT_ONCE)

    @cached_property
    def client(self) -> ConverseClient:
        """Made once."""
        return self._make_client()

    def complete(self, request: ModelRequest) -> Reply:
        """Ask once. Raises `ModelFailed` by the deadline."""
        began = self._seconds()
        said = self._waited_for(self._begun(request), request.deadline)
        spent = _spent(said)
        stop = said.get("stopReason")
        if stop in _BLOCKED:
            raise ModelFailed(Failure.BLOCKED, "The guardrail held the reply back.", spent)
        if stop == "max_tokens":
            raise ModelFailed(Failure.MALFORMED, "The reply was cut off.", spent)
        structure = exact_object(json.dumps(_tool_input(said, request.name, spent)), spent)
        return as_reply(structure, spent, self.model_id, (self._seconds() - began) * 1000)

    def _begun(self, request: ModelRequest) -> "Future[Mapping[str, Any]]":
        if not self._room.acquire(blocking=False):
            raise ModelFailed(Failure.UNAVAILABLE, "Too many calls wait for the model.", _NOTHING)
        call = self._threads.submit(self._converse, request)
        call.add_done_callback(lambda _: self._room.release())
        return call

    def _waited_for(self, call: "Future[Mapping[str, Any]]", deadline: float) -> Mapping[str, Any]:
        try:
            return call.result(timeout=max(0.0, deadline - self._seconds()))
        except TimeoutError as error:
            unsent = call.cancel()
            raise ModelFailed(
                Failure.LATE, "The model did not answer in time.", _NOTHING if unsent else None
            ) from error
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown")
            raise ModelFailed(Failure.UNAVAILABLE, f"Bedrock answered {code}.", _NOTHING) from error
        except ReadTimeoutError as error:
            raise ModelFailed(Failure.LATE, "Bedrock did not answer in time.") from error
        except (BotoCoreError, ValueError) as error:  # no connection, or an answer that nobody can read
            raise ModelFailed(Failure.UNAVAILABLE, f"Bedrock did not answer: {type(error).__name__}.") from error
        except _OTHER_FORM as error:
            raise ModelFailed(
                Failure.MALFORMED, f"Bedrock's answer has another form: {type(error).__name__}."
            ) from error

    @property
    def _guarded(self) -> Mapping[str, Any]:
        if self._guardrail is None:
            return {}
        given = {"guardrailIdentifier": self._guardrail.identifier, "guardrailVersion": self._guardrail.version}
        return {"guardrailConfig": given}

    def _converse(self, request: ModelRequest) -> Mapping[str, Any]:
        tool = {"name": request.name, "inputSchema": {"json": request.schema}}
        return self.client.converse(
            modelId=self.model_id,
            system=[{"text": request.system}],
            messages=[{"role": "user", "content": [{"text": request.user}]}],
            inferenceConfig={"maxTokens": request.max_tokens, "temperature": 0},
            toolConfig={"tools": [{"toolSpec": tool}], "toolChoice": {"tool": {"name": request.name}}},
            # What Bedrock's invocation logs and cost reports tell tenants apart by.
            requestMetadata={"tenantId": request.tenant_id, "task": str(request.task)},
            **self._guarded,
        )


def _spent(said: Mapping[str, Any]) -> Spent:
    usage = said.get("usage") or {}
    return spent_of(usage.get("inputTokens"), usage.get("outputTokens"))


def _tool_input(said: Mapping[str, Any], name: str, spent: Spent) -> Any:
    """What the forced tool was called with. Raises `ModelFailed` unless it was called, once."""
    content: Sequence[Mapping[str, Any]] = (said.get("output") or {}).get("message", {}).get("content", ())
    used = [part["toolUse"] for part in content if part and "toolUse" in part]
    if len(used) != 1 or used[0].get("name") != name:
        raise ModelFailed(Failure.MALFORMED, "The model did not call the tool once.", spent)
    return used[0].get("input")
