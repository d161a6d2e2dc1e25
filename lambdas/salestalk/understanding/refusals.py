"""What is refused, and with which code; all of it by plain words, nothing in a question is ever executed."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.understanding.commands import COMMANDS, is_action
from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.phrases import refusal_phrases
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.spelling import common_words, function_words
from salestalk.understanding.text import Text, Token
from salestalk.understanding.time_words import TIME
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
    around = found if COMMANDS in said else {**said, **found}
    if _asks_other_tenant(text, reading.sentence.lexicon, around):
        return "other_tenant"
    commanded = COMMANDS in said and reading.subject.subject == "unknown"
    if not followup and (commanded or (is_action(reading) and not _names_figure_first(reading, found))):
        return "action_request"
    if reading.subject.subject == "unknown" and "unknown_metric.phrases" in found:
        return "unknown_metric"
    if (
        ("out_of_scope.strong" in found and "out_of_scope.idioms" not in found)
        or _asks_about_the_market(reading)
        or _asks_about_an_office_holder(reading)
        or _asks_other_company(reading)
        or (not followup and (_wants_advice(reading) or _is_general_though_known(reading)))
    ):
        return "out_of_scope"
    known = reading.subject.subject != "unknown" and reading.subject.how != "verb"
    if "personal_data.strong" in found or (not known and _is_personal(reading, found)):
        return "personal_data"
    if not followup and _names_unknown_metric(reading, found):
        return "unknown_metric"
    if (
        not known
        and not reading.subject.options
        and ("out_of_scope.phrases" in found or _is_general(reading, followup))
    ):
        return "out_of_scope"
    return "invalid_period" if reading.time.problem == "invalid_period" else None


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


_GIANTS: Final = grammar("refusals.giants")
_GIANT_PRODUCTS: Final = grammar("refusals.giant_products")
_GIANT_LEADS: Final = grammar("refusals.giant_leads")


def _asks_other_company(reading: Reading) -> bool:
    """``what's Tesla's revenue``: the market's, not ours; but "signups from Google Ads" are."""
    sentence = reading.sentence
    if _GIANTS.isdisjoint(sentence.said):
        return False
    for index, token in enumerate(sentence.tokens):
        if token.word in _GIANTS and token.word not in sentence.lexicon.phrases and token.raw[:1].isupper():
            leads = sentence.word(index - 1) in _GIANT_LEADS
            return not leads and sentence.word(index + 1) not in _GIANT_PRODUCTS
    return False


_MARKET_SIZES: Final = frozenset({"big", "large", "small", "crowded", "competitive", "mature", "saturated"})


def _asks_about_the_market(reading: Reading) -> bool:
    """``how big is the European e-commerce market``: the world's, not ours."""
    words = reading.sentence.words
    if words[:1] != ("how",) or words[1:2] == () or words[1] not in _MARKET_SIZES or _US & reading.sentence.said:
        return False
    return reading.subject.subject == "unknown" and not {"market", "markets", "industry"}.isdisjoint(words)


_HOLDERS: Final = grammar("refusals.holders")
_LEAVING: Final = grammar("refusals.leaving")


def _asks_about_an_office_holder(reading: Reading) -> bool:
    """``why did our head of product resign``: one person's story, though "head" or "resigned" is a metric's word."""
    sentence = reading.sentence
    if _HOLDERS.isdisjoint(sentence.said) or _LEAVING.isdisjoint(sentence.said):
        return False
    holder = next(index for index, word in enumerate(sentence.words) if word in _HOLDERS)
    leaving = next(index for index, word in enumerate(sentence.words) if word in _LEAVING)
    return 0 < leaving - holder <= 6 and "many" not in sentence.said and not reading.groups


_CREATIVE: Final = grammar("refusals.creative")


def _wants_advice(reading: Reading) -> bool:
    """``should we hire more people``, ``write …``: an opinion or a piece of work, though it names a metric."""
    sentence = reading.sentence
    if "should" not in sentence.said and _CREATIVE.isdisjoint(sentence.said):
        return False
    first = next((word for word in sentence.words[:4] if word not in _OPENING_FILLERS), "")
    joined = len(sentence.tokens) > 1 and sentence.tokens[1].before == "-"
    if first in _CREATIVE and not joined:
        return True
    asks = sentence.word(2) in ("expect", "anticipate", "see", "reach", "hit", "be")
    return sentence.word(0) == "should" and sentence.word(1) in ("we", "i") and not asks


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


_SIZES: Final = grammar("refusals.sizes")


def _is_qualified(reading: Reading, index: int) -> bool:
    """``server costs``: a noun nobody knows before a word that alone would be ambiguous."""
    if index == 0 or reading.sentence.tokens[index].broken:
        return False
    before = reading.sentence.tokens[index - 1]
    return before.word not in _SIZES and before in content_words(reading) and not before.word.endswith(("ed", "ing"))


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


_OPENING_FILLERS: Final = frozenset({"please", "hey", "hi", "so", "ok"})
_US: Final = frozenset({"we", "our", "us"})


@cache
def _openers(part: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The words that general talk opens with, by the first of them."""
    openers: dict[str, tuple[tuple[str, ...], ...]] = {}
    for opener in load("refusals")[part]:
        words = tuple(opener.split(" "))
        openers[words[0]] = (*openers.get(words[0], ()), words)
    return openers


def _opens(words: tuple[str, ...], part: str) -> bool:
    return any(words[: len(opener)] == opener for opener in _openers(part).get(words[0], ())) if words else False


def _without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    if _OPENING_FILLERS.isdisjoint(words):
        return words
    return tuple([word for word in words if word not in _OPENING_FILLERS])


def _is_general_though_known(reading: Reading) -> bool:
    """``how does one become a product manager``: the world's business, though a word of it is a metric's name."""
    if reading.time.said:
        return False
    general = _opens(_without_fillers(reading.sentence.words), "general_strong") or (
        "difference" in reading.sentence.said and not (reading.filters or reading.subject.related or reading.groups)
    )
    return general and bool(content_words(reading))


def _is_general(reading: Reading, followup: bool) -> bool:
    """A question that opens like general talk and holds words nobody here knows what to do with."""
    if followup or "vague" in reading.sentence.cues or reading.rank is not None:
        return False
    ours = reading.time.said and not _US.isdisjoint(reading.sentence.said)
    opens = not ours and _opens(_without_fillers(reading.sentence.words), "general_openers")
    return opens and bool(content_words(reading))


def content_words(reading: Reading) -> tuple[Token, ...]:
    """The words of a question that are neither understood nor mere grammar."""
    sentence = reading.sentence
    return tuple(
        [token for index, token in enumerate(sentence.tokens) if index not in sentence.covered and _is_content(token)]
    )


def _is_content(token: Token) -> bool:
    if not token.word[0].isalpha() or len(token.word) < 3 or token.stem in TIME.words:
        return False
    return token.stem not in function_words()
