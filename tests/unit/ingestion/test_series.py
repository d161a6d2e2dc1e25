"""Series: which rows a page gives, and that a cursor leads nowhere else."""

from base64 import urlsafe_b64encode

import pytest

from salestalk.calendar import Granularity, Period
from salestalk.errors import InvalidInput
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.series import SeriesReader, SeriesRequest
from tests.unit.ingestion.builders import CALENDAR, TENANT, ingestion, record
from tests.unit.ingestion.fakes import DictStore, FakeTime

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
REGIONS = ["APAC", "EMEA", "EMEA & friends"]


@pytest.fixture(scope="module")
def store():
    store = DictStore()
    totals = [record(period=month) for month in MONTHS]
    slices = [record(period=month, dimensions={"region": region}) for month in MONTHS for region in REGIONS]
    finer = [record(period=month, dimensions={"region": "EMEA", "segment": s}) for month in MONTHS for s in ("A", "B")]
    other = [record(period="2025-Q1"), record(period="2025-01-15"), record(subject="orders", unit="count")]
    ingestion(store).ingest_batch(TENANT, [*totals, *slices, *finer, *other])
    return store


def read(store, limit=500, cursor=None, granularity=Granularity.MONTH, **changes):
    strategy = FakeTime().strategy()
    entry = CatalogKeeper(store, strategy).catalog(TENANT).get("revenue")
    request = SeriesRequest(entry, granularity, CALENDAR, **changes)
    return SeriesReader(store, strategy).series(TENANT, request, limit=limit, cursor=cursor)


def read_all(store, limit, **changes):
    found, cursor = [], None
    while True:
        page = read(store, limit, cursor, **changes)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return [value.sk for value in found]


@pytest.mark.parametrize("limit", [1, 7, 24, 100])
def test_totals_come_in_the_order_of_time_each_once(store, limit):
    assert read_all(store, limit) == MONTHS


@pytest.mark.parametrize("limit", [1, 4, 50])
def test_an_open_slice_gives_every_value_of_that_dimension_alone(store, limit):
    expected = [f"{month}#region={r}" for month in MONTHS for r in ("APAC", "EMEA", "EMEA %26 friends")]
    assert read_all(store, limit, dimensions={"region": None}) == expected


def test_a_whole_slice_gives_its_rows(store):
    assert read_all(store, 5, dimensions={"region": "EMEA"}) == [f"{month}#region=EMEA" for month in MONTHS]


def test_an_open_dimension_behind_or_before_a_given_one_is_honoured(store):
    behind = read_all(store, 9, dimensions={"region": "EMEA", "segment": None})
    before = read_all(store, 9, dimensions={"region": None, "segment": "B"})
    assert behind == [f"{month}#region=EMEA&segment={s}" for month in MONTHS for s in ("A", "B")]
    assert before == [f"{month}#region=EMEA&segment=B" for month in MONTHS]


def test_from_and_to_are_both_included(store):
    page = read(store, first=Period.parse("2024-11"), last=Period.parse("2025-02"))
    assert [value.period for value in page.items] == ["2024-11", "2024-12", "2025-01", "2025-02"]


def test_periods_beyond_what_is_loaded_are_not_read(store):
    store.calls.clear()
    read(store, granularity=Granularity.QUARTER, first=Period.parse("1900-Q1"), last=Period.parse("9998-Q4"))
    assert store.calls.count("get") == 1
    assert read(store, granularity=Granularity.WEEK).items == ()


def test_a_sparse_series_gives_short_pages_and_goes_on():
    store = DictStore()
    ingestion(store).ingest_batch(TENANT, [record(period="2000-01-01"), record(period="2025-01-01")])
    assert read_all(store, 50, granularity=Granularity.DAY) == ["2000-01-01", "2025-01-01"]


def test_periods_of_another_granularity_are_refused(store):
    with pytest.raises(InvalidInput):
        read(store, first=Period.parse("2025-Q1"))


@pytest.mark.parametrize("position", ["METRIC#orders", "2025-Q1", "CATALOG", "2025-13", "#"])
def test_a_cursor_that_was_not_given_out_is_refused(store, position):
    with pytest.raises(InvalidInput):
        read(store, cursor=urlsafe_b64encode(position.encode()).decode().rstrip("="))


def test_a_forged_cursor_reaches_no_other_rows(store):
    forged = urlsafe_b64encode(b"2025-11#region=EMEA&pk=METRIC#orders").decode().rstrip("=")
    page = read(store, cursor=forged)
    assert [value.sk for value in page.items] == ["2025-12"]
    assert {value.subject for value in page.items} == {"revenue"}
