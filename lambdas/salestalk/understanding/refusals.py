"""What is refused, and with which code; all of it by plain words, nothing in a question is ever executed."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.understanding.commands import COMMANDS, is_action
from salestalk.understanding.general_talk import (
    CREATIVE,
    asks_about_an_office_holder,
    asks_about_the_market,
    asks_other_company,
    content_words,
    is_general,
    is_general_though_known,
    wants_advice,
)
from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.matching import Mark
from salestalk.understanding.phrases import refusal_phrases
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.spelling import common_words
from salestalk.understanding.text import Text
from salestalk.understanding.vocabulary_files import grammar, load

_TENANT_ID: Final = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+){1,4}-\d{3}\b|\btenant-[a-z0-9-]+\b|\b[a-z]{3,}-\d{3}\b")


@cache
def _words(code: str, part: str) -> frozenset[str]:
    return frozenset(load("refusals")[code][part])


def refusal_of(text: Text, said: Mapping[str, str], reading: Reading, *, followup: bool) -> str | None:
    """The code under which a question is refused, or None.

    ``text`` is the whole message, ``said`` what `refusal_phrases` found in it.
    """
    found = said if reading.sentence.text.clean and len(reading.sentence.tokens) == len(text.tokens) else None
    found = refusal_phrases().find(reading.sentence.tokens) if found is None else found
    found = {name: phrase for name, phrase in found.items() if not _is_named(reading, phrase)}
    around = found if COMMANDS in said else {**said, **found}
    if _asks_other_tenant(text, reading.sentence.lexicon, around):
        return "other_tenant"
    if "personal_data.strong" in found and reading.sentence.word(0) in _WRITING:
        return "personal_data"
    if reading.sentence.word(0) in CREATIVE and (
        "out_of_scope.strong" in found or not _WORKS.isdisjoint(reading.sentence.said)
    ):
        return "out_of_scope"
    commanded = COMMANDS in said and reading.subject.subject == "unknown"
    if not followup and (commanded or (is_action(reading) and not _names_figure_first(reading, found))):
        return "action_request"
    if reading.subject.subject == "unknown" and "unknown_metric.phrases" in found:
        return "unknown_metric"
    if (
        ("out_of_scope.strong" in found and "out_of_scope.idioms" not in found)
        or asks_about_the_market(reading)
        or asks_about_an_office_holder(reading)
        or asks_other_company(reading)
        or (not followup and (wants_advice(reading) or is_general_though_known(reading)))
    ):
        return "out_of_scope"
    known = reading.subject.subject != "unknown" and reading.subject.how != "verb"
    if "personal_data.strong" in found or _asks_pay(reading) or (not known and _is_personal(reading, found)):
        return "personal_data"
    if not followup and _names_unknown_metric(reading, found):
        return "unknown_metric"
    if not known and not reading.subject.options and ("out_of_scope.phrases" in found or is_general(reading, followup)):
        return "out_of_scope"
    return "invalid_period" if reading.time.problem == "invalid_period" else None


def _is_named(reading: Reading, phrase: str) -> bool:
    """``the Weather Station product``: a word of a name asks for nothing."""
    named = [value.lower() for condition in reading.filters if condition.key in _NAMED for value in condition.values]
    return any(phrase in value for value in named)


_NAMED: Final = frozenset({"product", "campaign", "product_line", "category", "customer"})
_WORKS: Final = grammar("refusals.works")
_WRITING: Final = frozenset({"email", "phone", "mail", "give", "tell", "show", "call"})
"""Words that may lead to somebody's data as well as to an order ("*email* addresses of …")."""


def _asks_other_tenant(text: Text, lexicon: Lexicon, found: Mapping[str, str]) -> bool:
    if "-" in text.clean:
        for match in _TENANT_ID.finditer(text.clean.lower()):
            named = match.group().removeprefix("tenant-").removesuffix("-metrics").removesuffix("-messages")
            if named != lexicon.tenant:
                return True
    return "other_tenant.phrases" in found and "other_tenant.own" not in found


def _names_figure_first(reading: Reading, found: Mapping[str, str]) -> bool:
    """``email open rate``: a figure nobody has, named where a command would stand."""
    tokens = reading.sentence.tokens
    return len(tokens) > 1 and tokens[1].stem in found.get("unknown_metric.phrases", "").split(" ")


# --- Metrics we have not --------------------------------------------------------------------------------

_MODIFIERS: Final = grammar("refusals.modifiers")
_VERBS: Final = grammar("refusals.verbs")


def _names_unknown_metric(reading: Reading, found: Mapping[str, str]) -> bool:
    """Whether a figure is asked for that is neither built in nor loaded ("website traffic", "order backlog")."""
    subject, mark = reading.subject, reading.subject.mark
    phrase = found.get("unknown_metric.phrases")
    if subject.options and mark is not None and _is_qualified(reading, mark.start):
        return True
    if subject.subject == "unknown" or subject.how == "verb" or mark is None:
        nouns = _words("unknown_metric", "nouns")
        return phrase is not None or any(t.word in nouns or t.stem in nouns for t in content_words(reading))
    if subject.how == "pattern":
        return any(token.stem in _words("unknown_metric", "nouns") for token in content_words(reading))
    if not mark.entry.own and (_runs_on(reading, phrase, mark) or _is_only_per(reading, mark.start)):
        return True
    if mark.end - mark.start > 1 or mark.entry.own:
        return False
    noun = reading.sentence.tokens[mark.start]
    if phrase is not None and (noun.stem in phrase.split(" ") or _comes_before(reading, phrase, mark.start)):
        return True
    return noun.word == noun.stem and noun.word in _MODIFIERS and _goes_on(reading, mark.end)


def _comes_before(reading: Reading, phrase: str, place: int) -> bool:
    """Whether the unknown figure is named before the metric ("bounce rate on the *pricing* page")."""
    stems = [token.stem for token in reading.sentence.tokens]
    first = phrase.split(" ", maxsplit=1)[0]
    return first in stems[:place] and reading.subject.related is None


def _runs_on(reading: Reading, phrase: str | None, mark: Mark) -> bool:
    """``average ticket *resolution time*``: an unknown figure's name goes on behind the metric's."""
    words = phrase.split(" ") if phrase else []
    if len(words) < 2:
        return False
    tokens = reading.sentence.tokens
    for start in range(mark.start, mark.end + 1):
        behind = tokens[start : start + len(words)]
        if start + len(words) > mark.end and [token.stem for token in behind] == words:
            return not any(token.broken for token in behind[1:]) and not (start == mark.end and behind[0].broken)
    return False


def _is_only_per(reading: Reading, place: int) -> bool:
    """``meeting hours per employee``: what is counted nobody knows, the metric only divides it."""
    sentence = reading.sentence
    if sentence.word(place - 1) != "per" or reading.subject.related is not None:
        return False
    unknown = content_words(reading)
    return any(token in unknown for token in sentence.tokens[: place - 1])


_SIZES: Final = grammar("refusals.sizes")


def _is_qualified(reading: Reading, index: int) -> bool:
    """``server costs``: a noun nobody knows before a word that alone would be ambiguous."""
    if index == 0 or reading.sentence.tokens[index].broken:
        return False
    before = reading.sentence.tokens[index - 1]
    return before.word not in _SIZES and before in content_words(reading) and not before.word.endswith("ed")


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether a noun nobody knows follows: "customer *effort*"."""
    if index >= len(reading.sentence.tokens):
        return False
    following = reading.sentence.tokens[index]
    is_verb = following.word in _VERBS or following.word.endswith(("ed", "ing", "ly"))
    if following.broken or is_verb or following not in content_words(reading):
        return False
    return following.stem not in common_words() or following.stem in _words("unknown_metric", "nouns")


# --- People and the world -------------------------------------------------------------------------------

_EARNING: Final = grammar("refusals.earning")


def _asks_pay(reading: Reading) -> bool:
    """``how much does our VP Sales make``: what a person earns, though "sales" is a metric's word."""
    words = reading.sentence.words
    opens = words[:3] == ("how", "much", "does") and words[-1] in _EARNING and not reading.time.said
    person = not reading.sentence.said.isdisjoint(_words("personal_data", "persons"))
    return opens and (person or any(condition.key == "rep" for condition in reading.filters))


_OFFICERS: Final = frozenset({"ceo", "cfo", "cto", "coo", "cmo", "boss", "chief", "president", "founder"})


def _is_personal(reading: Reading, found: Mapping[str, str]) -> bool:
    if "personal_data.phrases" in found:
        return True
    words = reading.sentence.said | {token.stem for token in reading.sentence.tokens}
    if words.isdisjoint(_EARNING):
        return False
    officers = not words.isdisjoint(_OFFICERS) and "paid" in words
    if not officers and not words.isdisjoint(("we", "us", "our")):
        return False
    reps = any(role.mark.entry.dimension == "rep" for role in reading.sentence.roles)
    named = any(condition.key in ("rep", "customer") for condition in reading.filters)
    return reps or named or not words.isdisjoint(_words("personal_data", "persons"))
