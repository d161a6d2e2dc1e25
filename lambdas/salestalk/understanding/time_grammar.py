"""How the times of a question belong together: ranges, lists, comparisons, and the grain of a series."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import FiscalCalendar, Granularity, InvalidPeriod, Period
from salestalk.contracts.classification import Comparison, TimeRange
from salestalk.understanding.text import Token
from salestalk.understanding.time_atoms import DAY, MONTH, QUARTER, WEEK, YEAR, Atom, atom_at, word_at
from salestalk.understanding.time_periods import (
    Clock,
    Periods,
    at_grain,
    between,
    expression_of,
    periods_of,
)
from salestalk.understanding.time_words import TIME

_CODES: Final = {YEAR: Comparison.YOY, QUARTER: Comparison.QOQ, MONTH: Comparison.MOM, WEEK: Comparison.WOW}


@dataclass(frozen=True, slots=True)
class TimeReading:
    """The time of a question as understood.

    ``said`` is False when no time was named; ``problem`` is a refusal or clarification code; ``ends`` says that the
    periods are the two ends of a change; ``versus`` that a time is held against another; ``grain`` the grain asked for.
    """

    range: TimeRange
    said: bool = False
    grain: Granularity | None = None
    problem: str | None = None
    ends: bool = False
    versus: bool = False
    ahead: bool = False
    shift_of_previous: Granularity | None = None
    """"The week before that": one step back from the time of the question before."""
    assumed: Atom | None = None
    tokens: frozenset[int] = frozenset()
    named_bare: bool = False
    per: bool = False
    """The grain was said as a rate ("per month")."""
    other_keys: tuple[str, ...] = ()
    """The periods something is held against where nothing else was said ("vs September?")."""


class Links(NamedTuple):
    """An atom and how it hangs on what stands before it."""

    atom: Atom
    link: str
    """``""``, ``list``, ``range``, ``versus`` or ``since``."""


def find_atoms(tokens: tuple[Token, ...], blocked: frozenset[int]) -> tuple[Atom, ...]:
    """Every time in a question, left to right; tokens of metric names are left alone."""
    atoms: list[Atom] = []
    index, count = 0, len(tokens)
    while index < count:
        found = None if index in blocked else atom_at(tokens, index)
        if found is None:
            index += 1
            continue
        atoms.append(found)
        index = max(found.end, index + 1)
    return tuple(_joined_years(tokens, atoms))


def _joined_years(tokens: tuple[Token, ...], atoms: list[Atom]) -> list[Atom]:
    """A year that stands apart goes with the one bare period beside it ("Q3 revenue for 2024", "2024 revenue in Q3")."""
    years = [atom for atom in atoms if _is_year(atom)]
    bare = [atom for atom in atoms if atom.is_bare]
    if len(years) != 1 or not bare or len(atoms) - len([a for a in atoms if a.kind == "grain"]) != 1 + len(bare):
        return atoms
    year = years[0]
    if link_between(tokens, *sorted((year, bare[-1 if bare[-1].end <= year.start else 0]))) != "":
        return atoms
    if len(bare) > 1 and not bare[-1].end <= year.start:
        return atoms
    given = {"year": year.year} if year.kind == "named" else {"year_steps": year.steps}
    return [
        atom._replace(**given, calendar=atom.calendar or year.calendar) if atom.is_bare else atom  # type: ignore[arg-type]
        for atom in atoms
        if atom is not year
    ]


def _is_year(atom: Atom) -> bool:
    return atom.grain is YEAR and atom.kind in ("named", "relative") and atom.code != "ago"


_LIST: Final = frozenset({"and", "or", "plus", "as", "well", "also", "then", "+"})
_VERSUS: Final = frozenset(
    "vs versus v against than compare compared compares comparing comparison relative earlier beat opposed "
    "exceed exceeded outperform vs. up down ahead behind better worse higher lower".split()
)
_DASHES: Final = ("-", "–", "—", "--", "->", "→", "..", "...")


def link_between(tokens: tuple[Token, ...], left: Atom, right: Atom) -> str:
    """How two neighbouring times hang together, by the words between them."""
    words = [token.word for token in tokens[left.end : right.start]]
    before = tokens[right.start].before if right.start < len(tokens) else ""
    if not words:
        if before in _DASHES:
            return "range"
        return "list" if before in (",", "/", "+", "|") else ""
    if words[0] in ("to", "till", "until", "through", "thru", "til", "upto") or words[:2] == ["up", "to"]:
        return "range" if len(words) <= 3 else ""
    if any(word in _VERSUS for word in words):
        return "versus"
    if words in (["over"], ["on"], ["or"]):
        return "versus"
    if words[0] in _LIST and len(words) <= 4 or words[-1] in _LIST:
        return "list"
    return ""


def read_time(tokens: tuple[Token, ...], atoms: tuple[Atom, ...], clock: Clock, change: bool) -> TimeReading:
    """The time of a question. ``change`` says that a growth or change is asked for, which makes of a range two ends."""
    used = frozenset(index for atom in atoms for index in range(atom.start, atom.end))
    try:
        return replace(_read(tokens, atoms, clock, change), tokens=used)
    except InvalidPeriod:
        return TimeReading(_nothing(), said=True, problem="invalid_period", tokens=used)


def _nothing(grain: Granularity = QUARTER) -> TimeRange:
    return TimeRange(period=grain, expression="current")


def _read(tokens: tuple[Token, ...], atoms: tuple[Atom, ...], clock: Clock, change: bool) -> TimeReading:
    if not atoms:
        return TimeReading(_NOTHING)
    if all(atom.kind in ("vague", "compare") for atom in atoms) and any(atom.kind == "vague" for atom in atoms):
        return TimeReading(_nothing(), problem="ambiguous_time")
    for atom in atoms:
        if atom.kind in ("invalid", "ambiguous"):
            problem = "invalid_period" if atom.kind == "invalid" else "ambiguous_time"
            return TimeReading(_nothing(), said=True, problem=problem)
    grain = next((atom.grain for atom in atoms if atom.kind == "grain"), None)
    code = next((Comparison(atom.code) for atom in atoms if atom.kind == "compare"), None)
    times = [atom for atom in atoms if atom.kind not in ("grain", "compare", "now", "vague")]
    reading = _compose(tokens, times, clock, change) if times else TimeReading(_NOTHING)
    if code and reading.range.comparison is None:
        reading = replace(reading, range=_with(reading.range, comparison=code), versus=True)
    if grain is None:
        return reading
    asked = word_at(tokens, 0) in ("what", "how") or word_at(tokens, 0) == "on"
    per = asked and any(atom.kind == "grain" and atom.code == "per" for atom in atoms)
    return replace(_at_grain(reading, grain, clock), per=per)


_NOTHING: Final = _nothing()


def _with(time: TimeRange, **changes: object) -> TimeRange:
    return time.model_copy(update=changes)


def _at_grain(reading: TimeReading, grain: Granularity, clock: Clock) -> TimeReading:
    time = reading.range
    if not time.keys:
        return replace(reading, range=_with(time, period=grain), grain=grain)
    periods = tuple(Period.parse(key) for key in time.keys)
    if periods[0].granularity is grain or _coarser(grain, periods[0].granularity):
        return replace(reading, grain=grain)
    keys = tuple(period.key for period in at_grain(periods, grain, clock))
    return replace(reading, range=_with(time, period=grain, keys=keys), grain=grain)


def _coarser(grain: Granularity, than: Granularity) -> bool:
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    return order.index(grain) > order.index(than)


def _compose(tokens: tuple[Token, ...], times: list[Atom], clock: Clock, change: bool) -> TimeReading:
    times = _years_shared(tokens, times)
    first = times[0]
    if len(times) == 1:
        return _alone(tokens, first, clock, change)
    link = link_between(tokens, first, times[1])
    if link == "" and _is_pair(tokens, first, times[1]):
        link = "list"
    if link == "list" and _opened_by(tokens, first, ("between",)):
        link = "range"
    if link == "versus" or (link == "list" and _opened_by(tokens, first, ("compare", "comparing"))):
        return _versus(first, times[1], times[2:], clock)
    if link == "range":
        return _range(first, times[1], clock, change)
    if link == "list":
        return _listed(tokens, times, clock)
    return _most_specific(tokens, times, clock, change)


def _is_pair(tokens: tuple[Token, ...], left: Atom, right: Atom) -> bool:
    return left.end == right.start and left.grain is right.grain and left.kind == right.kind == "named"


def _opened_by(tokens: tuple[Token, ...], atom: Atom, words: tuple[str, ...]) -> bool:
    return any(word_at(tokens, index) in words for index in range(max(0, atom.start - 4), atom.start))


def _years_shared(tokens: tuple[Token, ...], times: list[Atom]) -> list[Atom]:
    """``Q1 and Q2 2024``: a bare period takes the year said with its neighbour, unless it is the same period."""
    out = list(times)
    for index in range(len(out) - 2, -1, -1):
        left, right = out[index], out[index + 1]
        if left.is_bare and left.code != "tense" and right.kind == "named" and right.grain is left.grain:
            if not right.is_bare and (left.number, left.half) != (right.number, right.half):
                out[index] = left._replace(year=right.year, year_steps=right.year_steps, calendar=right.calendar)
    for index in range(1, len(out)):
        left, right = out[index - 1], out[index]
        if _is_year(right) and left.kind == "named" and left.grain is not YEAR and not left.is_bare:
            link = link_between(tokens, left, right)
            if link == "list" or (link == "versus" and left.year is not None and right.kind == "named"):
                steps = right.steps if right.kind == "relative" else None
                out[index] = left._replace(start=right.start, end=right.end, year=right.year, year_steps=steps)
                continue
        if right.is_bare and left.kind == "named" and left.grain is right.grain and left.year is not None:
            if left.number != right.number or left.half != right.half:
                later = left.year if right.number > left.number else left.year + _wraps(tokens, left, right)
                out[index] = right._replace(year=later)
    return out


def _wraps(tokens: tuple[Token, ...], left: Atom, right: Atom) -> int:
    return 1 if link_between(tokens, left, right) == "range" else 0


def _alone(tokens: tuple[Token, ...], atom: Atom, clock: Clock, change: bool) -> TimeReading:
    if atom.kind == "before":
        return _before_alone(tokens, atom, clock)
    if _since(tokens, atom):
        return _open_range(atom, clock)
    if _is_versus(tokens, atom, change):
        code = _code_against(atom)
        other = periods_of(atom, clock) if atom.kind in ("named", "day") else ()
        keys = tuple(period.key for period in other)
        return TimeReading(_with(_NOTHING, period=atom.grain, comparison=code), versus=True, other_keys=keys)
    return _single(atom, clock)


def _single(atom: Atom, clock: Clock) -> TimeReading:
    periods = periods_of(atom, clock)
    expression = expression_of(atom)
    ahead = clock.calendar.interval(periods[0]).start > clock.as_of
    return TimeReading(
        _range_of(periods, expression, atom),
        said=True,
        ahead=ahead,
        assumed=atom if atom.is_bare else None,
        named_bare=atom.is_bare,
    )


def _range_of(periods: Periods, expression: str | None, atom: Atom | None, code: Comparison | None = None) -> TimeRange:
    first = periods[0]
    value, year = (_value_of(atom), first.year) if atom and expression is None else (None, None)
    return TimeRange(
        period=first.granularity,
        value=value,
        year=year,
        expression=expression,  # type: ignore[arg-type]
        keys=tuple([period.key for period in periods]),
        comparison=code,
    )


_MONTH_NAMES: Final = (
    "January February March April May June July August September October November December".split()
)


def _value_of(atom: Atom) -> str | None:
    """The period as people call it: ``Q3``, ``September``, ``H1``, ``W45``."""
    if atom.kind != "named" or atom.grain is DAY:
        return None
    match atom.grain:
        case Granularity.QUARTER:
            return f"{'H' if atom.half else 'Q'}{atom.number}"
        case Granularity.MONTH:
            return _MONTH_NAMES[atom.number - 1]
        case Granularity.WEEK:
            return f"W{atom.number}"
    return str(atom.year) if atom.year else None


def _since(tokens: tuple[Token, ...], atom: Atom) -> bool:
    if atom.kind in ("run", "todate", "compare"):
        return False
    before = {word_at(tokens, index) for index in range(max(0, atom.start - 4), atom.start)}
    if before & {"since", "starting", "beginning"}:
        return True
    after = [word_at(tokens, atom.end), word_at(tokens, atom.end + 1), word_at(tokens, atom.end + 2)]
    if after[0] in ("onwards", "onward", "forward") or after[:2] == ["and", "after"] or after[:2] == ["on", "wards"]:
        return True
    return "from" in before and after[0] in ("to", "until", "till", "through") and after[1] in ("now", "today", "date")


def _open_range(atom: Atom, clock: Clock) -> TimeReading:
    """Since P: from P to the period in progress, at P's grain."""
    first = periods_of(atom, replace(clock, ahead=False))[0]
    last = clock.current(first.granularity)
    periods = between(first, last, clock) or (first,)
    return TimeReading(_range_of(periods, None, None), said=True)


_LEADS_VERSUS: Final = frozenset(
    "the our same our with to as a what it was in of for that from on over at is had they we did been do were has have".split()
)


_TARGET_NOUNS: Final = frozenset("plan target targets goal goals budget quota forecast objective".split())


def _is_versus(tokens: tuple[Token, ...], atom: Atom, change: bool) -> bool:
    """Whether the only time of a question is what something is held against ("vs last year", "up on last week")."""
    index = atom.start - 1
    if any(word_at(tokens, index) in _TARGET_NOUNS for index in range(atom.end, atom.end + 3)):
        return False
    near: list[str] = []
    while index >= 0 and len(near) < 5:
        word = tokens[index].word
        near.append(word)
        if word in _VERSUS:
            return word not in ("up", "down", "ahead", "behind", "better", "worse", "higher", "lower") or bool(
                {"on", "from", "than", "over"} & set(near)
            )
        if word not in _LEADS_VERSUS:
            break
        index -= 1
    if atom.kind == "relative" and atom.steps == -1 and near[:1] in (["over"], ["from"], ["on"]):
        return change
    return False


def _code_against(atom: Atom) -> Comparison:
    """The comparison that a relative time stands for when something is held against it."""
    if atom.kind in ("relative", "before") and atom.grain in _CODES:
        return _CODES[atom.grain]
    if atom.kind == "sametime" or atom.year_steps is not None:
        return Comparison.YOY
    return Comparison.PREVIOUS


def _before_alone(tokens: tuple[Token, ...], atom: Atom, clock: Clock) -> TimeReading:
    """``the week before`` without another time: a comparison, or a step back from the question before."""
    if _is_versus(tokens, atom, change=True) or atom.grain is YEAR:
        if word_at(tokens, atom.end - 1) == "ago" and not _is_versus(tokens, atom, change=True):
            return _single(Atom(atom.start, atom.end, "sametime"), clock)
        code = _CODES.get(atom.grain, Comparison.PREVIOUS) if atom.code else Comparison.PREVIOUS
        return TimeReading(_with(_NOTHING, comparison=code), versus=True, shift_of_previous=_step(atom))
    return TimeReading(_NOTHING, said=False, shift_of_previous=_step(atom))


def _step(atom: Atom) -> Granularity:
    return atom.grain if atom.code == "grain" else QUARTER


def _range(first: Atom, last: Atom, clock: Clock, change: bool) -> TimeReading:
    """From A to B; the first is the latest such period before the last."""
    if last.kind == "now" or (last.kind == "relative" and last.steps == 0 and last.grain is not first.grain):
        return _open_range(first, clock)
    end = periods_of(last, clock)[-1]
    start = periods_of(first, clock)[0]
    if start.granularity is not end.granularity:
        end = clock.calendar.containing(clock.calendar.interval(end).start, start.granularity)
    if first.is_bare and start > end:
        start = Period(end.year - (start.number > end.number), start.number, start.granularity)
    if start > end:
        start, end = end, start
    periods = (start, end) if change else between(start, end, clock)
    return TimeReading(
        _range_of(periods, None, None), said=True, ends=True, ahead=clock.calendar.interval(start).start > clock.as_of
    )


def _listed(tokens: tuple[Token, ...], times: list[Atom], clock: Clock) -> TimeReading:
    periods: dict[Period, None] = {}
    for atom in times:
        if atom.kind == "before":
            continue
        for period in periods_of(atom, clock):
            periods.setdefault(period)
    ordered = tuple(sorted(periods, key=lambda period: clock.calendar.interval(period).start))
    return TimeReading(_range_of(ordered, None, None), said=True)


def _versus(main: Atom, other: Atom, rest: list[Atom], clock: Clock) -> TimeReading:
    """A against B: a code where B is A's neighbour said relatively, else the keys of both."""
    if main.kind == "before":
        main, other = other, main
    if main.kind == "before":
        return TimeReading(_with(_NOTHING, comparison=Comparison.PREVIOUS), versus=True)
    periods = periods_of(main, clock)
    code = _code(main, other, periods, clock)
    if code is not None:
        reading = _single(main, clock)
        return replace(reading, range=_with(reading.range, comparison=code), versus=True)
    keys = {period: None for atom in (main, other, *rest) for period in periods_of(atom, clock) if atom.kind != "before"}
    ordered = tuple(sorted(keys, key=lambda period: clock.calendar.interval(period).start))
    return TimeReading(_range_of(ordered, None, None), said=True, ends=True, versus=True)


def _code(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """The code by which the other time follows from the main one, if it does."""
    if other.kind == "before":
        if other.code != "grain":
            return Comparison.PREVIOUS
        return _CODES.get(other.grain, Comparison.PREVIOUS)
    if other.kind == "sametime":
        return Comparison.YOY
    if other.kind == "run":
        return Comparison.PREVIOUS if main.kind == "run" and other.grain is main.grain else None
    if other.kind == "relative" and other.code != "ago":
        return _code_of_relative(main, other, periods)
    if main.kind == "named" and other.kind == "named" and main.grain is other.grain is not YEAR:
        return _code_of_same(main, other, periods, clock)
    return None


def _code_of_relative(main: Atom, other: Atom, periods: Periods) -> Comparison | None:
    if other.steps != -1:
        return None
    if other.grain is DAY:
        return Comparison.PREVIOUS
    if other.grain is YEAR and (main.grain is not YEAR or (main.kind == "relative" and main.steps >= -1)):
        return Comparison.YOY
    if other.grain is main.grain and main.kind in ("relative", "named", "todate"):
        return _CODES.get(other.grain)
    return None


def _code_of_same(main: Atom, other: Atom, periods: Periods, clock: Clock) -> Comparison | None:
    """``Q3 vs Q3 last year``: the same period one year before."""
    if (main.number, main.half, main.inner and main.inner.number) != (
        other.number,
        other.half,
        other.inner and other.inner.number,
    ):
        return None
    if (other.is_bare and not main.is_bare) or (main.year is not None and other.year is not None):
        return None
    if other.code == "yearback":
        return Comparison.YOY
    before = periods_of(other, clock)
    return Comparison.YOY if before[0].year == periods[0].year - 1 else None


def _most_specific(tokens: tuple[Token, ...], times: list[Atom], clock: Clock, change: bool) -> TimeReading:
    """Times without a word between them: a comparison said apart, else the finest, the first of equals."""
    versus = [atom for atom in times if atom.kind == "before" or _is_versus(tokens, atom, change)]
    others = [atom for atom in times if atom not in versus]
    if versus and others:
        return _versus(others[0], versus[0], [], clock)
    order = (DAY, WEEK, MONTH, QUARTER, YEAR)
    usable = [atom for atom in times if atom.kind != "before"]
    if not usable:
        return _alone(tokens, times[0], clock, change)
    chosen = min(usable, key=lambda atom: (order.index(atom.grain), atom.kind != "named", atom.start))
    return _alone(tokens, chosen, clock, change)


def at_grain_of(time: TimeRange, grain: Granularity, calendar: FiscalCalendar, as_of: date) -> TimeRange:
    """A time already understood, in periods of another grain."""
    return _at_grain(TimeReading(time, said=True), grain, Clock(calendar, as_of)).range
