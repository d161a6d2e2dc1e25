"""The catalog follows from what is defined and loaded, and people can correct it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.base import parse
from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import Conflict, InvalidInput, NotFound
from salestalk.ingestion.catalog import MAX_DIMENSION_VALUES, MAX_DIMENSIONS, extended, inferred
from salestalk.ingestion.catalogstore import CatalogKeeper, EntriesRead, entry_item
from tests.unit.ingestion.builders import METRICS, TENANT, ingestion, record
from tests.unit.ingestion.fakes import DictStore, FakeTime


@pytest.fixture
def store():
    return DictStore()


@pytest.fixture
def keeper(store):
    return CatalogKeeper(store, FakeTime().strategy())


def definition(**fields):
    return parse(MetricDefinition, {"subject": "revenue", **fields})


def records(*periods, **changes):
    return [parse(MetricRecord, record(period=period, **changes)) for period in periods]


def test_a_metric_nobody_programmed_is_in_the_catalog_once_it_is_loaded(store, keeper):
    ingestion(store).ingest_batch(TENANT, [record(subject="churn_rate", unit="ratio", dimensions={"region": "EMEA"})])
    entry = keeper.catalog(TENANT).get("churn_rate")
    assert (entry.display_name, entry.unit, entry.kind) == ("Churn rate", "ratio", "ratio")
    assert (entry.good_direction, entry.domain) == ("down", "customers")
    assert entry.dimensions == {"region": ("EMEA",)}
    assert (entry.periods["quarter"].first, entry.periods["quarter"].last) == ("2025-Q3", "2025-Q3")


def test_new_metrics_are_reported_with_what_speaks_for_their_kind(store):
    batch = [record(subject="churn_rate", unit="ratio"), record(subject="users", unit="count"), record(subject="fees")]
    outcome = ingestion(store).ingest_batch(TENANT, batch, definitions=[{"subject": "fees", "kind": "flow"}])
    said = {new.subject: (new.kind, new.reason) for new in outcome.new_subjects}
    assert said["churn_rate"] == ("ratio", "the unit is 'ratio'")
    assert said["users"] == ("stock", "'users' are counted at a moment")
    assert said["fees"] == ("flow", "it is defined so")


def test_periods_are_kept_by_granularity(store, keeper):
    periods = ["2025-Q3", "2024-Q1", "2025-09", "2025-10", "2025", "2025-W40", "2025-10-03"]
    ingestion(store).ingest_batch(TENANT, [record(period=period) for period in periods])
    spans = {name: (span.first, span.last) for name, span in keeper.catalog(TENANT).get("revenue").periods.items()}
    assert spans == {
        "day": ("2025-10-03", "2025-10-03"),
        "week": ("2025-W40", "2025-W40"),
        "month": ("2025-09", "2025-10"),
        "quarter": ("2024-Q1", "2025-Q3"),
        "year": ("2025", "2025"),
    }


def test_nothing_is_written_when_nothing_changed(store, keeper):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(recordedAt=1_760_000_000))
    store.calls.clear()
    load.ingest_metric(TENANT, record(recordedAt=1_760_000_000))
    assert store.calls == ["get", "get"]
    assert keeper.catalog(TENANT).get("revenue").revision == 2


def test_rejected_records_leave_no_trace_in_the_catalog(store, keeper):
    batch = [record(period="2030"), record(subject="x", unit="")]
    ingestion(store).ingest_batch(TENANT, batch)
    assert len(keeper.catalog(TENANT).entries) == 0


def test_a_definition_wins_over_what_would_be_inferred(store, keeper):
    said = {
        "subject": "revenue",
        "displayName": "Net sales",
        "kind": "stock",
        "synonyms": ["turnover"],
        "domain": "sales",
    }
    ingestion(store).ingest_batch(TENANT, [record()], definitions=[said])
    entry = keeper.catalog(TENANT).get("revenue")
    assert (entry.display_name, entry.kind, entry.synonyms, entry.domain) == (
        "Net sales",
        "stock",
        ("turnover",),
        "sales",
    )
    assert entry.good_direction == "up"


def test_a_definition_may_come_before_or_after_its_values(store, keeper):
    load = ingestion(store)
    load.ingest_batch(TENANT, [], definitions=[{"subject": "orders", "unit": "count"}])
    assert keeper.catalog(TENANT).get("orders").unit == "count"
    load.ingest_batch(TENANT, [record()])
    load.ingest_batch(TENANT, [], definitions=[{"subject": "revenue", "synonyms": ["sales"]}])
    load.ingest_batch(TENANT, [], definitions=[{"subject": "revenue", "synonyms": ["turnover"]}])
    entry = keeper.catalog(TENANT).get("revenue")
    assert entry.synonyms == ("sales", "turnover")
    assert entry.periods["quarter"].last == "2025-Q3"


def test_a_definition_in_another_unit_than_its_values_changes_nothing_and_is_reported(store, keeper):
    load = ingestion(store)
    load.ingest_batch(TENANT, [record()])
    said = {"subject": "revenue", "unit": "EUR", "displayName": "Umsatz"}
    outcome = load.ingest_batch(TENANT, [], definitions=[said, {"subject": "fees"}, {"subject": "Not a subject"}])
    assert {fault.rule for fault in outcome.definition_faults} == {"unit_conflict", "unit_missing", "subject"}
    assert keeper.catalog(TENANT).get("revenue").display_name == "Revenue"


def test_a_target_goes_by_what_it_is_the_target_of(store, keeper):
    batch = [record(subject="churn_target", unit="count"), record(subject="churn", unit="count")]
    said = {"subject": "churn", "displayName": "Lost customers", "kind": "stock", "domain": "sales"}
    ingestion(store).ingest_batch(TENANT, batch, definitions=[said])
    target = keeper.catalog(TENANT).get("churn_target")
    assert (target.target_of, target.kind, target.good_direction) == ("churn", "stock", "down")
    assert (target.display_name, target.domain) == ("Lost customers target", "sales")


def test_an_edit_replaces_what_it_names_and_nothing_else(store, keeper):
    ingestion(store).ingest_batch(TENANT, [record()], definitions=[{"subject": "revenue", "synonyms": ["sales"]}])
    before = keeper.catalog(TENANT).get("revenue")
    after = keeper.edit(TENANT, "revenue", definition(displayName="Umsatz", synonyms=["Erlös"]))
    assert (after.display_name, after.synonyms) == ("Umsatz", ("Erlös",))
    assert after.revision == before.revision + 1
    assert keeper.edit(TENANT, "revenue", definition(synonyms=[])).synonyms == ()
    assert keeper.catalog(TENANT).get("revenue").periods == before.periods


def test_an_edit_that_cannot_be_is_refused(store, keeper):
    ingestion(store).ingest_metric(TENANT, record())
    with pytest.raises(NotFound):
        keeper.edit(TENANT, "orders", parse(MetricDefinition, {"subject": "orders"}))
    with pytest.raises(Conflict):
        keeper.edit(TENANT, "revenue", definition(unit="EUR"))
    with pytest.raises(InvalidInput):
        keeper.edit(TENANT, "orders", definition(displayName="x"))


def test_edits_and_loads_at_once_lose_nothing(store, keeper):
    load = ingestion(store)
    load.ingest_metric(TENANT, record())
    store.before_transact = [lambda: keeper.edit(TENANT, "revenue", definition(displayName="Umsatz"))]
    load.ingest_metric(TENANT, record(period="2025-Q4", dimensions={"region": "APAC"}))
    entry = keeper.catalog(TENANT).get("revenue")
    assert (entry.display_name, entry.periods["quarter"].last) == ("Umsatz", "2025-Q4")


def test_concurrent_loads_of_one_metric_merge_in_the_catalog(store, keeper):
    regions = [f"r{number}" for number in range(6)]
    load = ingestion(store)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: load.ingest_metric(TENANT, record(dimensions={"region": name})), regions))
    assert keeper.catalog(TENANT).get("revenue").dimensions == {"region": tuple(regions)}


def test_an_entry_stays_small_however_much_is_loaded():
    entry = inferred("revenue", "USD")
    many = [parse(MetricRecord, record(dimensions={"sku": f"s{n:05d}"})) for n in range(MAX_DIMENSION_VALUES + 50)]
    many += [parse(MetricRecord, record(dimensions={f"z{n:03d}": "x" * 250})) for n in range(MAX_DIMENSIONS + 50)]
    grown = extended(extended(entry, many), many)
    assert len(grown.dimensions["sku"]) <= MAX_DIMENSION_VALUES
    assert len(grown.dimensions) == MAX_DIMENSIONS
    assert len(grown.as_json().encode()) < 300_000


@given(st.permutations(["2025-Q3", "2024-Q1", "2025-07", "2025-W01", "2026-Q1", "2024"]), st.integers(0, 6))
def test_the_order_of_loading_does_not_matter(periods, cut):
    loaded = records(*periods)
    in_two = extended(extended(inferred("revenue", "USD"), loaded[:cut]), loaded[cut:])
    assert in_two == extended(inferred("revenue", "USD"), records(*sorted(periods)))


def test_the_catalog_is_one_item_per_metric_under_one_key(store):
    ingestion(store).ingest_batch(TENANT, [record(), record(subject="orders", unit="count")])
    assert [item["sk"] for item in store.items(METRICS, "CATALOG")] == ["orders", "revenue"]


def test_an_entry_that_says_the_same_as_before_is_not_made_anew(store):
    ingestion(store).ingest_batch(TENANT, [record(), record(subject="orders")])
    read = EntriesRead()
    before = CatalogKeeper(store, FakeTime().strategy(), read).catalog(TENANT)
    CatalogKeeper(store, FakeTime().strategy()).edit(TENANT, "orders", definition(subject="orders", synonyms=["sales"]))
    after = CatalogKeeper(store, FakeTime().strategy(), read).catalog(TENANT)
    assert after.get("revenue") is before.get("revenue")
    assert after.get("orders").synonyms == ("sales",)


def test_an_entry_of_the_same_revision_that_says_something_else_is_made_anew(store, keeper):
    ingestion(store).ingest_batch(TENANT, [record()])
    entry, read = keeper.catalog(TENANT).get("revenue"), EntriesRead()
    other = entry.model_copy(update={"synonyms": ("sales",)})
    assert read.of(TENANT, [entry_item(entry)])["revenue"] == entry
    assert read.of(TENANT, [entry_item(other)])["revenue"] == other


def test_entries_are_remembered_by_tenant_and_only_so_many(store, keeper):
    ingestion(store).ingest_batch(TENANT, [record()])
    item, read = entry_item(keeper.catalog(TENANT).get("revenue")), EntriesRead(size=1)
    first = read.of(TENANT, [item])["revenue"]
    assert read.of(TENANT, [item])["revenue"] is first
    assert read.of("other", [item])["revenue"] is not first
    assert read.of(TENANT, [item])["revenue"] is not first


def test_an_entry_that_is_gone_is_not_remembered(store, keeper):
    ingestion(store).ingest_batch(TENANT, [record()])
    item, read = entry_item(keeper.catalog(TENANT).get("revenue")), EntriesRead()
    assert set(read.of(TENANT, [item])) == {"revenue"}
    assert read.of(TENANT, []) == {}
