"""A metric value: as it is brought, as it is stored, and the keys both agree on.

`pk` is ``METRIC#{subject}``; `sk` is the period for a total, ``{period}#{dim}={value}[&{dim}={value}…]`` for a slice,
dimensions sorted by name, ``# & = %`` percent-encoded. So a slice never overwrites a total or another slice.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, Self
from uuid import UUID, uuid5

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from salestalk.calendar import InvalidPeriod, Period
from salestalk.contracts.base import (
    SUBJECT_PATTERN,
    WHOLE_NUMBER,
    Contract,
    DimensionName,
    ExactDecimal,
    Subject,
    TenantId,
    Timestamp,
    Uuid,
    Whole,
    fault,
    limited_map,
)

MAX_METADATA_BYTES: Final = 10 * 1024
MAX_DIMENSIONS: Final = 8
MAX_SORT_KEY_BYTES: Final = 1024  # a DynamoDB limit
TARGET_SUFFIX: Final = "_target"
METRIC_PREFIX: Final = "METRIC#"
VERSION_PREFIX: Final = "VERSION#"

_ROOM: Final = MAX_SORT_KEY_BYTES - 16
"""For dimensions in a sort key, which has a period before them."""
_BYTES_A_CHARACTER: Final = 4
"""At most, percent-encoded or in UTF-8: most dimensions are seen to fit without being written out."""
_NAMESPACE: Final = UUID("7b0f3c52-0d3c-5a39-9d40-5a1e57a1c000")
_CODES: Final = {"%25": "%", "%23": "#", "%26": "&", "%3D": "="}
_CODE: Final = re.compile("|".join(_CODES))
_ENCODED: Final = str.maketrans({char: code for code, char in _CODES.items()})


@lru_cache(maxsize=4096)
def _period_key(value: str) -> str:
    try:
        return Period.parse(value).key
    except InvalidPeriod as error:
        raise fault("period", str(error)) from None


def _few_dimensions(value: dict[str, str]) -> dict[str, str]:
    if len(value) > MAX_DIMENSIONS:
        raise fault("too_many_dimensions", f"has {len(value)} dimensions; at most {MAX_DIMENSIONS} are allowed")
    characters = len("".join(value)) + len("".join(value.values())) + 2 * len(value)
    if characters * _BYTES_A_CHARACTER > _ROOM and len(slice_suffix(value).encode()) > _ROOM:
        raise fault("dimensions_too_long", f"names and values must fit a sort key of {MAX_SORT_KEY_BYTES} bytes")
    return dict(sorted(value.items()))


PERIOD_PATTERN: Final = (
    r"^(19|[2-9]\d)\d\d"
    r"(-Q[1-4]|-W(0[1-9]|[1-4]\d|5[0-3])|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
)
"""The shape of a period key; whether a year has that week, or a month that day, is checked besides."""

PeriodKey = Annotated[str, AfterValidator(_period_key), WithJsonSchema({"type": "string", "pattern": PERIOD_PATTERN})]
DimensionValue = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Dimensions = Annotated[
    dict[DimensionName, DimensionValue],
    AfterValidator(_few_dimensions),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": SUBJECT_PATTERN},
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 256},
            "maxProperties": MAX_DIMENSIONS,
        }
    ),
]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Metadata = Annotated[dict[str, Any], limited_map(MAX_METADATA_BYTES)]


class MetricRecord(Contract):
    """One value as it is brought: `POST /metrics`, a file's row, the seed data."""

    subject: Subject
    period: PeriodKey
    value: ExactDecimal
    unit: Unit
    dimensions: Dimensions = {}
    """Empty for the total of the period."""
    recorded_at: Timestamp | None = None
    """When the source knew the value (Unix seconds). An older one never overwrites a newer one; default: now."""
    metadata: Metadata | None = None


class MetricValue(Contract):
    """One value as it is stored in ``tenant-{tenantId}-metrics``, without its keys `pk` and `sk`."""

    tenant_id: TenantId
    metric_id: Uuid
    metric_type: Subject
    subject: Subject
    period: PeriodKey
    value: ExactDecimal
    unit: Unit
    dimensions: Dimensions | None = None
    dimension_key: str | None = None
    timestamp: Whole
    """Start of the period, Unix seconds at 00:00 UTC."""
    recorded_at: Timestamp
    version: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    metadata: Metadata | None = None
    batch_id: Uuid | None = None
    """The upload that brought this value; absent where it came by another way."""
    batch_record: Annotated[int, Field(ge=1), WHOLE_NUMBER] | None = None
    """Which record of that upload it was. Repeating a part of a load finds by it what is stored already."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.metric_type != self.subject:
            raise fault("metric_type", f"metricType must be the subject {self.subject!r}")
        if self.dimension_key != (dimension_key(self.dimensions) if self.dimensions else None):
            raise fault("dimension_key", "dimensionKey must be that of the dimensions, and absent for a total")
        return self

    @property
    def pk(self) -> str:
        """Partition key."""
        return metric_pk(self.subject)

    @property
    def sk(self) -> str:
        """Sort key."""
        return metric_sk(self.period, self.dimensions or {})


def metric_pk(subject: str) -> str:
    """``METRIC#revenue``."""
    return METRIC_PREFIX + subject


def metric_sk(period: str, dimensions: Mapping[str, str]) -> str:
    """``2025-Q3`` for a total, ``2025-Q3#region=EMEA&segment=SMB`` for a slice."""
    return f"{period}#{slice_suffix(dimensions)}" if dimensions else period


def slice_suffix(dimensions: Mapping[str, str]) -> str:
    """``region=EMEA&segment=SMB``, in the order of the names, reserved characters percent-encoded."""
    return "&".join([f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(dimensions.items())])


def _encoded(text: str) -> str:
    return text if text.isalnum() else text.translate(_ENCODED)


def dimension_key(dimensions: Mapping[str, str]) -> str:
    """``region:EMEA|segment:SMB``: the hash key of `DimensionIndex`."""
    return "|".join([f"{name}:{value}" for name, value in sorted(dimensions.items())])


def parse_sk(sk: str) -> tuple[str, dict[str, str]]:
    """Period key and dimensions of a sort key; the inverse of `metric_sk`."""
    period, _, suffix = sk.partition("#")
    pairs = (part.partition("=") for part in suffix.split("&")) if suffix else ()
    return period, {_decoded(name): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    return _CODE.sub(lambda match: _CODES[match[0]], text)


def version_pk(subject: str, sk: str) -> str:
    """Partition key of what a row's updates replaced."""
    return f"{VERSION_PREFIX}{subject}#{sk}"


def version_sk(version: int) -> str:
    """Sort key of one replaced version."""
    return f"{version:010d}"


def idempotency_key(tenant_id: str, subject: str, period: str, dimensions: Mapping[str, str] | None = None) -> str:
    """``{tenantId}:{subject}:{period}[:{dimensions}]``: the same key again is an update, never a duplicate."""
    key = f"{tenant_id}:{subject}:{period}"
    return f"{key}:{slice_suffix(dimensions)}" if dimensions else key


def metric_id(key: str) -> str:
    """The UUID that follows from an idempotency key."""
    return str(uuid5(_NAMESPACE, key))
