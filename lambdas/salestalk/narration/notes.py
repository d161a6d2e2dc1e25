"""Sentences for what has to be said along with a number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeGuard

from salestalk.analysis.ledger import Amount
from salestalk.analysis.notes import (
    Absent,
    Computed,
    Disagrees,
    Incomplete,
    Note,
    NotRanked,
    NotSplit,
    NoValue,
    RolledUp,
    SlicesSummed,
)
from salestalk.calendar import Granularity
from salestalk.contracts.catalog import Kind
from salestalk.narration.figures import change, compact
from salestalk.narration.prose import Sentence, capitalized, dimension_words, stored_parts
from salestalk.narration.story import Story
from salestalk.planning.wording import agreeing, is_run, listed, metric_inside, metric_name, quoted, subject_name

Untold = Computed | Incomplete | SlicesSummed | Absent | NotSplit | NoValue | NotRanked | Disagrees


_NO_TOTAL = "No total is stored; this is the sum over "


def told_notes(story: Story) -> Iterator[Sentence]:
    """One sentence for each note of the findings."""
    notes = tuple(_merged(story.findings.notes))
    rolled = dict.fromkeys(_way(note) for note in notes if isinstance(note, RolledUp))
    for note in notes:
        if not isinstance(note, RolledUp):
            yield _told(note, story)
        elif _way(note) in rolled:
            del rolled[_way(note)]
            yield from _put_together([one for one in notes if _is_same_way(one, note)], story)


def _merged(notes: Sequence[Note]) -> Iterator[Note]:
    """The notes with the sums over the same dimensions, of several periods, as one."""
    sums: dict[SlicesSummed, dict[str, None]] = {}
    for note in notes:
        if isinstance(note, SlicesSummed):
            sums.setdefault(replace(note, lacking=()), {}).update(dict.fromkeys(note.lacking))
    for note in notes:
        if not isinstance(note, SlicesSummed):
            yield note
        elif (lacking := sums.pop(replace(note, lacking=()), None)) is not None:
            yield replace(note, lacking=tuple(sorted(lacking)))


def _way(note: RolledUp) -> tuple[Granularity, Kind]:
    return note.grain, note.kind


def _is_same_way(one: Note, other: RolledUp) -> TypeGuard[RolledUp]:
    return isinstance(one, RolledUp) and _way(one) == _way(other)


def _put_together(notes: Sequence[RolledUp], story: Story) -> Iterator[Sentence]:
    """What was put together in the same way, in one sentence; parts only where their whole was not."""
    wholes = dict.fromkeys(note.subject for note in notes if not note.of_parts)
    parts = dict.fromkeys(note.subject for note in notes if note.subject not in wholes)
    metrics = story.findings.plan.metrics
    for subjects, of in ((wholes, ()), (parts, ("The parts of ",))):
        if not subjects:
            continue
        whose = (*of, *listed([metric_inside(metrics[subject]) for subject in subjects]))
        is_one = len(subjects) == 1 and not of
        verb = agreeing(metrics[next(iter(subjects))], " is", " are") if is_one else " are"
        sums = "their sum." if len(subjects) == 1 else "their sums."
        how = sums if notes[0].kind is Kind.FLOW else "the value of the last."
        yield (*capitalized(whose), f"{verb} put together from {notes[0].grain}s: {how}")


def _told(note: Untold, story: Story) -> Sentence:
    metrics = story.findings.plan.metrics
    match note:
        case Computed(subject):
            entry = metrics[subject]
            above, below = metrics[entry.numerator or subject], metrics[entry.denominator or subject]
            how = agreeing(entry, " is", " are") + " computed as "
            return (metric_name(entry), how, metric_inside(above), " divided by ", metric_inside(below), ".")
        case Incomplete(period):
            return (*capitalized((story.label(period),)), " is still in progress, so its value is not final.")
        case SlicesSummed(dimensions, of_slice, of_parts, lacking):
            by = dimension_words(dimensions)
            if of_parts:
                return ("The parts are put together from the values by ", *by, ", as no coarser ones are stored.")
            if of_slice:
                return ("It is put together from the values by ", *by, ", as no coarser one is stored.")
            without = (", without a value for ", *listed([quoted(one) for one in lacking], " or ")) if lacking else ()
            is_rolled = any(isinstance(one, RolledUp) for one in story.findings.notes)
            start = "Where no total is stored, it is the sum over " if is_rolled else _NO_TOTAL
            return (start, *by, *without, ".")
        case Absent(subject, periods, gaps):
            run = is_run(periods, story.timeline.calendar)
            labels = [story.label(period) for period in periods]
            missing = (labels[0], " to ", labels[-1]) if run and len(periods) > 2 else listed(labels)
            has = agreeing(metrics[subject], " has", " have")
            parts = (" ", *stored_parts(gaps, story.timeline.calendar)) if gaps else ()
            return (metric_name(metrics[subject]), has, " no value for ", *missing, ".", *parts)
        case NotSplit() | NoValue() | NotRanked():
            return _left_out(note)
        case Disagrees():
            return _disagreement(note, story)


def _left_out(note: NotSplit | NoValue | NotRanked) -> Sentence:
    several, names = len(note.groups) > 1, listed([quoted(group) for group in note.groups])
    match note:
        case NotSplit(dimension):
            left = " have no complete value and are left out." if several else " has no complete value and is left out."
            return ("By ", subject_name(dimension), ", ", *names, left)
        case NoValue(groups):
            return ("No value is stored for ", *listed([quoted(group) for group in groups], " or "), ".")
        case NotRanked():
            has = " have" if several else " has"
            return (*capitalized(names), has, " no value above zero before to grow from, and no place here.")


def _disagreement(note: Disagrees, story: Story) -> Sentence:
    derived = {one.id: one for one in story.findings.derived}
    summed, gap = (derived.get(one) for one in (note.sum_id, note.gap_id))
    unit, plan = story.entry.unit, story.findings.plan
    value = summed.value if summed else _stored(story, note.sum_id)
    return (
        "The values by ",
        subject_name(note.dimension),
        *((" ", *story.when((note.period,))) if plan.base else ()),
        " add up to ",
        compact(Amount(note.sum_id, value, unit)),
        ", ",
        change(Amount(note.gap_id, gap.value if gap else Decimal(0), unit)),
        " more than" if note.above else " less than",
        " the stored total, which is what counts here.",
    )


def _stored(story: Story, id_: str) -> Decimal:
    return next(cited.row.value for cited in story.findings.references if cited.id == id_)
