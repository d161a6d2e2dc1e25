"""What a language model is to this package: one call that takes a request and gives a reply, or fails in time."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Final, Protocol

from salestalk.contracts.answer import ModelTask
from salestalk.errors import ServiceError
from salestalk.values import frozen

MAX_REPLY_BYTES: Final = 32 * 1024
"""What is read of a reply, its envelope included; whatever is longer has failed."""


Task = ModelTask

TOOLS: Final[Mapping[Task, str]] = {Task.UNDERSTANDING: "give_reading", Task.PHRASING: "give_answer"}
"""What the forced tools are called. The second takes an object with one field, ``text``."""


class Failure(StrEnum):
    """Why there is no reply that could be used."""

    LATE = "late"
    """Not there by the deadline; what it cost is not known."""
    UNAVAILABLE = "unavailable"
    """The provider refused, throttled, or was not reached."""
    MALFORMED = "malformed"
    """Cut off, too long, not of the form that was asked for, or without its token counts."""
    BLOCKED = "blocked"
    """The provider's guardrail stepped in."""


@frozen
class ModelRequest:
    """One question to a model.

    ``system`` is ours alone. ``user`` is JSON text: all that tenants or users wrote stands in it, as data. The reply
    must be an object of ``schema`` (JSON Schema), which providers force by a tool choice or a format called ``name``.
    ``deadline`` is on the `time.monotonic` scale, in seconds.
    """

    tenant_id: str
    task: Task
    system: str
    user: str
    name: str
    schema: Mapping[str, Any]
    max_tokens: int
    deadline: float


@frozen
class Spent:
    """Tokens as the provider counted them."""

    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens)


@frozen
class Reply:
    """What a model said: an object that nobody has validated yet; its tokens; how long it took, in milliseconds."""

    structure: Mapping[str, Any]
    spent: Spent
    model_id: str
    latency_ms: float
    text: str = field(default="", repr=False)
    """Whatever it said beside the object; never shown to anybody."""


class ModelFailed(ServiceError):
    """There is no usable reply; ``spent`` is what the provider says it took all the same, or None."""

    def __init__(self, failure: Failure, message: str, spent: Spent | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.spent = spent


class Model(Protocol):
    """A language model of one provider."""

    @property
    def provider(self) -> str:
        """``bedrock`` or ``ollama``."""

    @property
    def model_id(self) -> str:
        """Which model, as its provider and the list of prices name it."""

    def complete(self, request: ModelRequest) -> Reply:
        """Ask once, at temperature 0. Returns or raises `ModelFailed` by the request's deadline, whatever happens."""
