"""The AsyncAPI 3 document of the event bus, and the table of events in docs/events.md, generated from the contracts.

``python -m tools.asyncapi --write`` writes both; without it, fails when one of them is not what the code says.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from salestalk import names
from salestalk.contracts.events import EVENT_DATA, EVENT_SOURCES
from salestalk.contracts.schemas import all_schemas
from salestalk.names import EventType
from tools.sections import keep, table

ROOT: Final = Path(__file__).parents[1]
FILE: Final = ROOT / "docs/contracts/asyncapi.json"
EVENTS_PAGE: Final = ROOT / "docs/events.md"


def document() -> dict[str, Any]:
    """The whole document as plain JSON values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "SalesTalk events",
            "version": "1",
            "description": "What happens in SalesTalk, told on an Amazon EventBridge bus. Names carry the version of"
            " the data: a change that breaks readers is another event.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "bus": {
                "host": "events.{region}.amazonaws.com",
                "protocol": "eventbridge",
                "description": f"The bus {names.EVENT_BUS}; consumers make a rule on it, by the detail-type.",
                "variables": {"region": {"description": "The AWS region of the deployment."}},
            }
        },
        "channels": {event: _channel(event) for event in EventType},
        "operations": {f"tell.{event}": _operation(event) for event in EventType},
        "components": {"messages": {event: _message(event) for event in EventType}},
    }


def _channel(event: EventType) -> dict[str, Any]:
    return {
        "address": str(event),
        "description": _said(event),
        "servers": [{"$ref": "#/servers/bus"}],
        "messages": {str(event): {"$ref": f"#/components/messages/{event}"}},
    }


def _operation(event: EventType) -> dict[str, Any]:
    """From the application's side: it sends."""
    channel = f"#/channels/{event}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "summary": f"{EVENT_SOURCES[event]} tells: {_said(event)}",
        "messages": [{"$ref": f"{channel}/messages/{event}"}],
    }


def _message(event: EventType) -> dict[str, Any]:
    return {
        "name": str(event),
        "title": _said(event),
        "contentType": "application/json",
        "correlationId": {
            "description": "The same for all that one request brought about.",
            "location": "$message.payload#/metadata/correlationId",
        },
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": _inlined(all_schemas()[f"{event}.json"], event),
        },
    }


def _inlined(schema: dict[str, Any], event: EventType) -> dict[str, Any]:
    """The schema, with references that are right where it stands now."""
    place = f"#/components/messages/{event}/payload/schema/$defs/"
    moved: dict[str, Any] = json.loads(json.dumps(schema).replace('"#/$defs/', f'"{place}'))
    return {name: value for name, value in moved.items() if name not in ("$id", "$schema")}


def _said(event: EventType) -> str:
    return (EVENT_DATA[event].__doc__ or "").strip().splitlines()[0]


def events_table() -> str:
    """A row for each event: who tells it, what it says, and its schema."""
    rows = [
        (f"`{event}`", str(EVENT_SOURCES[event]), _said(event), f"[schema](contracts/schemas/{event}.json)")
        for event in EventType
    ]
    return table(("event", "from", "says", "in full"), rows).replace("---:", "---")


def text() -> str:
    """The document as it is kept in the repository."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check both; 1 when a check fails."""
    outcome = keep(EVENTS_PAGE, {"events": events_table()}, arguments)
    if arguments == ["--write"]:
        FILE.write_text(text(), encoding="utf-8")
        return outcome
    if not FILE.is_file() or FILE.read_text(encoding="utf-8") != text():
        sys.stderr.write("docs/contracts/asyncapi.json is not what the code says: run `make generated`.\n")
        return 1
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
