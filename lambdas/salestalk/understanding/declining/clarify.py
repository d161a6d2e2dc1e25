"""Questions back: what is missing or unclear, and complete questions to choose from."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import Intent
from salestalk.understanding.declining.beyond import beyond
from salestalk.understanding.declining.general_talk import content_words
from salestalk.understanding.declining.offers import fits, offers, question_about, small, spoken_period
from salestalk.understanding.declining.qualifiers import is_narrowed
from salestalk.understanding.declining.suppositions import (
    changes_by_an_amount,
    is_held_against_nothing,
    is_worked_out_of_slices,
    ranks_one,
    supposes,
)
from salestalk.understanding.declining.unplaced import UNPLACED, unplaced_name
from salestalk.understanding.declining.unworked import unworked
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.subjects import UNKNOWN
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_USUAL: Final = ("revenue", "margin", "customers", "pipeline_value")
_OPEN_WORDS: Final = grammar("clarify.open_words")


def unclear(reading: Reading, *, followup: bool) -> str | None:
    """The code of a clarification, or None where the question can be answered or has to be refused."""
    if reading.time.problem == "ambiguous_time" or _names_an_unkept_time(reading):
        return "ambiguous_time"
    if reading.subject.options:
        return "ambiguous_metric"
    if asked := _asks_beyond(reading, followup=followup):
        return f"unsupported_{asked}"
    if reading.subject.subject != UNKNOWN or followup:
        return UNPLACED if unplaced_name(reading) else None
    if reading.rule.intent is Intent.LIST:
        return None
    if _leans_on_nothing(reading):
        return "missing_context"
    if _is_vague(reading):
        return "missing_metric"
    return None


def _asks_beyond(reading: Reading, *, followup: bool) -> str | None:
    if asked := unworked(reading, followup=followup):
        return asked
    if reading.subject.subject == UNKNOWN or reading.rule.intent in _ANYWAY:
        return None
    if ranks_one(reading):
        return "rank"
    if any(is_asked(reading) for is_asked in _NOT_WORKED_OUT):
        return "calculation"
    metrics = _metrics(reading)
    if asked := beyond(reading.sentence, metrics):
        return asked
    return "slice" if reading.subject.how != "pattern" and is_narrowed(reading.sentence, metrics) else None


_NOT_WORKED_OUT: Final = (supposes, changes_by_an_amount, is_held_against_nothing, is_worked_out_of_slices)


def _metrics(reading: Reading) -> tuple[Mark, ...]:
    return tuple([mark for mark in reading.sentence.parts("metric") if len(mark.entry.metrics) == 1])


_ANYWAY: Final = frozenset({Intent.ANOMALY, Intent.CORRELATION})
"""What is worked out with statistics of its own."""

_UNKEPT: Final = grammar("clarify.unkept_times")
_SPANS: Final = grammar("clarify.spans")


def _names_an_unkept_time(reading: Reading) -> bool:
    """``last weekend``, ``the last 24 hours``: times that no period is kept for, which must not be passed over."""
    sentence = reading.sentence
    if not sentence.said.isdisjoint(_RECURRING) or _every_weekday(sentence.words):
        return True
    if not sentence.said.isdisjoint(_OPENING_HOURS) and _names_an_hour(reading):
        return True
    if not sentence.said.isdisjoint(_GRAINS) and _loses_a_period(sentence):
        return True
    if not sentence.said.isdisjoint(_OPENING) and _opens_at_an_event(reading):
        return True
    if sentence.said.isdisjoint(_UNKEPT):
        return False
    return any(
        word in _UNKEPT
        and index not in sentence.covered
        and (sentence.word(index - 1) in _SPANS or sentence.word(index - 1).isdigit())
        and not (sentence.word(index + 1) == "of" and not sentence.time_tokens.isdisjoint((index + 2, index + 3)))
        for index, word in enumerate(sentence.words)
    )


_OPENING_HOURS: Final = frozenset({"after", "between", "from", "since"})
_HALVES: Final = frozenset({"am", "pm"})


def _names_an_hour(reading: Reading) -> bool:
    """``orders after 6pm``, ``between 9 am and 5 pm``: behind the metric, where no meeting of the asker's is."""
    sentence, mark = reading.sentence, reading.subject.mark
    for index in range(mark.end if mark is not None else len(sentence.words), len(sentence.words) - 1):
        word = sentence.word(index + 1)
        if sentence.word(index) not in _OPENING_HOURS or not word[0].isdecimal():
            continue
        apart = sentence.word(index + 2) in _HALVES
        if (apart or word[-2:] in _HALVES) and sentence.word(index + 2 + apart) in ("", "and", "to", "on", "last"):
            return True
    return False


_GRAINS: Final = frozenset(TIME.grains)
_NUMBERING: Final = frozenset({"first", "second", "third", "final", "middle", "odd", "even", "other", "following"})
_LATER: Final = frozenset({"after", "later", "afterwards", "before", "following"})


def _loses_a_period(sentence: Sentence) -> bool:
    """``its *first month*``, ``and the quarter *after*``, ``every *other week*``: a period that none was made of."""
    for index, word in enumerate(sentence.words):
        if word not in _GRAINS or index in sentence.time_tokens or index == 0:
            continue
        if any(mark.start <= index < mark.end for mark in sentence.parts("metric")):
            continue
        if sentence.word(index - 1) in _NUMBERING and index - 1 not in sentence.time_tokens:
            return True
        if sentence.word(index + 1) in _LATER and index + 1 not in sentence.time_tokens:
            return True
    return False


_OPENING: Final = frozenset({"since", "during", "before", "after", "around", "over", "at", "until"})
_EVENTS: Final = grammar("clarify.events")
_ARTICLES: Final = frozenset({"the", "our", "a", "an", "last", "this", "of"})


def _opens_at_an_event(reading: Reading) -> bool:
    """``since the merger``, ``during Black Friday``, ``at night``: when something was that no calendar holds."""
    sentence, mark = reading.sentence, reading.subject.mark
    for index, word in enumerate(sentence.words[:-1]):
        if word not in _OPENING or index in sentence.time_tokens or mark is None or index < mark.end:
            continue
        place = index + 1
        while sentence.word(place) in _ARTICLES:
            place += 1
        if sentence.word(place) in _EVENTS and not any(value.start <= place < value.end for value in _values(sentence)):
            return sentence.word(place + 1) not in _CALLED
    return False


_CALLED: Final = grammar("name_times.nouns")


def _values(sentence: Sentence) -> tuple[Mark, ...]:
    return sentence.parts("value")


_RECURRING: Final = frozenset(
    {"mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "weekdays", "workdays"}
)


def _every_weekday(words: tuple[str, ...]) -> bool:
    """``every Monday``: days that recur, of which no one period is made."""
    return ("every" in words or "each" in words) and any(
        one in ("every", "each") and f"{two}s" in _RECURRING for one, two in pairwise(words)
    )


def _leans_on_nothing(reading: Reading) -> bool:
    """A follow-up with nothing before it."""
    tokens = reading.sentence.tokens
    if content_words(reading) or not tokens:
        return False
    words = [token.word for token in tokens]
    if words[0] in ("and", "only", "also", "but", "why") or words[:2] in (["what", "about"], ["how", "about"]):
        return True
    return (
        any(word in ("it", "that", "they", "them", "this") for word in words) and "vague" not in reading.sentence.cues
    )


_SAYS_SOMETHING: Final = grammar("clarify.says_something")


def _is_vague(reading: Reading) -> bool:
    """Words about business without a metric."""
    unknown = content_words(reading)
    sentence = reading.sentence
    if "vague" in sentence.cues:
        return len(unknown) <= 1 and not _names_a_figure(reading)
    if unknown:
        return False
    return sentence.has(*_SAYS_SOMETHING) or bool(reading.filters or reading.groups or reading.time.said)


_FIGURES: Final = frozenset({"score", "rate", "ratio", "index", "count"})


def _names_a_figure(reading: Reading) -> bool:
    """``joy score``, ``number of webinars``: a figure nobody knows rather than "the score" or "the number"."""
    unknown = content_words(reading)
    tokens = reading.sentence.tokens
    if any((one.word, two.word) == ("number", "of") for one, two in pairwise(tokens)):
        return True
    return any(two.word in _FIGURES and one in unknown for one, two in pairwise(tokens))


def choices(reading: Reading, reason: str) -> tuple[str, ...]:
    """Complete questions, one of which would settle it; with a catalog, such as its data can answer."""
    lexicon = reading.sentence.lexicon
    if reason in ("ambiguous_time", "unsupported_rank", "unsupported_slice", UNPLACED):
        return ()
    if reason in ("unsupported_calculation", "unsupported_currency", "unsupported_condition", "unsupported_grouping"):
        return _one_by_one(reading)
    options = reading.subject.options or _usual(lexicon)
    if lexicon.loaded:
        return _of_tenant(reading, options)
    if reading.subject.mark is not None:
        return tuple(_reworded(reading, option) for option in options)
    tail = _tail(reading)
    return tuple(question_about(_name(lexicon, option), tail) for option in options)


def _one_by_one(reading: Reading) -> tuple[str, ...]:
    """Each of the metrics that were named, by itself."""
    named = tuple({mark.entry.metrics[0]: None for mark in _metrics(reading)})
    lexicon = reading.sentence.lexicon
    if lexicon.loaded:
        return offers(reading, named)
    return tuple(question_about(_name(lexicon, metric), _tail(reading)) for metric in named)


def _of_tenant(reading: Reading, options: tuple[str, ...]) -> tuple[str, ...]:
    """The question in its own words where all it names is loaded, else the plainest one on each metric."""
    loaded = reading.sentence.lexicon.loaded
    known = [subject for subject in options if subject in loaded]
    if reading.subject.mark is not None and known and all(fits(reading, loaded[subject]) for subject in known):
        return tuple(_reworded(reading, subject) for subject in known)
    usual = _usual(reading.sentence.lexicon)
    return offers(reading, known or (*usual, *[subject for subject in loaded if subject not in usual]))


def _reworded(reading: Reading, subject: str) -> str:
    """The question as it was put, with the metric's own name in place of the unclear word."""
    mark, text = reading.subject.mark, reading.sentence.text
    if mark is None:
        return ""
    before = text.clean[: text.tokens[mark.start].start]
    after = text.clean[text.tokens[mark.end - 1].end :]
    return f"{before}{_name(reading.sentence.lexicon, subject)}{after}".strip()


def suggestions(reading: Reading) -> tuple[str, ...]:
    """What could be asked instead of what was refused; none with a catalog, whose starters narration knows."""
    lexicon = reading.sentence.lexicon
    if lexicon.loaded:
        return ()
    names = [_name(lexicon, subject) for subject in _usual(lexicon)]
    shapes = ("What was {} last quarter?", "How has {} developed?", "What were {} by region?", "Is {} on target?")
    return tuple(shape.format(name) for shape, name in zip(shapes, names, strict=False))


def _usual(lexicon: Lexicon) -> tuple[str, ...]:
    if not lexicon.loaded:
        return _USUAL
    loaded = [subject for subject, entry in lexicon.loaded.items() if entry.target_of is None and entry.periods]
    first = [subject for subject in _USUAL if subject in loaded]
    return tuple([*first, *[subject for subject in loaded if subject not in first]][:4])


def _name(lexicon: Lexicon, subject: str) -> str:
    return small(lexicon.facts(subject).name or subject.replace("_", " "))


def _tail(reading: Reading) -> str:
    keys = [spoken_period(key) for key in reading.time.range.keys]
    groups = "".join(f" by {group.dimension.replace('_', ' ')}" for group in reading.groups)
    if not keys:
        return groups
    return f"{groups} in {keys[0]}" if len(keys) == 1 else f"{groups} from {keys[0]} to {keys[-1]}"
