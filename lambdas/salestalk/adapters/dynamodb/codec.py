"""Plain values to DynamoDB's and back; numbers stay exact decimals."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from salestalk.ingestion.store import Item

_EXACT: Final = Context(prec=38)
_SERIALIZER: Final = TypeSerializer()
_DESERIALIZER: Final = TypeDeserializer()


def encode(value: Any) -> Any:
    """One attribute value. Raises `TypeError` for a float and for whatever DynamoDB has no type for."""
    return _SERIALIZER.serialize(_normal(value))


def encode_item(item: Item) -> dict[str, Any]:
    """All attributes of an item."""
    return {str(name): encode(value) for name, value in item.items()}


def decode_item(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The item of encoded attributes."""
    return {name: _DESERIALIZER.deserialize(value) for name, value in attributes.items()}


def _normal(value: Any) -> Any:
    """Trailing zeros off the decimals: beyond 38 digits the serializer takes them for lost precision."""
    match value:
        case Decimal():
            return value.normalize(_EXACT) if len(value.as_tuple().digits) > _EXACT.prec else value
        case Mapping():
            return {str(name): _normal(item) for name, item in value.items()}
        case list() | tuple():
            return [_normal(item) for item in value]
    return value
