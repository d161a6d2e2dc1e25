"""Numbers as people read them. A printed figure carries the id of the value it prints, so it can be checked."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from salestalk.analysis.ledger import Amount
from salestalk.planning.units import is_count, is_currency, is_part_of_one, is_percent
from salestalk.planning.wording import quoted

MINUS: Final = "−"
SYMBOLS: Final = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$", "BRL": "R$",
    "CHF": "CHF ", "SEK": "SEK ", "NOK": "NOK ", "DKK": "DKK ", "PLN": "PLN ", "CZK": "CZK ", "CNY": "CN¥",
    "MXN": "MX$",
    "SGD": "S$", "HKD": "HK$", "NZD": "NZ$", "ZAR": "ZAR ", "TRY": "TRY ", "AED": "AED ", "ILS": "₪", "HUF": "HUF ",
}  # fmt: skip
SUFFIXES: Final = ((Decimal("1e12"), "T"), (Decimal("1e9"), "B"), (Decimal("1e6"), "M"), (Decimal("1e3"), "K"))
_PLURAL_UNITS: Final = frozenset(
    {"seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years", "points", "tickets", "licenses"}
    | {"customers", "users", "seats", "deals", "orders", "items", "visits", "calls"}
)
_PRINT: Final = Context(prec=200, rounding=ROUND_HALF_UP)
_COMPACT_FROM: Final = Decimal(10_000)
_HUGE: Final = Decimal("1e15")
"""From here on whole trillions are printed, however many digits that takes."""
_MAX_FULL_DECIMALS: Final = 4
_CENTS: Final = 2


class Figure(str):
    """Printed text of the value with this id; ``is_size`` when words carry the sign ("fell by")."""

    id: str
    is_size: bool

    def __new__(cls, text: str, id_: str, *, is_size: bool = False) -> "Figure":
        """The text as a figure."""
        figure = super().__new__(cls, text)
        figure.id = id_
        figure.is_size = is_size
        return figure


def full(amount: Amount) -> Figure:
    """The whole value: ``$2,500,000``, ``35 %``, ``12,500``."""
    return Figure(_signed(amount, _full_text(amount.value.copy_abs(), amount.unit)), amount.id)


def compact(amount: Amount) -> Figure:
    """Three digits that matter: ``€1.2M``, ``35 %``, ``268``."""
    return Figure(_signed(amount, _compact_text(amount.value.copy_abs(), amount.unit)), amount.id)


def size(amount: Amount) -> Figure:
    """The same without its sign, for sentences that say it in words."""
    return Figure(_compact_text(amount.value.copy_abs(), amount.unit), amount.id, is_size=True)


def change(amount: Amount) -> Figure:
    """A difference without its sign; that of a fraction in points: ``3.0 points``."""
    return Figure(_change_text(amount), amount.id, is_size=True)


def signed_change(amount: Amount) -> Figure:
    """A difference with its sign: ``+€1.2M``, ``−3.0 points``."""
    sign = "+" if amount.value > 0 else ""
    return Figure(sign + _signed(amount, _change_text(amount)), amount.id)


def plain(amount: Amount, places: int) -> Figure:
    """A bare number with a fixed number of decimals, such as a coefficient."""
    return Figure(_signed(amount, _rounded(amount.value.copy_abs(), places)), amount.id)


def symbol(unit: str) -> str | None:
    """What is printed before amounts in a currency; None for other units."""
    if unit in SYMBOLS:
        return SYMBOLS[unit]
    return f"{unit} " if is_currency(unit) else None


def suffix_of(unit: str) -> str:
    """What is printed after amounts of other units; nothing for counts."""
    if is_fraction(unit):
        return " %"
    return "x" if unit == "x" else "" if is_count(unit) or symbol(unit) is not None else f" {quoted(unit)}"


def suffix_of_one(unit: str) -> str:
    """What is printed after a plain 1: "1 day"."""
    return suffix_of(unit).removesuffix("s") if unit.lower() in _PLURAL_UNITS else suffix_of(unit)


def scale_of(unit: str) -> Decimal:
    """By what a value is multiplied before it is printed: fractions become percent."""
    return Decimal(100) if is_part_of_one(unit) else Decimal(1)


def is_fraction(unit: str) -> bool:
    """Whether differences of the unit are points."""
    return is_part_of_one(unit) or is_percent(unit)


def _change_text(amount: Amount) -> str:
    if not is_fraction(amount.unit):
        return _compact_text(amount.value.copy_abs(), amount.unit)
    value = _PRINT.multiply(amount.value.copy_abs(), scale_of(amount.unit))
    return _rounded(value, _places(value, 1)) + " points"


def _full_text(value: Decimal, unit: str) -> str:
    if is_fraction(unit):
        return _percent(value, unit)
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - the value is finite
    exact = -exponent <= _MAX_FULL_DECIMALS
    money = symbol(unit)
    places = max(-exponent, 0) if exact else _places(value, 2)
    if money is not None and (places == 1 or (places > _CENTS and value >= 1)):
        places = _CENTS
    return (money or "") + _with_unit(_rounded(value, places), unit)


def _with_unit(text: str, unit: str) -> str:
    return text + (suffix_of_one(unit) if text == "1" else suffix_of(unit))


def _compact_text(value: Decimal, unit: str) -> str:
    if is_fraction(unit):
        return _percent(value, unit)
    money = symbol(unit)
    value = _three_digits(value) if _COMPACT_FROM - Decimal("0.5") <= value < _HUGE else value
    for scale, letter in SUFFIXES:
        if value >= max(scale, _COMPACT_FROM):
            text = _trimmed(_PRINT.divide(value, scale), 2 if value < _HUGE else 0)
            return (money or "") + text + letter + suffix_of(unit)
    if value == value.to_integral_value() or value >= 1000:
        return (money or "") + _with_unit(_rounded(value, 0), unit)
    places = _places(value, 2 if money is not None or value < 100 else 1)
    text = _rounded(value, places) if money is not None else _trimmed(value, places)
    return (money or "") + _with_unit(text, unit)


def _percent(value: Decimal, unit: str) -> str:
    value = _PRINT.multiply(value, scale_of(unit))
    return _trimmed(value, _places(value, 1)) + " %"


def _places(value: Decimal, usual: int) -> int:
    """The usual number of decimals, or as many as a small value needs to show two digits."""
    if not value or value >= Decimal(5).scaleb(-usual - 1):
        return usual
    return 1 - value.adjusted()


def _three_digits(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), context=_PRINT)


def _rounded(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), context=_PRINT), ",f")


def _trimmed(value: Decimal, places: int) -> str:
    text = _rounded(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(amount: Amount, text: str) -> str:
    return MINUS + text if amount.value < 0 else text
