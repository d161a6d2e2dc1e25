"""The rules a record must keep before it is stored: its contract, and what the tenant's catalog and calendar add."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from salestalk.calendar import FiscalCalendar, Period
from salestalk.contracts.base import parse
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.inference import target_of
from salestalk.ingestion.recordcheck import RecordCheck

Definitions = dict[str, MetricDefinition]


def checked_record(data: MetricRecord | Mapping[str, Any], now: int) -> MetricRecord | tuple[Fault, ...]:
    """The record, or every rule of the contract that it breaks; its times may not lie beyond ``now``."""
    if not isinstance(data, MetricRecord) and (quick := _check_at(now).record(data)) is not None:
        return quick
    try:
        return parse(MetricRecord, data.as_item() if isinstance(data, MetricRecord) else data, now=now)
    except InvalidInput as error:
        return error.faults


@lru_cache(maxsize=1)
def _check_at(now: int) -> RecordCheck:
    """The cheap check for one batch: it remembers names and periods only, so it may outlive it."""
    return RecordCheck(now)


def checked_definitions(
    definitions: Sequence[MetricDefinition | Mapping[str, Any]],
) -> tuple[Definitions, list[Fault]]:
    """Valid definitions by subject (a later one of the same subject wins), and the faults of the others."""
    valid: Definitions = {}
    faults: list[Fault] = []
    for number, data in enumerate(definitions):
        try:
            found = data if isinstance(data, MetricDefinition) else parse(MetricDefinition, data)
            valid[found.subject] = found
        except InvalidInput as error:
            faults += [Fault(f"definitions.{number}.{f.field}", f.rule, f.message) for f in error.faults]
    return valid, faults


def base_of_target(subject: str, definition: MetricDefinition | None, entry: CatalogEntry | None) -> str | None:
    """The subject whose targets these are; None for actuals."""
    if definition is not None and definition.target_of:
        return definition.target_of
    return (entry.target_of if entry else None) or target_of(subject)


def future_faults(record: MetricRecord, calendar: FiscalCalendar, today: date) -> tuple[Fault, ...]:
    """An actual's period must have begun."""
    start = calendar.interval(Period.parse(record.period)).start
    if start <= today:
        return ()
    said = f"period: {record.period} begins on {start}; an actual cannot be known before (a target may lie ahead)"
    return (Fault("period", "future_period", said),)


def unit_faults(record: MetricRecord, entry: CatalogEntry | None) -> tuple[Fault, ...]:
    """All values of a metric are in one unit: what is summed must not be mixed."""
    if entry is None or entry.unit == record.unit:
        return ()
    said = f"unit: {record.subject} is kept in {entry.unit!r}, not {record.unit!r}"
    return (Fault("unit", "unit_conflict", said),)


def definition_faults(definitions: Definitions, entries: Mapping[str, CatalogEntry]) -> list[Fault]:
    """Definitions that could not be applied: without a unit to go by, or against that of values already loaded."""
    faults = []
    for subject, definition in definitions.items():
        entry = entries.get(subject)
        field = f"definitions.{subject}.unit"
        if entry is None:
            said = f"{field}: say the unit of {subject}, of which no value is loaded yet"
            faults.append(Fault(field, "unit_missing", said))
        elif definition.unit is not None and definition.unit != entry.unit:
            said = f"{field}: {subject} is kept in {entry.unit!r}, not {definition.unit!r}"
            faults.append(Fault(field, "unit_conflict", said))
    return faults
