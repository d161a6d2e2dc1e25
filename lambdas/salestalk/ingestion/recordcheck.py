"""The contract of a metric record, checked cheaply: for the hot path of large loads.

`MetricRecord` decides. This accepts what the contract accepts, with the same values, at a fraction of the cost, and
says nothing of what is wrong: a record that it does not accept goes to the contract itself, which finds every fault. So
a difference could cost time but never let a bad record in, and a test holds that there is none.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from salestalk.calendar import InvalidPeriod, Period
from salestalk.contracts.base import CLOCK_TOLERANCE_SECONDS, MAX_DIGITS, MAX_EXPONENT, MIN_EXPONENT, SUBJECT_PATTERN
from salestalk.contracts.metric import MAX_DIMENSIONS, MAX_SORT_KEY_BYTES, MetricRecord, slice_suffix

REMEMBERED: Final = 20_000
"""Names and periods found good, of each kind: a file repeats few of them over and over."""
FIELDS: Final = frozenset({"subject", "period", "value", "unit", "dimensions", "recordedAt"})

_SUBJECT: Final = re.compile(SUBJECT_PATTERN, re.ASCII)
_MAX_SUFFIX_BYTES: Final = MAX_SORT_KEY_BYTES - 16
_SAFE_SUFFIX_LENGTH: Final = _MAX_SUFFIX_BYTES // 4
"""Characters that fit in any case: each takes at most four bytes."""


_LARGE: Final = 10**MAX_DIGITS
_ZERO: Final = Decimal(0)
_NONE: Final = object()

T = TypeVar("T")


class RecordCheck:
    """Checks records one after the other, remembering what it found good. ``now`` (Unix seconds) bounds their times."""

    def __init__(self, now: int) -> None:
        self._latest = now + CLOCK_TOLERANCE_SECONDS
        self._names: dict[str, bool] = {}
        self._periods: dict[str, str | None] = {}
        self._units: dict[str, bool] = {}

    def accepted(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """The fields as the contract gives them, under their JSON names; None: ask the contract what is wrong, if
        anything. Metadata is always left to the contract.
        """
        if type(data) is not dict or not data.keys() <= FIELDS:
            return None
        try:
            subject, period, value, unit = data["subject"], data["period"], data["value"], data["unit"]
        except KeyError:
            return None
        key = self._period(period)
        number = _exact(value)
        if key is None or number is None or not (self._is_name(subject) and self._is_unit(unit)):
            return None
        checked = {"subject": subject, "period": key, "value": number, "unit": unit}
        if (dimensions := data.get("dimensions", _NONE)) is not _NONE:
            if not self._are_dimensions(dimensions):
                return None
            checked["dimensions"] = dict(sorted(dimensions.items())) if len(dimensions) > 1 else dict(dimensions)
        if (recorded_at := data.get("recordedAt")) is not None:
            if type(recorded_at) is not int or not 0 < recorded_at <= self._latest:
                return None
            checked["recordedAt"] = recorded_at
        return checked

    def record(self, data: Mapping[str, Any]) -> MetricRecord | None:
        """The record itself; None as for `accepted`."""
        checked = self.accepted(data)
        if checked is None:
            return None
        if "recordedAt" in checked:
            checked["recorded_at"] = checked.pop("recordedAt")
        return MetricRecord.model_construct(**checked)

    def _is_name(self, name: Any) -> bool:
        if type(name) is not str:
            return False
        known = self._names.get(name)
        if known is None:
            known = _remember(self._names, name, _SUBJECT.fullmatch(name) is not None)
        return known

    def _is_unit(self, unit: Any) -> bool:
        if type(unit) is not str:
            return False
        known = self._units.get(unit)
        if known is None:
            known = _remember(self._units, unit, 1 <= len(unit) <= 32 and _is_text(unit))
        return known

    def _period(self, period: Any) -> str | None:
        if type(period) is not str:
            return None
        try:
            return self._periods[period]
        except KeyError:
            return _remember(self._periods, period, _period_key(period))

    def _are_dimensions(self, dimensions: Any) -> bool:
        if type(dimensions) is not dict or len(dimensions) > MAX_DIMENSIONS:
            return False
        length = 0
        for name, value in dimensions.items():
            if not self._is_name(name) or type(value) is not str or not 1 <= len(value) <= 256:
                return False
            if not value.isascii() and not _is_text(value):
                return False
            length += len(name) + 3 * len(value) + 2
        return length <= _SAFE_SUFFIX_LENGTH or len(slice_suffix(dimensions).encode()) <= _MAX_SUFFIX_BYTES


def _remember(known: dict[str, T], key: str, found: T) -> T:
    """Keep what was found, in bounded memory."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = found
    return found


def _period_key(text: str) -> str | None:
    try:
        return Period.parse(text).key
    except InvalidPeriod:
        return None


def _exact(value: Any) -> Decimal | None:
    kind = type(value)
    if kind is int:
        # Beyond this, trailing zeros may still save it: the contract knows.
        return Decimal(value) if -_LARGE < value < _LARGE else None
    if kind is not Decimal or not value.is_finite():
        return None
    if not value:
        return _ZERO
    if len(str(value)) > MAX_DIGITS or not MIN_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        return None
    number: Decimal = value
    return number


def _is_text(text: str) -> bool:
    """Whether the text can be stored: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
