"""Whether words written large are a name that stands alone: after a preposition, or where something is compared."""

from typing import Final

from salestalk.understanding.slots.name_keys import first_names, is_code
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.spelling import function_words, is_known
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar

_LEADS_NAME: Final = grammar("names.leads_name")
_LEADS_SLICE: Final = grammar("lone_names.leads")
_LISTING: Final = frozenset({"and", "or", "vs", "versus", "with", "than", "against", "to"})
_COMPANY_ENDS: Final = grammar("names.company_ends")
_SALUTATIONS: Final = grammar("names.salutations")
_STOP: Final = grammar("names.stop")


def stands_alone(sentence: Sentence, index: int, inside: bool, grouped: bool) -> bool:
    """Whether a word can be one of such a name: a code, a given name, or one that is written large and not known."""
    token = sentence.tokens[index]
    if inside and joins(sentence, index):
        return True
    if is_code(token):
        return not (inside and token.broken)
    if inside and (token.broken or (token.raw.isdigit() and len(token.raw) < 4)):
        return not token.broken
    if not (token.raw[:1].isupper() or _is_camel(token.raw)) or token.word in _STOP:
        return False
    if token.word in first_names() or (grouped and index > 0 and sentence.word(index - 1) in _LEADS_NAME):
        return True
    if inside:
        return True
    if is_known(token.stem, sentence.lexicon):
        return _opens_long_name(sentence, index) or _is_written_as_name(sentence, index)
    return True


def _is_camel(raw: str) -> bool:
    """``eBay``, ``iRobot``."""
    return raw[:1].islower() and raw[1:2].isupper() and raw[2:].islower()


def _opens_long_name(sentence: Sentence, index: int) -> bool:
    """``for Granite Foods``: an ordinary word written large, with another one behind it that ends a company's name."""
    if index + 1 >= len(sentence.tokens) or sentence.word(index - 1) not in _LEADS_NAME:
        return False
    following = sentence.tokens[index + 1]
    return following.raw[:1].isupper() and not following.broken and following.word in _COMPANY_ENDS


def _is_written_as_name(sentence: Sentence, index: int) -> bool:
    """``for Zalando``, ``from Amazon's``: an ordinary word, yet written large behind one that is written small."""
    token = sentence.tokens[index]
    if index == 0 or token.broken or not (token.raw[1:].islower() or _is_camel(token.raw)):
        return False
    if token.stem in function_words() or token.stem in TIME.words:
        return False
    if index in sentence.covered or not sentence.tokens[index - 1].raw.islower():
        return False
    return sentence.word(index - 1) in _LEADS_SLICE or _is_listed(sentence, index)


def _is_listed(sentence: Sentence, index: int) -> bool:
    """``for Lamps and *Rugs*``, ``Falcons vs *Hawks*``: behind another word written large."""
    if index < 2 or sentence.word(index - 1) not in _LISTING:
        return False
    before = sentence.tokens[index - 2]
    return before.raw[:1].isupper() and before.raw[1:].islower() and (index > 2 or index - 2 not in sentence.covered)


def _is_model(sentence: Sentence, start: int, end: int) -> bool:
    """``the X200``, ``of the SoundCore 3``: a product by how it is written."""
    raws = [token.raw for token in sentence.tokens[start:end]]
    camel = any(raw[:1].isupper() and not raw[1:].islower() and not raw.isupper() for raw in raws if len(raw) > 3)
    return is_code(sentence.tokens[start]) or (len(raws) > 1 and raws[-1].isdecimal() and len(raws[-1]) < 4) or camel


def is_introduced(sentence: Sentence, start: int, end: int, group_key: str | None) -> bool:
    """Whether what stands around the words makes them a name that is asked about."""
    if sentence.word(start - 1) in _SALUTATIONS:
        return False
    if group_key or sentence.word(start - 1) in _LEADS_NAME:
        return True
    if sentence.word(start - 1) == "the" and _is_model(sentence, start, end):
        return True
    if sentence.text.clean[sentence.tokens[end - 1].start :].lower().startswith(sentence.word(end - 1) + "'s"):
        return True
    if sentence.word(start) in first_names() or (start == 0 and _leads_metric(sentence, end)):
        return True
    return sentence.word(end) in ("vs", "versus", "or", "and") and not _is_apposition(sentence, start)


def _leads_metric(sentence: Sentence, end: int) -> bool:
    """``Hooli revenue``, ``Hooli: revenue in Q3``."""
    return not sentence.tokens[0].raw.isupper() and any(mark.start == end for mark in sentence.parts("metric"))


def _is_apposition(sentence: Sentence, start: int) -> bool:
    """``Our auditors, *Pemberton* & Lisle, want …``: who asks, before any metric is named."""
    return sentence.tokens[start].broken and not any(mark.start < start for mark in sentence.parts("metric"))


def joins(sentence: Sentence, index: int) -> bool:
    """``Smith & Sons``, ``customer Hill & Dale``, ``M&S``: a sign within a name, which "Hooli & Globex" is not."""
    if sentence.tokens[index].raw != "&" or index + 1 >= len(sentence.tokens):
        return False
    before, after = sentence.tokens[index - 1], sentence.tokens[index + 1]
    if not after.raw[:1].isupper() or after.broken:
        return False
    if after.word in _COMPANY_ENDS or before.end == sentence.tokens[index].start:
        return True
    nouns = [mark for mark in sentence.parts("dimension") if mark.end == index - 1]
    return bool(nouns) and sentence.tokens[index - 2].word == sentence.tokens[index - 2].stem
