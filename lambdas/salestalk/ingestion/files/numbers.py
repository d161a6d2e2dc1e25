"""Numbers as people write them, read exactly: 1,234.50 · 1.234,50 · (1,200) · €2.5M · 35% · 1.2e6.

Nothing here decides what a lone separator means: `DecimalStyle` says so for the whole file, and where it is unsettled
only numbers that can be read in one way are read.
"""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from salestalk.ingestion.files.model import DecimalStyle
from salestalk.ingestion.files.money import CODE, SCALES, SIGN
from salestalk.values import frozen

MISSING_WORDS: Final = frozenset(
    {"", "-", "--", "–", "—", "n/a", "n.a.", "n.a", "na", "#n/a", "nan", "null", "none", "nil", "(null)", "<null>"}
    | {".", ".."}
)
CELL_ERRORS: Final = frozenset({"#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
MAX_LENGTH: Final = 100

_SPACES: Final = {ord(char): " " for char in "\u00a0\u202f\u2007\u2009\u2008\u200a\u3000\t\r\n"}
_CLEANED: Final = {**_SPACES, **dict.fromkeys(map(ord, "\u200b\ufeff\u200e\u200f\u2060")), ord("−"): "-", ord("’"): "'"}
_WORDS: Final = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))
_SCALE_WORD: Final = re.compile(rf"(?<=[\d.,)])\s*({_WORDS})\.?$", re.IGNORECASE)
_MONEY_FIRST: Final = re.compile(rf"({SIGN}|{CODE}(?![A-Za-z]))\s*")
_MONEY_LAST: Final = re.compile(rf"\s*({SIGN}|(?<![A-Za-z]){CODE})$")
_CORE: Final = re.compile(r"([\d.,' ]+)(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
_PLAIN: Final = {
    DecimalStyle.POINT: re.compile(r"-?\d{1,30}(?:\.\d{1,20})?", re.ASCII),
    DecimalStyle.COMMA: re.compile(r"-?\d{1,30}(?:,\d{1,20})?", re.ASCII),
    DecimalStyle.UNSETTLED: re.compile(r"-?\d{1,30}", re.ASCII),
}


def _groups(mark: str) -> re.Pattern[str]:
    """Groups of three, or as in India two and at the end three: 1,234,567 and 12,34,567."""
    mark = re.escape(mark)
    return re.compile(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+|[1-9]\d?(?:{mark}\d{{2}})*{mark}\d{{3}}", re.ASCII)


_GROUPED: Final = {mark: _groups(mark) for mark in ",.' "}


class Number(NamedTuple):
    """An exact value, with what its cell says besides: a currency (code or sign), and that it was a percentage."""

    value: Decimal
    money: str | None = None
    percent: bool = False


@frozen
class NoNumber:
    """Why a cell gives no number; ``missing``: nothing is known there, and nothing is wrong."""

    rule: str
    message: str

    @property
    def missing(self) -> bool:
        """Whether the cell is empty, in one of the ways in which people say so."""
        return self.rule == "missing"


MISSING: Final = NoNumber("missing", "is empty")


@frozen
class _Peeled:
    """Digits and separators with what stood around them taken off."""

    core: str
    exponent: int = 0
    negative: bool = False
    money: str | None = None
    percent: bool = False


def cleaned(text: str) -> str:
    """The text with every kind of space a plain one, invisible characters gone, and a true minus as a hyphen."""
    return (text if text.isascii() else text.translate(_CLEANED)).strip()


def parse_number(text: str, style: DecimalStyle) -> Number | NoNumber:
    """The number a cell holds, or why it holds none."""
    if _PLAIN[style].fullmatch(text):
        return Number(Decimal(text.replace(",", ".")) or Decimal(0))
    plain = cleaned(text)
    lowered = plain.lower()
    if lowered in MISSING_WORDS:
        return MISSING
    if lowered in CELL_ERRORS:
        return NoNumber("cell_error", f"{plain} is an error of the spreadsheet, not a number")
    peeled = _peel(plain) if len(plain) <= MAX_LENGTH else None
    if peeled is None and _MONEY_FIRST.sub("", plain, count=1) in {"-", "–", "—"}:
        return MISSING
    if peeled is None:
        return NoNumber("number", f"{plain[:40]!r} is not a number")
    digits = _digits(peeled.core, style)
    if isinstance(digits, NoNumber):
        return digits
    # Built from text: arithmetic on decimals would round to the context's precision.
    value = Decimal(f"{'-' if peeled.negative else ''}{digits}E{peeled.exponent}")
    return Number(value or Decimal(0), peeled.money, peeled.percent)


def style_of(text: str) -> tuple[DecimalStyle | None, bool]:
    """What a cell tells of its file's style: the style it proves, if any, and whether it can be read in two ways."""
    peeled = _peel(cleaned(text)) if len(text) <= MAX_LENGTH else None
    if peeled is None:
        return None, False
    found = _separators(peeled.core)
    if isinstance(found, NoNumber):
        return None, False
    return found.proves, found.ambiguous


def _peel(text: str) -> _Peeled | None:
    """Take signs, currencies, percent and powers of ten off, in whatever order they stand; None: no number."""
    negative = percent = False
    money, exponent, scaled = None, 0, False
    for _ in range(8):
        if text[:1] == "(" and text[-1:] == ")" and not negative:
            negative, text = True, text[1:-1].strip()
        elif text[:1] in "+-" and text[1:2] not in ("", "+", "-"):
            if negative and text[0] == "-":
                return None
            negative, text = negative or text[0] == "-", text[1:].strip()
        elif text[-1:] == "-" and not negative:
            negative, text = True, text[:-1].strip()
        elif text[-1:] == "%" and not percent:
            percent, text = True, text[:-1].strip()
        elif money is None and (match := _MONEY_FIRST.match(text) or _MONEY_LAST.search(text)):
            money, text = match[1], (text[: match.start()] + text[match.end() :]).strip()
        elif not scaled and (match := _SCALE_WORD.search(text)):
            scaled, exponent, text = True, SCALES[match[1].lower()], text[: match.start()].strip()
        else:
            break
    core = _CORE.fullmatch(text)
    if core is None or not any(map(str.isdigit, core[1])) or core[1] != core[1].strip():
        return None
    return _Peeled(core[1], exponent + int(core[2] or 0) - 2 * percent, negative, money, percent)


@frozen
class _Separated:
    """A core with its separators understood: ``digits`` under each style that can read it."""

    point: str | None
    comma: str | None
    proves: DecimalStyle | None = None
    ambiguous: bool = False


def _digits(core: str, style: DecimalStyle) -> str | NoNumber:
    """Plain digits with a point, as `Decimal` reads them."""
    found = _separators(core)
    if isinstance(found, NoNumber):
        return found
    if found.ambiguous and style is DecimalStyle.UNSETTLED:
        said = f"{core!r} may be {found.point} or {found.comma}; say which: the decimal separator is a point or a comma"
        return NoNumber("ambiguous_number", said)
    digits = found.comma if style is DecimalStyle.COMMA else found.point
    if digits is None and style is DecimalStyle.UNSETTLED:
        digits = found.comma
    if digits is None:
        other = "comma" if style is DecimalStyle.POINT else "point"
        said = f"{core!r} does not fit the file, whose decimal separator is a {style}; force the other: decimal {other}"
        return NoNumber("decimal_conflict", said)
    return digits


def _separators(core: str) -> _Separated | NoNumber:
    if core.isdigit():
        return _Separated(core, core)
    plain = core
    for mark in " '":
        if mark in core:
            whole = re.split(r"[.,]", core, maxsplit=1)[0]
            if not _GROUPED[mark].fullmatch(whole) or mark in core[len(whole) :]:
                return NoNumber("number", f"{core!r} is not a number: its digits are not in groups of three")
            plain = whole.replace(mark, "") + core[len(whole) :]
    if plain.isdigit():
        return _Separated(plain, plain)
    point, comma = _read(plain, ".", ","), _read(plain, ",", ".")
    if point is None and comma is None:
        return NoNumber("number", f"{core!r} is not a number: its digits are not in groups of three")
    if point is not None and comma is not None:
        # Groups are set apart already, so the one mark that is left cannot be for groups.
        if plain != core:
            return _decimal_only(plain)
        return _Separated(point, comma, ambiguous=True)
    return _Separated(point, comma, DecimalStyle.POINT if point is not None else DecimalStyle.COMMA)


def _decimal_only(plain: str) -> _Separated:
    if "." in plain:
        return _Separated(plain, None, DecimalStyle.POINT)
    return _Separated(None, plain.replace(",", "."), DecimalStyle.COMMA)


def _read(plain: str, decimal: str, group: str) -> str | None:
    """The digits with a point when ``decimal`` separates the fraction and ``group`` the thousands; None: it cannot."""
    whole, _, fraction = plain.partition(decimal)
    if not (whole or fraction) or (fraction and not fraction.isdigit()):
        return None
    if group in whole:
        if not _GROUPED[group].fullmatch(whole):
            return None
        whole = whole.replace(group, "")
    elif whole and not whole.isdigit():
        return None
    return f"{whole or '0'}{'.' + fraction if fraction else ''}"
