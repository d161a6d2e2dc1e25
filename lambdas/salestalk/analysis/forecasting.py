"""Forecast methods, each a function of the past alone, and how they did on it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Final

from salestalk.analysis.decimals import WORKING, ZERO, exact_sum, mean, minus
from salestalk.values import frozen

Method = Callable[[Sequence[Decimal], int], Decimal]
"""The value ``h`` steps after the last of the given; these are more than a season and at least `MIN_PAST`."""

MIN_PAST: Final = 4
MIN_ORIGINS: Final = 3
MAX_ORIGINS: Final = 12
"""A method is tried on so many past values at most, a seasonal one on so many at least."""
COVERED: Final = Decimal("0.8")
"""The part of past errors that the interval covers."""
_LEVELS: Final = (Decimal("0.3"), Decimal("0.6"), Decimal("0.9"))
_SLOPES: Final = (Decimal("0.1"), Decimal("0.4"))


def drift(past: Sequence[Decimal], steps: int) -> Decimal:
    """The last value and the average step so far."""
    step = WORKING.divide(minus(past[-1], past[0]), Decimal(len(past) - 1))
    return WORKING.add(past[-1], WORKING.multiply(step, Decimal(steps)))


def seasonal(past: Sequence[Decimal], steps: int, *, season: int) -> Decimal:
    """The value a season before, and the average change over a season so far."""
    changes = [minus(past[i], past[i - season]) for i in range(season, len(past))]
    ahead = -(-steps // season)
    return WORKING.add(past[len(past) + steps - 1 - ahead * season], WORKING.multiply(mean(changes), Decimal(ahead)))


def holt(past: Sequence[Decimal], steps: int, *, level_weight: Decimal, slope_weight: Decimal) -> Decimal:
    """Level and slope, both smoothed exponentially (Holt's linear method)."""
    level, slope = past[0], minus(past[1], past[0])
    for value in past[1:]:
        foreseen = WORKING.add(level, slope)
        before = level
        level = WORKING.add(foreseen, WORKING.multiply(level_weight, minus(value, foreseen)))
        slope = WORKING.add(slope, WORKING.multiply(slope_weight, minus(minus(level, before), slope)))
    return WORKING.add(level, WORKING.multiply(slope, Decimal(steps)))


@frozen
class Backtest:
    """A method with the errors it would have made on the last values, one step ahead, in order of time."""

    name: str
    method: Method
    errors: tuple[Decimal, ...]

    @property
    def mean_error(self) -> Decimal:
        """The average size of an error."""
        return mean([abs(error) for error in self.errors])

    def half_width(self, steps: int) -> Decimal:
        """The size that `COVERED` of the errors did not exceed, growing with the root of the distance."""
        sizes = sorted(abs(error) for error in self.errors)
        place = int((COVERED * len(sizes)).to_integral_value(rounding="ROUND_CEILING")) - 1
        return WORKING.multiply(sizes[max(place, 0)], WORKING.sqrt(Decimal(steps)))


def best(past: Sequence[Decimal], season: int) -> Backtest | None:
    """The method with the smallest mean error on the past; the simpler of equals. None without enough past."""
    first = max(MIN_PAST, len(past) - MAX_ORIGINS)
    if season and len(past) - (season + 1) >= MIN_ORIGINS:
        first = max(first, season + 1)
    else:
        season = 0
    tests = [_tested(name, method, past, first) for name, method in _methods(season)] if first < len(past) else []
    return min(tests, key=lambda test: test.mean_error, default=None)


def _methods(season: int) -> list[tuple[str, Method]]:
    found: list[tuple[str, Method]] = [("drift", drift)]
    if season:
        found.append(("seasonal naive with drift", partial(seasonal, season=season)))
    for level, slope in product(_LEVELS, _SLOPES):
        found.append(("Holt's linear trend", partial(holt, level_weight=level, slope_weight=slope)))
    return found


def _tested(name: str, method: Method, past: Sequence[Decimal], first: int) -> Backtest:
    """The method's errors one step ahead, from the same values on for all methods."""
    errors = tuple(minus(past[origin], method(past[:origin], 1)) for origin in range(first, len(past)))
    return Backtest(name, method, errors)


def mean_relative_error(test: Backtest, past: Sequence[Decimal]) -> Decimal | None:
    """The errors' sizes in relation to the values they were made on; None where these add up to nothing."""
    actual = exact_sum(abs(value) for value in past[-len(test.errors) :])
    return WORKING.divide(exact_sum(map(abs, test.errors)), actual) if actual > ZERO else None
