"""Talk that is no question about the tenant's metrics: other companies, markets, people in office, words, advice."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Final

from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.subjects import UNKNOWN
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar, load

_OPENING_FILLERS: Final = frozenset({"please", "hey", "hi", "so", "ok", "personally", "honestly", "really", "actually"})
_US: Final = frozenset({"we", "our", "us"})


@cache
def _openers(part: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The words that general talk opens with, by the first of them."""
    openers: dict[str, tuple[tuple[str, ...], ...]] = {}
    for opener in load("refusals")[part]:
        words = tuple(opener.split(" "))
        openers[words[0]] = (*openers.get(words[0], ()), words)
    return openers


def opens(words: tuple[str, ...], part: str) -> bool:
    """Whether the words begin with one of the openers of this list in ``refusals.json``."""
    openers = _openers(part).get(words[0]) if words else None
    return openers is not None and any(words[: len(opener)] == opener for opener in openers)


def without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without what people say before they ask."""
    if _OPENING_FILLERS.isdisjoint(words):
        return words
    return tuple([word for word in words if word not in _OPENING_FILLERS])


def is_general_though_known(reading: Reading) -> bool:
    """``how does one become a product manager``: the world's business, though a word of it is a metric's name."""
    if reading.time.said:
        return False
    words = without_fillers(reading.sentence.words)
    if _asks_definition(reading) or _asks_for_a_doer(reading):
        return True
    if opens(words, "general_always") and not _asks_in_other_words(reading, words):
        return True
    if _asks_opinion_of_somebody(reading, words):
        return True
    general = opens(words, "general_strong") or (
        "difference" in reading.sentence.said and not (reading.filters or reading.subject.related or reading.groups)
    )
    return general and bool(content_words(reading))


def calculates(reading: Reading) -> bool:
    """``what is 17 % of 48,300``: arithmetic, with nothing of ours in it."""
    words = reading.sentence.words
    if reading.subject.subject != UNKNOWN or "of" not in words:
        return False
    place = words.index("of")
    shares = place > 1 and words[place - 1] in ("%", "percent") and words[place - 2][:1].isdigit()
    return shares and reading.sentence.word(place + 1).strip()[:1].isdigit()


def _asks_in_other_words(reading: Reading, words: tuple[str, ...]) -> bool:
    """``what would you say was our best quarter``, ``are you able to show revenue``: a figure is asked for."""
    if words[:4] == ("are", "you", "able", "to"):
        return words[4:5] in _SHOWING and reading.subject.how == "exact"
    return words[2:3] == ("you",) and words[3:4] in _RECKONING


_SHOWING: Final = (("show",), ("tell",), ("give",), ("pull",), ("get",), ("compare",), ("find",), ("check",))
_RECKONING: Final = (("say",), ("estimate",), ("guess",))
"""``what would you *say* was our best quarter``: a figure is asked for, in other words."""


def _asks_for_a_doer(reading: Reading) -> bool:
    """``who designed our logo``: who did something that nobody here counts."""
    sentence = reading.sentence
    if sentence.word(0) != "who" or reading.rank is not None or reading.filters or "target" in sentence.cues:
        return False
    return len(sentence.tokens) > 2 and sentence.tokens[1] in content_words(reading) and sentence.word(1).endswith("ed")


def _asks_opinion_of_somebody(reading: Reading, words: tuple[str, ...]) -> bool:
    """``is Kevin a good sales manager``, ``would Priya make a better manager``: what to think of a person."""
    if _judges_a_colleague(words):
        return True
    if words[:1] not in (("is",), ("was",)) or _JUDGING.isdisjoint(words) or "target" in reading.sentence.cues:
        return False
    judged = any(one in ("a", "an", "the") and two in _JUDGING for one, two in pairwise(words))
    return judged and any(condition.key == "rep" for condition in reading.filters)


_BEING: Final = frozenset({"is", "was", "be", "would", "make", "makes"})
_COLLEAGUES: Final = grammar("general_talk.colleagues")


def _judges_a_colleague(words: tuple[str, ...]) -> bool:
    """``… is a good head of sales``, ``… make a better manager``."""
    if _COLLEAGUES.isdisjoint(words) or _BEING.isdisjoint(words) or words[0] in ("who", "which", "how"):
        return False
    for index, (one, two) in enumerate(pairwise(words)):
        if one in ("a", "an", "the") and (two in _JUDGING or two in ("better", "best", "worse")):
            return not _COLLEAGUES.isdisjoint(words[index + 2 : index + 5])
    return False


_DEFINING: Final = grammar("refusals.defining")


def _asks_definition(reading: Reading) -> bool:
    """``what does ARR mean``, ``how is margin calculated``, ``the difference between MRR and ARR``: no numbers."""
    words, said = reading.sentence.words, reading.sentence.said
    if reading.filters or reading.groups:
        return False
    if words[:2] == ("what", "does") and (words[-1] in ("mean", "means") or words[-2:] == ("stand", "for")):
        return True
    if words[:2] == ("what", "is") and words[2:3] in (("a",), ("an",)) and not _JUDGING.isdisjoint(words[3:4]):
        return True
    if words[:2] == ("explain", "what") and words[-1] in ("is", "are", "means"):
        return True
    if words[:1] in (("how",), ("explain",)) and not _DEFINING.isdisjoint(words[2:]):
        return True
    if words[:2] in (("how", "does"), ("how", "do")) and not {"work", "works"}.isdisjoint(words[2:]):
        return True
    apart = "difference" in said and "between" in said and reading.subject.related is not None
    return apart or not _DEFINITIONS.isdisjoint(said)


_JUDGING: Final = grammar("refusals.judging")
_DEFINITIONS: Final = frozenset({"definition", "definitions", "formula"})


def is_general(reading: Reading, followup: bool) -> bool:
    """A question that opens like general talk and holds words nobody here knows what to do with."""
    if followup or "vague" in reading.sentence.cues or reading.rank is not None:
        return False
    if reading.subject.subject != UNKNOWN and reading.slices:  # "who sells more, Anna or Ben"
        return False
    ours = reading.time.said and not _US.isdisjoint(reading.sentence.said)
    is_talk = not ours and opens(without_fillers(reading.sentence.words), "general_openers")
    return is_talk and bool(content_words(reading))


_COURTESY: Final = grammar("general_talk.courtesy")
_COURTEOUS: Final = frozenset(
    {"thanks", "thank", "thx", "cheers", "bye", "goodbye", "ty", "welcome", "hi", "hey", "hello", "howdy", "greetings"}
)


def is_courtesy(sentence: Sentence) -> bool:
    """``thanks a lot!``, ``hello there``: nothing is asked, whatever was asked before."""
    return not _COURTEOUS.isdisjoint(sentence.said) and sentence.said <= _COURTESY


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
            if not owns and any(mark.start == index + 1 for mark in sentence.parts("metric")):
                return False
            return not leads and sentence.word(index + 1) not in _GIANT_PRODUCTS
    return False


_TOUCHED: Final = frozenset({"we", "our"}) | frozenset({"buy", "bought", "pay", "paid", "spend", "order", "ordered"})
"""What shows that the company deals with us ("how much did Microsoft *buy* from us")."""


def _has_of_its_own(reading: Reading, index: int) -> bool:
    """``how many employees does Google have``: the company acts, rather than being where something comes from."""
    sentence = reading.sentence
    return sentence.word(index - 1) in ("does", "did", "has") and sentence.said.isdisjoint(_TOUCHED)


_MARKET_SIZES: Final = frozenset({"big", "large", "small", "crowded", "competitive", "mature", "saturated"})


def asks_about_the_market(reading: Reading) -> bool:
    """``how big is the European e-commerce market``: the world's, not ours."""
    words = reading.sentence.words
    if ("market", "share") in pairwise(words) and _US.isdisjoint(reading.sentence.said):
        return any(
            token.raw.endswith(("'s", "’s")) and token.raw[:1].isupper() for token in reading.sentence.tokens[1:]
        )
    if words[:1] != ("how",) or words[1:2] == () or words[1] not in _MARKET_SIZES or _US & reading.sentence.said:
        return False
    return reading.subject.subject == "unknown" and not {"market", "markets", "industry"}.isdisjoint(words)


_HOLDERS: Final = grammar("refusals.holders")
_LEAVING: Final = grammar("refusals.leaving")


_WHO_IS: Final = (("who", "is"), ("who", "was"), ("who", "are"))


def asks_about_an_office_holder(reading: Reading) -> bool:
    """``why did our head of product resign``: one person's story, though "head" or "resigned" is a metric's word."""
    sentence = reading.sentence
    if _HOLDERS.isdisjoint(sentence.said):
        return False
    if sentence.words[:2] in _WHO_IS and reading.rank is None and not reading.time.said:
        return True
    if _LEAVING.isdisjoint(sentence.said):
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
