"""CSV and JSON lines over HTTP, and everything that is stored, page by page."""

from decimal import Decimal

import pytest

from salestalk.names import metrics_table
from tests.unit.functions.test_metrics_handler import Door, record

METRICS = metrics_table("acme")
CSV = {"headers": {"Content-Type": "text/csv; charset=utf-8"}}
LINES = {"headers": {"content-type": "application/x-ndjson"}}


@pytest.fixture
def door() -> Door:
    return Door()


def rows(door: Door, subject: str = "revenue", **query: str) -> tuple[int, dict]:
    path = {"pathParameters": {"subject": subject}, "queryStringParameters": {"rows": "all", **query}}
    return door.call("GET /metrics/{subject}", **path)


def test_csv_lands_and_every_row_is_told_with_its_line(door):
    text = 'KPI,Month,Amount,Region\nRevenue,Sep-25,"$1,200.50",EMEA\nRevenue,Oct-25,oops,EMEA\nRevenue,Nov-25,$5,\n'
    status, body = door.call("POST /metrics", text, **CSV)

    assert status == 207
    assert [(each["index"], each["line"], each["status"]) for each in body["results"]] == [
        (0, 2, "created"),
        (1, 3, "rejected"),
        (2, 4, "created"),
    ]
    assert body["results"][1]["errors"][0]["rule"] == "number"
    assert (body["counts"]["created"], body["counts"]["rejected"]) == (2, 1)
    (event,) = door.publisher.events
    assert (event.data.source, event.data.record_count) == ("csv_upload", 3)
    assert (event.data.validation_results.valid, event.data.validation_results.invalid) == (2, 1)
    assert rows(door)[1]["points"][0]["value"] == Decimal("1200.5")


def test_json_lines_and_a_bare_array_land_too(door):
    line = '{"metric": "revenue", "period": "Q3 2025", "value": 5, "unit": "USD"}\n'
    assert door.call("POST /metrics", line, **LINES)[0] == 200
    status, body = door.call("POST /metrics", [record("2025-Q3", 5), record("2025-Q2", 7)])
    assert (status, [each["status"] for each in body["results"]]) == (200, ["unchanged", "created"])


def test_a_file_may_be_told_how_it_is_meant(door):
    text = "date\tvalue\n03/04/2025\t1,234\n"
    asked = {"decimal": "comma", "dates": "mdy", "unit": "EUR", "metric": "revenue", "fileName": "x.csv"}
    status, _ = door.call("POST /metrics", text, **CSV, queryStringParameters=asked)
    assert status == 200
    (point,) = rows(door)[1]["points"]
    assert (point["period"], point["value"], point["unit"]) == ("2025-03-04", Decimal("1.234"), "EUR")
    assert door.publisher.events[0].data.file_name == "x.csv"


def test_values_without_a_unit_are_in_that_of_the_metric(door):
    door.call("POST /metrics", {"records": [record()]})
    assert door.call("POST /metrics", "metric,period,value\nrevenue,2025-Q2,7\n", **CSV)[0] == 200
    assert {point["unit"] for point in rows(door)[1]["points"]} == {"USD"}


@pytest.mark.parametrize(
    ("text", "query", "rule"),
    [
        ("", {}, "empty"),
        ("PK\x03\x04", {}, "not_text"),
        ("hello", {}, "layout"),
        ("metric,period,value,unit\nrevenue,2025-Q1,x,USD\n", {}, "number"),
        ("metric,period,value,unit\nrevenue,2027-Q1,5,USD\n", {}, "future_period"),
        ("metric,period,value,unit\nrevenue,2025-Q1,5,USD\n", {"decimal": "dot"}, "decimal"),
        ("metric,period,value,unit\nrevenue,2025-Q1,5,USD\n", {"colour": "red"}, "unknown_parameter"),
        ("metric,period,value,unit\n" + "revenue,2025-Q1,5,USD\n" * 5_001, {}, "batch_too_large"),
    ],
)
def test_a_file_of_which_nothing_holds_is_a_problem(door, text, query, rule):
    status, body = door.call("POST /metrics", text, **CSV, queryStringParameters=query)
    assert status == 400
    assert rule in [error["rule"] for error in body["errors"]]
    assert not door.store.items(METRICS)


def test_faults_of_a_file_name_its_lines(door):
    text = "metric,period,value,unit\n\nrevenue,2027-Q1,5,USD\n"
    assert door.call("POST /metrics", text, **CSV)[1]["errors"][0]["field"] == "lines.3.period"


def test_everything_stored_of_a_metric_comes_in_pages_with_all_that_a_row_holds(door):
    stored = [
        record("2025-Q3", 1, recordedAt=1_700_000_000, metadata={"source": "crm"}),
        record("2025-Q3", 2, dimensions={"region": "EMEA"}, recordedAt=1_700_000_000),
        record("2025", 3, recordedAt=1_700_000_000),
        record("2025-09", 4, dimensions={"region": "EMEA", "segment": "SMB"}, recordedAt=1_700_000_000),
    ]
    door.call("POST /metrics", {"records": stored})
    found, cursor = [], {}
    for _ in range(4):
        status, body = rows(door, limit="1", **cursor)
        assert status == 200
        found += body["points"]
        cursor = {"cursor": body.get("nextCursor", "")}
    assert cursor == {"cursor": ""}
    fields = ("period", "value", "unit", "dimensions", "recordedAt", "metadata")
    told = [{name: point[name] for name in fields if name in point} for point in found]
    assert sorted(told, key=lambda point: point["value"]) == [
        {name: each[name] for name in fields if name in each} for each in stored
    ]


@pytest.mark.parametrize("query", [{"rows": "some"}, {"granularity": "year"}, {"cursor": "!"}, {"limit": "0"}])
def test_all_rows_take_no_other_parameter(door, query):
    door.call("POST /metrics", {"records": [record()]})
    assert rows(door, **query)[0] == 400
