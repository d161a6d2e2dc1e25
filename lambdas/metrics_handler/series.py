"""Which stored values a call asks for, read from its query parameters."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from runtime.http import Request
from runtime.parameters import only_known
from salestalk.calendar import FiscalCalendar, Granularity, InvalidPeriod, Period
from salestalk.contracts.catalog import CatalogEntry
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.series import SeriesRequest

DIMENSION: Final = "dim."
ANY: Final = "*"
_COARSE_TO_FINE: Final = (
    Granularity.QUARTER,
    Granularity.MONTH,
    Granularity.YEAR,
    Granularity.WEEK,
    Granularity.DAY,
)

T = TypeVar("T")


def series_request(request: Request, entry: CatalogEntry, calendar: FiscalCalendar) -> SeriesRequest:
    """``granularity``, ``from``, ``to``, ``dim.{name}={value}`` or ``dim.{name}=*``; without `dim.`, totals.

    Raises `InvalidInput` for what is not understood: nothing that was asked for is passed over.
    """
    dimensions = {
        name.removeprefix(DIMENSION): None if value == ANY else value
        for name, value in request.query.items()
        if name.startswith(DIMENSION)
    }
    only_known(request, "granularity", "from", "to", "limit", "cursor", *(DIMENSION + name for name in dimensions))
    _check_dimensions(dimensions, entry)
    first, last = _parameter(request, "from", Period.parse), _parameter(request, "to", Period.parse)
    granularity = _parameter(request, "granularity", Granularity) or next(
        (period.granularity for period in (first, last) if period), _usual(entry)
    )
    return SeriesRequest(entry, granularity, calendar, first, last, dimensions)


def _usual(entry: CatalogEntry) -> Granularity:
    return next((each for each in _COARSE_TO_FINE if each in entry.periods), Granularity.QUARTER)


def _parameter(request: Request, name: str, read: Callable[[str], T]) -> T | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        return read(text)
    except (InvalidPeriod, ValueError) as error:
        raise InvalidInput("A query parameter is not valid.", [Fault(name, name, f"{name}: {error}")]) from None


def _check_dimensions(dimensions: Mapping[str, str | None], entry: CatalogEntry) -> None:
    known = ", ".join(entry.dimensions) or "none"
    faults = [
        Fault(DIMENSION + name, "unknown_dimension", f"{DIMENSION}{name}: {entry.subject} has the dimensions {known}")
        for name in dimensions
        if name not in entry.dimensions
    ]
    if faults:
        raise InvalidInput("A dimension is not known.", faults)
