from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant
from tests.contracts.support import NOW, TENANT_ITEM, faults, with_at, without


def test_a_tenant_survives_a_round_trip_with_what_the_platform_does_not_know() -> None:
    tenant = parse(Tenant, TENANT_ITEM)
    assert tenant.as_item() == TENANT_ITEM
    assert tenant.metadata.as_item()["tier"] == 1


@pytest.mark.parametrize("field", [name for name in TENANT_ITEM if name != "metadata"])
def test_a_registry_entry_is_complete(field: str) -> None:
    assert faults(Tenant, without(TENANT_ITEM, field)) == [(field, "missing")]


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("name", "", "name", "string_too_short"),
        ("name", "x" * 257, "name", "string_too_long"),
        ("plan", "gold", "plan", "enum"),
        ("status", "paused", "status", "enum"),
        ("ownerEmail", "nobody", "ownerEmail", "email"),
        ("ownerEmail", "a@b", "ownerEmail", "email"),
        ("ownerEmail", "a b@c.de", "ownerEmail", "email"),
        ("ownerEmail", "a@c.de\n", "ownerEmail", "email"),
        ("ownerEmail", "a@" + "b" * 250 + ".de", "ownerEmail", "string_too_long"),
        ("updatedAt", NOW - 1, "", "updated_before_created"),
        ("messagesTableName", "tenant-other-messages", "", "tenant_resource"),
        ("metricsTableName", "tenant-other-metrics", "", "tenant_resource"),
        ("s3Prefix", "tenant-acme-corp-001", "", "tenant_resource"),
        ("metadata.fiscalYearStart", "13-01", "metadata.fiscalYearStart", "month_day"),
        ("metadata.fiscalYearStart", "04-31", "metadata.fiscalYearStart", "month_day"),
        ("metadata.fiscalYearStart", "4-1", "metadata.fiscalYearStart", "month_day"),
        ("metadata.timeZone", "Mars/Olympus", "metadata.timeZone", "time_zone"),
        ("metadata.timeZone", "America", "metadata.timeZone", "time_zone"),
        ("metadata.timeZone", "../../etc/passwd", "metadata.timeZone", "time_zone"),
        ("metadata.timeZone", "", "metadata.timeZone", "time_zone"),
        ("metadata.currency", "usd", "metadata.currency", "currency"),
        ("metadata.currency", "€", "metadata.currency", "currency"),
        ("metadata.rate", 0.5, "metadata", "map_value"),
        ("metadata.notes", "x" * 10_240, "metadata", "map_too_large"),
        ("password", "x", "password", "extra_forbidden"),
    ],
)
def test_what_breaks_a_rule_is_refused(path: str, value: Any, where: str, rule: str) -> None:
    assert faults(Tenant, with_at(TENANT_ITEM, path, value)) == [(where, rule)]


def test_the_names_of_its_tables_follow_from_the_id() -> None:
    named = Tenant.named(
        "acme-corp-001",
        name="ACME Corporation",
        owner_email="owner@acme.example.com",
        plan="standard",
        created_at=NOW,
        updated_at=NOW,
        status="active",
        metadata=TENANT_ITEM["metadata"],
    )
    assert named == parse(Tenant, TENANT_ITEM)


def test_the_profile_gives_the_calendar() -> None:
    tenant = parse(Tenant, with_at(TENANT_ITEM, "metadata.fiscalYearStart", "04-01"))
    calendar = tenant.metadata.calendar
    assert (calendar.start_month, calendar.start_day, calendar.time_zone) == (4, 1, "America/Chicago")
