"""Answers in words on generated tenants, each figure worked out a second time from the rows, by rules of their own."""

import re
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Filter, FilterOp, Rank
from tests.unit.planning.world import World

REGIONS = ("Benelux", "Iberia", "Nordics", "Oceania")
MONTHS = [f"{2024 + place // 12}-{place % 12 + 1:02d}" for place in range(24)]
_SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9}
_FIGURE = r"(−?)[$€]?([\d,]+(?:\.\d+)?)([KMB]?)(?: %| points)?"
SEEDS = range(12)


def tenant(seed: int) -> tuple[World, Random]:
    """Months of a flow, a stock and two ratios; values may be zero, negative or missing, and totals may disagree."""
    random = Random(seed)
    world = World(calendar=FiscalCalendar(random.choice([1, 2, 4, 7])))
    world.define("revenue")
    world.define("profit")
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    world.define("take", "ratio", "percent", numerator="profit", denominator="revenue")
    world.define("customers", "stock", "count")
    for subject in ("revenue", "profit", "customers"):
        for month in MONTHS:
            values = {region: random.choice([0, -7, random.randrange(10**7)]) for region in REGIONS}
            for region, value in values.items():
                if random.random() < 0.95:
                    world.record(subject, {month: value}, region=region)
            if random.random() < 0.97:
                world.record(subject, {month: sum(values.values()) + random.choice([0, 0, 500])})
    return world, random


def months_of(world: World, key: str) -> list[str]:
    """The months of a fiscal quarter, or the month itself."""
    if "Q" not in key:
        return [key]
    first = world.calendar.start_month - 1 + 3 * (int(key[-1]) - 1)
    places = [int(key[:4]) * 12 + first + step for step in range(3)]
    return [f"{place // 12}-{place % 12 + 1:02d}" for place in places]


def true_value(world: World, subject: str, key: str, region: str | None = None, *, sign: int = 1) -> Fraction | None:
    """The value of a total or of a slice; with ``sign`` -1, of everything but the slice."""
    entry = world.entries[subject]
    if entry.numerator and entry.denominator:
        above, below = (
            true_value(world, part, key, region, sign=sign) for part in (entry.numerator, entry.denominator)
        )
        if above is None or not below:
            return None
        return above / below * (100 if entry.unit == "percent" else 1)
    if sign < 0:
        whole, part = true_value(world, subject, key), true_value(world, subject, key, region)
        return None if whole is None or part is None else whole - part
    suffix = f"#region={region}" if region else ""
    keys = months_of(world, key)[-1:] if entry.kind == "stock" else months_of(world, key)
    rows = [world.rows.get((subject, one + suffix)) for one in keys]
    return sum((Fraction(row.value) for row in rows if row), Fraction(0)) if all(rows) else None


def shows(printed: str, value: Fraction, world: World, subject: str) -> bool:
    """Whether a printed figure is the value at the precision it is printed in."""
    match = re.fullmatch(_FIGURE, printed)
    assert match, printed
    sign, number, letter = match.groups()
    step = Fraction(_SCALE[letter]) / 10 ** len(number.partition(".")[2])
    shown = Fraction(Decimal(number.replace(",", ""))) * _SCALE[letter] * (-1 if sign else 1)
    scaled = value * (100 if world.entries[subject].unit == "ratio" else 1)
    return bool(abs(shown - scaled) * 2 <= step)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_value_under_any_filter_is_that_of_the_rows(seed: int) -> None:
    world, random = tenant(seed)
    answered = 0
    for _ in range(30):
        subject = random.choice(["revenue", "customers", "margin", "take"])
        key = random.choice([*MONTHS, "2024-Q2", "2024-Q3", "2025-Q1"])
        region, sign = random.choice([(None, 1), (random.choice(REGIONS), 1), (random.choice(REGIONS), -1)])
        filters = [Filter(key="region", value=region, op=FilterOp.EQ if sign > 0 else FilterOp.NOT)] if region else []
        answer = world.ask(subject, [key], filters=filters)
        true = true_value(world, subject, key, region, sign=sign)
        if answer.outcome is Outcome.ANSWERED and true is not None:
            found = re.match(rf".*? (?:was|were) ({_FIGURE})", answer.text)
            assert found, answer.text
            assert shows(found[1], true, world, subject), (answer.text, float(true))
            answered += 1
        elif true is not None:
            raise AssertionError(f"{subject} {key} {region} has a value: {answer.text}")
    assert answered > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_is_the_difference_of_its_sides_with_the_right_word_and_percentage(seed: int) -> None:
    world, random = tenant(seed)
    for _ in range(20):
        subject, place = random.choice(["revenue", "customers", "margin", "take"]), random.randrange(1, 24)
        now, before = (true_value(world, subject, MONTHS[place - back]) for back in (0, 1))
        answer = world.ask(subject, [MONTHS[place]], "comparison", comparison="previous")
        if now is None or before is None or now == before or answer.outcome is not Outcome.ANSWERED:
            continue
        found = re.match(
            rf".*? (grew|rose|fell) by ({_FIGURE})(?: \(([\d,.]+) %\))? from ({_FIGURE}) in .*? to ({_FIGURE}) in",
            answer.text,
        )
        assert found, answer.text
        word, change, rate, first, last = found[1], found[2], found[6], found[7], found[11]
        assert (word != "fell") is (now > before)
        assert shows(change, abs(now - before), world, subject)
        assert shows(first, before, world, subject)
        assert shows(last, now, world, subject)
        assert bool(rate) is (before > 0 and subject in ("revenue", "customers"))
        if rate:
            step = Fraction(1, 10 ** len(rate.partition(".")[2]))
            true = abs(now - before) / before * 100
            assert abs(Fraction(Decimal(rate.replace(",", ""))) - true) * 2 <= step


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ranking_holds_the_right_parts_in_the_right_order(seed: int) -> None:
    world, random = tenant(seed)
    for _ in range(20):
        subject, key = random.choice(["revenue", "customers", "margin", "take"]), random.choice(MONTHS)
        direction, limit = random.choice(["top", "bottom"]), random.randrange(1, 4)
        rank = Rank(direction=direction, limit=limit)
        answer = world.ask(subject, [key], "ranking", group_by=["region"], rank=rank)
        found = {region: true_value(world, subject, key, region) for region in REGIONS}
        true = {region: value for region, value in found.items() if value is not None}
        assert (answer.outcome is Outcome.ANSWERED) is bool(true), answer.text
        if not true:
            continue
        order = sorted(true, key=lambda region: (true[region] * (-1 if direction == "top" else 1), region))[:limit]
        bars = answer.chart["data"]["values"] if answer.chart else []
        assert [bar["group"] for bar in bars] == order
        for bar in bars:
            assert abs(Fraction(bar["value"]) - true[bar["group"]]) <= abs(true[bar["group"]]) / 10**18
        for missing in REGIONS:
            assert missing in answer.text or missing in true


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_of_a_breakdown_and_what_they_leave_are_the_total_that_is_stored(seed: int) -> None:
    world, random = tenant(seed)
    for month in random.sample(MONTHS, 10):
        answer = world.ask("revenue", [month], "breakdown", group_by=["region"])
        whole = true_value(world, "revenue", month)
        if answer.outcome is Outcome.ANSWERED and whole is not None and answer.chart:
            values = {bar["group"]: bar["value"] for bar in answer.chart["data"]["values"]}
            assert sum(map(Fraction, values.values())) == whole
            for region, share in re.findall(r"(\w+) \S+ \(([\d.,]+) %\)", answer.text):
                true = Fraction(values[region]) / whole * 100
                printed = Decimal(share.replace(",", ""))
                assert abs(Fraction(printed) - true) * 2 <= Fraction(1, 10 ** len(share.partition(".")[2]))
