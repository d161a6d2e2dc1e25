"""Each check passes on the example data as it is, and fails when what it guards is broken."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

import pytest

from salestalk.contracts.message import Sender
from salestalk.contracts.tenant import Plan
from salestalk_cli.validation import conversations, seeds, sums
from salestalk_cli.validation.book import Book, Slot
from salestalk_cli.validation.checks import Check
from seed_data.loader import TENANT_IDS, SeedTenant, load
from tests.unit.validation.damage import (
    Damage,
    added,
    citation,
    definition,
    doubled,
    message,
    off_by_one,
    profile,
    reading,
    row,
    rows_without,
    tenant,
)

Find = Callable[[Book], Iterable[str]]

ACME, TECHSTART = TENANT_IDS
ALL = (*seeds.SEEDS, *sums.SUMS, *conversations.CONVERSATIONS)
EMEA = (("region", "EMEA"),)
CROSSED = (("product_line", "Analytics"), ("region", "EMEA"))

DAMAGE: list[tuple[Find, Damage]] = [
    (seeds.tenant_as_agreed, tenant(plan=Plan.FREE)),
    (seeds.tenant_as_agreed, profile(currency="CHF")),
    (seeds.tenant_as_agreed, profile(fiscal_year_start="07-01")),
    (seeds.reserved_address, tenant(owner_email="owner@acme.example.org")),
    (seeds.reserved_address, tenant(owner_email="owner@notexample.com")),
    (seeds.headlines, off_by_one(Slot("arr", "2025-Q4"))),
    (seeds.headlines, row(Slot("margin", "2025-Q3"), value=Decimal("0.69"))),
    (seeds.headlines, rows_without(lambda record: record.subject == "churn_rate")),
    (seeds.enough_rows, rows_without(lambda record: bool(record.dimensions))),
    (seeds.unique_rows, doubled(Slot("revenue", "2025-Q3"))),
    (seeds.readable_keys, row(Slot("revenue", "2025-Q3", EMEA), dimensions={"region": " "})),
    (seeds.complete_history, rows_without(lambda record: record.period == "2025-02")),
    (seeds.complete_history, added(subject="revenue", period="2026-05")),
    (seeds.complete_ratios, rows_without(lambda r: (r.subject, r.period) == ("nps", "2024-Q2"))),
    (seeds.complete_slices, rows_without(lambda r: (r.period, r.dimensions) == ("2025-02", {"region": "EMEA"}))),
    (seeds.enough_slices, rows_without(lambda r: set(r.dimensions) == {"region", "product_line"})),
    (seeds.sane_amounts, row(Slot("revenue", "2025-02"), value=Decimal(-1))),
    (seeds.sane_amounts, row(Slot("customers", "2025-02"), value=Decimal("1000.5"))),
    (seeds.sane_amounts, row(Slot("revenue", "2025-02"), value=Decimal("1.005"))),
    (seeds.sane_shares, row(Slot("margin", "2025-Q3"), value=Decimal(68))),
    (seeds.one_unit, row(Slot("revenue", "2025-Q3"), unit="USD")),
    (seeds.one_unit, definition("arr", unit="USD")),
    (seeds.actuals_known_after, row(Slot("revenue", "2025-Q3"), recorded_at=1_760_000_000)),
    (seeds.actuals_known_after, row(Slot("revenue", "2024-Q3"), recorded_at=1_780_000_000)),
    (seeds.targets_known_before, row(Slot("revenue_target", "2025-Q1"), recorded_at=1_750_000_000)),
    (seeds.nothing_before_the_tenant, row(Slot("revenue", "2024-Q1"), recorded_at=1_600_000_000)),
    (seeds.nothing_before_the_tenant, message(0, timestamp=1_600_000_000)),
    (seeds.defined_and_loaded, added(subject="mystery", period="2025-Q3")),
    (seeds.defined_and_loaded, rows_without(lambda record: record.subject == "nps")),
    (seeds.complete_definitions, definition("arr", synonyms=())),
    (seeds.complete_definitions, definition("arr", good_direction=None)),
    (seeds.unambiguous_names, definition("arr", synonyms=("Sales",))),
    (seeds.known_operands, definition("margin", numerator="profit")),
    (seeds.known_operands, definition("margin", denominator=None)),
    (seeds.known_operands, definition("revenue", numerator="leads", denominator="ad_spend")),
    (seeds.matching_targets, definition("arr_target", target_of="revenue")),
    (seeds.matching_targets, definition("arr_target", target_of=None)),
    (seeds.matching_targets, definition("revenue_target", unit="USD")),
    (seeds.targets_ahead, rows_without(lambda r: r.subject == "revenue_target" and r.period.startswith("2026"))),
    (seeds.targets_ahead, rows_without(lambda r: (r.subject, r.period) == ("revenue_target", "2025-Q2"))),
    (sums.months_in_quarters, off_by_one(Slot("leads", "2025-06"))),
    (sums.months_in_quarters, off_by_one(Slot("revenue", "2025-06", EMEA))),
    (sums.quarters_in_years, off_by_one(Slot("revenue", "2024"))),
    (sums.last_month, off_by_one(Slot("arr", "2025-12"))),
    (sums.last_month, off_by_one(Slot("arr", "2025-Q3", EMEA))),
    (sums.last_month, off_by_one(Slot("opening_customers", "2025-10"))),
    (sums.last_quarter, off_by_one(Slot("headcount", "2025"))),
    (sums.slices_in_totals, off_by_one(Slot("customers", "2025-06", EMEA))),
    (sums.slices_in_totals, off_by_one(Slot("revenue_target", "2025-Q2", EMEA))),
    (sums.slices_in_slices, off_by_one(Slot("gross_profit", "2025-Q3", CROSSED))),
    (sums.ratios, row(Slot("margin", "2025-Q3"), value=Decimal("0.6800001"))),
    (sums.ratios, off_by_one(Slot("churned_customers", "2025-Q4"))),
    (sums.ratios, row(Slot("opening_customers", "2025-Q4"), value=Decimal(0))),
    (sums.customers, off_by_one(Slot("new_customers", "2025-Q4"))),
    (sums.customers, rows_without(lambda r: (r.subject, r.period) == ("churned_customers", "2025-06"))),
    (sums.carried_over, off_by_one(Slot("opening_customers", "2025-Q4"))),
    (sums.parts_of_wholes, row(Slot("gross_profit", "2025-06"), value=Decimal(10**9))),
    (conversations.one_session, message(1, session_id="session-tech-002")),
    (conversations.one_session, lambda seed: _with_messages(seed, 3)),
    (conversations.own_messages, message(1, tenant_id=ACME)),
    (conversations.message_ids, message(1, message_id="c146079c-6f36-511a-81bb-8b528d367790")),
    (conversations.message_ids, lambda seed: message(1, message_id=seed.messages[0].message_id)(seed)),
    (conversations.alternation, message(1, sender=Sender.USER)),
    (conversations.alternation, message(3, timestamp=1_776_000_000)),
    (conversations.classified, message(0, classification=None)),
    (conversations.classified, reading(0, confidence=Decimal("0.5"))),
    (conversations.known_subjects, reading(0, subject="mrr")),
    (conversations.citing, message(1, data_references=())),
    (conversations.citing, lambda seed: message(0, data_references=seed.messages[1].data_references)(seed)),
    (conversations.true_references, citation(1, value=Decimal(7_200_001))),
    (conversations.true_references, citation(1, unit="USD")),
    (conversations.true_references, rows_without(lambda r: (r.subject, r.period) == ("arr", "2025-Q3"))),
    (conversations.known_at_the_time, row(Slot("arr", "2025-Q4"), recorded_at=1_776_400_000)),
    (conversations.true_numerals, message(1, text="ARR grew by €1.3M (16.7 %), from €7.2M in 2025-Q3 to €8.4M.")),
    (conversations.true_numerals, message(3, text="The churn rate fell from 9 % to 7 %.")),
]


def _with_messages(seed: SeedTenant, count: int) -> SeedTenant:
    return SeedTenant(seed.tenant, seed.definitions, seed.records, seed.messages[:count])


@cache
def seed_of(tenant_id: str) -> SeedTenant:
    return load(tenant_id)


@pytest.mark.parametrize("tenant_id", TENANT_IDS)
@pytest.mark.parametrize("check", ALL, ids=lambda check: check.find.__name__)
def test_the_example_data_keeps_the_rule(tenant_id: str, check: Check[Book]) -> None:
    assert list(check.find(Book(seed_of(tenant_id)))) == []


@pytest.mark.parametrize(("find", "damage"), DAMAGE, ids=lambda each: getattr(each, "__name__", ""))
def test_damage_is_found_and_described(find: Find, damage: Damage) -> None:
    faults = list(find(Book(damage(seed_of(TECHSTART)))))
    assert faults
    assert all(faults)


def test_no_check_is_without_damage_that_it_finds() -> None:
    assert {check.find for check in ALL} == {find for find, _ in DAMAGE}


def test_every_check_has_a_rule_of_its_own() -> None:
    rules = [check.name for check in ALL]
    assert len(set(rules)) == len(rules)
    assert all(" " in rule for rule in rules)
