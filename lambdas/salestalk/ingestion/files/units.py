"""Units as people write them in columns, headings and cells, and which one a value is in."""

import re
from typing import Final

from salestalk.ingestion.files.money import CODE, CODES, SCALES, SIGN, candidates
from salestalk.ingestion.files.numbers import Number, cleaned
from salestalk.values import frozen

RATIO: Final = "ratio"
PERCENT_WORDS: Final = frozenset({"%", "percent", "percentage", "pct", "prozent", "pourcentage", "porcentaje"})
_COUNT_WORDS: Final = frozenset(
    {"#", "count", "no", "no.", "nr", "number", "qty", "quantity", "anzahl", "stück", "pcs", "pieces"}
)
_PLAIN_UNITS: Final = frozenset(
    {"units", "days", "hours", "minutes", "seconds", "points", "score", "fte", "ratio", "h", "min"}
)
_TOKENS: Final = re.compile(rf"{SIGN}|TEUR|(?:{CODE})(?![a-z])|[^\W\d_]+\.?|%|#")
_FILLER: Final = frozenset({"in", "of", "x"})
_IN_BRACKETS: Final = re.compile(r"^(?P<label>.*?\S)\s*[(\[](?P<unit>[^()\[\]]{1,32})[)\]]$")
_AT_END: Final = re.compile(rf"^(?P<label>.*?[^\s,_:-])[\s,_:-]+(?:in\s+)?(?P<unit>{SIGN}|{CODE}|{CODE.lower()}|%)$")


@frozen
class Unit:
    """A unit (None: only a power of ten was said), the power of ten in which values are written, and percent."""

    name: str | None
    exponent: int = 0
    percent: bool = False


@frozen
class UnitFault:
    """Why a value's unit cannot be told."""

    rule: str
    message: str


def read_unit(text: str) -> Unit:
    """What a unit says: ``$`` is USD, ``USD k`` thousands of it, ``%`` hundredths; anything else is kept as written."""
    plain = cleaned(text)
    return recognized_unit(plain) or Unit(plain)


def recognized_unit(text: str) -> Unit | None:
    """The same for units in the common forms; None for any other word."""
    plain = cleaned(text)
    lowered = plain.lower()
    if lowered in PERCENT_WORDS:
        return Unit(None, percent=True)
    if lowered in _COUNT_WORDS:
        return Unit("count")
    if lowered in _PLAIN_UNITS:
        return Unit(lowered)
    if plain.upper() in CODES:
        return Unit(plain.upper())
    return _money(plain)


def split_heading(heading: str) -> tuple[str, str | None]:
    """A heading's label and the unit it names at its end: ``Revenue (USD k)`` gives ``Revenue`` and ``USD k``."""
    plain = cleaned(heading)
    for shape in (_IN_BRACKETS, _AT_END):
        if (match := shape.match(plain)) and recognized_unit(match["unit"]) is not None:
            return match["label"], match["unit"]
    if plain.endswith("%") and len(plain) > 1:
        return plain[:-1].strip(), "%"
    return plain, None


def settle(subject: str, stated: Unit | None, number: Number, planned: str | None) -> tuple[str, int] | UnitFault:
    """The unit of a value, and by what power of ten it must be multiplied to be in that unit.

    ``stated`` is what its column, its heading or the caller says, ``planned`` what is known of the metric besides.
    """
    if number.percent:
        return _of_percent(subject, stated, planned)
    if number.money is not None:
        return _of_money(number.money, stated, planned)
    if stated is not None and stated.percent:
        return (planned, 0) if planned is not None and planned.lower() in PERCENT_WORDS else (RATIO, -2)
    unit = (stated.name if stated else None) or planned
    if unit is None:
        said = f"the unit of {subject} is nowhere said: add a column 'unit', write it in the heading, or say --unit"
        return UnitFault("unit_missing", said)
    return unit, stated.exponent if stated else 0


def _of_percent(subject: str, stated: Unit | None, planned: str | None) -> tuple[str, int] | UnitFault:
    kept = planned if planned is not None and planned.lower() in PERCENT_WORDS else None
    if stated is None or stated.percent or stated.name is None:
        return (kept, 2) if kept else (RATIO, 0)
    if stated.name.lower() in {RATIO, "rate", "share"}:
        return stated.name, 0
    return UnitFault(
        "unit_contradiction", f"the cell is a percentage, but the unit of {subject} is given as {stated.name}"
    )


def _of_money(money: str, stated: Unit | None, planned: str | None) -> tuple[str, int] | UnitFault:
    possible = candidates(money)
    if stated is not None and stated.percent:
        return UnitFault("unit_contradiction", f"the cell says {money}, but its unit is given as percent")
    if stated is not None and stated.name is not None:
        if stated.name in possible:
            return stated.name, stated.exponent
        return UnitFault("unit_contradiction", f"the cell says {money}, but its unit is given as {stated.name}")
    return (planned if planned in possible and planned else possible[0]), stated.exponent if stated else 0


def _money(text: str) -> Unit | None:
    """``USD``, ``$M``, ``k€``, ``TEUR``, ``in USD millions``, ``thousands``; None when there are other words in it."""
    currency, exponent, seen = None, 0, ""
    for token in _TOKENS.findall(text):
        seen += token
        lowered = token.lower().rstrip(".")
        if token == "TEUR" and currency is None:  # noqa: S105 - German accountants' thousands of euros
            currency, exponent = "EUR", 3
        elif candidates(token) and currency is None:
            currency = candidates(token)[0]
        elif lowered in SCALES and not exponent:
            exponent = SCALES[lowered]
        elif (split := _joined(token)) and currency is None and not exponent:
            currency, exponent = split
        elif lowered not in _FILLER:
            return None
    if re.sub(r"[\s/,._-]", "", text) != re.sub(r"[\s/,._-]", "", seen) or (currency is None and not exponent):
        return None
    return Unit(currency, exponent)


def _joined(token: str) -> tuple[str, int] | None:
    """``kEUR`` and ``EURm``: a code and a power of ten without a space."""
    for code, rest in ((token[-3:], token[:-3]), (token[:3], token[3:])):
        if code in CODES and rest.lower() in SCALES:
            return code, SCALES[rest.lower()]
    return None
