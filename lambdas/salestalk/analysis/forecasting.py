"""Forecast methods, each a function of the past alone, and how they did on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Final

from salestalk.analysis.decimals import WORKING, ZERO, exact_sum, mean, minus

Method = Callable[[Sequence[Decimal], int], Decimal | None]
"""The value ``h`` steps after the last of the given; None where there are too few."""

MIN_PAST: Final = 4
MAX_ORIGINS: Final = 12
COVERED: Final = Decimal("0.8")
"""The part of past errors that the interval covers."""
_LEVELS: Final = (Decimal("0.3"), Decimal("0.6"), Decimal("0.9"))
_SLOPES: Final = (Decimal("0.1"), Decimal("0.4"))


def drift(past: Sequence[Decimal], steps: int) -> Decimal | None:
    """The last value and the average step so far."""
    if len(past) < 2:
        return None
    step = WORKING.divide(minus(past[-1], past[0]), Decimal(len(past) - 1))
    return WORKING.add(past[-1], WORKING.multiply(step, Decimal(steps)))


def seasonal(past: Sequence[Decimal], steps: int, *, season: int) -> Decimal | None:
    """The value a season before, and the average change over a season so far."""
    if len(past) <= season:
        return None
    changes = [minus(past[i], past[i - season]) for i in range(season, len(past))]
    ahead = -(-steps // season)
    return WORKING.add(past[len(past) + steps - 1 - ahead * season], WORKING.multiply(mean(changes), Decimal(ahead)))


def holt(past: Sequence[Decimal], steps: int, *, level_weight: Decimal, slope_weight: Decimal) -> Decimal | None:
    """Level and slope, both smoothed exponentially (Holt's linear method)."""
    if len(past) < 2:
        return None
    level, slope = past[0], minus(past[1], past[0])
    for value in past[1:]:
        foreseen = WORKING.add(level, slope)
        before = level
        level = WORKING.add(foreseen, WORKING.multiply(level_weight, minus(value, foreseen)))
        slope = WORKING.add(slope, WORKING.multiply(slope_weight, minus(minus(level, before), slope)))
    return WORKING.add(level, WORKING.multiply(slope, Decimal(steps)))


@dataclass(frozen=True, slots=True)
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
    tests = [test for name, method in _methods(season) if (test := _tested(name, method, past))]
    longest = max((len(test.errors) for test in tests), default=0)
    full = [test for test in tests if len(test.errors) == longest]
    return min(full, key=lambda test: test.mean_error, default=None)


def _methods(season: int) -> list[tuple[str, Method]]:
    found: list[tuple[str, Method]] = [("drift", drift)]
    if season:
        found.append(("seasonal naive with drift", partial(seasonal, season=season)))
    for level, slope in product(_LEVELS, _SLOPES):
        found.append(("Holt's linear trend", partial(holt, level_weight=level, slope_weight=slope)))
    return found


def _tested(name: str, method: Method, past: Sequence[Decimal]) -> Backtest | None:
    errors = []
    for origin in range(max(MIN_PAST, len(past) - MAX_ORIGINS), len(past)):
        foreseen = method(past[:origin], 1)
        if foreseen is not None:
            errors.append(minus(past[origin], foreseen))
    return Backtest(name, method, tuple(errors)) if errors else None


def mean_relative_error(test: Backtest, past: Sequence[Decimal]) -> Decimal | None:
    """The errors' sizes in relation to the values they were made on; None where these add up to nothing."""
    actual = exact_sum(abs(value) for value in past[-len(test.errors) :])
    return WORKING.divide(exact_sum(map(abs, test.errors)), actual) if actual > ZERO else None
