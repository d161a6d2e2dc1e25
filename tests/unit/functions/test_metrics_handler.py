"""The metrics handler by its calls, over a dictionary in place of the tables."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from metrics_handler.batch import BatchService
from metrics_handler.routes import MetricsRoutes, Shelf
from runtime.http import serve
from salestalk import names
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.events import MetricsIngested
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.tenant import Tenant
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.series import SeriesReader
from salestalk.ingestion.uploads.book import UploadBook
from salestalk.ingestion.uploads.requests import UploadDesk
from salestalk.ingestion.usage import UsageCounters
from salestalk.tenancy.allowance import Allowance
from tests.unit.functions.fakes import MemoryPublisher
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.uploads.fakes import MemoryFiles

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONTEXT = SimpleNamespace(aws_request_id="l", get_remaining_time_in_millis=lambda: 20_000)
SILENT = SimpleNamespace(info=lambda *_, **__: None, warning=lambda *_, **__: None, error=lambda *_, **__: None)


class Door:
    """The handler's routes for tenants whose tables are dictionaries."""

    def __init__(self) -> None:
        self.store, self.publisher = DictStore(), MemoryPublisher()
        self.agreed: dict[str, int] = {}
        strategy = FakeTime().strategy()

        def ingestion(tenant_id: str, deadline: float) -> MetricsIngestion:
            return MetricsIngestion(self.store, strategy, calendar_of=lambda _: FiscalCalendar(), clock=lambda: NOW)

        def shelf(tenant_id: str, deadline: float) -> Shelf:
            moment = int(NOW.timestamp())
            tenant = Tenant.named(
                tenant_id, name="x", owner_email="a@example.com", plan="free", created_at=moment, updated_at=moment,
                status="active", metadata={"limits": self.agreed},
            )  # fmt: skip
            allowance = Allowance(tenant, LimitCounters(self.store, strategy))
            self.counters = UsageCounters(self.store, strategy, NOW.timestamp)
            series = SeriesReader(self.store, strategy)
            return Shelf(tenant, CatalogKeeper(self.store, strategy), series, allowance, self.counters)

        service = BatchService(ingestion, self.publisher, now=lambda: NOW, milliseconds=lambda: 5.0)
        self.files = MemoryFiles()

        def desk(tenant_id: str, deadline: float) -> UploadDesk:
            return UploadDesk(tenant_id, UploadBook(self.store, strategy), self.files, lambda: NOW)

        self.routes = MetricsRoutes(service, shelf, desk)

    def call(self, route: str, body: Any = None, *, tenant: str = "acme", **event: Any) -> tuple[int, Any]:
        given = {
            "routeKey": route,
            "body": body if isinstance(body, str | None) else dumps(body),
            "requestContext": {
                "requestId": "r",
                "authorizer": {"jwt": {"claims": {names.TENANT_CLAIM: tenant, "sub": "u"}}},
            },
            **event,
        }
        response = serve(self.routes.table, SILENT, given, CONTEXT)
        return response["statusCode"], loads(response["body"])


@pytest.fixture
def door() -> Door:
    return Door()


def record(period: str = "2025-Q3", value: Any = 2_500_000, **more: Any) -> dict[str, Any]:
    return {"subject": "revenue", "period": period, "value": value, "unit": "USD", **more}


def test_a_batch_lands_and_its_event_says_so_once(door):
    status, body = door.call("POST /metrics", {"records": [record(), record("2025-Q2", 2_170_000)]})

    assert status == 200
    assert [result["status"] for result in body["results"]] == ["created", "created"]
    (event,) = door.publisher.events
    assert isinstance(event.data, MetricsIngested)
    assert (event.data.batch_id, event.data.record_count) == (body["batchId"], 2)
    assert [(m.period, m.value) for m in event.data.metrics_ingested] == [
        ("2025-Q3", Decimal(2_500_000)),
        ("2025-Q2", Decimal(2_170_000)),
    ]


def test_good_records_land_though_others_are_bad(door):
    status, body = door.call("POST /metrics", {"records": [record("2025-Q5"), record(), record(value=True)]})

    assert status == 207
    assert [result["status"] for result in body["results"]] == ["rejected", "created", "rejected"]
    assert [body["results"][i]["errors"][0]["rule"] for i in (0, 2)] == ["period", "exact_number"]
    (event,) = door.publisher.events
    assert event.data.validation_results.valid == 1
    assert event.data.validation_results.invalid == 2


@pytest.mark.parametrize(
    ("bad", "field", "rule"),
    [
        (record("2025-Q5"), "records.0.period", "period"),
        (record(value=True), "records.0.value", "exact_number"),
        (record(value=10**38 + 1), "records.0.value", "too_many_digits"),
        (record(value="12"), "records.0.value", "exact_number"),
        (record(colour="red"), "records.0.colour", "extra_forbidden"),
        (record("2027-Q1"), "records.0.period", "future_period"),
    ],
)
def test_a_batch_of_which_nothing_holds_is_a_problem_and_stores_nothing(door, bad, field, rule):
    status, body = door.call("POST /metrics", {"records": [bad]})

    assert status == 400
    assert (field, rule) in [(error["field"], error["rule"]) for error in body["errors"]]
    assert not door.store.items("tenant-acme-metrics")
    assert door.publisher.events == []


@pytest.mark.parametrize(
    "body", [None, "", "[]", '"x"', "{}", '{"records": []}', '{"records": [1]}', '{"records": [{}], "x": 1}', "NaN"]
)
def test_a_body_of_another_shape_is_a_problem(door, body):
    status, problem = door.call("POST /metrics", body)
    assert status == 400
    assert problem["errors"]


def test_the_same_key_again_gives_the_same_batch_and_the_same_event(door):
    headers = {"idempotency-key": "load-1"}
    _, first = door.call("POST /metrics", {"records": [record()]}, headers=headers)
    _, again = door.call("POST /metrics", {"records": [record()]}, headers=headers)
    _, other = door.call("POST /metrics", {"records": [record()]}, headers=headers, tenant="other")

    assert first["batchId"] == again["batchId"] != other["batchId"]
    assert again["results"][0]["status"] == "unchanged"
    assert door.publisher.events[0].event_id == door.publisher.events[1].event_id != door.publisher.events[2].event_id


def test_a_series_gives_totals_or_the_slices_that_are_named(door):
    slices = [record(dimensions={"region": name}, value=value) for name, value in (("EMEA", 1), ("APAC", 2))]
    door.call("POST /metrics", {"records": [record(), record("2025-Q2", 2_170_000), *slices]})

    def series(**query: str) -> list[Any]:
        status, body = door.call(
            "GET /metrics/{subject}", pathParameters={"subject": "revenue"}, queryStringParameters=query
        )
        assert status == 200
        return [(point["period"], point["value"], point.get("dimensions")) for point in body["points"]]

    assert series() == [("2025-Q2", 2_170_000, None), ("2025-Q3", 2_500_000, None)]
    assert series(**{"from": "2025-Q3"}) == [("2025-Q3", 2_500_000, None)]
    assert series(**{"dim.region": "EMEA"}) == [("2025-Q3", 1, {"region": "EMEA"})]
    assert series(**{"dim.region": "*"}) == [
        ("2025-Q3", 2, {"region": "APAC"}),
        ("2025-Q3", 1, {"region": "EMEA"}),
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"regoin": "EMEA"}, "regoin"),
        ({"dim.regoin": "EMEA"}, "dim.regoin"),
        ({"from": "2025-Q5"}, "from"),
        ({"granularity": "decade"}, "granularity"),
        ({"limit": "0"}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"cursor": "zzz"}, "cursor"),
    ],
)
def test_nothing_that_was_asked_of_a_series_is_passed_over(door, query, field):
    door.call("POST /metrics", {"records": [record(dimensions={"region": "EMEA"})]})
    status, problem = door.call(
        "GET /metrics/{subject}", pathParameters={"subject": "revenue"}, queryStringParameters=query
    )
    assert status == 400
    assert problem["errors"][0]["field"] == field


def test_a_metric_that_was_never_loaded_is_not_found(door):
    assert door.call("GET /metrics/{subject}", pathParameters={"subject": "ebitda"})[0] == 404


def test_the_catalog_is_the_tenants_own(door):
    door.call("POST /metrics", {"records": [record()]})
    _, own = door.call("GET /metrics")
    _, foreign = door.call("GET /metrics", tenant="other")
    assert [metric["subject"] for metric in own["metrics"]] == ["revenue"]
    assert foreign["metrics"] == []


def test_what_was_rejected_is_told_for_each_record_as_long_as_it_can_be_sent(door):
    bad = [record(colour="red", **{f"k{number}": 1 for number in range(60)}) for _ in range(1_000)]
    status, body = door.call("POST /metrics", {"records": [record(), *bad]})

    assert status == 207
    assert body["counts"]["rejected"] == len(bad)
    assert len(body["results"]) == len(bad) + 1
    assert len(body["results"][1]["errors"]) == 61
    assert body["results"][-1]["errors"][0]["rule"] == "not_listed"
    assert len(dumps(dumps(body)).encode()) < 6_000_000


def test_a_whole_batch_of_rejects_lists_the_fault_of_each(door):
    status, body = door.call("POST /metrics", {"records": [record("2025-Q5")] * 5_000})
    assert status == 400
    assert len(body["errors"]) == 5_000


@pytest.mark.parametrize("subject", ["x" * 3_000, "é" * 500, "..", "Revenue", "a b", "\x00", ""])
def test_what_cannot_be_a_metric_is_not_found_and_not_looked_up(door, subject):
    status, problem = door.call("GET /metrics/{subject}", pathParameters={"subject": subject})
    assert status == 404
    assert subject == "" or subject not in problem["detail"]
    assert door.store.calls == []


def test_a_parameter_that_a_load_does_not_have_is_refused(door):
    status, problem = door.call("POST /metrics", {"records": [record()]}, queryStringParameters={"tenantId": "other"})
    assert (status, problem["errors"][0]["field"]) == (400, "tenantId")
    assert not any(door.store.tables.values())


def sliced(region: str, value: Any) -> dict[str, Any]:
    return record(value=value, dimensions={"region": region})


def test_a_total_that_its_slices_do_not_add_up_to_is_stored_and_told_of(door: Door) -> None:
    status, answer = door.call("POST /metrics", {"records": [record(), sliced("EMEA", 2_000_000), sliced("APAC", 1)]})
    assert (status, answer["counts"]["created"], answer["warningCount"]) == (200, 3, 1)
    (warning,) = answer["warnings"]
    assert warning == {
        "rule": "slices_disagree",
        "subject": "revenue",
        "period": "2025-Q3",
        "dimension": "region",
        "total": 2_500_000,
        "slices": 2_000_001,
        "sliceCount": 2,
        "message": "revenue 2025-Q3: the 2 slices by region add up to 2,000,001, the total is 2,500,000",
    }
    (event,) = door.publisher.events
    assert isinstance(event.data, MetricsIngested)
    assert event.data.validation_results.warnings == 1


def test_where_totals_and_slices_agree_nothing_is_said_of_it(door: Door) -> None:
    _, answer = door.call("POST /metrics", {"records": [record(value=3), sliced("EMEA", 2), sliced("APAC", 1)]})
    assert answer.keys().isdisjoint({"warnings", "warningCount", "notAllChecked"})


def test_more_rows_than_the_plan_allows_are_refused_and_none_is_stored(door: Door) -> None:
    door.agreed["rowsPerDay"] = 2
    status, problem = door.call("POST /metrics", {"records": [record(), record("2025-Q4"), record("2025-Q2")]})
    assert (status, problem["type"]) == (429, "urn:salestalk:problem:limit-reached")
    assert problem["errors"][0]["rule"] == "rows_per_day"
    assert not door.store.items("tenant-acme-metrics")
    assert door.publisher.events == []
    assert door.call("POST /metrics", {"records": [record(), record("2025-Q4")]})[0] == 200


def test_batches_and_uploads_share_a_rate(door: Door) -> None:
    door.agreed["loadsPerMinute"] = 2
    assert door.call("POST /metrics", {"records": [record()]})[0] == 200
    assert door.call("POST /metrics/uploads", {"fileName": "a.csv"})[0] == 201
    status, problem = door.call("POST /metrics/uploads", {"fileName": "b.csv"})
    assert (status, problem["errors"][0]["rule"]) == (429, "loads_per_minute")


def test_changes_of_metrics_have_a_rate_of_their_own(door: Door) -> None:
    door.agreed["changesPerMinute"] = 1
    assert door.call("POST /metrics", {"records": [record()]})[0] == 200
    edit = {"route": "PATCH /metrics/{subject}", "body": {"displayName": "Takings"}}
    assert door.call(**edit, pathParameters={"subject": "revenue"})[0] == 200
    status, problem = door.call(**edit, pathParameters={"subject": "revenue"})
    assert (status, problem["errors"][0]["rule"]) == (429, "changes_per_minute")


def test_rows_of_a_file_that_give_no_record_are_rows_all_the_same(door: Door) -> None:
    door.agreed["rowsPerDay"] = 2
    text = "metric,period,value,unit\nrevenue,2025-Q3,5,USD\nrevenue,2025-Q9,5,USD\nrevenue,2025-Q8,5,USD\n"
    status, problem = door.call("POST /metrics", text, headers={"content-type": "text/csv"})
    assert (status, problem["errors"][0]["rule"]) == (429, "rows_per_day")
