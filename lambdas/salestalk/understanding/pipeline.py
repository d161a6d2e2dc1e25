"""The way from a question to its reading, one frozen value after the other."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.classification import Filter, FilterOp, Intent, Measure, Rank
from salestalk.understanding.intent.intents import Rule, decide, features_of
from salestalk.understanding.intent.parts import Parts
from salestalk.understanding.slots.condition_filters import as_meant, condition_filters, condition_key
from salestalk.understanding.slots.conditions import Condition, find_conditions
from salestalk.understanding.slots.corrections import (
    DECLINING,
    corrected_atoms,
    corrected_marks,
    correction_at,
    wanted_marks,
)
from salestalk.understanding.slots.filters import Value, find_values, value_filters, values_meant
from salestalk.understanding.slots.groups import Group, find_groups
from salestalk.understanding.slots.large_names import as_written, large_names
from salestalk.understanding.slots.name_times import named_like_times
from salestalk.understanding.slots.names import find_names, without_cues_in_names
from salestalk.understanding.slots.ranks import rank_cue, read_rank
from salestalk.understanding.slots.sentence import Sentence, make_sentence
from salestalk.understanding.slots.subjects import UNKNOWN, SubjectReading, of_listed, read_measure, read_subject
from salestalk.understanding.slots.unlisted_groups import unlisted_group
from salestalk.understanding.times.atom import Atom
from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.times.grammar import read_time
from salestalk.understanding.times.links import joined_years
from salestalk.understanding.times.periods import Clock
from salestalk.understanding.times.reading import TimeReading
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import (
    Mark,
    find_marks,
    with_bought_plans,
    with_ordering,
    without_accounts_of_tiers,
)
from salestalk.understanding.words.quoting import quoted_spans
from salestalk.understanding.words.spelling import repaired
from salestalk.understanding.words.text import Text, Token, word_of
from salestalk.values import frozen


@frozen
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
    """Whether a name that no dictionary holds was taken for a value."""
    conditions: bool

    @property
    def slices(self) -> tuple[Filter, ...]:
        """Filters with several values: slices put beside each other."""
        return _slices(self.filters)


class Setting(NamedTuple):
    """What a question is read against."""

    lexicon: Lexicon
    calendar: FiscalCalendar
    as_of: date
    context: tuple[Token, ...] = ()
    """What was said around the question in the same message."""
    group_key: str | None = None
    """The dimension that a bare name in a follow-up belongs to."""
    ahead: bool = False
    """Whether the question before was about what is to come: a bare period in a follow-up is then the next such."""


class Found(NamedTuple):
    """The phrases, times and numeric conditions of a question, and the tokens that are no others'."""

    text: Text
    marks: tuple[Mark, ...]
    atoms: tuple[Atom, ...]
    conditions: tuple[Condition, ...]
    spent: frozenset[int]
    written: tuple[tuple[int, int], ...] = ()
    """Names in quotation marks or written large, of which no word is read."""


_NONE: Final[frozenset[int]] = frozenset()
_CHANGES: Final = frozenset({"growth", "change", "changed", "move", "versus"})


def read_question(text: Text, setting: Setting) -> Reading:
    """Every slot of one question."""
    found = _find(text, setting.lexicon)
    cues: frozenset[str] = frozenset().union(*[mark.entry.cues for mark in found.marks])
    ahead = "forecast" in cues or (setting.ahead and _goes_on(found))
    clock = Clock(setting.calendar, setting.as_of, ahead=ahead and "why" not in cues)
    change = not cues.isdisjoint(_CHANGES)
    time = read_time(found.text.tokens, found.atoms, clock, change)
    sentence = make_sentence(found.text, setting.lexicon, found.marks, found.spent, found.written)
    keyed = tuple([(*condition_key(sentence, one), as_meant(sentence, one)) for one in found.conditions])
    subject = read_subject(sentence, _only_in_conditions(keyed))
    if spans := _spans(sentence, subject, found.atoms, clock):
        time = read_time(found.text.tokens, found.atoms, clock._replace(spans=spans), change)
    return _read_slots(sentence, time, subject, tuple([(key, condition) for key, _, condition in keyed]), setting)


_LOOKING_BACK: Final = frozenset({"was", "were", "did", "had", "actual", "actually", "last", "previous"})


def _goes_on(found: Found) -> bool:
    """Whether a follow-up names no metric and no past."""
    named = any(mark.entry.metrics for mark in found.marks)
    return not named and _LOOKING_BACK.isdisjoint(map(word_of, found.text.tokens))


_READ_AGAIN: Final = DECLINING | {"order", "account", "accounts", "plan", "plans"}
"""The words without which no phrase is taken for another than it looks like."""


def _find(text: Text, lexicon: Lexicon) -> Found:
    """Everything a question holds, without what its author took back."""
    quoted = quoted_spans(text, lexicon)
    tokens = text.tokens if quoted else repaired(text.tokens, lexicon)
    text = text if tokens is text.tokens else text._replace(tokens=tokens)
    large = large_names(text, lexicon, _tokens_of(quoted))
    text = as_written(text, large)
    taken = _tokens_of((*quoted, *large)) | named_like_times(text.tokens)
    marks = find_marks(text.tokens, lexicon, taken)
    if not _READ_AGAIN.isdisjoint(map(word_of, text.tokens)):
        marks = with_ordering(text.tokens, marks, lexicon)
        marks = with_bought_plans(text.tokens, marks, lexicon)
        marks = wanted_marks(text.tokens, without_accounts_of_tiers(text.tokens, marks))
    conditions = find_conditions(text.tokens)
    spent = _tokens_of([(condition.start, condition.end) for condition in conditions]) if conditions else _NONE
    metrics = [index for mark in marks if mark.entry.metrics for index in range(mark.start, mark.end)]
    atoms = find_atoms(text.tokens, spent.union(metrics, taken))
    if atoms:
        spent |= _tokens_of([(atom.start, atom.end) for atom in atoms])
    if (place := correction_at(text.tokens, marks)) is not None:
        kept = corrected_marks(marks, place)
        spent |= _tokens_of([(mark.start, mark.end) for mark in marks if mark not in kept])
        marks = kept
    if atoms:
        atoms = joined_years(text.tokens, corrected_atoms(text.tokens, atoms, place))
    return Found(text, marks, atoms, conditions, spent, (*quoted, *large))


def _tokens_of(spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    return frozenset([index for start, end in spans for index in range(start, end)]) if spans else _NONE


def _only_in_conditions(keyed: tuple[tuple[str, Mark | None, Condition], ...]) -> frozenset[int]:
    """Where metrics begin that only a condition is about ("customers with an *ARR* above …")."""
    if not keyed:
        return _NONE
    return frozenset([mark.start for key, mark, _ in keyed if mark is not None and mark.entry.metrics[0] == key])


def _spans(
    sentence: Sentence, subject: SubjectReading, atoms: tuple[Atom, ...], clock: Clock
) -> tuple[tuple[str, str], ...]:
    """How far the subject's data reaches, where a period without its year depends on it."""
    entry = sentence.lexicon.loaded.get(subject.subject)
    if entry is None or clock.ahead or not any(atom.is_bare for atom in atoms):
        return ()
    return tuple((grain.value, span.last) for grain, span in entry.periods.items())


def _read_slots(
    sentence: Sentence,
    time: TimeReading,
    subject: SubjectReading,
    keyed: tuple[tuple[str, Condition], ...],
    setting: Setting,
) -> Reading:
    names = find_names(sentence, setting.group_key)
    sentence = without_cues_in_names(sentence, names)
    values = find_values(sentence, subject.subject, names)
    if setting.context:
        values = (*values, *values_meant(sentence, values, setting.context))
    named = _tokens_of([(value.start, value.end) for value in values])
    cue = rank_cue(sentence)
    listed = _without_who(sentence, find_groups(sentence, named, cue is not None), values) or _origin(sentence)
    groups = listed or unlisted_group(sentence, named)
    filters = (*value_filters(values), *condition_filters(keyed)) if values or keyed else ()
    parts = Parts(sentence, time, subject, groups, cue is not None, bool(_slices(filters)))
    features = features_of(parts)
    rule = decide(features)
    if rule.intent is Intent.LIST and subject.subject == UNKNOWN and not subject.options:
        subject = of_listed(sentence)
    rank = read_rank(sentence, cue, subject.subject, groups) if cue and rule.intent is Intent.RANKING else None
    measure = read_measure(sentence, subject.subject, features)
    return Reading(sentence, subject, time, filters, groups, rank, rule, measure, features, bool(names), bool(keyed))


def _slices(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    return (
        tuple([one for one in filters if one.op is FilterOp.EQ and not isinstance(one.value, str)]) if filters else ()
    )


_ORIGINATING: Final = frozenset({"leads", "signups", "new_customers", "conversion_rate"})


def _origin(sentence: Sentence) -> tuple[Group, ...]:
    """``where do our leads come from``: by source."""
    if sentence.word(0) != "where" or sentence.word(len(sentence.tokens) - 1) != "from" or sentence.parts("value"):
        return ()
    metrics = [mark for mark in sentence.parts("metric") if not _ORIGINATING.isdisjoint(mark.entry.metrics)]
    return (Group("source", metrics[0], said_by=True),) if metrics else ()


def _without_who(sentence: Sentence, groups: tuple[Group, ...], values: tuple[Value, ...]) -> tuple[Group, ...]:
    """``Germany or France: who had more``: "who" is one of the values put against each other."""
    if len(values) < 2 or len({value.value for value in values if not value.excluded}) < 2:
        return groups
    kept = (g for g in groups if sentence.word(g.mark.start) != "who" or g.dimension == values[0].key)
    return tuple(kept)
