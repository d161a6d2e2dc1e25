"""The example data: whole months up to the last, totals that their slices add up to, the tenant's own currency."""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.tenant import TenantProfile
from tenant_onboard.sample import definitions, records
from tests.unit.tenancy.fakes import tenant


def made(moment: str, **fields):
    seconds = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
    return tenant(created_at=seconds, updated_at=seconds, **fields)


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2025-01-01T00:00:00", "2023-01", "2024-12"),
        ("2025-01-31T23:59:59", "2023-01", "2024-12"),
        ("2025-11-21T12:00:00", "2023-11", "2025-10"),
    ],
)
def test_it_ends_with_the_month_before_the_tenant_was_made(moment, first, last):
    periods = sorted({each["period"] for each in records(made(moment))})

    assert (periods[0], periods[-1], len(periods)) == (first, last, 24)


def test_every_total_is_the_sum_of_its_regions():
    totals: dict[tuple[str, str], int] = {}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for each in records(made("2025-11-21T12:00:00")):
        key = (each["subject"], each["period"])
        if each["dimensions"]:
            sums[key] += each["value"]
        else:
            totals[key] = each["value"]

    assert {subject for subject, _ in sums} == {"revenue", "cost_of_sales", "orders", "customers"}
    assert {key: totals[key] for key in sums} == sums


def test_every_record_is_valid_and_money_is_the_tenants():
    entry = made("2025-11-21T12:00:00", metadata=TenantProfile(currency="JPY"))
    parsed = [parse(MetricRecord, each) for each in records(entry)]

    assert {each.unit for each in parsed} == {"JPY", "count"}
    assert {each["unit"] for each in definitions(entry)} == {"JPY", "count"}
    assert all(isinstance(each.value, Decimal) for each in parsed)


def test_it_follows_from_the_tenant_alone():
    entry = made("2025-11-21T12:00:00")

    assert list(records(entry)) == list(records(entry))
