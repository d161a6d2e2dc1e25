"""Numeric conditions ("over $100k", "at least 20%", "between 5 and 10 units"), kept as filters with an exact number."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from salestalk.contracts.classification import FilterOp
from salestalk.understanding.words.text import Token, word_of
from salestalk.understanding.words.vocabulary_files import grammar, load

_DATA: Final = load("conditions")
_OPERATORS: Final = {tuple(words.split(" ")): FilterOp(op) for op, said in _DATA["operators"].items() for words in said}
_FIRST: Final = frozenset(words[0] for words in _OPERATORS) | {"between"}
_WIDTHS: Final = {
    first: tuple(sorted({len(words) for words in _OPERATORS if words[0] == first}, reverse=True)) for first in _FIRST
}
"""How many words there are in the operators that begin with a word, the longest first."""
_AMOUNTS: Final = frozenset("$€£0123456789")
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
    for index, word in enumerate(map(word_of, tokens)):
        if (word in _FIRST or word[0] in _AMOUNTS) and index >= reached and (here := _condition_at(tokens, index)):
            found.extend(here)
            reached = here[-1].end
    return tuple(found)


def _condition_at(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    word = tokens[index].word
    if word == "between":
        return _between(tokens, index)
    return _compared(tokens, index) if word in _FIRST else _trailing(tokens, index)


def _compared(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    for width in _WIDTHS[tokens[index].word]:
        words = tuple(map(word_of, tokens[index : index + width]))
        operator = _OPERATORS.get(words)
        if operator is None:
            continue
        amount = amount_at(tokens, index + width) or _duration(tokens, index + width, words)
        if amount and (amount.sure or words not in _NEEDS_UNIT):
            if words == ("from",) and (high := _amount_after(tokens, amount.end)):
                low = Condition(index, amount.end, operator, _plain(amount.value))
                return low, Condition(amount.end, high.end, FilterOp.LTE, _plain(high.value))
            days = tokens[amount.end - 1].stem in ("day", "week", "month")
            return (Condition(index, amount.end, operator, _plain(amount.value), days),)
        return ()
    return ()


_LASTING: Final = frozenset({"of", "took", "taking", "takes", "take", "lasted", "lasting", "open", "older"})


def _amount_after(tokens: tuple[Token, ...], index: int) -> Amount | None:
    """``from 10k *to 50k*``."""
    joined = index < len(tokens) and tokens[index].word in ("to", "through", "up")
    return amount_at(tokens, index + 1 + (tokens[index].word == "up")) if joined else None


def _duration(tokens: tuple[Token, ...], index: int, words: tuple[str, ...]) -> Amount | None:
    """``longer than 60 days``: a length of time, after words that lead to no period."""
    lone = words in (("above",), ("under",), ("below",), ("exceeding",), ("at", "least"), ("at", "most"))
    lasting = words == ("over",) and 1 < index < len(tokens) and tokens[index - 2].word in _LASTING
    if not (words[-1] == "than" or lone or lasting) or index + 1 >= len(tokens) or not tokens[index].word.isdecimal():
        return None
    days = {"day": 1, "week": 7, "month": 30}.get(tokens[index + 1].stem)
    return Amount(index + 2, Decimal(int(tokens[index].word[:6]) * days), sure=True, open_ended=False) if days else None


def _between(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    low = amount_at(tokens, index + 1)
    if low is None or low.end >= len(tokens) or tokens[low.end].word not in ("and", "to"):
        return ()
    high = amount_at(tokens, low.end + 1)
    if high is None or not (low.sure or high.sure):
        return ()
    floor = low.value
    if high.sure and not low.sure and 0 < floor < 1000 <= high.value:
        floor = floor.scaleb(3 * ((high.value.adjusted()) // 3))
    if high.value < 1 < floor:
        floor = floor.scaleb(-2)
    first = Condition(index, low.end, FilterOp.GTE, _plain(floor))
    return first, Condition(low.end, high.end, FilterOp.LTE, _plain(high.value))


def _dashed(tokens: tuple[Token, ...], low: Amount) -> Amount | None:
    """``10k–50k``: the end of a range of amounts, which years and weeks are none of."""
    if not low.sure or low.end >= len(tokens) or tokens[low.end].before not in ("-", "–", "—"):
        return None
    high = amount_at(tokens, low.end)
    return high if high is not None and high.sure and high.value > low.value else None


def _trailing(tokens: tuple[Token, ...], index: int) -> tuple[Condition, ...]:
    """``100k or more``, ``$50k+``, ``20% and above``."""
    amount = amount_at(tokens, index)
    if amount is None:
        return ()
    if amount.open_ended:
        return (Condition(index, amount.end, FilterOp.GTE, _plain(amount.value)),)
    if high := _dashed(tokens, amount):
        low = Condition(index, amount.end, FilterOp.GTE, _plain(amount.value))
        return low, Condition(amount.end, high.end, FilterOp.LTE, _plain(high.value))
    words = tuple(map(word_of, tokens[amount.end : amount.end + 2]))
    if len(words) == 2 and words[0] in ("or", "and"):
        if words[1] in ("more", "above", "over", "higher", "up", "greater", "larger", "bigger"):
            return (Condition(index, amount.end + 2, FilterOp.GTE, _plain(amount.value)),)
        if words[1] in ("less", "below", "under", "lower", "fewer", "smaller"):
            return (Condition(index, amount.end + 2, FilterOp.LTE, _plain(amount.value)),)
    return ()


def amount_at(tokens: tuple[Token, ...], index: int) -> Amount | None:
    """The amount that begins at a word, if one does."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.word in _BEFORE_AMOUNT:
        inner = amount_at(tokens, index + 1) if index + 1 < len(tokens) else None
        return inner._replace(sure=True) if inner and token.word in _CURRENCIES else inner
    match = _NUMBER.fullmatch(token.word)
    if match:
        value = _decimal(match[2], european=match[1] == "€" or _currency_at(tokens, index))
        sure = bool(match[1] or match[3]) or "," in match[2] or "." in match[2]
        value = value.scaleb(_SCALE[match[3]]) if match[3] else value
        return _scaled(tokens, index + 1, value, sure, bool(match[4]))
    if token.word in _SCALE and token.word in _SPOKEN_SCALES and index and tokens[index - 1].word in ("a", "one"):
        return _scaled(tokens, index, Decimal(1), sure=True, open_ended=False)
    if token.word in _WORD_NUMBERS:
        value, end = Decimal(_WORD_NUMBERS[token.word]), index + 1
        if end < len(tokens) and tokens[end].word == "hundred" and 0 < value < 100:
            value, end = value * 100, end + 1
        return _scaled(tokens, end, value, sure=False, open_ended=False)
    return None


_SPOKEN_SCALES: Final = frozenset({"thousand", "million", "billion"})
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
