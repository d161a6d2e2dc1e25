"""Periods and the tenant's fiscal calendar: pure date arithmetic, no clock of its own."""

from salestalk.calendar.fiscal import FiscalCalendar, Interval
from salestalk.calendar.period import MONTH_NAMES, Granularity, InvalidPeriod, Period

__all__ = ["MONTH_NAMES", "FiscalCalendar", "Granularity", "Interval", "InvalidPeriod", "Period"]
