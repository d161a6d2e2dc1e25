"""Statistics that a few wild values do not bend: trend line by Theil and Sen, distance in median deviations."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from salestalk.analysis.decimals import WORKING, ZERO, exact_sum, mean, median, minus
from salestalk.calendar import Granularity

SEASON: Final = {Granularity.DAY: 7, Granularity.WEEK: 52, Granularity.MONTH: 12, Granularity.QUARTER: 4}
"""Periods after which a pattern repeats; a year has none."""
THRESHOLD: Final = Decimal("3.5")
"""Beyond this many robust standard deviations a value is unusual (Iglewicz and Hoaglin)."""
_TO_SIGMA: Final = Decimal("0.6745")
_MEAN_TO_SIGMA: Final = Decimal("1.253314")
_ALL_PAIRS: Final = 80


def trend_line(values: Sequence[Decimal]) -> list[Decimal]:
    """The values of a straight line through the points, its slope the median of the slopes between them."""
    count = len(values)
    near = 1 if count <= _ALL_PAIRS else count // 2
    slopes = [
        WORKING.divide(minus(values[j], values[i]), Decimal(j - i))
        for i in range(count)
        for j in (range(i + 1, count) if near == 1 else range(i + near, min(i + near + 1, count)))
    ]
    slope = median(slopes) if slopes else ZERO
    start = median([WORKING.subtract(value, WORKING.multiply(slope, Decimal(i))) for i, value in enumerate(values)])
    return [WORKING.add(start, WORKING.multiply(slope, Decimal(i))) for i in range(count)]


def scores(residuals: Sequence[Decimal]) -> list[Decimal]:
    """How many robust standard deviations each residual lies from their median; all 0 where nothing varies."""
    middle = median(residuals)
    distances = [abs(minus(one, middle)) for one in residuals]
    deviation = median(distances)
    if not exact_sum(distances):
        return [ZERO] * len(residuals)
    by_mean = WORKING.multiply(mean(distances), _MEAN_TO_SIGMA)
    sigma = WORKING.divide(deviation, _TO_SIGMA) if deviation else by_mean
    return [WORKING.divide(minus(one, middle), sigma) for one in residuals]
