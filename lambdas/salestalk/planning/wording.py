"""Words for what comes from the data: names, periods, lists. Whatever is not our own wording is marked as such.

A sentence is a tuple of strings. Plain strings are our own words and hold no numeral; `Data` is a name, a label or a
count that is quoted as it is. The check of a finished text tells them apart by position.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from salestalk.calendar import MONTH_NAMES, FiscalCalendar, Granularity, Period
from salestalk.contracts.catalog import CatalogEntry

MAX_NAME: Final = 60
_TAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ &/.'()-])*", re.UNICODE)
_MAX_TAME_WORDS: Final = 5
_COUNTING: Final = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|"
    r"billion|trillion|dozen|percent)\b",
    re.IGNORECASE,
)
_ACRONYMS: Final = frozenset(
    {"aov", "arpu", "arr", "asp", "cac", "csat", "ebitda", "gmv", "grr", "ltv", "mrr", "nps", "nrr", "roas"}
)
_PARTICIPLES: Final = frozenset({"due", "held", "lost", "open", "paid", "sent", "sold", "won"})
_SINGULAR_ENDINGS: Final = ("ss", "us", "is", "ics")


class Data(str):
    """Text that stems from the data or the calendar, not from us; its numerals are its own."""

    __slots__ = ()


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The text on one line, without control and invisible characters, at most `MAX_NAME` characters long."""
    visible = "".join(" " if char.isspace() else char for char in text if _shown(char))
    line = " ".join(visible.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1].rstrip() + "…"


@lru_cache(maxsize=8192)
def quoted(text: str) -> Data:
    """A name as it may stand in a sentence: plain when it is a few words, in quotation marks otherwise."""
    name = clean(text)
    numbers = _COUNTING.search(name) or any(map(str.isnumeric, name))
    if _TAME.fullmatch(name) and len(name.split()) <= _MAX_TAME_WORDS and not numbers:
        return Data(name)
    return marked(name)


def marked(text: str) -> Data:
    """Somebody's words in quotation marks."""
    return Data("“" + clean(text).translate({ord("“"): "'", ord("”"): "'"}) + "”")


def metric_name(entry: CatalogEntry) -> Data:
    """A metric's display name at the start of a sentence."""
    name = quoted(entry.display_name)
    return Data(name[:1].upper() + name[1:])


def metric_inside(entry: CatalogEntry) -> Data:
    """A metric's display name inside a sentence: "gross profit", but "ARR"."""
    name = quoted(entry.display_name)
    first = name.split(" ", 1)[0]
    return Data(name[:1].lower() + name[1:]) if first[1:].islower() else name


def is_plural(entry: CatalogEntry) -> bool:
    """Whether a metric's name is a plural, as far as its ending tells."""
    words = [word.rstrip(")") for word in entry.display_name.split(" ")]
    if len(words) > 1 and (words[-1].endswith("ed") or words[-1] in _PARTICIPLES):  # "Deals closed", "Units sold"
        words.pop()
    last = words[-1]
    return last.endswith("s") and last[:1].isalpha() and last[1:].islower() and not last.endswith(_SINGULAR_ENDINGS)


def agreeing(entry: CatalogEntry, singular: str, plural: str) -> str:
    """The form of a verb that goes with a metric's name."""
    return plural if is_plural(entry) else singular


def capital(text: str) -> str:
    """The text with its first letter large; data stays data."""
    upper = text[:1].upper() + text[1:]
    return Data(upper) if isinstance(text, Data) else upper


def subject_name(subject: str) -> Data:
    """What to call a dimension, or a metric that is not in the catalog."""
    words = (word.upper() if word in _ACRONYMS else word for word in subject.split("_"))
    return quoted(" ".join(words))


def is_fiscal(calendar: FiscalCalendar) -> bool:
    """Whether the tenant's years differ from calendar years."""
    return (calendar.start_month, calendar.start_day) != (1, 1)


def period_label(period: Period, calendar: FiscalCalendar) -> Data:
    """``Q3 2025`` or ``fiscal Q3 2025``, ``September 2025``, ``week 7 of 2025``, ``30 September 2025``."""
    fiscal = "fiscal " if is_fiscal(calendar) else ""
    match period.granularity:
        case Granularity.YEAR:
            return Data(f"{fiscal}{period.year}")
        case Granularity.QUARTER:
            return Data(f"{fiscal}Q{period.number} {period.year}")
        case Granularity.MONTH:
            return Data(f"{MONTH_NAMES[period.number - 1]} {period.year}")
        case Granularity.WEEK:
            return Data(f"week {period.number} of {period.year}")
        case Granularity.DAY:
            day = calendar.interval(period).start
            return Data(f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}")


def run_label(periods: Sequence[Period], calendar: FiscalCalendar) -> Data:
    """One period's label, or "Q1 2025 to Q3 2025"; lists with gaps are written out."""
    if len(periods) > 1 and not is_run(periods, calendar):
        return Data("".join(listed([period_label(period, calendar) for period in periods])))
    first, last = period_label(periods[0], calendar), period_label(periods[-1], calendar)
    return first if len(periods) == 1 else Data(f"{first} to {last}")


def is_run(periods: Sequence[Period], calendar: FiscalCalendar) -> bool:
    """Whether each period follows directly on the one before."""
    return all(calendar.shift(one, 1) == two for one, two in pairwise(periods))


def listed(items: Sequence[str], last: str = " and ", most: int = 8) -> tuple[str, ...]:
    """The items with commas and a final "and", as parts of a sentence; beyond ``most`` the rest is only hinted at."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append("others")
    parts: list[str] = []
    for place, item in enumerate(shown):
        parts += [] if place == 0 else [last if place == len(shown) - 1 else ", "]
        parts.append(item)
    return tuple(parts)


def text_of(sentence: Iterable[str]) -> str:
    """The parts as one plain string."""
    return "".join(sentence)


def _shown(char: str) -> bool:
    return char.isspace() or not unicodedata.category(char).startswith("C")
