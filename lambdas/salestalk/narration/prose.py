"""Sentences out of words, names, labels and figures."""

from collections.abc import Iterable, Sequence

from salestalk.analysis.notes import Gap
from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.classification import FilterOp
from salestalk.planning.model import Selection, Slice
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import Data, capital, is_run, listed, period_label, quoted, subject_name

Sentence = tuple[str, ...]
MAX_GAPS = 3


def when(periods: Sequence[Period], timeline: Timeline) -> Sentence:
    """Periods with their preposition: "in Q3 2025", "on 30 September 2025", "from Q1 2025 to Q3 2025"."""
    labels = [period_label(period, timeline.calendar) for period in periods]
    if len(periods) == 1:
        return ("on " if periods[0].granularity is Granularity.DAY else "in ", labels[0])
    if is_run(periods, timeline.calendar):
        return ("from ", labels[0], " to ", labels[-1])
    return ("in ", *listed(labels))


def selected(selection: Selection, *, of_groups: bool = False) -> Sentence:
    """What a value is limited to: " for EMEA and APAC", " without Germany"; nothing for everything.

    Filters that only choose among groups do not limit a total, so they are not said of it; with ``of_groups`` they are.
    """
    parts: list[str] = []
    grouped = set() if of_groups else {name for name, _ in (*selection.only, *selection.without)}
    for one in selection.filters:
        if one.op in (FilterOp.EQ, FilterOp.NOT) and one.key not in grouped:
            word = "without " if one.op is FilterOp.NOT else "for "
            parts += [", " if parts else " ", word, *listed([quoted(value) for value in one.values])]
    return tuple(parts)


def group_name(group: Slice) -> Data:
    """A group's values: "EMEA", or "EMEA and SMB" of several dimensions."""
    return Data("".join(listed([quoted(value) for _, value in group])))


def dimension_words(names: Iterable[str]) -> Sentence:
    """Dimension names as words: "region and product line"."""
    return listed([subject_name(name) for name in names])


def capitalized(sentence: Sequence[str]) -> Sentence:
    """The sentence with its first letter large."""
    return (capital(sentence[0]), *sentence[1:])


def joined(sentences: Iterable[Sequence[str]]) -> Sentence:
    """Sentences one after the other, with spaces between them."""
    parts: list[str] = []
    for sentence in sentences:
        parts += [*((" ",) if parts else ()), *sentence]
    return tuple(parts)


def enumerated(items: Sequence[Sequence[str]], last: str = " and ") -> Sentence:
    """Phrases of several parts with commas and a final "and"."""
    parts: list[str] = []
    for place, item in enumerate(items):
        parts += [] if place == 0 else [last if place == len(items) - 1 else ", "]
        parts += item
    return tuple(parts)


def stored_parts(gaps: Sequence[Gap], calendar: FiscalCalendar) -> Sentence:
    """What there is of periods that are not complete: "Stored are 1 of 31 days of January 2025"."""
    items = [
        (
            Data(str(one.present)),
            " of ",
            Data(str(one.needed)),
            f" {one.grain}s of ",
            period_label(one.period, calendar),
        )
        for one in gaps[:MAX_GAPS]
    ]
    more: list[Sentence] = [("others",)] if len(gaps) > MAX_GAPS else []
    return ("Stored are ", *enumerated([*items, *more]), ".")
