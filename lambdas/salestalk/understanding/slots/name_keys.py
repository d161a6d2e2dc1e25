"""What a name is the name of: a rep, a customer, a place, a product, a campaign."""

import re
from typing import Final

from salestalk.contracts.classification import Domain
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar, load

_KEYS_OF_NAMES: Final = frozenset({"rep", "customer", "product", "campaign", "team", "product_line"})


def is_code(token: Token) -> bool:
    """``X200``, ``A-100``: letters and digits, as products are called."""
    return token.raw[:1].isupper() and token.word[-1].isdigit() and len(token.word) >= 3


def key_for(sentence: Sentence, start: int, end: int, group_key: str | None) -> str:
    """The dimension of a name, by the nouns and the metric around it and by how it looks."""
    if key := group_key or kind_said(sentence) or _split_by(sentence):
        return key
    nouns = {mark.entry.dimension for mark in sentence.parts("dimension")} & _KEYS_OF_NAMES
    if len(nouns) == 1:
        return str(next(iter(nouns)))
    if sentence.word(end - 1) in _COMPANY_ENDS:
        return "customer"
    if sentence.word(start - 1) in _PREMISES:
        return "site"
    if sentence.word(start) in first_names():
        return "customer" if _OWN_PLACE.search(sentence.text.raw(start, end)) else "rep"
    metrics = (mark.entry.metrics[0] for mark in sentence.parts("metric") if mark.entry.metrics)
    domains = {sentence.lexicon.facts(metric).domain for metric in metrics}
    if _is_place(sentence, start, end) and not (Domain.PEOPLE in domains and "&" in sentence.text.raw(start, end)):
        return "region"
    return "product" if _looks_like_product(sentence, start, end) else _usual_in(domains, end - start)


def _looks_like_product(sentence: Sentence, start: int, end: int) -> bool:
    """``X200``, ``SoundCore 3``."""
    tokens = sentence.tokens[start:end]
    numbered = len(tokens) > 1 and tokens[-1].word.isdecimal() and len(tokens[-1].word) < 4
    return numbered or any(is_code(token) for token in tokens)


def _usual_in(domains: set[Domain], length: int) -> str:
    """What a name is mostly the name of in questions on these domains' metrics."""
    if Domain.PRODUCTS in domains or Domain.OPERATIONS in domains:
        return "product"
    if Domain.SALES in domains and length > 1:
        return "rep"
    if Domain.MARKETING in domains:
        return "campaign"
    return "department" if Domain.PEOPLE in domains else "customer"


_APART: Final = frozenset({"which", "that", "it", "this"})
_POINTING: Final = frozenset({"these", "those", "they", "both", "all"}) | _APART
_BETWEEN: Final = frozenset({"a", "an", "our", "all", "both", "two", "of", "the", "different", "one"})


def is_kind_said(sentence: Sentence, mark: Mark) -> bool:
    """``Lamps and Rugs, these are *product lines*``: what the names are the names of; nothing is grouped by it."""
    if sentence.said.isdisjoint(("are", "is")):
        return False
    index = mark.start - 1
    while sentence.word(index) in _BETWEEN:
        index -= 1
    pointing = index - 1
    if pointing < 1 or sentence.word(index) not in ("are", "is") or sentence.word(pointing) not in _POINTING:
        return False
    return sentence.word(pointing) not in _APART or sentence.tokens[pointing].broken


def kind_said(sentence: Sentence) -> str | None:
    """The dimension that names and values are said to belong to."""
    if sentence.said.isdisjoint(("are", "is")):
        return None
    marks = [role.mark for role in sentence.roles if role.mark.entry.dimension]
    return next((mark.entry.dimension for mark in marks if is_kind_said(sentence, mark)), None)


def _split_by(sentence: Sentence) -> str | None:
    """``by category without Gift Cards``: what is left out of a grouping is of its dimension."""
    if not sentence.has("exclude") and sentence.said.isdisjoint(_LEFT_OUT):
        return None
    by = [mark.entry.dimension for mark in sentence.parts("dimension") if sentence.word(mark.start - 1) in _BY]
    return by[0] if len(by) == 1 else None


_LEFT_OUT: Final = frozenset({"out", "aside", "excepted", "excluded", "ignore", "ignored", "apart"})
_BY: Final = grammar("groups.by")

_COMPANY_ENDS: Final = grammar("names.company_ends")
_PLACE_ENDS: Final = tuple(grammar("names.place_ends"))
_OWN_PLACE: Final = re.compile("['’]s [A-Z][a-z]")
"""``Tom's Diner``: no person, but what is called after one."""
_PREMISES: Final = frozenset({"store", "shop", "outlet", "hub", "hotel", "restaurant"})
_WITHIN: Final = frozenset({"in", "across", "throughout", "within"})


def _is_place(sentence: Sentence, start: int, end: int) -> bool:
    """``in Wallonia``, ``from Transylvania``: a place that no list holds; a code is none."""
    if any(is_code(token) for token in sentence.tokens[start:end]):
        return False
    if sentence.word(end - 1).endswith(_PLACE_ENDS) and len(sentence.word(end - 1)) > 5:
        return True
    return sentence.word(start - 1) in _WITHIN


def first_names() -> frozenset[str]:
    """Given names by which a rep is recognised."""
    if not _FIRST_NAMES:
        _FIRST_NAMES.append(frozenset(load("words")["first_names"]))
    return _FIRST_NAMES[0]


_FIRST_NAMES: Final[list[frozenset[str]]] = []
