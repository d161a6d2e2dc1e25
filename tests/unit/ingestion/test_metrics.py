"""Loading metrics: statuses, versions, the order of `recordedAt`, faults, and races."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from salestalk.calendar import FiscalCalendar
from salestalk.errors import Conflict, InvalidInput, RightMissing, Unavailable
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.idempotency import Contended, TransientNetwork
from salestalk.ingestion.metrics import MetricsIngestion
from tests.unit.ingestion.builders import METRICS, NOW, TENANT, ingestion, record
from tests.unit.ingestion.fakes import DictStore, FakeTime

T = 1_760_000_000


@pytest.fixture
def store():
    return DictStore()


def rows(store):
    return {(item["pk"], item["sk"]): item for item in store.items(METRICS, "METRIC#")}


def the_row(store):
    (row,) = rows(store).values()
    return row


def statuses(outcome):
    return [result.status.value for result in outcome.results]


def test_a_value_is_created_then_unchanged_then_updated(store):
    load = ingestion(store)
    assert load.ingest_metric(TENANT, record(recordedAt=T)) == "created"
    assert load.ingest_metric(TENANT, record(recordedAt=T)) == "unchanged"
    assert load.ingest_metric(TENANT, record(recordedAt=T, value=2_600_000)) == "updated"
    assert (the_row(store)["value"], the_row(store)["version"]) == (2_600_000, 2)


def test_an_update_keeps_what_it_replaced_out_of_every_index(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=1))
    load.ingest_metric(TENANT, record(value=2))
    (history,) = store.items(METRICS, "VERSION#")
    assert (history["pk"], history["sk"]) == ("VERSION#revenue#2025-Q3", "0000000001")
    assert (history["replaced"]["value"], history["replaced"]["version"]) == (1, 1)
    assert history.keys() == {"pk", "sk", "replaced"}


def test_an_older_record_never_overwrites_a_newer_one(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=2, recordedAt=T))
    assert load.ingest_metric(TENANT, record(value=1, recordedAt=T - 1)) == "stale"
    assert (the_row(store)["value"], the_row(store)["version"]) == (2, 1)


def test_a_value_confirmed_later_makes_what_came_between_stale(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=2, recordedAt=T))
    assert load.ingest_metric(TENANT, record(value=2, recordedAt=T + 20)) == "unchanged"
    assert load.ingest_metric(TENANT, record(value=9, recordedAt=T + 10)) == "stale"
    assert (the_row(store)["value"], the_row(store)["version"], the_row(store)["recordedAt"]) == (2, 1, T + 20)


def test_of_two_records_of_one_second_the_later_arrival_wins(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=1, recordedAt=T))
    assert load.ingest_metric(TENANT, record(value=2, recordedAt=T)) == "updated"


def test_other_metadata_is_an_update_and_nothing_of_it_is_lost(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(metadata={"source": "a"}))
    assert load.ingest_metric(TENANT, record(metadata={"source": "b"})) == "updated"
    assert the_row(store)["metadata"] == {"source": "b"}


def test_equal_numbers_written_differently_are_unchanged(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=Decimal("2.50")))
    assert load.ingest_metric(TENANT, record(value=Decimal("2.5"))) == "unchanged"


def test_slices_and_totals_are_rows_of_their_own(store):
    batch = [
        record(),
        record(dimensions={"region": "EMEA"}),
        record(dimensions={"region": "EMEA", "segment": "SMB"}),
        record(dimensions={"region": "EMEA&segment=SMB"}),
        record(dimensions={"region": "EMEA#x%26"}),
    ]
    outcome = ingestion(store).ingest_batch(TENANT, batch)
    assert statuses(outcome) == ["created"] * 5
    assert {sk for _, sk in rows(store)} == {
        "2025-Q3",
        "2025-Q3#region=EMEA",
        "2025-Q3#region=EMEA&segment=SMB",
        "2025-Q3#region=EMEA%26segment%3DSMB",
        "2025-Q3#region=EMEA%23x%2526",
    }


def test_a_row_says_everything_the_contract_asks_for(store):
    calendar = FiscalCalendar.starting("04-01")
    load = MetricsIngestion(store, FakeTime().strategy(), calendar_of=lambda _: calendar, clock=lambda: NOW)
    load.ingest_metric(TENANT, record(dimensions={"segment": "SMB", "region": "EMEA"}))
    row = the_row(store)
    assert row["timestamp"] == int(datetime(2025, 10, 1, tzinfo=UTC).timestamp())
    assert (row["dimensionKey"], row["metricType"]) == ("region:EMEA|segment:SMB", "revenue")
    assert (row["recordedAt"], row["tenantId"], row["version"]) == (int(NOW.timestamp()), TENANT, 1)


def test_records_of_one_key_in_a_batch_are_taken_in_the_order_they_were_recorded(store):
    batch = [record(value=3, recordedAt=T + 2), record(value=1, recordedAt=T), record(value=2, recordedAt=T + 1)]
    outcome = ingestion(store).ingest_batch(TENANT, batch)
    assert statuses(outcome) == ["updated", "created", "updated"]
    assert (the_row(store)["value"], the_row(store)["version"]) == (3, 3)
    assert [item["replaced"]["value"] for item in store.items(METRICS, "VERSION#")] == [1, 2]


def test_very_many_records_of_one_key_fit_their_transactions(store):
    outcome = ingestion(store).ingest_batch(TENANT, [record(value=n, recordedAt=T + n) for n in range(250)])
    assert outcome.counts["updated"] == 249
    assert (the_row(store)["version"], len(store.items(METRICS, "VERSION#"))) == (250, 249)


def test_updates_of_many_keys_fit_their_transactions(store):
    years = [str(year) for year in range(1900, 2020)]
    for value in (1, 2):
        outcome = ingestion(store).ingest_batch(TENANT, [record(period=year, value=value) for year in years])
    assert outcome.counts["updated"] == len(years)
    assert {row["version"] for row in rows(store).values()} == {2}
    assert len(store.items(METRICS, "VERSION#")) == len(years)


def test_good_records_land_though_others_are_bad_and_each_says_why(store):
    bad_number = Decimal("1234567890123456789012345678901234567.89")
    batch = [
        record(),
        record(period="2025-Q5"),
        record(value=True),
        record(value=Decimal("NaN")),
        record(value=bad_number),
        record(value=1.5),
        record(unit="", colour="red"),
        "not a record",
        record(period="2025-Q2"),
    ]
    outcome = ingestion(store).ingest_batch(TENANT, batch)
    assert statuses(outcome) == ["created", *["rejected"] * 7, "created"]
    rules = [[fault.rule for fault in result.faults] for result in outcome.results]
    assert rules[1:6] == [["period"], ["exact_number"], ["finite_number"], ["too_many_digits"], ["exact_number"]]
    assert {fault.field for fault in outcome.results[6].faults} == {"unit", "colour"}
    assert len(rows(store)) == 2
    assert outcome.counts["rejected"] == 7


@pytest.mark.parametrize(
    ("metadata", "rule"),
    [
        ({"deep": [{"count": int("1" * 39)}]}, "too_many_digits"),
        ({"size": Decimal("1E+200")}, "number_range"),
        ({"a": 0.5}, "map_value"),
        (json.loads('{"a":' * 40 + "1" + "}" * 40), "map_too_deep"),
        ({"a": "x" * 10_240}, "map_too_large"),
    ],
)
def test_metadata_that_cannot_be_stored_rejects_its_record_alone(store, metadata, rule):
    outcome = ingestion(store).ingest_batch(TENANT, [record(metadata=metadata), record(period="2025-Q2")])
    assert statuses(outcome) == ["rejected", "created"]
    assert [(fault.field, fault.rule) for fault in outcome.results[0].faults] == [("metadata", rule)]


def test_another_unit_than_the_metrics_is_refused(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record())
    with pytest.raises(Conflict) as raised:
        load.ingest_metric(TENANT, record(unit="EUR", period="2025-Q4"))
    assert [fault.rule for fault in raised.value.faults] == ["unit_conflict"]
    assert len(rows(store)) == 1


def test_the_first_record_of_a_new_metric_decides_its_unit(store):
    outcome = ingestion(store).ingest_batch(TENANT, [record(), record(unit="EUR", period="2025-Q2")])
    assert statuses(outcome) == ["created", "rejected"]
    assert outcome.results[1].faults[0].rule == "unit_conflict"


def test_two_loads_cannot_begin_one_metric_in_two_units(store):
    load = ingestion(store)
    store.before_transact = [lambda: load.ingest_metric(TENANT, record(unit="EUR"))]
    with pytest.raises(Conflict):
        load.ingest_metric(TENANT, record(unit="USD", period="2025-Q2"))
    assert [row["unit"] for row in rows(store).values()] == ["EUR"]


@pytest.mark.parametrize(
    ("period", "status"), [("2026-Q4", "created"), ("2027-Q1", "rejected"), ("2026-11-22", "rejected")]
)
def test_an_actual_lies_in_a_period_that_has_begun(store, period, status):
    assert statuses(ingestion(store).ingest_batch(TENANT, [record(period=period)])) == [status]


def test_a_target_may_lie_ahead(store):
    batch = [record(subject="revenue_target", period="2027-Q1"), record(subject="plan", period="2027-Q1")]
    outcome = ingestion(store).ingest_batch(TENANT, batch, definitions=[{"subject": "plan", "targetOf": "revenue"}])
    assert statuses(outcome) == ["created", "created"]


def test_every_fault_of_a_record_is_listed_at_once(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record())
    with pytest.raises(InvalidInput) as raised:
        load.ingest_metric(TENANT, record(unit="EUR", period="2030"))
    assert {fault.rule for fault in raised.value.faults} == {"unit_conflict", "future_period"}


def test_an_update_lost_to_another_writer_is_applied_to_what_that_one_wrote(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=1, recordedAt=T))
    store.before_transact = [lambda: load.ingest_metric(TENANT, record(value=2, recordedAt=T + 1))]
    assert load.ingest_metric(TENANT, record(value=3, recordedAt=T + 2)) == "updated"
    assert (the_row(store)["value"], the_row(store)["version"]) == (3, 3)
    assert [item["replaced"]["value"] for item in store.items(METRICS, "VERSION#")] == [1, 2]


def test_a_newer_value_that_comes_in_between_is_not_overwritten(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=1, recordedAt=T))
    store.before_transact = [lambda: load.ingest_metric(TENANT, record(value=9, recordedAt=T + 9))]
    assert load.ingest_metric(TENANT, record(value=3, recordedAt=T + 2)) == "stale"
    assert the_row(store)["value"] == 9


def test_a_value_confirmed_in_between_makes_an_older_one_stale(store):
    load = ingestion(store)
    load.ingest_metric(TENANT, record(value=2, recordedAt=T))
    store.before_transact = [lambda: load.ingest_metric(TENANT, record(value=2, recordedAt=T + 20))]
    assert load.ingest_metric(TENANT, record(value=9, recordedAt=T + 10)) == "stale"
    assert the_row(store)["value"] == 2


def test_only_what_lost_a_race_is_written_again(store):
    load = ingestion(store)
    load.ingest_batch(TENANT, [record(period=f"2025-{month:02d}") for month in range(1, 13)])
    store.before_transact = [lambda: load.ingest_metric(TENANT, record(period="2025-03", value=7))]
    batch = [record(period=f"2025-{month:02d}", value=month) for month in range(1, 13)]
    assert load.ingest_batch(TENANT, batch).counts["updated"] == 12
    versions = {row["sk"]: row["version"] for row in rows(store).values()}
    assert versions == {f"2025-{month:02d}": 3 if month == 3 else 2 for month in range(1, 13)}


def test_concurrent_writers_of_one_key_lose_no_version(store):
    load = ingestion(store, FakeTime())
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: load.ingest_metric(TENANT, record(value=n, recordedAt=T)), range(4)))
    assert sorted(done) == ["created", "updated", "updated", "updated"]
    assert the_row(store)["version"] == 4
    assert len(store.items(METRICS, "VERSION#")) == 3


def test_a_lost_answer_counts_once(store):
    store.faults_after = [None, None, None, TransientNetwork("no answer")]
    load = ingestion(store)
    assert load.ingest_metric(TENANT, record()) == "created"
    assert the_row(store)["version"] == 1


def test_keys_that_were_not_read_are_asked_for_again(store):
    load = ingestion(store)
    batch = [record(period=f"2025-{month:02d}") for month in range(1, 8)]
    load.ingest_batch(TENANT, batch)
    store.most_read_at_once = 2
    assert load.ingest_batch(TENANT, batch).counts["unchanged"] == 7


def test_a_passing_fault_at_any_step_is_outlived(store):
    for step in range(6):
        store.faults_before = [None] * step + [Contended("TransactionConflict")]
        assert ingestion(store).ingest_metric(TENANT, record(period=f"20{step + 10}")) == "created"


def test_refused_access_and_lasting_faults_end_a_load(store):
    store.faults_before = [RightMissing("not this tenant")]
    with pytest.raises(RightMissing):
        ingestion(store).ingest_batch(TENANT, [record()])
    store.faults_before = [TransientNetwork("no answer")] * 6
    with pytest.raises(Unavailable):
        ingestion(store).ingest_batch(TENANT, [record()])


def test_a_load_that_dies_before_the_catalog_is_completed_by_the_same_load(store):
    store.faults_before = [None, None, None, None, *[TransientNetwork("no answer")] * 6]
    with pytest.raises(Unavailable):
        ingestion(store).ingest_batch(TENANT, [record()])
    keeper = CatalogKeeper(store, FakeTime().strategy())
    assert keeper.catalog(TENANT).get("revenue").periods == {}
    assert ingestion(store).ingest_metric(TENANT, record()) == "unchanged"
    assert keeper.catalog(TENANT).get("revenue").periods["quarter"].last == "2025-Q3"


def test_a_load_of_nothing_is_a_load(store):
    assert ingestion(store).ingest_batch(TENANT, []).results == ()
    assert store.calls == []
