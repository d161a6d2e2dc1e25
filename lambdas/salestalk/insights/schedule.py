"""When a tenant's week is told: on Monday morning, where the tenant is.

One schedule ticks for all of them, every hour in which it is Monday morning somewhere.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from salestalk.calendar import FiscalCalendar, Granularity, Period

MONDAY: Final = 0
FIRST_HOUR: Final = 7
HOURS: Final = 2
"""Two ticks fall into so many hours, so a tick that is lost is made up for; a recap is written once all the same."""


def week_to_tell(calendar: FiscalCalendar, tick: datetime) -> str | None:
    """The week that ended, if a tick (aware) falls into the tenant's Monday morning; None at any other time."""
    there = tick.astimezone(ZoneInfo(calendar.time_zone))
    if there.weekday() != MONDAY or not FIRST_HOUR <= there.hour < FIRST_HOUR + HOURS:
        return None
    this_week: Period = calendar.containing(there.date(), Granularity.WEEK)
    return calendar.shift(this_week, -1).key
