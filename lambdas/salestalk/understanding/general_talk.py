"""Talk that is no question about the tenant's metrics: other companies, markets, people in office, words, advice."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.understanding.pipeline import Reading
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.spelling import function_words
from salestalk.understanding.subjects import UNKNOWN
from salestalk.understanding.text import Token
from salestalk.understanding.time_words import TIME
from salestalk.understanding.vocabulary_files import grammar, load

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


def is_general_though_known(reading: Reading) -> bool:
    """``how does one become a product manager``: the world's business, though a word of it is a metric's name."""
    if reading.time.said:
        return False
    if _asks_definition(reading):
        return True
    general = _opens(_without_fillers(reading.sentence.words), "general_strong") or (
        "difference" in reading.sentence.said and not (reading.filters or reading.subject.related or reading.groups)
    )
    return general and bool(content_words(reading))


_DEFINING: Final = grammar("refusals.defining")


def _asks_definition(reading: Reading) -> bool:
    """``what does ARR mean``, ``how is margin calculated``, ``the difference between MRR and ARR``: no numbers."""
    words, said = reading.sentence.words, reading.sentence.said
    if reading.filters or reading.groups:
        return False
    if words[:2] == ("what", "does") and words[-1] in ("mean", "means"):
        return True
    if words[:2] == ("what", "is") and words[2:3] in (("a",), ("an",)) and not _JUDGING.isdisjoint(words[3:4]):
        return True
    if words[:2] == ("explain", "what") and words[-1] in ("is", "are", "means"):
        return True
    if words[:1] == ("how",) and not _DEFINING.isdisjoint(words[2:]):
        return True
    apart = "difference" in said and "between" in said and reading.subject.related is not None
    return apart or not _DEFINITIONS.isdisjoint(said)


_JUDGING: Final = grammar("refusals.judging")
_DEFINITIONS: Final = frozenset({"definition", "definitions", "formula"})


def is_general(reading: Reading, followup: bool) -> bool:
    """A question that opens like general talk and holds words nobody here knows what to do with."""
    if followup or "vague" in reading.sentence.cues or reading.rank is not None:
        return False
    ours = reading.time.said and not _US.isdisjoint(reading.sentence.said)
    opens = not ours and _opens(_without_fillers(reading.sentence.words), "general_openers")
    return opens and bool(content_words(reading))


_GIANTS: Final = grammar("refusals.giants")
_GIANT_PRODUCTS: Final = grammar("refusals.giant_products")
_GIANT_LEADS: Final = grammar("refusals.giant_leads")


def asks_other_company(reading: Reading) -> bool:
    """``what's Tesla's revenue``: the market's, not ours; but "signups from Google Ads" are."""
    sentence = reading.sentence
    if _GIANTS.isdisjoint(sentence.said):
        return False
    for index, token in enumerate(sentence.tokens):
        listed = token.word in sentence.lexicon.phrases and not _has_of_its_own(reading, index)
        joined = index + 1 < len(sentence.tokens) and sentence.tokens[index + 1].before == "-"
        if token.word in _GIANTS and not listed and not joined and token.raw[:1].isupper():
            owns = token.raw.endswith(("'s", "’s"))
            leads = sentence.word(index - 1) in _GIANT_LEADS and not owns and not _has_of_its_own(reading, index)
            return not leads and sentence.word(index + 1) not in _GIANT_PRODUCTS
    return False


def _has_of_its_own(reading: Reading, index: int) -> bool:
    """``how many employees does Google have``: the company acts, rather than being where something comes from."""
    sentence = reading.sentence
    return sentence.word(index - 1) in ("does", "did", "has") and "we" not in sentence.said


_MARKET_SIZES: Final = frozenset({"big", "large", "small", "crowded", "competitive", "mature", "saturated"})


def asks_about_the_market(reading: Reading) -> bool:
    """``how big is the European e-commerce market``: the world's, not ours."""
    words = reading.sentence.words
    if words[:1] != ("how",) or words[1:2] == () or words[1] not in _MARKET_SIZES or _US & reading.sentence.said:
        return False
    return reading.subject.subject == "unknown" and not {"market", "markets", "industry"}.isdisjoint(words)


_HOLDERS: Final = grammar("refusals.holders")
_LEAVING: Final = grammar("refusals.leaving")


def asks_about_an_office_holder(reading: Reading) -> bool:
    """``why did our head of product resign``: one person's story, though "head" or "resigned" is a metric's word."""
    sentence = reading.sentence
    if _HOLDERS.isdisjoint(sentence.said) or _LEAVING.isdisjoint(sentence.said):
        return False
    holder = next(index for index, word in enumerate(sentence.words) if word in _HOLDERS)
    leaving = next(index for index, word in enumerate(sentence.words) if word in _LEAVING)
    return 0 < leaving - holder <= 6 and "many" not in sentence.said and not reading.groups


CREATIVE: Final = grammar("refusals.creative")


_ANALYSES: Final = grammar("refusals.analyses")


def makes_analysis(sentence: Sentence, subject: str) -> bool:
    """``create a breakdown of orders``, ``draw a chart of …``: what is to be made is the answer itself."""
    return subject != UNKNOWN and any(
        not _ANALYSES.isdisjoint((token.word, token.stem)) for token in sentence.tokens[1:6]
    )


_ADVICE: Final = frozenset(load("refusals")["out_of_scope"]["advice"])
_EXPECTING: Final = frozenset({"expect", "anticipate", "see", "plan", "look", "compare", "perform", "do", "rank"})


def wants_advice(reading: Reading) -> bool:
    """``should we hire more people``, ``write …``: an opinion or a piece of work, though it names a metric."""
    sentence = reading.sentence
    if "should" not in sentence.said and CREATIVE.isdisjoint(sentence.said):
        return False
    first = next((word for word in sentence.words[:4] if word not in _OPENING_FILLERS), "")
    joined = len(sentence.tokens) > 1 and sentence.tokens[1].before == "-"
    if first in CREATIVE and not joined:
        return not makes_analysis(sentence, reading.subject.subject)
    for width in (4, 3):
        if " ".join(sentence.words[:width]) in _ADVICE:
            return sentence.word(width) not in _EXPECTING
    asks = sentence.word(2) in ("expect", "anticipate", "see", "reach", "hit", "be")
    return sentence.word(0) == "should" and sentence.word(1) in ("we", "i") and not asks


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
