"""Every numeral of many generated answers, recomputed from nothing but what each answer cites."""

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from salestalk.contracts.answer import DerivedValue, Outcome
from salestalk.contracts.classification import Filter, FilterOp, Rank
from salestalk.narration import Narrative
from tests.unit.planning.world import World, understood

REGIONS = ("North", "South", "East", "West", "Overseas")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_LABELS = re.compile(rf"(?:fiscal )?Q\d \d{{4}}|(?:{_MONTH}) \d{{4}}|(?:fiscal |\bin |\bfrom |\bto )\d{{4}}\b")
_COUNTS = re.compile(r"\(of \d+\)|largest of \d+|n = \d+|on the last \d+ \w+|The metrics \(\d+\)")
_NUMERAL = re.compile(r"([+−]?)(?:\$|€)?(\d[\d,]*(?:\.\d+)?)([KMBT]?)( %| points)?")
_SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


def generated_world(random: Random) -> World:
    """A tenant with months, quarters and slices of a flow, a stock and a ratio; some slices come, go or lack."""
    world = World()
    size = random.choice([1, 10, 1000, 10**6])
    world.define("revenue")
    world.define("profit")
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    world.define("customers", "stock", "count")
    world.define("revenue_target", "flow", "USD", target_of="revenue")
    for year in (2024, 2025):
        for quarter in range(1, 5):
            months = [f"{year}-{3 * quarter - 2 + step:02d}" for step in range(3)]
            _record(world, random, "revenue", months, f"{year}-Q{quarter}", size, spread=90)
            _record(world, random, "profit", months, f"{year}-Q{quarter}", size, spread=40)
            for month in months:
                world.record("customers", {month: random.randrange(50, 5000)})
            world.record("customers", {f"{year}-Q{quarter}": world.rows["customers", months[-1]].value})
            world.record("revenue_target", {f"{year}-Q{quarter}": random.randrange(100, 400) * size})
    return world


def _record(
    world: World, random: Random, subject: str, months: list[str], quarter: str, size: int, spread: int
) -> None:
    whole = Decimal(0)
    slices: dict[str, Decimal] = {}
    for month in months:
        total = Decimal(0)
        for region in REGIONS[: random.randrange(3, 6)]:
            value = Decimal(random.randrange(-5, spread) * size) + random.choice([Decimal(0), Decimal("0.37")])
            world.record(subject, {month: value}, region=region)
            slices[region] = slices.get(region, Decimal(0)) + value
            total += value
        total += random.choice([0, 0, size])  # now and then the slices do not cover the total
        world.record(subject, {month: total})
        whole += total
    world.record(subject, {quarter: whole})
    for region, value in slices.items():
        world.record(subject, {quarter: value}, region=region)


def generated_questions(random: Random) -> Iterator[tuple[tuple[object, ...], dict[str, object]]]:
    """Questions of every kind, on periods and slices drawn at random."""
    for _ in range(6):
        quarter = f"2025-Q{random.randrange(1, 5)}"
        month = f"2025-{random.randrange(1, 13):02d}"
        region = Filter(key="region", value=random.choice(REGIONS[:3]), op=random.choice([FilterOp.EQ, FilterOp.NOT]))
        for subject in ("revenue", "margin"):
            yield (subject, [quarter]), {}
            yield (subject, [month]), {"filters": [region]}
            yield (subject, [quarter], "comparison"), {"comparison": random.choice(["yoy", "qoq", "previous"])}
            yield (subject, [quarter], "comparison"), {"group_by": ["region"], "comparison": "previous"}
            yield (subject, [quarter], "root_cause"), {}
            yield (subject, [month], "breakdown"), {"group_by": ["region"]}
            yield (subject, [quarter], "ranking"), {"group_by": ["region"], "rank": Rank(direction="bottom", limit=2)}
        yield ("revenue", ["2025"], "breakdown"), {"group_by": ["region"]}
        yield ("revenue", [quarter], "target"), {}
    for subject in ("revenue", "margin", "customers"):
        yield (subject, [], "trend_analysis"), {}
        yield (subject, [], "anomaly"), {}
        yield (subject, [], "prediction"), {}
    yield ("revenue", [], "correlation"), {"related": "customers"}


def test_a_thousand_answers_hold_no_number_that_does_not_follow_from_what_they_cite() -> None:
    random, answered, figures = Random(20261121), 0, 0
    while answered < 1000:
        world = generated_world(random)
        for args, kwargs in generated_questions(random):
            answer = world.answer(understood(*args, **kwargs))  # type: ignore[arg-type]
            if answer.outcome is Outcome.ANSWERED:
                answered += 1
                figures += check_numerals(answer)
                check_derived(answer)
    assert figures > 5 * answered


def check_numerals(answer: Narrative) -> int:
    """Every numeral equals a cited value at its printed precision; as many as the narrative claims to have checked."""
    values = [one.value for one in (*answer.data_references, *answer.derived)]
    text = _COUNTS.sub("#", _LABELS.sub("#", answer.text))
    found = list(_NUMERAL.finditer(text))
    for match in found:
        sign, number, letter, unit = match.groups()
        shown = Decimal(number.replace(",", "")) * _SCALE[letter]
        decimals = len(number.partition(".")[2])
        step = Decimal(_SCALE[letter]).scaleb(-decimals)
        scale = 100 if unit else 1
        near = [value for value in values if abs(abs(value) * scale - shown) * 2 <= step]
        assert near, f"{match.group()!r} is nothing that is cited: {answer.text}"
        if sign and shown:
            assert any((value < 0) is (sign == "−") for value in near), answer.text
    assert len(found) == answer.facts_total == answer.facts_verified
    return len(found)


def check_derived(answer: Narrative) -> None:
    """Every derived value names inputs that are there, and follows from them where its operation is arithmetic."""
    values = {one.id: one.value for one in answer.data_references}
    for one in answer.derived:
        inputs = [values[id_] for id_ in one.inputs]
        expected = recomputed(one, inputs)
        if expected is not None:
            assert abs(expected - one.value) <= abs(expected) * Decimal("1e-18"), one
        values[one.id] = one.value


def recomputed(one: DerivedValue, inputs: list[Decimal]) -> Decimal | None:
    """The value of an arithmetic operation, worked out anew; an input named twice is listed once."""
    match one.operation:
        case "sum" if len(inputs) > 1:
            return sum(inputs, Decimal(0))
        case "difference" if len(inputs) == 2:
            return inputs[0] - inputs[1]
        case "remainder" if len(inputs) > 1:
            return inputs[0] - sum(inputs[1:], Decimal(0))
        case "quotient" | "share" if len(inputs) == 2:
            return inputs[0] / inputs[1]
        case "growth" if len(inputs) == 2:
            return (inputs[0] - inputs[1]) / inputs[1]
        case "average":
            return sum(inputs, Decimal(0)) / len(inputs)
        case "last" | "added":
            return inputs[0]
        case "removed":
            return -inputs[0]
    return None
