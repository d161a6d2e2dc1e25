"""The last look at a text before it leaves: every numeral must be true, or nothing is sent.

Numerals inside names and period labels belong to them, by position. Every other numeral must lie within a figure, and
every figure must equal, at its printed precision and in its unit, the value it names among what the answer cites.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from salestalk.analysis.decimals import EXACT
from salestalk.errors import InvariantBroken
from salestalk.narration.figures import MINUS, Figure, scale_of, suffix_of, suffix_of_one, symbol
from salestalk.planning.wording import Data
from salestalk.values import frozen

_SCALES: Final = {"": Decimal(1), "K": Decimal("1e3"), "M": Decimal("1e6"), "B": Decimal("1e9"), "T": Decimal("1e12")}
_FIGURE: Final = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?([KMBT]?)", re.ASCII)
_WORDS: Final = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|"
    r"million|billion|dozen|half|third|quarter of|twice|double[ds]?|tripled?|percent|second|fourth|fifth)\b",
    re.IGNORECASE,
)


@frozen
class Item:
    """A cited value."""

    value: Decimal
    unit: str


def verify(parts: Sequence[str], items: Mapping[str, Item]) -> int:
    """Check every numeral of a text given as its parts; gives the number of figures checked.

    Raises `InvariantBroken` for a numeral in our own words, a figure that is not its value, or one that runs into a
    numeral next to it.
    """
    figures = 0
    for place, part in enumerate(parts):
        if isinstance(part, Figure):
            _verify_figure(part, items)
            _verify_apart(parts, place)
            figures += 1
        elif not isinstance(part, Data):
            _verify_words(part)
    return figures


def _verify_words(text: str) -> None:
    if any(char.isnumeric() for char in text) or _WORDS.search(text):
        raise InvariantBroken("the text names a number that stands for no value")


def _verify_figure(figure: Figure, items: Mapping[str, Item]) -> None:
    item = items.get(figure.id)
    if item is None:
        raise InvariantBroken("the text prints a value that is not cited")
    negative, printed, step = _parsed(figure, item.unit)
    value = EXACT.multiply(item.value.copy_abs() if figure.is_size else item.value, scale_of(item.unit))
    shown = printed.copy_negate() if negative else printed
    if EXACT.multiply(EXACT.abs(EXACT.subtract(shown, value)), Decimal(2)) > step:
        raise InvariantBroken("the text prints a value other than the one it cites")
    if printed and not figure.is_size and negative is not (value < 0):
        raise InvariantBroken("the text prints a value with the wrong sign")


def _parsed(figure: Figure, unit: str) -> tuple[bool, Decimal, Decimal]:
    """Sign, printed value and the worth of its last digit. Raises unless currency and unit are the value's own."""
    text = str(figure).removeprefix("+")
    negative = text.startswith(MINUS)
    text = text.removeprefix(MINUS)
    money = symbol(unit) or ""
    if not text.startswith(money):
        raise InvariantBroken("the text prints a value in another currency")
    match = _FIGURE.match(text, len(money))
    if match is None:
        raise InvariantBroken("the text prints something that is no number")
    ending = text[match.end() :]
    if ending not in (suffix_of(unit), suffix_of_one(unit), " points" if suffix_of(unit) == " %" else "", ""):
        raise InvariantBroken("the text prints a value in another unit")
    whole, decimals, letter = match.group(1).replace(",", ""), match.group(2) or "", match.group(3)
    scale = _SCALES[letter]
    return negative, EXACT.multiply(Decimal(f"{whole}.{decimals or 0}"), scale), scale.scaleb(-len(decimals))


def _verify_apart(parts: Sequence[str], place: int) -> None:
    """A figure next to a digit, a sign or a letter would read as another number."""
    before = parts[place - 1][-1:] if place else ""
    after = parts[place + 1][:1] if place + 1 < len(parts) else ""
    if before.isalnum() or before in tuple("+-−.,$€£¥%") or after.isalnum() or after in tuple("%‰°"):
        raise InvariantBroken("the text runs a value into its surroundings")
