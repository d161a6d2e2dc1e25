"""What a trace is made of: steps in the order of time, each at one place of the platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from salestalk_cli.operations.logs import LogLine


class Kind(StrEnum):
    """Where something happened."""

    GATEWAY = "gateway"
    FUNCTION = "function"
    TABLE = "table"
    EVENT = "event"
    CONSUMER = "consumer"


_ORDER: Final = list(Kind)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, or is still to. ``at`` is None for what has not happened."""

    kind: Kind
    place: str
    said: str
    at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, int, str]:
        """In time; of one moment, first what caused the others."""
        return (self.at or datetime.max.replace(tzinfo=UTC), _ORDER.index(self.kind), self.place)

    def told(self) -> dict[str, Any]:
        """As `--json` prints it."""
        at = self.at and self.at.isoformat(timespec="milliseconds")
        return {"at": at, "kind": str(self.kind), "place": self.place, "said": self.said, **self.details}


def of_line(line: LogLine) -> Step:
    """A function's one line about a request or a message, or the gateway's about a request."""
    said, fields = [], line.fields
    if line.is_access:
        told = f"{fields['route']} {fields.get('status')} in {fields.get('milliseconds')} ms"
        return Step(Kind.GATEWAY, "API", told, line.at, dict(fields))
    route = fields.get("route")
    said.append(f"{route} {fields.get('status')}" if route else str(fields.get("eventType") or fields["message"]))
    said.append(str(fields.get("outcome", "")))
    if fields.get("reason"):
        said.append(f"({fields['reason']})")
    if fields.get("delivery", 1) != 1:
        said.append(f"at try {fields['delivery']}")
    if "durationMs" in fields:
        said.append(f"in {fields['durationMs']} ms")
    if "replay" in fields:
        said.append(f"by the replay {fields['replay']}")
    details = {name: fields[name] for name in _DETAILS if fields.get(name) is not None}
    kind = Kind.FUNCTION if route else Kind.CONSUMER
    # A line is written at the end; what was done meanwhile shall stand behind it.
    began = line.at - timedelta(milliseconds=float(fields.get("durationMs", 0)))
    began = began.replace(microsecond=began.microsecond // 1000 * 1000)
    return Step(kind, str(fields.get("service", line.group)), " ".join(filter(None, said)), began, details)


_DETAILS: Final = (
    "outcome",
    "tenantId",
    "requestId",
    "correlationId",
    "traceId",
    "messageId",
    "questionId",
    "sessionId",
    "batchId",
    "eventId",
    "stages",
    "aws",
    "error",
    "faults",
    "exception",
)


def happened(lines: Sequence[LogLine]) -> list[Step]:
    """The events that consumers' lines tell of, each once: when it happened, on the bus."""
    events: dict[str, Step] = {}
    for fields in (line.fields for line in lines):
        event_id, at = fields.get("eventId"), fields.get("eventTime")
        if isinstance(event_id, str) and isinstance(at, str):
            details = {"eventId": event_id, "eventType": fields.get("eventType")}
            moment = datetime.fromisoformat(at).astimezone(UTC)
            events.setdefault(event_id, Step(Kind.EVENT, "bus", str(fields.get("eventType")), moment, details))
    return list(events.values())
