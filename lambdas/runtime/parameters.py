"""Path and query parameters: what several calls share."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from runtime.http import Request
from salestalk.contracts.paging import DEFAULT_PAGE, MAX_PAGE
from salestalk.errors import Fault, InvalidInput, NotFound


def page_limit(request: Request) -> int:
    """``?limit=`` as a number from 1 to `MAX_PAGE`; `DEFAULT_PAGE` when absent. Raises `InvalidInput`."""
    text = request.query.get("limit", str(DEFAULT_PAGE))
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    if not 1 <= limit <= MAX_PAGE:
        message = f"limit: must be a whole number from 1 to {MAX_PAGE}"
        raise InvalidInput("A query parameter is not valid.", [Fault("limit", "page_limit", message)])
    return limit


def only_known(request: Request, *known: str) -> None:
    """Raise `InvalidInput` for query parameters that the call does not know: a misspelled filter must not vanish."""
    unknown = sorted(set(request.query) - set(known))
    if unknown:
        faults = [Fault(name, "unknown_parameter", f"{name}: is not a parameter of this call") for name in unknown]
        raise InvalidInput("Some query parameters are not known.", faults)


def known_id(kind: Any, text: str, missing: str) -> str:
    """An id of the path in its stored form. What cannot be an id at all names nothing: raises `NotFound`."""
    try:
        return str(TypeAdapter(kind).validate_python(text))
    except ValidationError:
        raise NotFound(missing) from None
