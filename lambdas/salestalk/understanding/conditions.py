"""Numeric conditions ("over $100k", "at least 20%", "between 5 and 10 units"), kept as filters with an exact number."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from salestalk.contracts.classification import FilterOp
from salestalk.understanding.text import Token
from salestalk.understanding.vocabulary_files import grammar, load

_DATA: Final = load("conditions")
_OPERATORS: Final = {tuple(words.split(" ")): FilterOp(op) for op, said in _DATA["operators"].items() for words in said}
_FIRST: Final = frozenset(words[0] for words in _OPERATORS) | {"between"}
_AMOUNTS: Final = "$€£0123456789"
_NEEDS_UNIT: Final = frozenset(tuple(words.split(" ")) for words in _DATA["needs_unit"])
"""Words that lead to times as well: only an amount that cannot be a time makes a condition."""
_SCALE: Final[dict[str, int]] = _DATA["scale"]
_WORD_NUMBERS: Final[dict[str, int]] = _DATA["numbers"]
_PERCENT: Final = frozenset(_DATA["percent"])
_NUMBER: Final = re.compile(r"([$€£¥]?)\s?(\d[\d,'’]*(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,})(k|m|mm|mn|mio|b|bn|g)?(\+?)")
_UNITS: Final = grammar("conditions.units")


class Condition(NamedTuple):
    """An amount and how values are to be held to it, in tokens ``start`` up to ``end``."""

    start: int
    end: int
    op: FilterOp
    amount: str
    """A plain decimal; percentages as fractions."""
    days: bool = False
    """Whether it is a length of time."""


class Amount(NamedTuple):
    """A number as written, its value, and whether only an amount (not a year or a count of periods) looks like this."""

    end: int
    value: Decimal
    sure: bool
    open_ended: bool


def find_conditions(tokens: tuple[Token, ...]) -> tuple[Condition, ...]:
    """Every numeric condition, left to right."""
    found: list[Condition] = []
    reached = 0
    for index in [place for place, token in enumerate(tokens) if token.word in _FIRST or token.word[0] in _AMOUNTS]:
        if index >= reached and (here := _condition_at(tokens, index)):
            found.extend(here)
            reached = here[-1].end
    return tuple(found)


def _condition_at(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    word = tokens[index].word
    if word == "between":
        return _between(tokens, index)
    return _compared(tokens, index) if word in _FIRST else _trailing(tokens, index)


def _compared(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    for width in (3, 2, 1):
        words = tuple([token.word for token in tokens[index : index + width]])
        operator = _OPERATORS.get(words)
        if operator is None:
            continue
        amount = _amount(tokens, index + width) or _duration(tokens, index + width, words)
        if amount and (amount.sure or words not in _NEEDS_UNIT):
            days = tokens[amount.end - 1].stem in ("day", "week", "month")
            return (Condition(index, amount.end, operator, _plain(amount.value), days),)
        return ()
    return ()


def _duration(tokens: tuple[Token, ...], index: int, words: tuple[str, ...]) -> Amount | None:
    """``longer than 60 days``: a length of time, after words that lead to no period."""
    if words[-1] != "than" or index + 1 >= len(tokens) or not tokens[index].word.isdecimal():
        return None
    days = {"day": 1, "week": 7, "month": 30}.get(tokens[index + 1].stem)
    return Amount(index + 2, Decimal(int(tokens[index].word[:6]) * days), sure=True, open_ended=False) if days else None


def _between(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    low = _amount(tokens, index + 1)
    if low is None or low.end >= len(tokens) or tokens[low.end].word not in ("and", "to"):
        return ()
    high = _amount(tokens, low.end + 1)
    if high is None or not (low.sure or high.sure):
        return ()
    floor = low.value
    if high.sure and not low.sure and 0 < floor < 1000 <= high.value:
        floor = floor.scaleb(3 * ((high.value.adjusted()) // 3))
    if high.value < 1 < floor:
        floor = floor.scaleb(-2)
    first = Condition(index, low.end, FilterOp.GTE, _plain(floor))
    return first, Condition(low.end, high.end, FilterOp.LTE, _plain(high.value))


def _trailing(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    """``100k or more``, ``$50k+``, ``20% and above``."""
    amount = _amount(tokens, index)
    if amount is None:
        return ()
    if amount.open_ended:
        return (Condition(index, amount.end, FilterOp.GTE, _plain(amount.value)),)
    words = tuple([token.word for token in tokens[amount.end : amount.end + 2]])
    if len(words) == 2 and words[0] in ("or", "and"):
        if words[1] in ("more", "above", "over", "higher", "up", "greater", "larger", "bigger"):
            return (Condition(index, amount.end + 2, FilterOp.GTE, _plain(amount.value)),)
        if words[1] in ("less", "below", "under", "lower", "fewer", "smaller"):
            return (Condition(index, amount.end + 2, FilterOp.LTE, _plain(amount.value)),)
    return ()


def _amount(tokens: tuple[Token, ...], index: int) -> Amount | None:
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.word in _BEFORE_AMOUNT:
        inner = _amount(tokens, index + 1) if index + 1 < len(tokens) else None
        return inner._replace(sure=True) if inner and token.word in _CURRENCIES else inner
    match = _NUMBER.fullmatch(token.word)
    if match:
        value = _decimal(match[2], european=match[1] == "€" or _currency_at(tokens, index))
        sure = bool(match[1] or match[3]) or "," in match[2] or "." in match[2]
        value = value.scaleb(_SCALE[match[3]]) if match[3] else value
        return _scaled(tokens, index + 1, value, sure, bool(match[4]))
    if token.word in _WORD_NUMBERS:
        return _scaled(tokens, index + 1, Decimal(_WORD_NUMBERS[token.word]), sure=False, open_ended=False)
    return None


_CURRENCIES: Final = grammar("conditions.currencies")
_BEFORE_AMOUNT: Final = _CURRENCIES | {"a", "an", "about", "roughly", "around", "worth", "approximately", "circa", "ca"}
_DOTTED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA: Final = re.compile(r"\d+,\d{1,2}")


def _decimal(digits: str, *, european: bool) -> Decimal:
    """The number as written; ``250.000`` beside a currency that is written so has no fraction, ``2,5`` has one."""
    if _DOTTED.fullmatch(digits) and (european or digits.count(".") > 1):
        return Decimal(digits.replace(".", ""))
    if _COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    return Decimal(re.sub(r"[,'’]", "", digits))


def _currency_at(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a currency with decimal commas stands beside an amount ("EUR 250.000", "250.000 euros")."""
    around = (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2])
    return any(token.word in _WITH_COMMAS for token in around)


_WITH_COMMAS: Final = grammar("conditions.with_commas")


def _scaled(tokens: tuple[Token, ...], end: int, value: Decimal, sure: bool, open_ended: bool) -> Amount | None:
    """The amount with the words behind it: million, percent, dollars."""
    following = tokens[end].word if end < len(tokens) else ""
    if following in _SCALE and following.isalpha():
        value, end, sure = value.scaleb(_SCALE[following]), end + 1, True
        following = tokens[end].word if end < len(tokens) else ""
    if following in _PERCENT:
        return Amount(end + 1, value.scaleb(-2), sure=True, open_ended=open_ended)
    if following == "+":
        return Amount(end + 1, value, sure=True, open_ended=True)
    if following in _UNITS:
        money = following in _CURRENCIES and following.isalpha()
        return Amount(end + 1 if money else end, value, sure=True, open_ended=open_ended)
    if following in ("day", "days", "week", "weeks", "month", "months", "year", "years", "quarter", "quarters"):
        return None
    year = value == value.to_integral_value() and 1900 <= value <= 2100 and not sure
    return None if year else Amount(end, value, sure or value >= 1000, open_ended)


def _plain(value: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = format(value.normalize(), "f")
    return text or "0"
