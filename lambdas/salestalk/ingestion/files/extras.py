"""The fields of a record that few files bring: when a value was known, and what belongs to it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput


def recorded_at_of(cell: Any) -> int | str | None:
    """Unix seconds; None for an empty cell; a sentence where it is no time. A time without an offset is UTC."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return int(cell) if cell == int(cell) else _no_time(cell)
    text = str(cell).strip()
    if text.isascii() and text.isdigit() and len(text) <= 12:
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _no_time(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def metadata_of(cell: Any) -> dict[str, Any] | str | None:
    """A map; None for an empty cell; a sentence where it is no JSON object."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, Mapping):
        return dict(cell)
    try:
        value = loads(str(cell))
    except InvalidInput:
        value = None
    return value if isinstance(value, dict) else "metadata: must be a JSON object"


def _no_time(cell: Any) -> str:
    return f"recordedAt: {str(cell)[:40]!r} is no time: write Unix seconds, or 2026-01-15T12:00:00Z"


def add_extras(
    cells: Sequence[Any], recorded_at: int | None, metadata: int | None, record: dict[str, Any]
) -> str | None:
    """Add both to a record, from the cells at these places (None: no such column); a sentence where one is wrong."""
    if recorded_at is not None:
        seconds = recorded_at_of(cells[recorded_at])
        if isinstance(seconds, str):
            return seconds
        if seconds is not None:
            record["recordedAt"] = seconds
    if metadata is not None:
        found = metadata_of(cells[metadata])
        if isinstance(found, str):
            return found
        if found is not None:
            record["metadata"] = found
    return None
