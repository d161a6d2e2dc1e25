"""Times that another one says which they are: ``Monday to Friday last week``, ``Q2 and the quarter before``."""

from datetime import date, timedelta
from typing import Final

from salestalk.understanding.times.atom import DAY, WEEK, Atom, Tokens
from salestalk.understanding.times.links import link_between
from salestalk.understanding.times.periods import Clock, periods_of
from salestalk.understanding.words.time_words import number_at


def with_days_of_week(tokens: Tokens, times: list[Atom], clock: Clock) -> list[Atom]:
    """``Monday to Friday last week``, ``on Monday of week 30``: the days of that week, or of a single one."""
    times = _with_those_before(tokens, times, clock)
    days = [atom for atom in times if atom.kind == "weekday" and not atom.steps]
    weeks = [atom for atom in times if atom not in days]
    if not days or len(weeks) > 1:
        return times
    if weeks:
        return _of_that_week(tokens, days, weeks[0], clock) or times
    first, last = days[0], days[-1]
    if len(days) != 2 or clock.ahead or first.number >= last.number or not _is_range(tokens, days):
        return times
    end = clock.calendar.interval(periods_of(last, clock)[0]).start
    return [_day(first, end - timedelta(days=last.number - first.number)), _day(last, end)]


def _with_those_before(tokens: Tokens, times: list[Atom], clock: Clock) -> list[Atom]:
    """``Q2 and the *two quarters before*``: periods beside the first, where no comparison is asked for."""
    if len(times) != 2 or times[1].kind != "before" or times[1].code != "grain" or not times[1].grain:
        return times
    first, before = times
    if first.kind not in ("named", "relative", "day") or first.grain is not before.grain or first.half:
        return times
    if link_between(tokens, first, before) != "list" or any(token.word in _COMPARING for token in tokens):
        return times
    if first.is_bare:
        first = first._replace(year=periods_of(first, clock)[0].year)
    number = number_at(tokens, before.start - 1)
    count = number.value if number else 1
    return [first, Atom(before.start, before.end, "ending", first.grain, count, inner=first, code="before")]


_COMPARING: Final = frozenset({"compare", "compared", "comparing", "vs", "versus"})


def _is_range(tokens: Tokens, days: list[Atom]) -> bool:
    before = tokens[days[0].start - 1].word if days[0].start else ""
    link = link_between(tokens, *days)
    return link == "range" or (link == "list" and before in ("between", "btw"))


def _of_that_week(tokens: Tokens, days: list[Atom], week: Atom, clock: Clock) -> list[Atom]:
    """The days within the week that stands beside them; none where the two are held against each other."""
    if week.grain is not WEEK or week.kind not in ("named", "relative", "part") or week.code == "ago":
        return []
    sides = (days[-1], week) if week.start > days[-1].start else (week, days[0])
    between = [token.word for token in tokens[sides[0].end : sides[1].start]]
    if (between and link_between(tokens, *sides)) or len(between) > 2:
        return []
    monday = clock.calendar.interval(periods_of(week, clock)[0]).start
    for beside in (0, 7, -7):  # "the first week, Monday the third": by its number, the week beside the one counted
        dates = [monday + timedelta(days=atom.number - 1 + beside) for atom in days]
        if all(atom.code in ("", str(day.day)) for atom, day in zip(days, dates, strict=True)):
            return [_day(atom, day) for atom, day in zip(days, dates, strict=True)]
    return []


def _day(atom: Atom, day: date) -> Atom:
    return Atom(atom.start, atom.end, "day", DAY, day=day)
