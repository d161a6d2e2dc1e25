from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.catalog import MetricDefinition
from salestalk.contracts.message import Message
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.tenant import Tenant
from tests.contracts.support import MESSAGE, RECORD, TENANT_ITEM, faults


def tenant(tenant_id: Any) -> dict[str, Any]:
    resources = {
        "messagesTableName": f"tenant-{tenant_id}-messages",
        "metricsTableName": f"tenant-{tenant_id}-metrics",
        "s3Prefix": f"tenant-{tenant_id}/",
    }
    return {**TENANT_ITEM, "tenantId": tenant_id, **resources}


@pytest.mark.parametrize("tenant_id", ["a", "0", "acme-corp-001", "a--b", "a" * 64, "1-" + "a" * 62])
def test_lower_case_letters_digits_and_inner_hyphens_make_a_tenant_id(tenant_id: str) -> None:
    assert parse(Tenant, tenant(tenant_id)).tenant_id == tenant_id


@pytest.mark.parametrize(
    "tenant_id",
    ["", "-a", "a-", "A", "a_b", "a b", "a.b", "a" * 65, "ä", "٣", "a\n", "a/b", "*", "tenant-*", "a\x00", "../a"],
)
def test_anything_else_is_no_tenant_id(tenant_id: str) -> None:
    assert ("tenantId", "tenant_id") in faults(Tenant, tenant(tenant_id))


@pytest.mark.parametrize("tenant_id", [None, 7, True, ["a"]])
def test_a_tenant_id_is_text(tenant_id: Any) -> None:
    assert ("tenantId", "string_type") in faults(Tenant, tenant(tenant_id))


@pytest.mark.parametrize("subject", ["a", "revenue", "churn_rate", "q2_2", "a" * 64])
def test_lower_case_words_joined_by_underscores_make_a_subject(subject: str) -> None:
    assert parse(MetricDefinition, {"subject": subject}).subject == subject


@pytest.mark.parametrize("subject", ["", "_a", "1a", "Revenue", "re-venue", "a" * 65, "umsätze", "a b", "a\n", "a#b"])
def test_anything_else_is_no_subject(subject: str) -> None:
    assert faults(MetricDefinition, {"subject": subject}) == [("subject", "subject")]


@pytest.mark.parametrize(
    "period",
    ["1900", "2025", "9998", "2025-Q1", "2025-Q4", "2025-01", "2025-12", "2025-W01", "2026-W53", "2024-02-29"],
)
def test_years_quarters_months_weeks_and_days_are_periods(period: str) -> None:
    assert parse(MetricRecord, {**RECORD, "period": period}).period == period


@pytest.mark.parametrize(
    "period",
    [
        "", "25", "1899", "9999", "2025-Q0", "2025-Q5", "2025-Q10", "2025Q3", "Q3 2025", "2025-q3", "2025-00",
        "2025-13", "2025-1", "2025-W00", "2025-W53", "2025-W1", "2025-02-29", "2025-11-31", "2025-1-1", "2025-Q3 ",
        " 2025", "٢٠٢٥", "2025-Q3#region=EMEA", "2025-09-30T00:00",
    ],
)  # fmt: skip
def test_anything_else_is_no_period(period: str) -> None:
    assert faults(MetricRecord, {**RECORD, "period": period}) == [("period", "period")]


@pytest.mark.parametrize("period", [2025, None, True])
def test_a_period_is_text(period: Any) -> None:
    assert faults(MetricRecord, {**RECORD, "period": period}) == [("period", "string_type")]


def test_a_uuid_is_kept_in_lower_case() -> None:
    message = parse(Message, {**MESSAGE, "messageId": MESSAGE["messageId"].upper()})
    assert message.message_id == MESSAGE["messageId"]


@pytest.mark.parametrize("field", ["messageId", "sessionId"])
@pytest.mark.parametrize(
    "value", ["", "1", "6f1f64ab3b0a4d0e9a530f3a4b7f1c11", "{6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11}", "x" * 36]
)
def test_what_is_no_uuid_identifies_nothing(field: str, value: str) -> None:
    assert [where for where, _ in faults(Message, {**MESSAGE, field: value})] == [field]


def test_the_first_sessions_keep_their_names() -> None:
    assert parse(Message, {**MESSAGE, "sessionId": "session-acme-001"}).session_id == "session-acme-001"
    assert faults(Message, {**MESSAGE, "sessionId": "session-acme-1"}) == [("sessionId", "session_id")]
