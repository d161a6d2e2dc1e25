"""What models say, brought to exact values before anybody looks at it."""

from collections.abc import Mapping
from typing import Any, Final

from salestalk.ai.ports import MAX_REPLY_BYTES, Failure, ModelFailed, Reply, Spent
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput

MAX_DEPTH: Final = 16
"""Levels of objects and lists; the deepest form that is asked for has four."""
MAX_TOKENS: Final = 100_000_000
"""For one call: beyond it a count is none, and would fill a budget or a stored number for good."""


def exact_object(text: str, spent: Spent) -> Mapping[str, Any]:
    """A JSON object with exact numbers and of sane length and depth, which can be written as JSON again.

    Raises `ModelFailed` for anything else.
    """
    if len(text.encode(errors="replace")) > MAX_REPLY_BYTES:
        raise ModelFailed(Failure.MALFORMED, f"The reply is longer than {MAX_REPLY_BYTES} bytes.", spent)
    try:
        found = loads(text)
    except InvalidInput as error:
        raise ModelFailed(Failure.MALFORMED, "The reply is not JSON.", spent) from error
    if not isinstance(found, Mapping):
        raise ModelFailed(Failure.MALFORMED, "The reply is no object.", spent)
    if not _can_be_written(found):
        raise ModelFailed(Failure.MALFORMED, "The reply is nested too deeply, or holds half a character.", spent)
    return found


def _can_be_written(found: Mapping[str, Any]) -> bool:
    level: list[Any] = [found]
    for _ in range(MAX_DEPTH):
        level = [part for value in level for part in _parts(value)]
    if level:
        return False
    try:
        dumps(found).encode()
    except UnicodeEncodeError:
        return False
    return True


def _parts(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def as_reply(structure: Mapping[str, Any], spent: Spent, model_id: str, milliseconds: float) -> Reply:
    """The reply of a model."""
    return Reply(structure, spent, model_id, round(milliseconds, 1))


def spent_of(given: Any, made: Any) -> Spent:
    """Token counts as a provider tells them. Raises `ModelFailed` where it does not."""
    counts = [count for count in (given, made) if isinstance(count, int) and not isinstance(count, bool)]
    if len(counts) != 2 or min(counts) < 0 or max(counts) > MAX_TOKENS:
        raise ModelFailed(Failure.MALFORMED, "The reply does not say how many tokens it took.")
    return Spent(*counts)
