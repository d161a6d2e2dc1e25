"""What a name is the name of: a rep, a customer, a place, a product, a campaign."""

from typing import Final

from salestalk.contracts.classification import Domain
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.text import Token
from salestalk.understanding.vocabulary_files import grammar, load

_KEYS_OF_NAMES: Final = frozenset({"rep", "customer", "product", "campaign", "team", "product_line"})


def is_code(token: Token) -> bool:
    """``X200``, ``A-100``: letters and digits, as products are called."""
    return token.raw[:1].isupper() and token.word[-1].isdigit() and len(token.word) >= 3


def key_for(sentence: Sentence, start: int, end: int, group_key: str | None) -> str:
    """The dimension of a name, by the nouns and the metric around it and by how it looks."""
    if group_key:
        return group_key
    nouns = {mark.entry.dimension for mark in sentence.parts("dimension")} & _KEYS_OF_NAMES
    if len(nouns) == 1:
        return str(next(iter(nouns)))
    if sentence.word(end - 1) in _COMPANY_ENDS:
        return "customer"
    if sentence.word(start) in first_names():
        return "rep"
    if _is_place(sentence, start, end):
        return "region"
    if any(is_code(token) for token in sentence.tokens[start:end]):
        return "product"
    domains = {
        sentence.lexicon.facts(mark.entry.metrics[0]).domain for mark in sentence.parts("metric") if mark.entry.metrics
    }
    if Domain.PRODUCTS in domains or Domain.OPERATIONS in domains:
        return "product"
    if Domain.SALES in domains and end - start > 1:
        return "rep"
    if Domain.MARKETING in domains:
        return "campaign"
    return "customer"


_COMPANY_ENDS: Final = grammar("names.company_ends")
_PLACE_ENDS: Final = tuple(grammar("names.place_ends"))
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
