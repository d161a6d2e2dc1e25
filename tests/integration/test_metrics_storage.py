"""Metrics on the real engine: upserts with versions, exact numbers, races, catalog, series, and the reader."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.calendar import Granularity
from salestalk.errors import InvalidInput, Unavailable
from salestalk.ingestion.series import SeriesRequest
from salestalk.retrieval.reader import RowKey, SliceRange
from tests.integration.ingestion_support import CALENDAR, FaultyClient, new_tenant
from tests.unit.ingestion.builders import record
from tests.unit.ingestion.metric_states import MetricStates

T = 1_760_000_000


@pytest.fixture(scope="module")
def tenant(emulator):
    return new_tenant(emulator, f"metrics-{uuid4().hex[:8]}")


@pytest.fixture
def subject():
    """A metric that no other test loads."""
    return f"m{uuid4().hex[:10]}"


def load(tenant, *records, **options):
    return tenant.metrics.ingest_batch(tenant.tenant_id, records, **options)


def raw(tenant, subject, sk):
    key = {"pk": {"S": f"METRIC#{subject}"}, "sk": {"S": sk}}
    return tenant.client.get_item(TableName=tenant.metrics_table, Key=key, ConsistentRead=True).get("Item")


def test_the_same_key_again_is_an_update_with_its_history(tenant, subject):
    values = (1, 1, 2, 3)
    done = [
        tenant.metrics.ingest_metric(tenant.tenant_id, record(subject=subject, value=value, recordedAt=T + number))
        for number, value in enumerate(values)
    ]
    assert [status.value for status in done] == ["created", "unchanged", "updated", "updated"]
    item = raw(tenant, subject, "2025-Q3")
    assert (item["value"]["N"], item["version"]["N"]) == ("3", "3")
    history = tenant.scan(tenant.metrics_table, f"VERSION#{subject}")
    assert sorted((item["sk"]["S"], item["replaced"]["M"]["value"]["N"]) for item in history) == [
        ("0000000001", "1"),
        ("0000000002", "2"),
    ]
    assert tenant.series.replaced(tenant.tenant_id, subject, "2025-Q3", 2).value == 2


def test_the_total_answers_under_the_plain_period(tenant):
    load(
        tenant, record(), record(dimensions={"region": "EMEA"}, value=1), record(dimensions={"region": "APAC"}, value=2)
    )
    assert raw(tenant, "revenue", "2025-Q3")["value"]["N"] == "2500000"


def test_a_number_of_38_digits_is_read_exactly_as_it_was_loaded(tenant, subject):
    numbers = {
        "2025-01": Decimal(12345678901234567890123456789012345678),
        "2025-02": Decimal("-0.12345678901234567890123456789012345678"),
        "2025-03": Decimal("9.9999999999999999999999999999999999999E+125"),
        "2025-04": Decimal("1E-130"),
        "2025-05": Decimal("1." + "0" * 50),
        "2025-06": Decimal(0),
        "2025-07": Decimal("0.1"),
    }
    outcome = load(tenant, *(record(subject=subject, period=p, value=n) for p, n in numbers.items()))
    assert outcome.counts["created"] == len(numbers)
    rows = tenant.reader.fetch([RowKey(subject, period) for period in numbers], [])
    assert {row.period: row.value for row in rows} == numbers


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(-(10**38) + 1, 10**38 - 1), st.integers(-60, 60))
def test_any_number_the_contract_allows_is_read_exactly(tenant, digits, exponent):
    subject, number = f"m{uuid4().hex[:10]}", _scaled(digits, exponent)
    load(tenant, record(subject=subject, value=number))
    (row,) = tenant.reader.fetch([RowKey(subject, "2025-Q3")], [])
    assert row.value == number


def _scaled(digits, exponent):
    sign, figures, _ = Decimal(digits).as_tuple()
    return Decimal((sign, figures, exponent))


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (Decimal("NaN"), "finite_number"),
        (Decimal("Infinity"), "finite_number"),
        (Decimal(123456789012345678901234567890123456789), "too_many_digits"),
        (True, "exact_number"),
        (1.5, "exact_number"),
        ("12", "exact_number"),
        (None, "exact_number"),
        (Decimal("1E+126"), "number_range"),
    ],
)
def test_what_is_no_exact_number_stores_nothing(tenant, subject, value, rule):
    with pytest.raises(InvalidInput) as raised:
        tenant.metrics.ingest_metric(tenant.tenant_id, record(subject=subject, value=value))
    assert [(fault.field, fault.rule) for fault in raised.value.faults] == [("value", rule)]
    assert raw(tenant, subject, "2025-Q3") is None
    assert tenant.catalog.catalog(tenant.tenant_id).get(subject) is None


def test_slices_with_reserved_characters_never_meet(tenant, subject):
    named = ["a", "a&b=c", "a#b", "a%26b", "a%", "a=b", "a|b", "ä/ö ", "%2526", "a&b"]
    slices = [{"region": name} for name in named] + [{"region": "a", "b": "c"}, {"region": "a", "segment": "b"}]
    outcome = load(tenant, *(record(subject=subject, value=n, dimensions=d) for n, d in enumerate(slices)))
    assert outcome.counts["created"] == len(slices)
    rows = tenant.reader.fetch([], [SliceRange(subject, "2025-Q3#")])
    assert {row.value: row.dimensions for row in rows} == dict(enumerate(slices))


def test_the_indexes_list_rows_and_no_history(tenant, subject):
    for value in (1, 2):
        load(
            tenant,
            record(subject=subject, value=value),
            record(subject=subject, value=value, dimensions={"team": subject}),
        )
    query = tenant.client.query(
        TableName=tenant.metrics_table,
        IndexName="MetricTypeIndex",
        KeyConditionExpression="metricType = :m AND #t = :t",
        ExpressionAttributeNames={"#t": "timestamp"},
        ExpressionAttributeValues={":m": {"S": subject}, ":t": {"N": "1751328000"}},
    )
    assert sorted(item["sk"]["S"] for item in query["Items"]) == ["2025-Q3", f"2025-Q3#team={subject}"]
    sliced = tenant.client.query(
        TableName=tenant.metrics_table,
        IndexName="DimensionIndex",
        KeyConditionExpression="dimensionKey = :d",
        ExpressionAttributeValues={":d": {"S": f"team:{subject}"}},
    )
    assert [item["value"]["N"] for item in sliced["Items"]] == ["2"]


def test_concurrent_writers_of_one_key_lose_no_update_and_no_version(tenant, subject):
    def write(number):
        return tenant.metrics.ingest_metric(tenant.tenant_id, record(subject=subject, value=number, recordedAt=T))

    write(0)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(1, 9)))
    assert [status.value for status in done] == ["updated"] * 8
    item = raw(tenant, subject, "2025-Q3")
    assert item["version"]["N"] == "9"
    kept = [h["replaced"]["M"]["value"]["N"] for h in tenant.scan(tenant.metrics_table, f"VERSION#{subject}")]
    assert sorted(map(int, [*kept, item["value"]["N"]])) == list(range(9))


def test_two_loads_of_overlapping_keys_end_as_the_newer_one_says(tenant, subject):
    def batch(value, recorded_at):
        return [
            record(subject=subject, period=f"{y}-Q1", value=value, recordedAt=recorded_at) for y in range(1960, 2020)
        ]

    older, newer = batch(1, T), batch(2, T + 1)
    loads = [older[:40], newer[20:], newer[:30], older[10:], newer]
    with ThreadPoolExecutor(len(loads)) as pool:
        list(pool.map(lambda records: load(tenant, *records), loads))
    rows = tenant.reader.fetch([], [SliceRange(subject, "")])
    assert [row.value for row in rows] == [2] * 60
    replaced = tenant.scan(tenant.metrics_table, f"VERSION#{subject}")
    assert len(replaced) == sum(row.version - 1 for row in rows)


def test_a_load_survives_throttling_conflicts_and_lost_answers(tenant, subject):
    throttled = ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "TransactWriteItems")
    faults = [throttled, ReadTimeoutError(endpoint_url="http://localhost"), throttled]
    for call, after in (("transact_write_items", True), ("transact_write_items", False), ("batch_get_item", False)):
        client = FaultyClient(tenant.client, call, list(faults), after=after)
        faulty = replace(tenant, store=DynamoItemStore(client))
        load(faulty, *(record(subject=subject, period=f"20{y:02d}", value=y) for y in range(20)))
    rows = tenant.reader.fetch([], [SliceRange(subject, "")])
    assert {(row.period, row.version) for row in rows} == {(f"20{y:02d}", 1) for y in range(20)}


def test_unprocessed_keys_are_read_again(tenant, subject):
    class Halving:
        """A client that answers the first half of what a batch asks for."""

        def batch_get_item(self, RequestItems):  # noqa: N803 - AWS's name
            ((table, wanted),) = RequestItems.items()
            half = (len(wanted["Keys"]) + 1) // 2
            answer = tenant.client.batch_get_item(RequestItems={table: {**wanted, "Keys": wanted["Keys"][:half]}})
            if left := wanted["Keys"][half:]:
                answer["UnprocessedKeys"] = {table: {**wanted, "Keys": left}}
            return answer

    load(tenant, *(record(subject=subject, period=f"20{y:02d}", value=y) for y in range(9)))
    halved = replace(tenant, store=DynamoItemStore(Halving()))
    rows = halved.reader.fetch([RowKey(subject, f"20{y:02d}") for y in range(9)], [])
    assert sorted(row.value for row in rows) == list(range(9))


def test_a_load_ends_with_its_deadline(tenant, subject):
    stuck = FaultyClient(tenant.client, "batch_get_item", [ReadTimeoutError(endpoint_url="http://localhost")] * 99)
    slow = replace(tenant, store=DynamoItemStore(stuck))
    with pytest.raises(Unavailable):
        load(slow, record(subject=subject), deadline=tenant.strategy.deadline_in(0.25))
    assert stuck.calls.count("batch_get_item") <= 2


def test_a_large_load_lands_whole_and_again_changes_nothing(tenant, subject):
    months = [f"{year}-{month:02d}" for year in range(2000, 2025) for month in range(1, 13)]
    batch = [record(subject=subject, period=m, value=n, recordedAt=T) for n, m in enumerate(months)]
    batch += [{**each, "dimensions": {"region": region}} for each in batch for region in ("EMEA", "APAC", "AMER")]
    assert load(tenant, *batch).counts["created"] == 1200
    assert load(tenant, *batch).counts["unchanged"] == 1200
    entry = tenant.catalog.catalog(tenant.tenant_id).get(subject)
    assert entry.dimensions == {"region": ("AMER", "APAC", "EMEA")}
    assert (entry.periods["month"].first, entry.periods["month"].last) == ("2000-01", "2024-12")


def test_a_series_is_read_page_by_page(tenant, subject):
    quarters = [f"{year}-Q{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)]
    for_each = [record(subject=subject, period=q, dimensions={"region": r}) for q in quarters for r in ("A", "B", "C")]
    load(tenant, *for_each, *(record(subject=subject, period=q) for q in quarters))
    entry = tenant.catalog.catalog(tenant.tenant_id).get(subject)
    request = SeriesRequest(entry, Granularity.QUARTER, CALENDAR, dimensions={"region": None})
    found, cursor = [], None
    while True:
        page = tenant.series.series(tenant.tenant_id, request, limit=5, cursor=cursor)
        found += [value.sk for value in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [f"{q}#region={r}" for q in quarters for r in ("A", "B", "C")]


def test_the_reader_gives_rows_by_key_and_by_prefix_each_once(tenant, subject):
    regions = [f"r{number:03d}" for number in range(130)]
    load(tenant, record(subject=subject), *(record(subject=subject, dimensions={"region": r}) for r in regions))
    keys = [RowKey(subject, f"2025-Q3#region={region}") for region in regions]
    rows = tenant.reader.fetch(
        [*keys, *keys, RowKey(subject, "2025-Q3"), RowKey(subject, "1999")],
        [SliceRange(subject, "2025-Q3#region=r00"), SliceRange(subject, "2030"), SliceRange("nothing", "2025")],
    )
    assert sorted(row.sk for row in rows) == sorted(["2025-Q3", *(key.sk for key in keys)])
    assert tenant.reader.fetch([], []) == []


def test_ingestion_agrees_with_its_model(emulator):
    tenant = new_tenant(emulator, f"model-{uuid4().hex[:8]}")

    class OnTheEmulator(MetricStates):
        """Every example is a metric of its own."""

        def open(self):
            self.store, self.strategy, self.tenant = tenant.store, tenant.strategy, tenant.tenant_id
            self.subject = f"m{uuid4().hex[:10]}"

    case = OnTheEmulator.TestCase
    case.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
    case("runTest").debug()
