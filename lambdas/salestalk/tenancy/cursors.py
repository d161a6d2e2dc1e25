"""Where to go on in a list of tenants: an opaque text that holds a tenant's id."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from salestalk.errors import Fault, InvalidInput
from salestalk.tenancy.session_policy import checked_tenant_id


def cursor_after(tenant_id: str) -> str:
    """The cursor of what comes after the tenant."""
    return urlsafe_b64encode(tenant_id.encode()).decode().rstrip("=")


def tenant_of_cursor(cursor: str) -> str:
    """The tenant after which to go on. Raises `InvalidInput` when the cursor is none of ours."""
    try:
        return checked_tenant_id(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, InvalidInput):
        message = "cursor: must be one given out before"
        raise InvalidInput("The cursor is not valid.", [Fault("cursor", "cursor", message)]) from None
