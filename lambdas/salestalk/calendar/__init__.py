"""Periods and the tenant's fiscal calendar: pure date arithmetic, no clock of its own."""

from salestalk.calendar.fiscal import FiscalCalendar, Interval
from salestalk.calendar.period import Granularity, InvalidPeriod, Period

__all__ = ["FiscalCalendar", "Granularity", "Interval", "InvalidPeriod", "Period"]
