"""Which metric a question is about, and how its values are to be put together."""

from typing import Final, NamedTuple

from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Measure
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.lexicon import Entry
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.patterns import find_pattern
from salestalk.understanding.words.vocabulary_files import grammar

UNKNOWN: Final = "unknown"


class SubjectReading(NamedTuple):
    """The subject, a second metric if one was named, and what else it could have been.

    ``how`` is ``exact``, ``repaired``, ``verb`` (an everyday verb stands for it), ``chosen`` (of several that share the
    word, the one that is loaded) or ``none``.
    """

    subject: str = UNKNOWN
    related: str | None = None
    how: str = "none"
    options: tuple[str, ...] = ()
    """Where the word stands for several metrics, those; the subject is then unknown."""
    mark: Mark | None = None


def read_subject(sentence: Sentence, about: frozenset[int]) -> SubjectReading:
    """The first metric named that is not merely what a condition is about (marks beginning in ``about``)."""
    marks = [mark for mark in sentence.parts("metric") if mark.start not in about] or list(sentence.parts("metric"))
    marks = _still_wanted(sentence, marks)
    if "wise" in sentence.said:
        marks.sort(key=lambda mark: not _is_respect(sentence, mark))
    clear = [mark for mark in marks if len(mark.entry.metrics) == 1]
    if pattern := _of_pattern(sentence, marks):
        return pattern
    if clear:
        return _of_marks(sentence, clear)
    if marks:
        return _of_ambiguous(sentence, marks[0])
    return _of_verb(sentence)


def of_listed(sentence: Sentence) -> SubjectReading:
    """``which customers are on the Gold plan``: customers, unless their figures are kept without their names."""
    for mark in sentence.parts("dimension"):
        if mark.entry.metrics == ("customers",):
            loaded = sentence.lexicon.loaded.get("customers")
            if not sentence.lexicon.loaded or (loaded and "customer" in loaded.dimensions):
                return SubjectReading("customers", None, "exact", mark=mark)
    return SubjectReading()


def _is_respect(sentence: Sentence, mark: Mark) -> bool:
    """``what do customers think of us, NPS-*wise*``: what the question is about, wherever it stands."""
    return sentence.word(mark.end) == "wise" and sentence.tokens[mark.end].before == "-"


_NEGATING: Final = grammar("subjects.negating")
_PEOPLE: Final = frozenset({"people", "ppl", "folks"})
"""Beside another metric they only say whose it is ("*ppl* attrition")."""


def _still_wanted(sentence: Sentence, marks: list[Mark]) -> list[Mark]:
    """Without metrics that are named to be set aside ("not bookings but revenue", "instead of the win rate")."""
    if len(marks) < 2:
        return marks
    kept = [mark for mark in marks if not _is_set_aside(sentence, mark) and not _is_of_title(sentence, mark)]
    if len(kept) > 1:
        kept = [mark for mark in kept if sentence.word(mark.start) not in _PEOPLE]
    return kept or marks


_TITLES: Final = grammar("subjects.titles")
_OFFICES: Final = grammar("subjects.offices")


def _is_of_title(sentence: Sentence, mark: Mark) -> bool:
    """``the *head* of sales``, ``VP of *Sales*``, ``*sales* director``: who asks, and not what for."""
    word, behind = sentence.word(mark.start), sentence.word(mark.end)
    if word == "head":
        return behind == "of"
    if word != "sales" or mark.end - mark.start > 1:
        return False
    place = mark.start - 1 - (sentence.word(mark.start - 1) == "of")
    return sentence.word(place) in _TITLES or (behind in _OFFICES and not sentence.tokens[mark.end].broken)


def _is_set_aside(sentence: Sentence, mark: Mark) -> bool:
    index = mark.start - 1
    while sentence.word(index) in ("the", "our", "my", "about", "of"):
        index -= 1
    word, before = sentence.word(index), sentence.word(index - 1)
    if word in _NEGATING:
        return True
    if sentence.tokens[mark.start].before == "-" and sentence.word(mark.start - 1) in ("post", "pre"):
        return True
    if sentence.word(mark.start - 1) == "of" and sentence.word(mark.start - 2) == "net":
        return True
    return (before, word) == ("rather", "than") or (before, word) == ("never", "mind")


def _of_pattern(sentence: Sentence, marks: list[Mark]) -> SubjectReading | None:
    """A metric put into words that stand apart; a longer name or one of the tenant's own goes first."""
    found = find_pattern(sentence.tokens)
    if found is None:
        return None
    for mark in marks:
        inside = found.start <= mark.start < found.end + 2
        counted = sentence.lexicon.facts(mark.entry.metrics[0]).measure is Measure.COUNT
        if (
            mark.entry.own
            or (mark.end - mark.start > 1 and not counted)
            or (not inside and len(mark.entry.metrics) == 1)
        ):
            return None
    entry = Entry(metrics=(_loaded_id(sentence, found.metric),))
    behind = [mark.entry.metrics[0] for mark in marks if mark.start >= found.end and len(mark.entry.metrics) == 1]
    related = behind[0] if behind and behind[0] != entry.metrics[0] else None
    return SubjectReading(entry.metrics[0], related, "pattern", mark=Mark(found.start, found.end, entry))


def _loaded_id(sentence: Sentence, metric: str) -> str:
    """The id under which the tenant loaded a built-in metric."""
    entry = sentence.lexicon.phrases.get(metric.replace("_", " "))
    return entry.metrics[0] if entry and len(entry.metrics) == 1 else metric


def _of_marks(sentence: Sentence, clear: list[Mark]) -> SubjectReading:
    first = clear[0]
    subject = first.entry.metrics[0]
    related = next((mark.entry.metrics[0] for mark in clear[1:] if mark.entry.metrics[0] != subject), None)
    if related is None and "correlation" in sentence.cues:
        verbs = (role.mark.entry.verb for role in sentence.roles if role.part == "cue")
        related = next((verb for verb in verbs if verb and verb != subject), None)
    return SubjectReading(subject, related, _how(sentence, first), mark=first)


def _how(sentence: Sentence, mark: Mark) -> str:
    return "repaired" if any(token.fixed for token in sentence.tokens[mark.start : mark.end]) else "exact"


def _of_ambiguous(sentence: Sentence, mark: Mark) -> SubjectReading:
    options = mark.entry.metrics
    loaded = tuple(metric for metric in options if metric in sentence.lexicon.loaded)
    if len(loaded) == 1:
        return SubjectReading(loaded[0], None, "chosen", mark=mark)
    return SubjectReading(how="none", options=loaded or options, mark=mark)


def _of_verb(sentence: Sentence) -> SubjectReading:
    """``what did we sell``: an everyday verb stands for a metric; "best selling" counts pieces."""
    best: Mark | None = None
    for role in sentence.roles:
        if role.mark.entry.verb and (best is None or role.mark.end - role.mark.start > best.end - best.start):
            best = role.mark
    if best is None or best.entry.verb is None:
        return SubjectReading("quota_attainment", None, "verb") if _is_about_quota(sentence) else SubjectReading()
    if best.entry.verb == "revenue" and _is_about_quota(sentence):  # "how many reps made quota"
        return SubjectReading("quota_attainment", None, "verb")
    subject = _bought(sentence) if best.entry.verb == "asp" else best.entry.verb
    return SubjectReading(subject, None, "verb", mark=best)


def _is_about_quota(sentence: Sentence) -> bool:
    """``who is above quota``: how much of it was attained."""
    return "target" in sentence.cues and not sentence.said.isdisjoint(("quota", "quotas"))


def _bought(sentence: Sentence) -> str:
    """``most expensive campaign``: what a thing costs us, where it is none that we sell."""
    named = {mark.entry.dimension for mark in sentence.parts("dimension")}
    return "asp" if named.isdisjoint(("campaign", "channel", "source")) else "ad_spend"


def read_measure(sentence: Sentence, subject: str, intent_features: frozenset[str]) -> Measure:
    """How values are put together: what the words say, else what is usual for the metric."""
    facts = sentence.lexicon.facts(subject)
    if "growth" in intent_features or ("how_much" in intent_features and "move" in intent_features):
        return Measure.GROWTH
    if "change_noun" in intent_features and "why" not in intent_features:
        return Measure.GROWTH
    if "how_much" in intent_features and "changed" in intent_features:
        return Measure.GROWTH
    if "share_of" in intent_features and facts.kind is not Kind.RATIO:
        return Measure.RATIO
    if "average" in intent_features and facts.measure in (Measure.TOTAL, Measure.COUNT):
        return Measure.AVERAGE
    return facts.measure
