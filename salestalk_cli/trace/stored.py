"""What a question left in its tenant's tables: both messages, the rows that it cites, the marks of consumers.

Items know their time to the second only; each stands where the line of whoever wrote it was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from salestalk import names
from salestalk.ingestion.usage import EVENT_PREFIX, MARKER_SECONDS
from salestalk_cli.operations.logs import LogLine
from salestalk_cli.operations.place import Place
from salestalk_cli.trace.steps import Kind, Step

MESSAGE_PREFIX: Final = "MSG#"
_MESSAGES: Final = ("questionId", "messageId")


@dataclass(frozen=True, slots=True)
class Written:
    """Which messages and events to look for, and when the lines of those who wrote of them were written."""

    events: set[str]
    messages: Mapping[str, datetime]
    marks: Mapping[tuple[str, str], datetime]

    @classmethod
    def by(cls, lines: Sequence[LogLine]) -> "Written":
        """As the lines tell."""
        messages: dict[str, datetime] = {}
        marks: dict[tuple[str, str], datetime] = {}
        for line in lines:
            if "questionId" in line.fields and "route" in line.fields:
                messages |= {str(line.fields[name]): line.at for name in _MESSAGES if name in line.fields}
            if "eventId" in line.fields and line.fields.get("outcome") != "failed":
                marks.setdefault((str(line.fields["eventId"]), str(line.fields.get("service"))), line.at)
        events = {str(line.fields["eventId"]) for line in lines if "eventId" in line.fields}
        return cls(events, messages, marks)


def rows_of(place: Place, tenant_id: str, written: Written) -> Iterator[Step]:
    """Steps for what is stored of these messages and events."""
    table = names.messages_table(tenant_id)
    for message_id, at in written.messages.items():
        for item in _items(place, table, f"{MESSAGE_PREFIX}{message_id}"):
            yield _message(table, item, at)
            yield from _cited(item, at)
    for event_id in sorted(written.events):
        for item in _items(place, table, f"{EVENT_PREFIX}{event_id}"):
            expected = datetime.fromtimestamp(int(item["ttl"]) - MARKER_SECONDS, UTC)
            yield _mark(table, item, written.marks.get((event_id, item["sk"]), expected))


def _items(place: Place, table: str, pk: str) -> list[dict[str, Any]]:
    answer = place.client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": TypeSerializer().serialize(pk)},
        ConsistentRead=True,
    )
    read = TypeDeserializer().deserialize
    return [{name: read(value) for name, value in item.items()} for item in answer["Items"]]


def _message(table: str, item: Mapping[str, Any], at: datetime) -> Step:
    outcome = (item.get("metadata") or {}).get("outcome")
    cites = f", cites {len(item['dataReferences'])} rows" if item.get("dataReferences") else ""
    said = f"message of the {item['sender']}{f', {outcome}' if outcome else ''}{cites}"
    key = {"table": table, "pk": item["pk"], "sk": item["sk"], "sessionId": item["sessionId"]}
    return Step(Kind.TABLE, table, said, at, key)


def _cited(item: Mapping[str, Any], at: datetime) -> Iterator[Step]:
    for reference in item.get("dataReferences") or ():
        source = reference["source"]
        key = {"table": source["table"], "pk": source["pk"], "sk": source["sk"]}
        yield Step(Kind.TABLE, source["table"], f"cited: {source['pk']} {source['sk']}", at, key)


def _mark(table: str, item: Mapping[str, Any], at: datetime) -> Step:
    key = {"table": table, "pk": item["pk"], "sk": item["sk"]}
    return Step(Kind.TABLE, table, f"mark of {item['sk']}: it has had the event", at, key)
