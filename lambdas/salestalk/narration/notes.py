"""Sentences for what has to be said along with a number."""

from collections.abc import Iterator
from decimal import Decimal

from salestalk.analysis.ledger import Amount
from salestalk.analysis.notes import Absent, Computed, Disagrees, Incomplete, Note, NotSplit, RolledUp, SlicesSummed
from salestalk.contracts.catalog import Kind
from salestalk.narration.figures import change, compact
from salestalk.narration.prose import Sentence, capitalized, dimension_words, stored_parts
from salestalk.narration.story import Story
from salestalk.planning.wording import agreeing, is_run, listed, metric_inside, metric_name, quoted, subject_name


def told_notes(story: Story) -> Iterator[Sentence]:
    """One sentence for each note of the findings."""
    for note in story.findings.notes:
        yield _told(note, story)


def _told(note: Note, story: Story) -> Sentence:
    metrics = story.findings.plan.metrics
    match note:
        case RolledUp(subject, grain, kind, of_parts):
            name = metric_inside(metrics[subject])
            whose: Sentence = ("The parts of ", name) if of_parts else capitalized((name,))
            how = f" put together from {grain}s: " + ("their sum." if kind is Kind.FLOW else "the value of the last.")
            verb = " are" if of_parts else agreeing(metrics[subject], " is", " are")
            return (*whose, verb + how)
        case Computed(subject):
            entry = metrics[subject]
            above, below = metrics[entry.numerator or subject], metrics[entry.denominator or subject]
            how = agreeing(entry, " is", " are") + " computed as "
            return (metric_name(entry), how, metric_inside(above), " divided by ", metric_inside(below), ".")
        case Incomplete(period):
            return (*capitalized((story.label(period),)), " is still in progress, so its value is not final.")
        case SlicesSummed(dimensions, of_slice, of_parts):
            by = dimension_words(dimensions)
            if of_parts:
                return ("The parts are put together from the values by ", *by, ", as no coarser ones are stored.")
            if of_slice:
                return ("It is put together from the values by ", *by, ", as no coarser one is stored.")
            return ("No total is stored; this is the sum over ", *by, ".")
        case Absent(subject, periods, gaps):
            run = is_run(periods, story.timeline.calendar)
            labels = [story.label(period) for period in periods]
            missing = (labels[0], " to ", labels[-1]) if run and len(periods) > 2 else listed(labels)
            has = agreeing(metrics[subject], " has", " have")
            parts = (" ", *stored_parts(gaps, story.timeline.calendar)) if gaps else ()
            return (metric_name(metrics[subject]), has, " no value for ", *missing, ".", *parts)
        case NotSplit(dimension, groups):
            names = listed([quoted(group) for group in groups])
            return ("By ", subject_name(dimension), ", ", *names, " is not complete and left out.")
        case Disagrees():
            return _disagreement(note, story)


def _disagreement(note: Disagrees, story: Story) -> Sentence:
    derived = {one.id: one for one in story.findings.derived}
    summed, gap = (derived.get(one) for one in (note.sum_id, note.gap_id))
    unit = story.entry.unit
    value = summed.value if summed else _stored(story, note.sum_id)
    return (
        "The values by ",
        subject_name(note.dimension),
        " add up to ",
        compact(Amount(note.sum_id, value, unit)),
        ", ",
        change(Amount(note.gap_id, gap.value if gap else Decimal(0), unit)),
        " more than" if note.above else " less than",
        " the stored total, which is what counts here.",
    )


def _stored(story: Story, id_: str) -> Decimal:
    return next(cited.row.value for cited in story.findings.references if cited.id == id_)
