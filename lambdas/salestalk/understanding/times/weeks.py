"""Week 53, which only every fifth or sixth year has; the day that a weekday stands for."""

from datetime import date, timedelta
from typing import Final

from salestalk.calendar import InvalidPeriod
from salestalk.understanding.times.atom import Atom

LONG: Final = 53
_REACH: Final = 9
"""Years within which there is one, a century's turn included."""


def long_year(as_of: date, *, ahead: bool) -> int:
    """The latest year whose week 53 has begun; when looking ahead, the next one whose week 53 is not over."""
    step = 1 if ahead else -1
    for year in range(max(as_of.year - 1, 1) if ahead else as_of.year, as_of.year + _REACH * step, step):
        if year < 1 or date(year, 12, 28).isocalendar().week != LONG:
            continue
        monday = date.fromisocalendar(year, LONG, 1)
        if (as_of - monday).days < 7 if ahead else monday <= as_of:
            return year
    raise InvalidPeriod("no year near has a week 53")


_YEARS: Final = timedelta(days=4000)
"""Within which every weekday has fallen on every day of the month."""


def weekday(atom: Atom, today: date, *, ahead: bool) -> date:
    """The latest such weekday before today, or the one by its number; the coming one after "next"."""
    difference = atom.number - today.isoweekday()
    if atom.steps > 0 or ahead:
        return today + timedelta(days=difference if difference > 0 else difference + 7)
    day = today + timedelta(days=difference if difference < 0 else difference - 7)
    while atom.code.isdecimal() and str(day.day) != atom.code and today - day < _YEARS:  # "Monday the third"
        day -= timedelta(days=7)
    return day
