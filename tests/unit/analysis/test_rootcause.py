"""Contributions add up to the change exactly, whatever the slices do."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.analysis.contributions import Drivers
from salestalk.analysis.ledger import Amount
from salestalk.analysis.mixrate import Wholes
from salestalk.analysis.rootcause import RootCause
from tests.unit.planning.world import World, understood

NOW, BEFORE = "2025-02", "2025-01"
QUESTION = understood("revenue", [NOW], "root_cause")
RATIO_QUESTION = understood("margin", [NOW], "root_cause")
NAMES = [f"region {letter}" for letter in "ABCDEFGHIJKL"]
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)
positive = st.decimals(min_value="0.01", max_value=10**9, places=2)
slices = st.dictionaries(st.sampled_from(NAMES), amounts, max_size=12)
weights = st.dictionaries(st.sampled_from(NAMES), positive, max_size=12)


def causes(world: World, question=QUESTION) -> RootCause:
    result = world.find(question).result
    assert isinstance(result, RootCause)
    return result


def added(drivers: Drivers) -> Fraction:
    return sum((exact(one.amount) for one in drivers.contributions), exact(drivers.rest))


def exact(amount: Amount | None) -> Fraction:
    return Fraction(amount.value) if amount else Fraction(0)


def record(world: World, subject: str, period: str, whole: Decimal, parts: dict[str, Decimal]) -> None:
    world.record(subject, {period: whole})
    for name, value in parts.items():
        world.record(subject, {period: value}, region=name)


@settings(max_examples=200, deadline=None)
@given(now=slices, before=slices, totals=st.tuples(amounts, amounts))
def test_contributions_of_a_flow_add_up_to_its_change(now, before, totals) -> None:
    world = World()
    world.define("revenue")
    record(world, "revenue", NOW, totals[0], now)
    record(world, "revenue", BEFORE, totals[1], before)
    found = causes(world)
    assert found.change.change.value == totals[0] - totals[1]
    for drivers in found.drivers:
        assert added(drivers) == Fraction(totals[0]) - Fraction(totals[1])
        for one in drivers.contributions:
            if one.group:
                name = one.group[0][1]
                assert one.amount.value == now.get(name, Decimal(0)) - before.get(name, Decimal(0))
    assert bool(found.drivers) is bool(now or before)


@settings(max_examples=200, deadline=None)
@given(
    now=st.tuples(slices, weights),
    before=st.tuples(slices, weights),
    totals=st.tuples(amounts, amounts, positive, positive),
    stored=st.one_of(st.none(), st.tuples(*[st.decimals(min_value=-1, max_value=1, places=4)] * 2)),
)
def test_mix_and_rate_effects_of_a_ratio_add_up_to_its_change(now, before, totals, stored) -> None:
    world = World()
    world.define("profit")
    world.define("revenue")
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    for subject, place, whole in (("profit", 0, totals[:2]), ("revenue", 1, totals[2:])):
        record(world, subject, NOW, whole[0], now[place])
        record(world, subject, BEFORE, whole[1], before[place])
    if stored:
        world.record("margin", {NOW: stored[0], BEFORE: stored[1]})
    found = causes(world, RATIO_QUESTION)
    for drivers in found.drivers:
        assert added(drivers) == exact(found.change.change)
        for one in drivers.contributions:
            assert one.rate is not None
            assert one.mix is not None
            assert exact(one.rate) + exact(one.mix) == exact(one.amount)
        assert exact(drivers.rate) == sum(exact(one.rate) for one in drivers.contributions)
        assert exact(drivers.mix) == sum(exact(one.mix) for one in drivers.contributions)


@given(
    parts=st.lists(st.tuples(amounts, amounts, positive, positive), min_size=1, max_size=8),
)
def test_effects_before_rounding_leave_nothing_but_the_last_digits(parts) -> None:
    wholes = Wholes(*(sum(column, Decimal(0)) for column in zip(*parts, strict=True)))
    effects = sum(Fraction(effect) for part in parts for effect in wholes.effects(*part))
    change = Fraction(wholes.n1) / Fraction(wholes.d1) - Fraction(wholes.n0) / Fraction(wholes.d0)
    assert abs(effects - change) < Fraction(1, 10**30)


def margin_world(now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]) -> World:
    world = World()
    for subject in ("profit", "revenue"):
        world.define(subject)
    world.define("margin", "ratio", "ratio", numerator="profit", denominator="revenue")
    for period, parts in ((NOW, now), (BEFORE, before)):
        for place, subject in enumerate(("profit", "revenue")):
            record(
                world,
                subject,
                period,
                sum(one[place] for one in parts.values()),
                {k: v[place] for k, v in parts.items()},
            )
    return world


def test_a_pure_shift_of_weight_is_all_mix() -> None:
    found = causes(margin_world({"A": (8, 80), "B": (10, 20)}, {"A": (5, 50), "B": (25, 50)}), RATIO_QUESTION)
    drivers = found.drivers[0]
    assert exact(drivers.rate) == 0
    assert exact(drivers.mix) == exact(found.change.change) == Fraction("-0.12")


def test_a_pure_change_within_parts_is_all_rate() -> None:
    found = causes(margin_world({"A": (5, 50), "B": (15, 50)}, {"A": (10, 50), "B": (15, 50)}), RATIO_QUESTION)
    drivers = found.drivers[0]
    assert exact(drivers.mix) == 0
    assert exact(drivers.rate) == exact(found.change.change) == Fraction("-0.05")
    assert drivers.contributions[0].group == (("region", "A"),)


def test_new_and_vanished_slices_are_told_as_such() -> None:
    world = World()
    world.define("revenue")
    record(world, "revenue", BEFORE, Decimal(100), {"A": Decimal(60), "B": Decimal(40)})
    record(world, "revenue", NOW, Decimal(110), {"A": Decimal(60), "C": Decimal(50)})
    text = world.answer(QUESTION).text
    assert "C (new) +$50" in text
    assert "B (no longer there) −$40" in text


def test_what_is_in_no_slice_is_shown_as_such() -> None:
    world = World()
    world.define("revenue")
    record(world, "revenue", BEFORE, Decimal(100), {"A": Decimal(60), "B": Decimal(40)})
    record(world, "revenue", NOW, Decimal(150), {"A": Decimal(70), "B": Decimal(50)})
    assert "A +$10, B +$10 and in none of these +$30." in world.answer(QUESTION).text


def test_totals_alone_leave_the_cause_open() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {BEFORE: 100, NOW: 150})
    assert "cannot be told" in world.answer(QUESTION).text


def test_the_dimension_in_which_the_change_is_least_like_the_metric_comes_first() -> None:
    world = World()
    world.define("revenue")
    world.record("revenue", {BEFORE: 100, NOW: 120})
    for name, values in {"A": (50, 60), "B": (50, 60)}.items():
        world.record("revenue", dict(zip((BEFORE, NOW), values, strict=True)), region=name)
    for name, values in {"C": (50, 70), "D": (50, 50)}.items():
        world.record("revenue", dict(zip((BEFORE, NOW), values, strict=True)), segment=name)
    assert [one.dimension for one in causes(world).drivers] == ["segment", "region"]
