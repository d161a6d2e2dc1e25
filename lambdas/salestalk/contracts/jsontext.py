"""JSON in and out with exact decimals: a number never passes through a float.

The standard library cannot write a `Decimal` as a JSON number, and reads `NaN`: this does, and does not.
"""

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from salestalk.errors import Fault, InvalidInput

_MAX_EXPONENT: Final = 400  # far beyond what any contract allows
_STRING: Final = json.encoder.encode_basestring


def loads(text: str | bytes) -> Any:
    """The value of a JSON text; numbers become `int` or `Decimal`. Bytes are UTF-8.

    Raises `InvalidInput` naming what is wrong; a name given twice in one object is, since either value might be meant.
    """
    try:
        return _DECODER.decode(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (ValueError, RecursionError, ArithmeticError) as error:
        said = f"Not valid JSON: {_reason(error)}"
        raise InvalidInput("The body is not valid JSON.", [Fault("", "json", said)]) from None


def dumps(value: Any) -> str:
    """Compact JSON; decimals as plain numbers, keys in the order given. Raises `TypeError` on what JSON cannot say."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _STRING(str(value))
        case Decimal():
            return decimal_text(value)
        case int():
            return str(int(value))
        case Mapping():
            return "{" + ",".join(f"{_STRING(str(key))}:{dumps(item)}" for key, item in value.items()) + "}"
        case list() | tuple() | set() | frozenset():
            return "[" + ",".join(map(dumps, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no JSON form here; floats are not allowed, use Decimal")


def decimal_text(value: Decimal) -> str:
    """The decimal in plain notation without trailing zeros after the point: ``2500000``, ``0.35``."""
    if not value.is_finite():
        raise TypeError(f"{value} is not a finite number")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _exact(text: str) -> Decimal:
    """A decimal whose plain notation is of sane length: `1e999999999` written out would not fit in memory."""
    number = Decimal(text)
    if not -_MAX_EXPONENT <= number.adjusted() <= _MAX_EXPONENT:
        raise ValueError(f"{text[:40]} is out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > _MAX_EXPONENT:
        raise ValueError(f"a number of {len(text)} digits is out of range")
    return int(text)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"the name {twice[:40]!r} is given twice in one object")
    return found


def _reason(error: Exception) -> str:
    match error:
        case RecursionError():
            return "nested too deeply"
        case UnicodeDecodeError():
            return f"byte {error.start} is not UTF-8"
    return str(error)


_DECODER: Final = json.JSONDecoder(
    parse_int=_whole, parse_float=_exact, parse_constant=_refuse_constant, object_pairs_hook=_distinct
)
