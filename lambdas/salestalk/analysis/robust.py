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
FEW: Final = Decimal(10)
"""Counts below this are mostly chance."""
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


def chance(expected: Decimal) -> Decimal:
    """The least standard deviation that a count can be believed to have where so many are expected.

    What happens independently is spread as Poisson says: by the square root of how much is expected, also where none,
    since an expectation of 0 was only measured over a few periods. Series of tiny counts cannot tell it of themselves:
    most of their values are equal, so the median deviation is 0 or 1 at random, and one ticket after months without
    any would be many deviations away. From `FEW` on a series' own deviation says more than that assumption (customers
    hardly vary by the root of their number), so the bound grows no further.
    """
    return WORKING.sqrt(min(max(expected, Decimal(1)), FEW))


def scores(residuals: Sequence[Decimal], least: Sequence[Decimal] = ()) -> list[Decimal]:
    """How many robust standard deviations each residual lies from their median; all 0 where nothing varies.

    ``least`` are bounds below which no deviation is taken, one for each residual.
    """
    middle = median(residuals)
    distances = [abs(minus(one, middle)) for one in residuals]
    deviation = median(distances)
    if not exact_sum(distances):
        return [ZERO] * len(residuals)
    by_mean = WORKING.multiply(mean(distances), _MEAN_TO_SIGMA)
    sigma = WORKING.divide(deviation, _TO_SIGMA) if deviation else by_mean
    sigmas = [max(sigma, bound) for bound in least] or [sigma] * len(residuals)
    return [WORKING.divide(minus(one, middle), each) for one, each in zip(residuals, sigmas, strict=True)]
