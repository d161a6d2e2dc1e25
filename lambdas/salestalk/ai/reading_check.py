"""A model's reading held against the catalog: what it names must exist, and its time must be one that we can read."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from salestalk.ai.reading_form import GivenFilter, GivenReading
from salestalk.ai.vocabulary import Vocabulary
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.base import faults_of
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import Filter, FilterOp, Intent, TimeRange
from salestalk.understanding.named_time import named_time
from salestalk.values import frozen


@frozen
class Checked:
    """A reading all of whose names exist, with the time in our keys and the filters in stored values."""

    given: GivenReading
    entry: CatalogEntry
    time: TimeRange
    filters: tuple[Filter, ...]


@frozen
class Faulty:
    """What is wrong with a reading, in sentences that it can be repaired by."""

    sentences: tuple[str, ...]


def given_reading(structure: Mapping[str, Any]) -> GivenReading | Faulty:
    """The reading, if it has the form."""
    try:
        return GivenReading.model_validate(structure)
    except ValidationError as error:
        return Faulty(tuple(fault.message for fault in faults_of(error)))


def checked(given: GivenReading, vocabulary: Vocabulary, *, calendar: FiscalCalendar, as_of: date) -> Checked | Faulty:
    """The reading, if all that it names exists."""
    entry = next((one for one in vocabulary.metrics if one.subject == given.subject), None)
    if entry is None:
        return Faulty((f"subject: {given.subject!r} is not one of the metrics",))
    time = named_time(given.time, given.intent, calendar=calendar, as_of=as_of, entry=entry)
    faults = list(_faults(given, entry, vocabulary))
    if time is None:
        return Faulty((*faults, f"time: {given.time!r} is no time that can be read; use the question's own words"))
    return Faulty(tuple(faults)) if faults else Checked(given, entry, time, _stored(given, vocabulary))


def _faults(given: GivenReading, entry: CatalogEntry, vocabulary: Vocabulary) -> Iterator[str]:
    for one in given.filters:
        yield from _filter_faults(one, entry, vocabulary)
    for name in given.group_by:
        if name not in entry.dimensions:
            yield f"groupBy: {entry.subject} has no dimension {name!r}"
    if (given.intent is Intent.CORRELATION) is (given.related_subject is None):
        yield "relatedSubject: belongs to a correlation, and only there"
    if given.related_subject is not None and given.related_subject not in {*vocabulary.subjects} - {given.subject}:
        yield f"relatedSubject: {given.related_subject!r} is not another one of the metrics"
    if given.intent in (Intent.UNKNOWN, Intent.LIST):
        yield "intent: must say what is asked about the metric"
    if (given.intent is Intent.RANKING) is (given.rank is None):
        yield "rank: belongs to a ranking, and only there"


def _filter_faults(one: GivenFilter, entry: CatalogEntry, vocabulary: Vocabulary) -> Iterator[str]:
    if one.key not in entry.dimensions:
        yield f"filters: {entry.subject} has no dimension {one.key!r}"
        return
    stored = {vocabulary.values.get(one.key, {}).get(value) for value in one.values}
    if not stored <= set(entry.dimensions[one.key]):
        yield f"filters: {one.key} of {entry.subject} has no value {', '.join(map(repr, one.values))}"


def _stored(given: GivenReading, vocabulary: Vocabulary) -> tuple[Filter, ...]:
    def stored(one: GivenFilter) -> Filter:
        values = tuple(dict.fromkeys(vocabulary.values[one.key][value] for value in one.values))
        return Filter(key=one.key, value=values[0] if len(values) == 1 else values, op=FilterOp(one.op))

    return tuple(stored(one) for one in given.filters)
