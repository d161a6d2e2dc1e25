"""What is refused, and with which code; all of it by plain words, nothing in a question is ever executed."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.understanding.declining.advice import wants_advice
from salestalk.understanding.declining.commands import COMMANDS, is_action
from salestalk.understanding.declining.errands import orders_it
from salestalk.understanding.declining.general_talk import (
    CREATIVE,
    asks_about_an_office_holder,
    asks_about_the_market,
    asks_other_company,
    calculates,
    content_words,
    is_courtesy,
    is_general,
    is_general_though_known,
)
from salestalk.understanding.declining.unknown_metrics import is_of_the_world, names_unknown_metric, wants_our_figure
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.phrases import refusal_phrases
from salestalk.understanding.words.text import Text
from salestalk.understanding.words.vocabulary_files import grammar, load

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
    found = _unnamed(reading, found)
    outside = _unnamed(reading, said)
    if _passes_on(reading):
        found.pop("out_of_scope.phrases", None)
    around = found if COMMANDS in said else {**outside, **found}
    if _asks_other_tenant(text, reading.sentence.lexicon, around):
        return "other_tenant"
    if "personal_data.strong" in found and reading.sentence.word(0) in _WRITING:
        return "personal_data"
    if reading.sentence.word(0) in CREATIVE and (
        "out_of_scope.strong" in found or not _WORKS.isdisjoint(reading.sentence.said)
    ):
        return "out_of_scope"
    if code := _doing_or_talking(said, found, reading, followup=followup):
        return code
    return _of_figures(found, reading, followup=followup)


def _doing_or_talking(
    said: Mapping[str, str], found: Mapping[str, str], reading: Reading, *, followup: bool
) -> str | None:
    """Orders, and talk about the world; a metric nobody has, named by a phrase of its own, is neither."""
    if is_courtesy(reading.sentence):
        return "out_of_scope"
    if followup and orders_it(reading):
        return "action_request"
    commanded = COMMANDS in said and reading.subject.subject == "unknown"
    if not followup and (commanded or (is_action(reading) and not _names_figure_first(reading, found))):
        return "action_request"
    asks_when = reading.sentence.word(0) in ("when", "who") and reading.rank is None
    if reading.subject.subject == "unknown" and "unknown_metric.phrases" in found and not asks_when:
        return "out_of_scope" if asks_about_the_market(reading) else "unknown_metric"
    if (
        ("out_of_scope.strong" in found and "out_of_scope.idioms" not in found)
        or asks_about_the_market(reading)
        or asks_about_an_office_holder(reading)
        or asks_other_company(reading)
        or calculates(reading)
        or (not followup and (wants_advice(reading) or is_general_though_known(reading)))
    ):
        return "out_of_scope"
    return None


def _of_figures(found: Mapping[str, str], reading: Reading, *, followup: bool) -> str | None:
    """People's own figures, metrics we have not, and periods that do not exist."""
    known = _is_known(reading)
    if "personal_data.strong" in found or _asks_pay(reading) or (not known and _is_personal(reading, found)):
        return "unknown_metric" if not known and _is_of_many(reading) else "personal_data"
    if _is_private(reading) or tells_ages(reading):
        return "personal_data"
    if not followup and ((is_of_the_world(reading) and content_words(reading)) or _asks_for_a_day(reading)):
        return "out_of_scope"
    nothing = not known and not reading.subject.options
    worldly = nothing and "out_of_scope.phrases" in found and not wants_our_figure(reading)
    if worldly and "unknown_metric.phrases" not in found:
        return "out_of_scope"
    if not followup and names_unknown_metric(reading, found):
        return "unknown_metric"
    if nothing and ("out_of_scope.phrases" in found or is_general(reading, followup)):
        return "unknown_metric" if wants_our_figure(reading) else "out_of_scope"
    return "invalid_period" if reading.time.problem == "invalid_period" else None


def _asks_for_a_day(reading: Reading) -> bool:
    """``when is Easter this year``, ``when did we move``: the day of something that is no metric."""
    sentence, subject = reading.sentence, reading.subject
    if sentence.word(0) != "when" or subject.subject != "unknown" or subject.options or reading.rank is not None:
        return False
    return len(sentence.tokens) > 3 and sentence.said.isdisjoint(("it", "that", "they"))


def _is_known(reading: Reading) -> bool:
    """Whether a metric of ours is named; a verb is none, and people are none where nobody counts them."""
    subject = reading.subject
    if subject.subject == "unknown" or (subject.how == "verb" and "target" not in reading.sentence.cues):
        return False
    said = reading.sentence.said
    people = subject.mark is not None and reading.sentence.word(subject.mark.start) in _WORKERS
    return not (people and said.isdisjoint(_COUNTS) and not reading.time.said and len(reading.sentence.tokens) > 4)


_WORKERS: Final = frozenset({"people", "employees", "staff", "workers"})
_COUNTS: Final = frozenset({"many", "number", "count", "much", "by", "per", "total", "each", "growth", "vs", "versus"})


def _unnamed(reading: Reading, said: Mapping[str, str]) -> dict[str, str]:
    """The phrases that are no words of a name; most questions hold none."""
    return {name: phrase for name, phrase in said.items() if not _is_named(reading, phrase)} if said else {}


def _is_named(reading: Reading, phrase: str) -> bool:
    """``the Weather Station product``: a word of a name asks for nothing."""
    if _labels_something(reading.sentence, phrase):
        return True
    named = [value.lower() for condition in reading.filters if condition.key in _NAMED for value in condition.values]
    return any(phrase in value for value in named)


def _labels_something(sentence: Sentence, phrase: str) -> bool:
    """``birthday campaign``, ``the weather segment``: what stands before such a noun is only its name."""
    words = phrase.split(" ")
    if _LABELLED.isdisjoint(sentence.said):
        return False
    stems = [token.stem for token in sentence.tokens]
    ends = [at + len(words) for at in range(len(stems)) if stems[at : at + len(words)] == words]
    return any(sentence.word(end) in _LABELLED for end in ends)


def _passes_on(reading: Reading) -> bool:
    """``my boss wants to know how much we sold``: what somebody else asks for is asked here."""
    said, subject = reading.sentence.said, reading.subject
    if subject.subject == "unknown" or _HOLDERS.isdisjoint(said):
        return False
    return not _SAYING.isdisjoint(said) and not said.isdisjoint(("we", "our", "us"))


_HOLDERS: Final = grammar("refusals.holders")
_SAYING: Final = grammar("filters.saying")
_LABELLED: Final = grammar("refusals.labelled")
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
    words = found.get("unknown_metric.phrases", "").split(" ")
    if len(tokens) > 2 and tokens[2].word.isdecimal():
        return False
    return len(tokens) > 1 and (tokens[1].stem in words or (len(words) > 1 and tokens[0].stem == words[0]))


# --- People and the world -------------------------------------------------------------------------------

_EARNING: Final = grammar("refusals.earning")
_WHAT_ONE: Final = (("what", "does"), ("what", "is"), ("how", "much"))
_EARNS: Final = frozenset({"earn", "earns", "earning"})


def _asks_pay(reading: Reading) -> bool:
    """``how much does our VP Sales make``: what a person earns, though "sales" is a metric's word."""
    words = reading.sentence.words
    opens = words[:3] == ("how", "much", "does") and words[-1] in _EARNING and not reading.time.said
    opens = opens or (words[:2] in _WHAT_ONE and not _EARNS.isdisjoint(words))
    person = not reading.sentence.said.isdisjoint(_words("personal_data", "persons"))
    return opens and (person or any(condition.key == "rep" for condition in reading.filters))


_MAKING: Final = frozenset({"make", "makes"})
_TOLD_TOGETHER: Final = grammar("refusals.told_together")
_TOGETHER: Final = frozenset(
    {"average", "mean", "median", "total", "many", "number", "rate", "share", "percentage", "cost"}
)
_ONE_BY_ONE: Final = frozenset(
    {"each", "every", "he", "she", "his", "her", "whose", "who", "list", "person", "employee"}
)


def _is_of_many(reading: Reading) -> bool:
    """``sick days per department``, ``the average salary``: a figure of many people, and nobody's in particular."""
    said = reading.sentence.said
    if said.isdisjoint(_TOLD_TOGETHER) or not said.isdisjoint(_ONE_BY_ONE):
        return False
    if reading.named or any(condition.key in ("rep", "customer") for condition in reading.filters):
        return False
    grouped = reading.groups and all(group.dimension not in ("rep", "customer") for group in reading.groups)
    return bool(grouped) or not said.isdisjoint(_TOGETHER)


_PRIVATE: Final = grammar("refusals.private")


def _is_private(reading: Reading) -> bool:
    """``is Ben absent today``, ``show me Bob's inbox``: what is told of one person besides business."""
    sentence = reading.sentence
    if reading.subject.subject != "unknown" or sentence.said.isdisjoint(_PRIVATE):
        return False
    return any(condition.key == "rep" for condition in reading.filters)


def tells_ages(reading: Reading) -> bool:
    """``which employees are over 60``: a number of years that people have."""
    words = reading.sentence.words
    if reading.sentence.said.isdisjoint(_AGES) or reading.sentence.said.isdisjoint(_STAFF):
        return False
    for index, word in enumerate(words[:-1]):
        if word in _AGES and words[index + 1].isdecimal() and len(words[index + 1]) == 2:
            return words[index - 1] in ("are", "is", "aged") and reading.sentence.word(index + 2) in _YEARS
    return False


_AGES: Final = frozenset({"over", "under", "above", "below"})
_STAFF: Final = frozenset({"employees", "employee", "staff", "people", "who", "colleagues", "reps", "managers"})
_YEARS: Final = frozenset({"", "years"})
_OFFICERS: Final = frozenset({"ceo", "cfo", "cto", "coo", "cmo", "boss", "chief", "president", "founder"})


def _is_personal(reading: Reading, found: Mapping[str, str]) -> bool:
    if "personal_data.phrases" in found:
        return True
    words = reading.sentence.said | {token.stem for token in reading.sentence.tokens}
    if words.isdisjoint(_EARNING if "many" not in words else _EARNING - _MAKING):
        return False
    officers = not words.isdisjoint(_OFFICERS) and "paid" in words
    if not officers and not words.isdisjoint(("we", "us", "our")):
        return False
    reps = any(role.mark.entry.dimension == "rep" for role in reading.sentence.roles)
    named = any(condition.key in ("rep", "customer") for condition in reading.filters)
    return reps or named or not words.isdisjoint(_words("personal_data", "persons"))
