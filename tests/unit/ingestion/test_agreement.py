"""Totals and their slices: compared after a load, told of where they differ, and never a reason to refuse anything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.ingestion import agreement
from salestalk.ingestion.idempotency import TransientNetwork
from tests.unit.ingestion.builders import METRICS, TENANT, ingestion, record
from tests.unit.ingestion.fakes import DictStore


@pytest.fixture
def store():
    return DictStore()


def part(region, value, **more):
    return record(value=value, dimensions={"region": region}, **more)


def load(store, *records, definitions=()):
    """Load and compare, as a batch does."""
    metrics = ingestion(store)
    outcome = metrics.ingest_batch(TENANT, records, definitions=definitions)
    return metrics.compare_slices(TENANT, outcome.to_compare, seconds=5)


def told(found):
    return [(w.subject, w.period, w.dimension, w.total, w.slices, w.slice_count) for w in found.warnings]


def test_slices_that_add_up_are_not_mentioned(store):
    assert load(store, record(value=3), part("A", 1), part("B", 2)) == agreement.Agreement()


def test_slices_that_do_not_add_up_are_told_with_both_figures(store):
    found = load(store, record(), part("A", 1_400_000), part("B", 1_000_000))
    assert told(found) == [("revenue", "2025-Q3", "region", 2_500_000, 2_400_000, 2)]
    assert found.warnings[0].message == (
        "revenue 2025-Q3: the 2 slices by region add up to 2,400,000, the total is 2,500,000"
    )
    assert len(store.items(METRICS, "METRIC#")) == 3


def test_a_set_of_slices_that_is_visibly_incomplete_says_how_many_there_are(store):
    (warning,) = load(store, record(value=9), part("A", 1)).warnings
    assert warning.message == "revenue 2025-Q3: the only slice by region adds up to 1, the total is 9"


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_it_makes_no_difference_in_how_many_loads_they_come(store, order):
    records = [record(value=9), part("A", 1), part("B", 2)][order]
    founds = [load(store, each) for each in records]
    assert told(founds[-1]) == [("revenue", "2025-Q3", "region", 9, 3, 2)]


def test_what_a_batch_brings_counts_in_place_of_what_was_stored(store):
    load(store, record(value=9), part("A", 1), part("B", 2))
    assert load(store, part("B", 8)) == agreement.Agreement()
    assert told(load(store, record(value=10))) == [("revenue", "2025-Q3", "region", 10, 9, 2)]


def test_an_outdated_value_does_not_count(store):
    load(store, record(value=3, recordedAt=2000), part("A", 3, recordedAt=2000))
    assert load(store, record(value=9, recordedAt=1000), part("A", 7, recordedAt=1000)) == agreement.Agreement()


def test_slices_by_several_dimensions_at_once_are_left_alone(store):
    finer = record(value=5, dimensions={"region": "A", "segment": "SMB"})
    assert load(store, record(value=1), finer, part("A", 1)) == agreement.Agreement()
    assert load(store, record(value=1), finer, part("A", 1)) == agreement.Agreement()


def test_a_dimension_whose_name_begins_with_anothers_is_kept_apart(store):
    other = record(value=7, dimensions={"region_group": "A"})
    load(store, record(value=1), part("A", 1), other)
    assert [w.dimension for w in load(store, record(value=1)).warnings] == ["region_group"]


def test_each_dimension_is_compared_on_its_own(store):
    by_segment = record(value=4, dimensions={"segment": "SMB"})
    assert told(load(store, record(value=3), part("A", 3), by_segment)) == [("revenue", "2025-Q3", "segment", 3, 4, 1)]


def test_a_stock_is_compared_and_a_ratio_never(store):
    for subject, unit in (("customers", "count"), ("margin", "ratio")):
        load(store, record(subject=subject, unit=unit, value=1), part("A", 2, subject=subject, unit=unit))
    again = [record(subject="customers", unit="count", value=1), record(subject="margin", unit="ratio", value=1)]
    assert [w.subject for w in load(store, *again).warnings] == ["customers"]


def test_a_load_without_slices_reads_nothing_more(store):
    metrics = ingestion(store)
    outcome = metrics.ingest_batch(TENANT, [record(period=f"{year}") for year in range(2000, 2020)])
    calls = len(store.calls)
    assert metrics.compare_slices(TENANT, outcome.to_compare, seconds=5) == agreement.Agreement()
    assert len(store.calls) == calls


def test_new_periods_are_compared_without_reading(store):
    metrics = ingestion(store)
    outcome = metrics.ingest_batch(TENANT, [record(value=2), part("A", 1)])
    calls = len(store.calls)
    assert metrics.compare_slices(TENANT, outcome.to_compare, seconds=5).count == 1
    assert len(store.calls) == calls


@pytest.mark.parametrize(("bound", "limit"), [("MAX_SLICE_QUERIES", 3), ("MAX_TOTALS_READ", 3)])
def test_beyond_a_bound_it_says_that_not_all_was_compared(store, monkeypatch, bound, limit):
    monkeypatch.setattr(agreement, bound, limit)
    years = [f"{year}" for year in range(2000, 2005)]
    rows = [each for year in years for each in (record(period=year, value=2), part("A", 1, period=year))]
    assert load(store, *rows).count == 5
    found = load(store, *rows)
    assert (found.count, found.is_complete) == (3, False)


def test_a_period_of_too_many_slices_is_not_compared(store, monkeypatch):
    monkeypatch.setattr(agreement, "MAX_ROWS_PER_QUERY", 2)
    load(store, record(value=1), *(part(name, 1) for name in "ABC"))
    assert load(store, record(value=1)) == agreement.Agreement(is_complete=False)


def test_a_hundred_are_listed_and_all_are_counted(store):
    years = [f"{year}" for year in range(1900, 2020)]
    found = load(store, *(each for y in years for each in (record(period=y, value=2), part("A", 1, period=y))))
    assert (len(found.warnings), found.count, found.is_complete) == (100, 120, True)


def test_a_store_that_does_not_answer_spoils_no_load(store):
    load(store, record(value=2), part("A", 1))
    metrics = ingestion(store)
    outcome = metrics.ingest_batch(TENANT, [record(value=2)])
    store.faults_before = [TransientNetwork("no answer")] * 100
    assert metrics.compare_slices(TENANT, outcome.to_compare, seconds=5) == agreement.Agreement(is_complete=False)


VALUES = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20)


@given(st.lists(VALUES, min_size=1, max_size=6), st.sampled_from([Decimal(0), Decimal("0.0001")]), st.booleans())
def test_sums_are_exact(parts, off, is_stored):
    store = DictStore()
    total = sum(parts, Decimal(0)) + off
    rows = [record(value=total), *(part(str(number), value) for number, value in enumerate(parts))]
    found = load(store, *rows)
    if is_stored:
        found = load(store, *rows)
    assert [w.total - w.slices for w in found.warnings] == ([off] if off else [])
