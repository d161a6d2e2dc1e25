"""Plain values to DynamoDB's attribute values and back; numbers stay exact decimals.

boto3's own serializer takes zeros behind a number for lost digits and refuses the smallest numbers DynamoDB holds, both
of which the contracts allow. This one writes the number as it is; a test holds the two against each other on the rest.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, Inexact
from typing import Any, Final

from salestalk.ingestion.store import Item

_EXACT: Final = Context(prec=38, Emin=-999_999, Emax=999_999, traps=[Inexact])


def encode(value: Any) -> dict[str, Any]:
    """One attribute value. Raises `TypeError` for a float and for whatever else has no exact form here."""
    match value:
        case str():
            return {"S": str(value)}
        case bool():
            return {"BOOL": value}
        case int() | Decimal():
            return {"N": _number(Decimal(value))}
        case None:
            return {"NULL": True}
        case Mapping():
            return {"M": encode_item(value)}
        case list() | tuple():
            return {"L": [encode(item) for item in value]}
    raise TypeError(f"{type(value).__name__} cannot be stored; numbers are integers or decimals, never floats")


def encode_item(item: Item) -> dict[str, Any]:
    """All attributes of an item."""
    return {str(name): encode(value) for name, value in item.items()}


def decode_item(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The item of encoded attributes; every number is a `Decimal`."""
    return {name: decode(value) for name, value in attributes.items()}


def decode(attribute: Mapping[str, Any]) -> Any:
    """The plain value of an attribute value. Raises `KeyError` for a type that `encode` never writes."""
    ((kind, value),) = attribute.items()
    return _DECODERS[kind](value)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise TypeError(f"{value} is not a finite number")
    if len(value.as_tuple().digits) <= _EXACT.prec:
        return str(value)
    try:
        return str(value.normalize(_EXACT))
    except Inexact:
        raise TypeError(f"{value} has more than {_EXACT.prec} digits") from None


_DECODERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "S": str,
    "N": Decimal,
    "BOOL": bool,
    "NULL": lambda _: None,
    "M": decode_item,
    "L": lambda values: [decode(value) for value in values],
}
