"""From one id to all that belongs to it: what a line names, others may be found by."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from salestalk_cli.operations.logs import LogLine, lines_about
from salestalk_cli.operations.place import Place

ROUNDS: Final = 4
_OF_A_REQUEST: Final = ("requestId", "correlationId", "messageId", "questionId", "batchId", "jobId")
_OF_A_MESSAGE: Final = ("correlationId", "questionId", "eventId", "batchId", "jobId")
"""A worker's request is a whole batch, of which only one message may be meant."""


def follow(place: Place, given: str, *, since: datetime, until: datetime) -> list[LogLine]:
    """All lines that belong to what the id names, in the order of time."""
    known: set[str] = set()
    pending = {given}
    found: dict[tuple[str, str, str], LogLine] = {}
    for _ in range(ROUNDS):
        for line in lines_about(place, pending, since=since, until=until):
            found[(line.group, line.at.isoformat(), str(line.fields.get("messageId")))] = line
        known |= pending
        pending = {each for line in found.values() for each in named_ids(line)} - known
        if not pending:
            break
    return sorted(found.values(), key=lambda line: line.at)


def named_ids(line: LogLine) -> Iterator[str]:
    """Ids that stand for the same piece of work as the line."""
    names: Sequence[str] = _OF_A_REQUEST if "route" in line.fields else _OF_A_MESSAGE
    for name in names:
        value = line.fields.get(name)
        if isinstance(value, str) and len(value) > len("unknown"):
            yield value
