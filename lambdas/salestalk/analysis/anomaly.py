"""Unusual values: far from what trend or season suggest, in median deviations."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from salestalk.analysis.decimals import exact_sum, median, minus, to_places
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number, difference
from salestalk.analysis.robust import SEASON, THRESHOLD, chance, scores, trend_line
from salestalk.calendar import Period
from salestalk.planning.units import is_count, is_part_of_one
from salestalk.values import frozen

MIN_VALUES: Final = 6
MIN_SEASONAL: Final = 8
MAX_SHOWN: Final = 5
SEASONAL: Final = "season"
TREND: Final = "trend"


@frozen
class Unusual:
    """A value with what was to be expected, the gap between them, and the gap in robust standard deviations."""

    period: Period
    amount: Amount
    expected: Amount
    gap: Amount
    score: Amount


@frozen
class Anomalies:
    """The unusual values, the farthest first; ``usual`` is the value judged, where only one was and it is not unusual.

    ``method`` is ``season`` (held against the same period a year, for days a week, before) or ``trend`` (against a
    straight line).
    """

    method: str
    points: tuple[tuple[Period, Amount], ...]
    unusual: tuple[Unusual, ...]
    usual: Unusual | None = None
    left_out: int = 0


def find_unusual(inquiry: Inquiry) -> Anomalies | Missing:
    """The plan's periods judged by its history."""
    plan = inquiry.plan
    found = inquiry.each(plan.history)
    if len(found) < MIN_VALUES:
        return Missing("too_few_values", plan.subject, plan.periods)
    periods, numbers = list(found), list(found.values())
    method, expected, distance = _judged([number.value for number in numbers], periods, counted=are_counts(numbers))
    judged = [place for place, period in enumerate(periods) if period in set(plan.periods)]
    far = [place for place in judged if abs(distance[place]) > THRESHOLD]
    far.sort(key=lambda place: (-abs(distance[place]), place))
    points = tuple((period, inquiry.ledger.enter(number)) for period, number in found.items())

    def told(place: int) -> Unusual:
        return _unusual(inquiry, periods[place], numbers, place, expected[place], distance[place])

    usual = told(judged[0]) if len(judged) == 1 and not far else None
    return Anomalies(method, points, tuple(map(told, far[:MAX_SHOWN])), usual, max(len(far) - MAX_SHOWN, 0))


def _judged(
    values: Sequence[Decimal], periods: Sequence[Period], *, counted: bool
) -> tuple[str, list[Decimal], list[Decimal]]:
    """Method, expected values and distances. A season is used where two of them are there in full.

    What is ``counted`` varies by chance at least.
    """
    line = trend_line(values)
    by_trend = scores(
        [minus(value, point) for value, point in zip(values, line, strict=True)],
        [chance(point) for point in line] if counted else (),
    )
    season = SEASON.get(periods[0].granularity, 0)
    changes = [minus(values[i], values[i - season]) for i in range(season, len(values))] if season else []
    if len(values) < 2 * season or len(changes) < MIN_SEASONAL:
        return TREND, line, by_trend
    usual = median(changes)
    expected, distance = list(line), list(by_trend)
    least = [chance(exact_sum((before, usual))) for before in values[: len(changes)]] if counted else ()
    for place, score in enumerate(scores(changes, least), start=season):
        before = place - season
        if abs(score) <= THRESHOLD:
            expected[place], distance[place] = exact_sum((values[before], usual)), score
            if before < season:  # what comes again a season later was usual the first time too
                expected[before], distance[before] = minus(values[place], usual), -score
        elif abs(distance[before]) <= THRESHOLD:  # held against an unusual value, a usual one would look unusual
            expected[place], distance[place] = exact_sum((values[before], usual)), score
    return SEASONAL, expected, distance


def _unusual(
    inquiry: Inquiry, period: Period, numbers: list[Number], place: int, expected: Decimal, distance: Decimal
) -> Unusual:
    number = numbers[place]
    others = tuple(numbers)
    usual = Number(
        to_places(expected, places_of(number)), number.unit, f"expected, {inquiry.label(period)}", "expected", others
    )
    gap = difference(f"unexpected, {inquiry.label(period)}", number, usual)
    score = Number(
        to_places(distance, 2), "score", f"robust z-score, {inquiry.label(period)}", "robust_z_score", others
    )
    return Unusual(period, *inquiry.ledger.enter_all((number, usual, gap, score)))


def are_counts(numbers: Sequence[Number]) -> bool:
    """Whether these say how many there were: whole numbers of a unit that counts."""
    return all(is_count(one.unit) and one.value == one.value.to_integral_value() for one in numbers)


def places_of(number: Number) -> int:
    """Decimal places for estimates in a unit: fractions need more, counts fewer than money."""
    if is_part_of_one(number.unit):
        return 6
    return 0 if number.unit == "count" and number.value == number.value.to_integral_value() else 2
