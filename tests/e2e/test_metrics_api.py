"""Loading and reading metrics over HTTP: upserts that say what they did, exact numbers, and questions at once."""

import time
from decimal import Decimal

from tests.e2e.conftest import NewTenant, record

TINY = "0.12345678901234567890123456789012345678"


def statuses(reply) -> list[str]:
    return [result["status"] for result in reply.body["results"]]


def test_a_record_is_created_then_unchanged_then_updated_and_never_older(tenant: NewTenant) -> None:
    now = int(time.time())
    assert statuses(tenant.load(record(1, recordedAt=now - 60))) == ["created"]
    assert statuses(tenant.load(record(1, recordedAt=now - 60))) == ["unchanged"]
    assert statuses(tenant.load(record(2, recordedAt=now - 30))) == ["updated"]
    assert statuses(tenant.load(record(9, recordedAt=now - 50))) == ["stale"]
    (row,) = [row for row in tenant.metrics if row["pk"] == "METRIC#revenue"]
    assert (row["value"], row["version"]) == (Decimal(2), Decimal(2))


def test_numbers_go_in_and_come_out_with_every_digit(tenant: NewTenant) -> None:
    tenant.load(record(TINY), record(int("9" * 38), period="2025-Q2"))
    points = tenant.api.call("GET", "/metrics/revenue").body["points"]
    assert {point["period"]: point["value"] for point in points} == {
        "2025-Q3": Decimal(TINY),
        "2025-Q2": int("9" * 38),
    }


def test_a_metric_nobody_programmed_can_be_asked_about_at_once(tenant: NewTenant) -> None:
    definition = {"subject": "llama_rentals", "displayName": "Llama rentals", "unit": "count", "kind": "flow"}
    loaded = tenant.load(record(77, subject="llama_rentals", unit="count"), definitions=[definition])
    assert statuses(loaded) == ["created"]
    answer = tenant.api.ask("How many llama rentals in Q3?").body
    assert (answer["outcome"], answer["dataReferences"][0]["value"]) == ("answered", 77)
    assert "77" in answer["answer"]


def test_slices_stand_beside_their_total(tenant: NewTenant) -> None:
    tenant.load(
        record(100),
        record(60, dimensions={"region": "EMEA"}),
        record(40, dimensions={"region": "APAC"}),
    )
    keys = {row["sk"]: row["value"] for row in tenant.metrics if row["pk"] == "METRIC#revenue"}
    assert keys == {"2025-Q3": 100, "2025-Q3#region=EMEA": 60, "2025-Q3#region=APAC": 40}
    answer = tenant.api.ask("What was revenue in EMEA in Q3?").body
    assert answer["dataReferences"][0]["value"] == 60


def test_an_unknown_metric_is_not_found(tenant: NewTenant) -> None:
    assert tenant.api.call("GET", "/metrics/no_such_metric").status == 404
