"""Follow-ups: exactly the slots a question does not name are taken from the question before, and it is said which."""

import re
from typing import Final

from salestalk.contracts.classification import (
    Classification,
    FilterOp,
    Intent,
    Measure,
)
from salestalk.understanding.classifying import classify
from salestalk.understanding.message.followup_slots import (
    DROPPING,
    dropped_keys,
    merged_filters,
    merged_groups,
    merged_rank,
)
from salestalk.understanding.message.followup_time import merged_time, steps_back
from salestalk.understanding.pipeline import Reading, Setting
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.subjects import UNKNOWN
from salestalk.understanding.words.vocabulary_files import grammar, load
from salestalk.values import frozen

_OPENERS: Final = grammar("followups.openers")
_ANAPHORA: Final = grammar("followups.anaphora")
_KEEPS_OWN_INTENT: Final = frozenset(
    {
        Intent.RANKING,
        Intent.TREND_ANALYSIS,
        Intent.ROOT_CAUSE,
        Intent.TARGET,
        Intent.ANOMALY,
        Intent.PREDICTION,
        Intent.CORRELATION,
    }
)


@frozen
class Merged:
    """A follow-up's classification and sentences that say what was taken over."""

    classification: Classification
    inherited: tuple[str, ...]


def is_followup(reading: Reading, previous: Classification) -> bool:
    """Whether a question leans on the one before rather than standing by itself."""
    sentence = reading.sentence
    tokens = sentence.tokens
    if not tokens:
        return False
    if reading.subject.options:
        return False
    if _is_mere_noun(reading):
        return True
    if reading.subject.subject == UNKNOWN or reading.subject.how == "verb":
        return reading.subject.subject == UNKNOWN or tokens[0].word in ("and", "only", "just")
    if any(token.word in _ANAPHORA for token in tokens):
        return _has_open_slots(reading)
    if tokens[0].word in ("and", "also", "same", "now", "then", "but", "ok", "okay", "or", "plus", "again"):
        return True
    if tokens[0].word in ("sorry", "oops", "i") and not sentence.said.isdisjoint(("meant", "mean")) and len(tokens) < 8:
        return True
    if tokens[0].word in ("what", "how") and sentence.word(1) == "about":
        return True
    if any(token.word in ("too", "then", "instead") for token in tokens[2:]) and len(tokens) <= 6:
        return True
    named = (
        reading.time.said or bool(reading.filters or reading.groups) or reading.rule.intent is not Intent.FACT_RETRIEVAL
    )
    return len(tokens) <= 3 and not named


_SHORT: Final = 40
_LONE_NAME: Final = re.compile(r"\s*[A-Z][a-z]{3,}(?:['’]s)?(?: [A-Z][a-z]+(?:['’]s)?)?\s*\??\s*")


def with_opener(question: str) -> str:
    """``Globex?`` after a question is "and Globex?": a name that stands alone, where only a sentence would begin."""
    return f"and {question}" if len(question) < _SHORT and _LONE_NAME.fullmatch(question) else question


def _is_mere_noun(reading: Reading) -> bool:
    """``only enterprise deals``: the value filters, the noun says nothing new."""
    mark = reading.subject.mark
    first = reading.sentence.word(0)
    if mark is None or first not in ("only", "just", "for", "exclude", "excluding", "without", "in"):
        return False
    counted = reading.sentence.lexicon.facts(reading.subject.subject).measure is Measure.COUNT
    return counted and any(value.end == mark.start for value in reading.sentence.parts("value"))


def _has_open_slots(reading: Reading) -> bool:
    """``their attrition`` leans on what was said; "how has it …" with everything named does not."""
    return not (reading.time.said and (reading.filters or reading.groups))


def merge(reading: Reading, previous: Classification, setting: Setting) -> Merged:
    """The follow-up with what it leaves open filled from the classification before."""
    said = classify(reading)
    new_subject = reading.subject.subject != UNKNOWN and not _is_mere_noun(reading)
    ratio = None if new_subject else _ratio_of_two(reading.sentence, previous)
    intent = _intent(reading, said, previous)
    correlated = intent is Intent.CORRELATION and new_subject and said.related_subject is None
    correlated = correlated and previous.intent is not Intent.CORRELATION
    subject = said.subject if new_subject and not correlated else ratio or previous.subject
    time = merged_time(reading, said, previous, intent, setting)
    filters = merged_filters(reading, previous)
    groups = merged_groups(reading, said, previous, intent, filters)
    rank = merged_rank(said, previous, intent, reading, subject)
    measure = _measure(reading, said, previous, new_subject or ratio is not None, subject)
    if correlated:
        said = said.model_copy(update={"related_subject": said.subject})
        measure = previous.measure
    related = (
        previous.related_subject if intent is Intent.CORRELATION and not said.related_subject else said.related_subject
    )
    classification = said.model_copy(
        update={
            "intent": intent,
            "subject": subject,
            "domain": reading.sentence.lexicon.facts(subject).domain,
            "measure": measure,
            "time_range": time,
            "filters": filters,
            "group_by": groups,
            "rank": rank,
            "related_subject": related,
        }
    )
    return Merged(classification, _sentences(classification, said, previous, reading, new_subject))


def _intent(reading: Reading, said: Classification, previous: Classification) -> Intent:
    features = reading.features
    if reading.sentence.word(0) in DROPPING and reading.filters and reading.subject.subject == UNKNOWN:
        return previous.intent
    stepped = reading.time.shift_of_previous is not None and steps_back(reading)
    if dropped_keys(reading, previous) or (stepped and previous.time_range and previous.time_range.keys):
        return previous.intent
    if "correlation" in features and reading.subject.subject not in (UNKNOWN, previous.subject):
        return Intent.CORRELATION
    if "versus" in features and _puts_beside(reading, previous):
        return Intent.COMPARISON
    if said.intent is Intent.FACT_RETRIEVAL or (said.intent is Intent.LIST and "catalog" not in reading.sentence.cues):
        return (
            previous.intent
            if not (previous.intent is Intent.COMPARISON and _drops_slices(reading, previous))
            else said.intent
        )
    if said.intent is Intent.BREAKDOWN and previous.intent in _KEEPS_OWN_INTENT:
        return previous.intent
    if said.intent is Intent.COMPARISON and previous.intent is Intent.ROOT_CAUSE and "versus" not in features:
        return previous.intent
    return said.intent


def _puts_beside(reading: Reading, previous: Classification) -> bool:
    keys = {f.key for f in previous.filters if f.op is FilterOp.EQ}
    return any(f.key in keys and f.op is FilterOp.EQ for f in reading.filters)


def _drops_slices(reading: Reading, previous: Classification) -> bool:
    """A single value instead of the several that were compared."""
    compared = {f.key for f in previous.filters if len(f.values) > 1}
    return bool(compared) and any(f.key in compared and len(f.values) == 1 for f in reading.filters)


def _measure(
    reading: Reading, said: Classification, previous: Classification, new_subject: bool, subject: str
) -> Measure:
    usual = reading.sentence.lexicon.facts(subject).measure
    if new_subject:
        return said.measure if said.subject == subject else usual
    if reading.features & {"growth", "change_noun", "average", "share_of"} and "why" not in reading.features:
        return said.measure
    if previous.measure is Measure.RATIO and said.intent not in (Intent.FACT_RETRIEVAL, Intent.BREAKDOWN):
        return usual
    return previous.measure


def _ratio_of_two(sentence: Sentence, previous: Classification) -> str | None:
    """``the ratio of the two`` after one of them: the one ratio they make."""
    if not any(token.word == "ratio" for token in sentence.tokens):
        return None
    fitting = [
        item["id"]
        for item in load("metrics")["metrics"]
        if previous.subject in (item.get("numerator"), item.get("denominator"))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _sentences(
    merged: Classification, said: Classification, previous: Classification, reading: Reading, new_subject: bool
) -> tuple[str, ...]:
    out = []
    if not new_subject and merged.subject == previous.subject:
        name = reading.sentence.lexicon.facts(merged.subject).name or merged.subject
        out.append(f"{name} is taken over from the question before.")
    if not reading.time.said and merged.time_range and merged.time_range.keys:
        keys = merged.time_range.keys
        span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]}"
        out.append(f"The time ({span}) is taken over from the question before.")
    kept = [f for f in merged.filters if f in previous.filters and f not in reading.filters]
    if kept:
        names = ", ".join(
            f"{f.key} {'' if f.op is FilterOp.EQ else f.op.value + ' '}{' or '.join(f.values)}" for f in kept
        )
        out.append(f"Still filtered as before: {names}.")
    if merged.group_by and not reading.groups and merged.group_by == previous.group_by:
        grouped = " and ".join(name.replace("_", " ") for name in merged.group_by)
        out.append(f"Still by {grouped}.")
    return tuple(out)
