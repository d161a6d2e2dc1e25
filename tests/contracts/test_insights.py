"""What the schema of an insight cannot say: whose it is, and that its id follows from what it is about."""

import pytest

from salestalk.contracts.insight import Insight, insight_id
from salestalk.contracts.tenant import Delivery
from tests.contracts import support
from tests.contracts.support import faults, with_at
from tests.contracts.test_schemas import INSIGHT


def test_its_id_follows_from_tenant_kind_subject_slice_and_period() -> None:
    ids = {
        insight_id(tenant, kind, subject, dimensions, period)
        for tenant in ("acme", "acme-corp")
        for kind in ("anomaly", "record_high")
        for subject in ("revenue", None)
        for dimensions in ({}, {"region": "EMEA"}, {"region": "EMEA&x=1"}, {"region": "EMEA", "x": "1"})
        for period in ("2025-Q3", "2025")
    }
    assert len(ids) == 64


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "target_reached"), ("subject", "orders"), ("period", "2025-Q2"), ("tenantId", "other")],
)
def test_an_id_of_something_else_is_refused(field: str, value: str) -> None:
    assert faults(Insight, with_at(INSIGHT, field, value))


def test_it_rests_on_rows_of_its_own_tenant_alone() -> None:
    foreign = with_at(INSIGHT, "dataReferences.0.source.table", "tenant-other-metrics")
    assert ("", "reference_table") in faults(Insight, foreign, now=support.NOW)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/salestalk?team=1",
        "https://hooks.example.com:8443",
        "http://localhost:8080/hook",
        "http://127.0.0.1:9/",
    ],
)
def test_a_webhook_is_an_https_address_or_this_machine(url: str) -> None:
    assert faults(Delivery, {"webhookUrl": url}) == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com",
        "http://example.com/",
        "http://localhost.example.com/",
        "https://",
        "https:///path",
        "https://user@example.com/",
        "https://example.com/#part",
        "https://example.com/a b",
        "https://example.com/\nHost: other",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    assert faults(Delivery, {"webhookUrl": url}) == [("webhookUrl", "webhook_url")]
