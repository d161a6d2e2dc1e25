"""The contracts as JSON Schema (draft 2020-12), for those who read our items, events and answers in other languages.

``python -m salestalk.contracts.schemas --write`` puts them into `docs/contracts/schemas/`, unless that would break the
readers of what is there (`compatibility`); ``--check`` says which files there differ. A schema is what JSON Schema can
say of a contract: sizes of maps, a reference's agreement with its key, the calendar of periods and the tenant's own
tables are checked by the contracts alone.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import create_model

from salestalk.contracts.answer import ChatAnswer, ChatRequest
from salestalk.contracts.base import Contract
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.classification import Classification
from salestalk.contracts.compatibility import breaks
from salestalk.contracts.documentation import Documented
from salestalk.contracts.events import EVENT_DATA, EVENT_SOURCES, Event
from salestalk.contracts.insight import Insight
from salestalk.contracts.message import Message
from salestalk.contracts.metric import MetricRecord, MetricValue
from salestalk.contracts.offboarding import Certificate, ExportManifest
from salestalk.contracts.reference import DataReference
from salestalk.contracts.session import SessionRollup
from salestalk.contracts.tenant import Tenant
from salestalk.contracts.upload import Upload
from salestalk.names import EventType

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = Path(__file__).parents[3] / "docs" / "contracts" / "schemas"

ITEMS: Final[Mapping[str, type[Contract]]] = {
    "tenant": Tenant,
    "message": Message,
    "session-rollup": SessionRollup,
    "metric-value": MetricValue,
    "metric-record": MetricRecord,
    "metric-definition": MetricDefinition,
    "catalog-entry": CatalogEntry,
    "data-reference": DataReference,
    "classification": Classification,
    "upload": Upload,
    "insight": Insight,
    "export-manifest": ExportManifest,
    "erasure-certificate": Certificate,
}
API: Final[Mapping[str, type[Contract]]] = {"chat-request": ChatRequest, "chat-answer": ChatAnswer}


def all_schemas() -> dict[str, dict[str, Any]]:
    """File name → JSON Schema, in the order of the names."""
    schemas = {f"{name}.json": _schema(name, model) for name, model in {**ITEMS, **API}.items()}
    schemas |= {f"{event_type}.json": _event_schema(event_type) for event_type in EventType}
    return dict(sorted(schemas.items()))


def stale_files(folder: Path = FOLDER) -> list[str]:
    """Names of the files in ``folder`` that are missing, out of date, or of no contract."""
    due = {name: _text(schema) for name, schema in all_schemas().items()}
    found = {file.name: file.read_text() for file in folder.glob("*.json")}
    return sorted(name for name in due.keys() | found.keys() if due.get(name) != found.get(name))


def broken_promises(folder: Path = FOLDER) -> dict[str, list[str]]:
    """By file name, what the contracts break of the schemas in ``folder``; a file of no contract breaks them all.

    What must break them is another contract: an event of a new version, beside the old one.
    """
    schemas = all_schemas()
    found = {}
    for file in sorted(folder.glob("*.json")):
        new = schemas.get(file.name)
        broken = ["it is gone"] if new is None else breaks(json.loads(file.read_text()), new)
        if broken:
            found[file.name] = broken
    return found


def write_files(folder: Path = FOLDER) -> list[str]:
    """Make ``folder`` hold exactly the schemas; the names of the files that changed."""
    changed, schemas = stale_files(folder), all_schemas()
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in schemas:
            (folder / name).write_text(_text(schemas[name]))
        else:
            (folder / name).unlink()
    return changed


class _Untitled(Documented):
    """Leaves out titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def _schema(name: str, model: type[Contract]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"{name}.json", **model.model_json_schema(schema_generator=_Untitled)}


def _event_schema(event_type: EventType) -> dict[str, Any]:
    """The envelope with the data of this type; its type and source are fixed."""
    data = EVENT_DATA[event_type]
    envelope = create_model(f"{data.__name__}Event", __base__=Event, __doc__=data.__doc__, data=(data, ...))
    schema = _schema(event_type, envelope)
    schema["properties"] |= {
        "eventType": {"const": event_type.value},
        "source": {"const": EVENT_SOURCES[event_type].value},
    }
    used = json.dumps(schema)
    schema["$defs"] = {name: of for name, of in schema["$defs"].items() if f'"#/$defs/{name}"' in used}
    return schema


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _refusal(name: str, broken: list[str]) -> str:
    return f"{name} would break its readers: {'; '.join(broken)}. Make a new version beside it (docs/events.md).\n"


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` say which are out of date; the exit code."""
    if arguments == ["--write"]:
        if broken := broken_promises():
            sys.stderr.write("".join(_refusal(name, said) for name, said in broken.items()))
            return 1
        sys.stdout.write(f"Changed: {', '.join(write_files()) or 'none'}\n")
        return 0
    if arguments == ["--check"]:
        stale = stale_files()
        sys.stdout.write(f"Out of date: {', '.join(stale) or 'none'}\n")
        return 1 if stale else 0
    sys.stderr.write("Say --write or --check.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
