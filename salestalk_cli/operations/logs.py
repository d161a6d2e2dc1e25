"""The functions' log lines, found by CloudWatch Logs Insights: on AWS and on this machine by the same query."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput
from salestalk_cli.operations.consumers import LOG_GROUP, resources
from salestalk_cli.operations.place import Place
from salestalk_cli.problems import ExitCode, Problem

MOST_LINES: Final = 1_000
PATIENCE_SECONDS: Final = 60
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:/_.=;-]{5,255}")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One structured line of a function, or of the API's access log."""

    group: str
    fields: dict[str, Any]

    @property
    def at(self) -> datetime:
        """When it was written."""
        if self.is_access:
            return datetime.strptime(self.fields["time"], "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
        return datetime.fromisoformat(self.fields["timestamp"]).astimezone(UTC)

    @property
    def is_access(self) -> bool:
        """Whether the API's gateway wrote it; it knows the time to the second."""
        return "timestamp" not in self.fields


def checked_id(text: str) -> str:
    """The id, or `Problem` for what can be none: it becomes part of a query."""
    if not _ID.fullmatch(text):
        raise Problem(
            f"{text!r} is no id: give that of a message, a request, an event or a correlation.", ExitCode.USAGE
        )
    return text


def lines_about(place: Place, ids: Iterable[str], *, since: datetime, until: datetime) -> list[LogLine]:
    """The lines that name one of the ids, in the order of time."""
    wanted = "|".join(re.escape(checked_id(each)).replace("/", r"\/") for each in sorted(ids))
    found = _query(place, f"fields @message, @log | filter @message like /{wanted}/", since, until)
    return sorted(_structured(found), key=lambda line: line.at)


def _query(place: Place, query: str, since: datetime, until: datetime) -> list[dict[str, str]]:
    logs = place.client("logs")
    groups = list(resources(place, LOG_GROUP))
    started = logs.start_query(
        logGroupNames=groups,
        startTime=int(since.timestamp()),
        endTime=int(until.timestamp()) + 1,
        queryString=f"{query} | limit {MOST_LINES}",
    )
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        answer = logs.get_query_results(queryId=started["queryId"])
        if answer["status"] == "Complete":
            return [{cell["field"]: cell["value"] for cell in row} for row in answer["results"]]
        if answer["status"] in ("Failed", "Cancelled", "Timeout"):
            break
        time.sleep(0.5)
    raise Problem("The logs did not answer; look at a shorter time with --since.")


def _structured(rows: Sequence[dict[str, str]]) -> Iterator[LogLine]:
    for row in rows:
        try:
            fields = loads(row["@message"])
            if isinstance(fields, dict) and ("timestamp" in fields or {"requestId", "time", "route"} <= fields.keys()):
                yield LogLine(row.get("@log", ""), fields)
        except InvalidInput:
            continue  # the runtime's own lines
