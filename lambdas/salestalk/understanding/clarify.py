"""Questions back: what is missing or unclear, and complete questions to choose from."""

from itertools import pairwise
from typing import Final

from salestalk.contracts.classification import Intent
from salestalk.understanding.general_talk import content_words
from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.offers import fits, offers, question_about, small, spoken_period
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.subjects import UNKNOWN
from salestalk.understanding.vocabulary_files import grammar

_USUAL: Final = ("revenue", "margin", "customers", "pipeline_value")
_OPEN_WORDS: Final = grammar("clarify.open_words")


def unclear(reading: Reading, *, followup: bool) -> str | None:
    """The code of a clarification, or None where the question can be answered or has to be refused."""
    if reading.time.problem == "ambiguous_time" or _names_an_unkept_time(reading):
        return "ambiguous_time"
    if reading.subject.options:
        return "ambiguous_metric"
    if reading.subject.subject != UNKNOWN or followup:
        return None
    if reading.rule.intent is Intent.LIST:
        return None
    if _leans_on_nothing(reading):
        return "missing_context"
    if _is_vague(reading):
        return "missing_metric"
    return None


_UNKEPT: Final = grammar("clarify.unkept_times")
_SPANS: Final = grammar("clarify.spans")


def _names_an_unkept_time(reading: Reading) -> bool:
    """``last weekend``, ``the last 24 hours``: times that no period is kept for, which must not be passed over."""
    sentence = reading.sentence
    if sentence.said.isdisjoint(_UNKEPT):
        return False
    return any(
        word in _UNKEPT
        and index not in sentence.covered
        and (sentence.word(index - 1) in _SPANS or sentence.word(index - 1).isdigit())
        for index, word in enumerate(sentence.words)
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
    if reason == "ambiguous_time":
        return ()
    options = reading.subject.options or _usual(lexicon)
    if lexicon.loaded:
        return _of_tenant(reading, options)
    if reading.subject.mark is not None:
        return tuple(_reworded(reading, option) for option in options)
    tail = _tail(reading)
    return tuple(question_about(_name(lexicon, option), tail) for option in options)


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
