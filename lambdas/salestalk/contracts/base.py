"""What all contracts share: the base model, exact numbers, identifiers, and validation that lists every fault."""

import re
import time
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from salestalk.contracts.jsontext import dumps
from salestalk.errors import Fault, InvalidInput

MAX_DIGITS: Final = 38  # what a DynamoDB number holds
MAX_EXPONENT: Final = 125
MIN_EXPONENT: Final = -130
CLOCK_TOLERANCE_SECONDS: Final = 3600
MAX_DEPTH: Final = 30  # DynamoDB takes 32 levels, the map itself and its item among them

MAX_FAULTS: Final = 100
MAX_PART_SHOWN: Final = 80
MAX_FIELD_SHOWN: Final = 200
MAX_MESSAGE_SHOWN: Final = 400

_SENTENCES: Final = {
    "dict_type": "must be an object",
    "extra_forbidden": "is not a known field",
    "missing": "is required",
    "model_type": "must be an object",
    "string_type": "must be text",
    "string_unicode": "must be text that can be written in UTF-8",
    "tuple_type": "must be a list",
}
"""Where the validator speaks of its own types, in words of JSON."""

TENANT_ID_PATTERN: Final = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"
SUBJECT_PATTERN: Final = r"^[a-z][a-z0-9_]{0,63}$"
UUID_PATTERN: Final = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_UUID: Final = re.compile(UUID_PATTERN, re.ASCII)

Model = TypeVar("Model", bound="Contract")


@cache
def _camel(name: str) -> str:
    """`tenant_id` as `tenantId`. pydantic's own asks four regular expressions for each field of each contract."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


class Contract(BaseModel):
    """A frozen value with camelCase JSON names that accepts no unknown field."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,
        str_strip_whitespace=False,
    )

    def __copy__(self) -> Self:
        """A copy, fields and all: a contract has nothing else, so nothing else is looked for."""
        return _assembled(type(self), self.__dict__.copy(), self.__pydantic_fields_set__.copy())

    @classmethod
    def assembled(cls, **fields: Any) -> Self:
        """One whose values other contracts hold already, each of its fields by name: nothing is looked at once more.

        An answer cites rows by the hundred, and every one of them was validated when it was read.
        """
        return _assembled(cls, fields, set(fields))

    def as_item(self) -> dict[str, Any]:
        """JSON-named plain values with exact decimals, absent fields left out: an item, an event, a body."""
        return self.model_dump(exclude_none=True)

    def as_json(self) -> str:
        """The same as compact JSON text."""
        return dumps(self.as_item())


def _assembled(model: type[Model], fields: dict[str, Any], given: set[str]) -> Model:
    made = object.__new__(model)
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", given)
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made


def complete_contracts() -> None:
    """Build what reads and writes every contract that is loaded. Else each is built when it is first used, so that a
    start does not wait for those that its first request does not need.
    """
    waiting = [Contract]
    while waiting:
        model = waiting.pop()
        model.model_rebuild()
        waiting += model.__subclasses__()


def parse(model: type[Model], data: Any, *, now: int | None = None, title: str = "The input is not valid.") -> Model:
    """Validate ``data`` as ``model``; ``now`` (Unix seconds) bounds its timestamps.

    Raises `InvalidInput` with every fault at once, each with its field, rule and sentence.
    """
    try:
        return model.model_validate(data, context={"now": now} if now is not None else None)
    except ValidationError as error:
        raise InvalidInput(title, faults_of(error)) from None


def faults_of(error: ValidationError) -> list[Fault]:
    """Every fault of a pydantic error, in our terms: of very many the first `MAX_FAULTS`, and how many more."""
    details = error.errors(include_url=False, include_input=False)
    faults = [_fault(detail) for detail in details[:MAX_FAULTS]]
    more = len(details) - len(faults)
    return [*faults, Fault("", "more_faults", f"{more} more faults are not listed.")] if more else faults


def _fault(detail: ErrorDetails) -> Fault:
    """What the caller wrote is repeated only as far as it helps to find it."""
    field = _clipped(".".join(_clipped(str(part), MAX_PART_SHOWN) for part in detail["loc"]), MAX_FIELD_SHOWN)
    message = _SENTENCES.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    return Fault(field, detail["type"], f"{field or 'The input'}: {_clipped(message, MAX_MESSAGE_SHOWN)}")


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def fault(rule: str, message: str) -> PydanticCustomError:
    """The error a validator raises: a rule's machine name and a sentence."""
    return PydanticCustomError(rule, "{message}", {"message": message})


def _exact(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fault("exact_number", f"must be an exact number (an integer or a decimal), not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise fault("finite_number", "must be a finite number, not NaN or infinity")
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - it is, for a finite number
    if len(digits) > MAX_DIGITS and (significant := len("".join(map(str, digits)).strip("0"))) > MAX_DIGITS:
        raise fault(
            "too_many_digits", f"has {significant} significant digits; at most {MAX_DIGITS} can be stored exactly"
        )
    if number and not MIN_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise fault("number_range", f"must lie between 1E{MIN_EXPONENT} and 9.9E{MAX_EXPONENT} in size")
    return number.normalize() + 0 if number == 0 else number


def _confidence(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise fault("confidence", f"must be a number from 0 to 1, not {type(value).__name__}")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or not 0 <= number <= 1:
        raise fault("confidence", f"must be a number from 0 to 1, not {value}")
    return number


def _uuid(value: str) -> str:
    if not _UUID.fullmatch(value):
        raise fault("uuid", "must be a UUID such as 6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11")
    return value.lower()


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fault("whole_number", f"must be a whole number, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() >= MAX_DIGITS or number != number.to_integral_value():
        raise fault("whole_number", f"must be a whole number of at most {MAX_DIGITS} digits")
    return int(number)


def _timestamp(value: Any, info: ValidationInfo) -> int:
    try:
        seconds = _whole(value)
    except PydanticCustomError:
        raise fault("timestamp", "must be Unix seconds as an integer") from None
    now = (info.context or {}).get("now")
    if not 0 < seconds <= (time.time() if now is None else now) + CLOCK_TOLERANCE_SECONDS:
        raise fault("timestamp", "must be later than 1970 and at most one hour ahead of now")
    return seconds


def check_size(value: Mapping[str, Any], limit_bytes: int) -> None:
    """Raise unless the map can be stored as it is, and its JSON text is at most ``limit_bytes`` long in UTF-8."""
    _check_storable(value, 1)
    try:
        size = len(dumps(value).encode())
    except TypeError as error:
        raise fault("map_value", str(error)) from None
    except UnicodeEncodeError:
        raise fault("map_value", "holds text that cannot be written in UTF-8") from None
    if size > limit_bytes:
        raise fault("map_too_large", f"is {size} bytes of JSON; at most {limit_bytes} are allowed")


def _check_storable(value: Any, depth: int) -> None:
    """Numbers are exact, and nothing is nested deeper than the database takes."""
    if depth > MAX_DEPTH:
        raise fault("map_too_deep", f"is nested more than {MAX_DEPTH} levels deep")
    match value:
        case bool():
            return
        case int() | Decimal():
            _exact(value)
        case Mapping() | list() | tuple():
            for inner in value.values() if isinstance(value, Mapping) else value:
                _check_storable(inner, depth + 1)


def limited_map(limit_bytes: int) -> AfterValidator:
    """A validator that holds a map to ``limit_bytes`` of JSON."""

    def check(value: dict[str, Any]) -> dict[str, Any]:
        check_size(value, limit_bytes)
        return value

    return AfterValidator(check)


def matches(pattern: str, rule: str, message: str) -> AfterValidator:
    """A check of a whole string against a pattern, failing with our own sentence."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise fault(rule, message)
        return value

    return AfterValidator(check)


ExactDecimal = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
"""A finite number of at most 38 digits, from an integer or a decimal; never from a float, a string or a boolean."""

Confidence = Annotated[
    Decimal, BeforeValidator(_confidence), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]
"""A probability in [0, 1]; not None, a boolean, a string or NaN."""

Timestamp = Annotated[int, BeforeValidator(_timestamp), WithJsonSchema({"type": "integer", "exclusiveMinimum": 0})]
"""Unix seconds (UTC), later than 1970, at most one hour ahead. Takes ``now`` from the validation context."""

WHOLE_NUMBER: Final = BeforeValidator(_whole)
"""Makes an `int` field take integers and decimals without a fraction; never a float, a string or a boolean."""
Whole = Annotated[int, WHOLE_NUMBER]
Count = Annotated[int, Field(ge=0), WHOLE_NUMBER]

Uuid = Annotated[
    str,
    AfterValidator(_uuid),
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": UUID_PATTERN}),
]
"""A UUID in its usual form, kept in lower case."""

TenantId = Annotated[
    str,
    matches(
        TENANT_ID_PATTERN,
        "tenant_id",
        "must be 1 to 64 of a-z, 0-9 and '-', starting and ending with a letter or digit",
    ),
    WithJsonSchema({"type": "string", "pattern": TENANT_ID_PATTERN}),
]
Subject = Annotated[
    str,
    matches(SUBJECT_PATTERN, "subject", "must be 1 to 64 of a-z, 0-9 and '_', starting with a letter"),
    WithJsonSchema({"type": "string", "pattern": SUBJECT_PATTERN}),
]
DimensionName = Subject
NonEmpty = Annotated[str, StringConstraints(min_length=1, max_length=256)]
