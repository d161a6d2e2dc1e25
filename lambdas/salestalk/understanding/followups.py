"""Follow-ups: exactly the slots a question does not name are taken from the question before, and it is said which."""

from dataclasses import dataclass
from typing import Final

from salestalk.calendar import Granularity, Period
from salestalk.contracts.classification import (
    Classification,
    Comparison,
    Filter,
    FilterOp,
    Intent,
    Measure,
    Rank,
    TimeRange,
)
from salestalk.understanding.pipeline import Reading, Setting, classify
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.subjects import UNKNOWN
from salestalk.understanding.time_reading import at_grain_of
from salestalk.understanding.time_words import number_at
from salestalk.understanding.vocabulary_files import grammar, load

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


@dataclass(frozen=True, slots=True)
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
    if tokens[0].word in ("what", "how") and sentence.word(1) == "about":
        return True
    named = (
        reading.time.said or bool(reading.filters or reading.groups) or reading.rule.intent is not Intent.FACT_RETRIEVAL
    )
    return len(tokens) <= 3 and not named


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
    time = _time(reading, said, previous, intent, setting)
    filters = _filters(reading, previous)
    groups = _groups(reading, said, previous, intent, filters)
    rank = _rank(said, previous, intent, reading)
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
    if "correlation" in features and reading.subject.subject != UNKNOWN and previous.subject != reading.subject.subject:
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
    if reading.features & {"growth", "change_noun", "average", "share_of"}:
        return said.measure
    if previous.measure is Measure.RATIO and said.intent not in (Intent.FACT_RETRIEVAL, Intent.BREAKDOWN):
        return usual
    return previous.measure


# --- Time -----------------------------------------------------------------------------------------------


def _time(
    reading: Reading, said: Classification, previous: Classification, intent: Intent, setting: Setting
) -> TimeRange | None:
    old = previous.time_range
    new = reading.time
    if old is None:
        return said.time_range
    if new.shift_of_previous is not None and not new.said and old.keys and not new.versus:
        return _shifted(old, -1, setting)
    if new.other_keys and old.keys:
        keys = _in_order({*old.keys, *new.other_keys}, setting)
        return old.model_copy(
            update={"keys": keys, "expression": None, "value": None, "year": None, "comparison": None}
        )
    if new.said:
        time = _with_year_of(reading, said.time_range, old, setting) or said.time_range
        return _keeping_comparison(time, old, intent) if time else old
    time = old
    if new.grain:
        time = at_grain_of(time, new.grain, setting.calendar, setting.as_of)
    code = new.range.comparison
    if code is not None:
        time = time.model_copy(update={"comparison": code})
    elif intent is Intent.TARGET:
        time = time.model_copy(update={"comparison": Comparison.TARGET})
    elif time.comparison is Comparison.TARGET:
        time = time.model_copy(update={"comparison": None})
    if intent is Intent.PREDICTION and previous.intent is not Intent.PREDICTION:
        return said.time_range
    return time


def _keeping_comparison(time: TimeRange, old: TimeRange, intent: Intent) -> TimeRange:
    if time.comparison is None and old.comparison is not None and len(time.keys) < 2:
        keeps = old.comparison is not Comparison.TARGET or intent is Intent.TARGET
        return time.model_copy(update={"comparison": old.comparison}) if keeps else time
    return time


def _in_order(keys: set[str], setting: Setting) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: setting.calendar.interval(Period.parse(key)).start))


def _shifted(time: TimeRange, steps: int, setting: Setting) -> TimeRange:
    keys = tuple(setting.calendar.shift(Period.parse(key), steps * len(time.keys)).key for key in time.keys)
    return time.model_copy(update={"keys": keys, "expression": None, "value": None, "year": int(keys[0][:4])})


def _with_year_of(reading: Reading, time: TimeRange | None, old: TimeRange, setting: Setting) -> TimeRange | None:
    """A bare period takes the year said before: one that the earlier period would not have had by itself."""
    if not reading.time.named_bare or time is None or not old.keys or not time.keys:
        return None
    year = _year_said(old, setting)
    if year is None:
        return None
    keys = []
    for key in time.keys:
        period = Period.parse(key)
        first = Period.parse(time.keys[0])
        keys.append(Period(year + period.year - first.year, period.number, period.granularity).key)
    return time.model_copy(update={"keys": tuple(keys), "year": year})


def _year_said(old: TimeRange, setting: Setting) -> int | None:
    last = Period.parse(old.keys[-1])
    if last.granularity is Granularity.YEAR and (old.expression in (None, "last_year") and len(old.keys) == 1):
        return last.year
    if old.expression is not None or last.granularity in (Granularity.DAY, Granularity.WEEK):
        return None
    following = Period(last.year + 1, last.number, last.granularity)
    latest_is_later = setting.calendar.interval(following).start <= setting.as_of
    return last.year if latest_is_later else None


# --- Filters, groups, rank ------------------------------------------------------------------------------


def _filters(reading: Reading, previous: Classification) -> tuple[Filter, ...]:
    removed = _removed(reading.sentence, reading, previous)
    kept = [f for f in previous.filters if f.key not in removed]
    if removed and not _adds_while_removing(reading):
        return tuple(kept)
    new = [_beside_old(_same_amount(f, previous), reading, previous) for f in reading.filters]
    for f in new:
        kept = [old for old in kept if not _replaces(f, old)]
    return (*kept, *new)


def _adds_while_removing(reading: Reading) -> bool:
    return any(f.op is FilterOp.NOT for f in reading.filters) and "unfilter" not in reading.sentence.cues


def _beside_old(new: Filter, reading: Reading, previous: Classification) -> Filter:
    """``compared to France?`` after a question about Germany: both."""
    if "versus" not in reading.features or new.op is not FilterOp.EQ:
        return new
    for old in previous.filters:
        if old.key == new.key and old.op is FilterOp.EQ:
            both = dict.fromkeys((*old.values, *new.values))
            return new.model_copy(update={"value": tuple(both)}) if len(both) > 1 else new
    return new


def _replaces(new: Filter, old: Filter) -> bool:
    if new.key != old.key:
        return False
    ordering = {FilterOp.GT, FilterOp.GTE}
    if new.op in (FilterOp.EQ, FilterOp.NOT) or old.op in (FilterOp.EQ, FilterOp.NOT):
        return new.op is old.op or new.op is FilterOp.EQ or set(new.values) >= set(old.values)
    return (new.op in ordering) == (old.op in ordering)


def _same_amount(f: Filter, previous: Classification) -> Filter:
    """``over 100k`` after a condition is about the same amount."""
    if f.key != "amount":
        return f
    for old in previous.filters:
        if old.op not in (FilterOp.EQ, FilterOp.NOT):
            return f.model_copy(update={"key": old.key})
    sizes = {"deal_count": "deal_size", "pipeline_value": "deal_size", "order_count": "order_value"}
    return f.model_copy(update={"key": sizes.get(previous.subject, previous.subject)})


def _removed(sentence: Sentence, reading: Reading, previous: Classification) -> frozenset[str]:
    """The keys whose filter is dropped ("in all regions", "drop the mobile filter", "without the filter")."""
    words = {token.word for token in sentence.tokens}
    lifting = "unfilter" in sentence.cues or (
        words & {"filter", "filters"} and words & {"drop", "remove", "without", "clear", "no"}
    )
    if not lifting:
        return frozenset()
    named = {f.key for f in reading.filters} | {group.dimension for group in reading.groups}
    named |= {mark.entry.dimension for mark in sentence.parts("dimension") if mark.entry.dimension}
    keys = {f.key for f in previous.filters}
    return frozenset(named & keys) if named else frozenset(keys)


def _groups(
    reading: Reading, said: Classification, previous: Classification, intent: Intent, filters: tuple[Filter, ...]
) -> tuple[str, ...]:
    removed = previous.filters and len(filters) < len(previous.filters)
    spoken = tuple(group.dimension for group in reading.groups)
    if spoken and not (removed and "unfilter" in reading.sentence.cues):
        return spoken
    if intent is Intent.COMPARISON and said.group_by and not spoken:
        return said.group_by
    return previous.group_by


def _rank(said: Classification, previous: Classification, intent: Intent, reading: Reading) -> Rank | None:
    if intent is not Intent.RANKING:
        return None
    if said.rank is None:
        number = _number_said(reading) if previous.rank and not reading.filters else None
        return previous.rank.model_copy(update={"limit": number}) if previous.rank and number else previous.rank
    if previous.rank and not _limit_said(reading) and not reading.groups:
        return said.rank.model_copy(update={"limit": previous.rank.limit})
    return said.rank


def _limit_said(reading: Reading) -> bool:
    return _number_said(reading) is not None


def _number_said(reading: Reading) -> int | None:
    """A number that belongs to no time."""
    tokens = reading.sentence.tokens
    for index in range(len(tokens)):
        if index not in reading.sentence.time_tokens and (number := number_at(tokens, index)) and number.value:
            return min(number.value, 1000)
    return None


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


# --- What is said about it ------------------------------------------------------------------------------


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
        out.append(f"Still by {', '.join(merged.group_by)}.")
    return tuple(out)
