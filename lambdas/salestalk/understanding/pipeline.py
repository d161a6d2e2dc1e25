"""The way from a question to its reading, one frozen value after the other."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.classification import (
    Classification,
    Comparison,
    Filter,
    Intent,
    Measure,
    Rank,
    TimeRange,
)
from salestalk.understanding.conditions import find_conditions
from salestalk.understanding.confidence import Evidence, components, overall
from salestalk.understanding.corrections import corrected_atoms, corrected_marks, correction_at
from salestalk.understanding.filters import condition_filters, condition_key, find_values, value_filters, values_meant
from salestalk.understanding.groups import Group, find_groups, rank_cue, read_rank
from salestalk.understanding.intents import Parts, Rule, decide, features_of
from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.matching import find_marks
from salestalk.understanding.names import find_names
from salestalk.understanding.quoting import quoted_spans
from salestalk.understanding.sentence import Sentence, make_sentence
from salestalk.understanding.spelling import is_known, repaired
from salestalk.understanding.subjects import SubjectReading, read_measure, read_subject
from salestalk.understanding.text import Text, Token
from salestalk.understanding.time_atoms import find_atoms
from salestalk.understanding.time_grammar import read_time
from salestalk.understanding.time_links import joined_years
from salestalk.understanding.time_periods import Clock
from salestalk.understanding.time_reading import TimeReading


@dataclass(frozen=True, slots=True)
class Reading:
    """All slots of one question, before what was said earlier is added."""

    sentence: Sentence
    subject: SubjectReading
    time: TimeReading
    filters: tuple[Filter, ...]
    groups: tuple[Group, ...]
    rank: Rank | None
    rule: Rule
    measure: Measure
    features: frozenset[str]
    named: bool
    conditions: bool


class Setting(NamedTuple):
    """What a question is read against."""

    lexicon: Lexicon
    calendar: FiscalCalendar
    as_of: date
    context: tuple[Token, ...] = ()
    """What was said around the question in the same message."""
    group_key: str | None = None
    """The dimension that a bare name in a follow-up belongs to."""


def read_question(text: Text, setting: Setting) -> Reading:
    """Every slot of one question."""
    lexicon = setting.lexicon
    quoted = quoted_spans(text, lexicon)
    text = Text(text.clean, text.tokens if quoted else repaired(text.tokens, lexicon))
    taken = frozenset(index for start, end in quoted for index in range(start, end))
    marks = find_marks(text.tokens, lexicon, taken)
    conditions = find_conditions(text.tokens)
    held = frozenset(index for c in conditions for index in range(c.start, c.end))
    blocked = held | _metric_tokens(marks) | taken
    place = correction_at(text.tokens, marks)
    said, marks = marks, corrected_marks(marks, place)
    held |= frozenset(index for mark in set(said) - set(marks) for index in range(mark.start, mark.end))
    spoken = find_atoms(text.tokens, blocked)
    atoms = joined_years(text.tokens, corrected_atoms(text.tokens, spoken, place))
    held |= frozenset(index for atom in spoken for index in range(atom.start, atom.end))
    cues = frozenset(cue for mark in marks for cue in mark.entry.cues)
    ahead = "forecast" in cues and "why" not in cues
    clock = Clock(setting.calendar, setting.as_of, ahead)
    change = not cues.isdisjoint({"growth", "change", "changed", "move", "versus"})
    time = read_time(text.tokens, atoms, clock, change)
    sentence = make_sentence(text, lexicon, marks, time, time.tokens | held)
    return _read_slots(sentence, time, conditions, setting, clock, atoms, change)


def _metric_tokens(marks: tuple) -> frozenset[int]:
    return frozenset(index for mark in marks if mark.entry.metrics for index in range(mark.start, mark.end))


def _read_slots(sentence, time, conditions, setting, clock, atoms, change) -> Reading:
    keyed = tuple((*condition_key(sentence, condition), condition) for condition in conditions)
    about = frozenset(mark.start for key, mark, _ in keyed if mark is not None and mark.entry.metrics[0] == key)
    subject = read_subject(sentence, about)
    time = _with_data(sentence, time, subject, setting, clock, atoms, change)
    names = find_names(sentence, setting.group_key)
    values = find_values(sentence, subject.subject, names)
    values = (*values, *values_meant(sentence, values, setting.context))
    named = frozenset(index for value in values for index in range(value.start, value.end))
    cue = rank_cue(sentence)
    groups = find_groups(sentence, named, cue is not None)
    groups = _without_who(sentence, groups, values) or _origin(sentence)
    filters = (*value_filters(values), *condition_filters(tuple((key, c) for key, _, c in keyed)))
    slices = next((f for f in filters if not isinstance(f.value, str) and f.op == "eq"), None)
    features = features_of(Parts(sentence, time, subject, groups, cue is not None, slices is not None))
    rule = decide(features)
    rank = read_rank(sentence, cue, subject.subject, groups) if cue and rule.intent is Intent.RANKING else None
    measure = read_measure(sentence, subject.subject, features)
    return Reading(sentence, subject, time, filters, groups, rank, rule, measure, features, bool(names), bool(keyed))


_ORIGINATING: Final = frozenset({"leads", "signups", "new_customers", "conversion_rate"})


def _origin(sentence: Sentence) -> tuple[Group, ...]:
    """``where do our leads come from``: by source."""
    words = [token.word for token in sentence.tokens]
    metrics = [mark for mark in sentence.parts("metric") if _ORIGINATING & set(mark.entry.metrics)]
    if words[:1] == ["where"] and words[-1] == "from" and metrics and not sentence.parts("value"):
        return (Group("source", metrics[0], said_by=True),)
    return ()


def _without_who(sentence, groups, values):
    """``Germany or France: who had more``: "who" is one of the values put against each other."""
    if len({value.value for value in values if not value.excluded}) < 2:
        return groups
    return tuple(
        group for group in groups if sentence.word(group.mark.start) != "who" or group.dimension == values[0].key
    )


def _with_data(sentence, time, subject, setting, clock, atoms, change):
    """A bare period again, now as the latest one that holds data of the subject."""
    entry = sentence.lexicon.loaded.get(subject.subject)
    if entry is None or not entry.periods or clock.ahead:
        return time
    if not any(atom.is_bare for atom in atoms):
        return time
    return read_time(sentence.tokens, atoms, replace(clock, spans=tuple(entry.periods.items())), change)


def classify(reading: Reading) -> Classification:
    """The reading as a classification."""
    sentence, rule = reading.sentence, reading.rule
    intent = rule.intent
    groups = tuple(group.dimension for group in reading.groups)
    slices = [f for f in reading.filters if not isinstance(f.value, str) and f.op == "eq"]
    if intent is Intent.COMPARISON and slices and not groups and not reading.time.versus:
        groups = (slices[0].key,)
    if intent is Intent.BREAKDOWN and not groups and reading.filters:
        groups = (reading.filters[0].key,)
    evidence = evidence_of(reading)
    return Classification(
        intent=intent,
        subject=reading.subject.subject,
        domain=sentence.lexicon.facts(reading.subject.subject).domain,
        measure=reading.measure,
        time_range=time_for(intent, reading.time),
        filters=reading.filters,
        group_by=groups,
        rank=reading.rank,
        related_subject=reading.subject.related if intent is Intent.CORRELATION else None,
        confidence=overall(evidence),
        components=components(evidence),
    )


def time_for(intent: Intent, time: TimeReading) -> TimeRange:
    """The time with what the intent adds: a target is compared with, a forecast without horizon looks ahead."""
    spoken = time.range
    changes: dict[str, object] = {}
    if intent is Intent.TARGET:
        changes["comparison"] = Comparison.TARGET
    elif spoken.comparison is Comparison.TARGET:
        changes["comparison"] = None
    if intent is Intent.PREDICTION and spoken.expression == "current" and not spoken.keys:
        changes["expression"] = "future"
    return spoken.model_copy(update=changes) if changes else spoken


def evidence_of(reading: Reading) -> Evidence:
    """How each slot was found."""
    tokens = reading.sentence.tokens
    covered = {i for role in reading.sentence.roles for i in range(role.mark.start, role.mark.end)}
    unknown = sum(
        1
        for index, token in enumerate(tokens)
        if index not in covered
        and index not in reading.sentence.time_tokens
        and not is_known(token.stem, reading.sentence.lexicon)
    )
    dimension = (
        "condition"
        if reading.conditions
        else "named"
        if reading.named
        else "known"
        if reading.filters or reading.groups
        else "none"
    )
    time = (
        "none"
        if not reading.time.said
        else "assumed"
        if reading.time.named_bare
        else "composed"
        if reading.time.ends
        else "exact"
    )
    measure = "usual" if reading.measure is reading.sentence.lexicon.facts(reading.subject.subject).measure else "said"
    return Evidence(
        reading.rule.sure,
        reading.subject.how,
        measure,
        dimension,
        time,
        unknown,
        sum(t.fixed for t in tokens),
        len(tokens),
    )
