"""Are generated files current, do documents say what the code does, and do the rules of the contracts hold in it?"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from salestalk import names
from salestalk.contracts import schemas
from salestalk.contracts.base import parse
from salestalk.contracts.classification import Components
from salestalk.contracts.events import EVENT_DATA, EVENT_SOURCES
from salestalk.contracts.message import GUARD_PREFIX, MESSAGE_PREFIX, SESSION_PREFIX
from salestalk.contracts.metric import METRIC_PREFIX, VERSION_PREFIX, idempotency_key
from salestalk.errors import InvalidInput
from salestalk.ingestion.idempotency import BASE_SECONDS, CAP_SECONDS, NETWORK, THROTTLING
from salestalk.names import EventType
from salestalk_cli.validation.checks import Checks

PROJECT: Checks["Project"] = Checks()
RULES: Checks[None] = Checks()

README: Final = "README.md"
CONTRACTS: Final = "docs/data-contracts.md"
EVENTS: Final = "docs/events.md"
DOCUMENTS: Final = (
    README,
    CONTRACTS,
    EVENTS,
    "docs/architecture.md",
    "docs/decisions.md",
    "docs/local-development.md",
)


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout of this repository."""

    root: Path

    def text(self, name: str) -> str:
        """A file's text; empty where it is missing."""
        file = self.root / name
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    @property
    def schemas(self) -> Path:
        """Where the JSON Schemas are."""
        return self.root / "docs" / "contracts" / "schemas"


@PROJECT.check
def current_schemas(project: Project) -> Iterator[str]:
    """The JSON Schemas are what the contracts generate, and no file is left over."""
    yield from (f"{name} is out of date" for name in schemas.stale_files(project.schemas))


@PROJECT.check
def event_schemas(project: Project) -> Iterator[str]:
    """Every event type has a published schema that fixes its type and its source."""
    for event_type in EventType:
        text = project.text(f"docs/contracts/schemas/{event_type.value}.json")
        properties = json.loads(text)["properties"] if text else {}
        due = (event_type.value, EVENT_SOURCES[event_type].value)
        if tuple(properties.get(name, {}).get("const") for name in ("eventType", "source")) != due:
            yield f"{event_type.value} is not published as from {due[1]}"


@PROJECT.check
def closed_schemas(project: Project) -> Iterator[str]:
    """Published schemas allow no unknown field, and say which draft they are written in."""
    for file in sorted(project.schemas.glob("*.json")):
        schema = json.loads(file.read_text(encoding="utf-8"))
        if schema.get("additionalProperties") is not False or schema.get("$schema") != schemas.DIALECT:
            yield file.name


@PROJECT.check
def documents(project: Project) -> Iterator[str]:
    """README and the documents are there and say something."""
    for name in DOCUMENTS:
        if len(project.text(name)) < 500:
            yield f"{name} is missing or empty"


@PROJECT.check
def two_commands(project: Project) -> Iterator[str]:
    """The README names the two commands and how to ask."""
    text = project.text(README)
    yield from (f"it does not say {command!r}" for command in ("make up", "make test", "ask") if command not in text)


@PROJECT.check
def documented_indexes(project: Project) -> Iterator[str]:
    """The data contracts name every table and index."""
    due = (names.REGISTRY_TABLE, names.OWNER_EMAIL_INDEX, names.STATUS_INDEX, "-messages", "-metrics")
    text = project.text(CONTRACTS)
    for name in (*due, *names.MESSAGES_INDEXES, *names.METRICS_INDEXES):
        if name not in text:
            yield f"{name} is not named"


@PROJECT.check
def documented_keys(project: Project) -> Iterator[str]:
    """The data contracts name every kind of key."""
    text = project.text(CONTRACTS)
    for prefix in (MESSAGE_PREFIX, SESSION_PREFIX, GUARD_PREFIX, METRIC_PREFIX, VERSION_PREFIX):
        if prefix not in text:
            yield f"{prefix} is not named"


@PROJECT.check
def documented_events(project: Project) -> Iterator[str]:
    """The events' document names every event and who emits it."""
    text = project.text(EVENTS)
    for name in (*(event_type.value for event_type in EventType), *{source.value for source in EVENT_SOURCES.values()}):
        if name not in text:
            yield f"{name} is not named"


@PROJECT.check
def linked_files(project: Project) -> Iterator[str]:
    """The documents that README and docs link to are there."""
    for name in DOCUMENTS:
        folder = (project.root / name).parent
        for target in _links(project.text(name)):
            if not (folder / target).exists():
                yield f"{name} links to {target}"


@RULES.check
def retries(_: None) -> Iterator[str]:
    """Network faults are retried 5 times, throttling 10 times with jitter, from 100 ms up to 5 s."""
    found = (NETWORK.retries, NETWORK.jitter, THROTTLING.retries, THROTTLING.jitter, BASE_SECONDS, CAP_SECONDS)
    if found != (5, False, 10, True, 0.1, 5.0):
        yield f"they are {found}"


@RULES.check
def keys_of_metrics(_: None) -> Iterator[str]:
    """A metric's idempotency key is tenant, subject, period and dimensions."""
    found = idempotency_key("t", "revenue", "2025-Q3", {"region": "EMEA"})
    if found != "t:revenue:2025-Q3:region=EMEA":
        yield f"it is {found}"


@RULES.check
def events(_: None) -> Iterator[str]:
    """Each event has data and a source, and is named domain.past-tense-action.v1."""
    for event_type in EventType:
        named = re.fullmatch(r"[a-z]+\.[a-z_]+ed\.v[1-9]\d*", event_type.value)
        if not named or event_type not in EVENT_DATA or event_type not in EVENT_SOURCES:
            yield event_type.value


@RULES.check
def bounded_confidence(_: None) -> Iterator[str]:
    """Confidence below 0, above 1, None, a boolean, text and NaN are refused."""
    for value in (Decimal("-0.01"), Decimal("1.01"), None, True, "0.5", Decimal("NaN")):
        try:
            parse(Components, dict.fromkeys((field.alias for field in Components.model_fields.values()), value))
        except InvalidInput:
            continue
        yield f"{value!r} is accepted"


def _links(text: str) -> Iterator[str]:
    """Relative targets of Markdown links, without their anchors."""
    for part in text.split("](")[1:]:
        target = part.partition(")")[0].partition("#")[0].strip()
        if target and "://" not in target and not target.startswith("mailto:"):
            yield target
