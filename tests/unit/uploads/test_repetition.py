"""A part of an upload that is applied again has the statuses it had, and changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.metric import MetricRecord, MetricValue
from salestalk.ingestion.rows import value_of_record
from salestalk.ingestion.versions import fold
from tests.unit.uploads.fakes import BATCH, OTHER_BATCH

NOW = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())
CALENDAR = FiscalCalendar()
WITHOUT_EFFECT = {IngestStatus.UNCHANGED, IngestStatus.STALE}

VALUES = st.integers(0, 3)
AGES = st.integers(0, 3)


def value(number: int, age: int, batch: tuple[str, int] | tuple[None, None]) -> MetricValue:
    fields = {"subject": "revenue", "period": "2025", "value": number, "unit": "USD", "recordedAt": NOW - age}
    return value_of_record("acme", MetricRecord.model_validate(fields, context={"now": NOW}), CALENDAR, NOW, batch)


def before(numbers: list[tuple[int, int]]) -> tuple[MetricValue | None, tuple[MetricValue, ...]]:
    """A row that other loads have made, and what it replaced."""
    folded = fold(None, sorted((value(n, age, (None, None)) for n, age in numbers), key=lambda v: v.recorded_at))
    return folded.row, folded.replaced


def part(numbers: list[tuple[int, int]], first: int = 1) -> list[MetricValue]:
    """Values of one key as a part of an upload gives them: in the order in which they were recorded."""
    values = [value(number, age, (BATCH, first + index)) for index, (number, age) in enumerate(numbers)]
    return sorted(values, key=lambda each: each.recorded_at)


@given(st.lists(st.tuples(VALUES, AGES), max_size=4), st.lists(VALUES, min_size=1, max_size=6))
def test_a_part_applied_again_has_the_statuses_it_had(there: list[tuple[int, int]], numbers: list[int]) -> None:
    row, history = before(there)
    values = part([(number, 0) for number in numbers])
    first = fold(row, values)
    again = fold(first.row, values, history=(*history, *first.replaced))
    assert again.statuses == first.statuses
    assert (again.row, again.replaced) == (first.row, ())


@given(st.lists(st.tuples(VALUES, AGES), max_size=4), st.lists(st.tuples(VALUES, AGES), min_size=1, max_size=6))
def test_values_of_any_age_are_counted_as_stored_exactly_when_they_are(
    there: list[tuple[int, int]], numbers: list[tuple[int, int]]
) -> None:
    row, history = before(there)
    values = part(numbers)
    first = fold(row, values)
    again = fold(first.row, values, history=(*history, *first.replaced))
    assert (again.row, again.replaced) == (first.row, ())
    assert_alike(first.statuses, again.statuses)


def assert_alike(statuses: Sequence[IngestStatus], repeated: Sequence[IngestStatus]) -> None:
    """What was stored has its very status again; what had no effect, one of the two that say so."""
    for status, again in zip(statuses, repeated, strict=True):
        assert status == again or {status, again} <= WITHOUT_EFFECT


@given(st.lists(VALUES, min_size=1, max_size=5), st.lists(VALUES, min_size=1, max_size=3))
def test_somebody_elses_updates_in_between_change_no_count_of_what_is_stored(
    numbers: list[int], others: list[int]
) -> None:
    values = part([(number, 1) for number in numbers])
    first = fold(None, values)
    since = fold(first.row, [value(number, 0, (OTHER_BATCH, 1 + n)) for n, number in enumerate(others)])
    again = fold(since.row, values, history=(*first.replaced, *since.replaced))
    assert (again.row, again.replaced) == (since.row, ())
    assert_alike(first.statuses, again.statuses)


@given(st.lists(VALUES, min_size=1, max_size=4), st.lists(VALUES, min_size=1, max_size=4))
def test_a_later_part_is_no_repetition_of_an_earlier_one(earlier: list[int], later: list[int]) -> None:
    first = fold(None, part([(number, 0) for number in earlier]))
    values = part([(number, 0) for number in later], first=len(earlier) + 1)
    known = fold(first.row, values, history=first.replaced, since=len(earlier) + 1)
    assert known == fold(first.row, values)
