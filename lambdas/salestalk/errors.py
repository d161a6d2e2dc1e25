"""The errors SalesTalk raises: the caller's fault apart from ours.

`CallerError` and its children say what was wrong with a request, which rule it broke and what to do; their text
may be shown to the caller. Everything else is a fault of ours and is never shown in detail.
"""

from collections.abc import Sequence

from salestalk.values import frozen


@frozen
class Fault:
    """One thing wrong with an input: the field's path (JSON names), a machine-readable rule, and a sentence."""

    field: str
    rule: str
    message: str


class SalesTalkError(Exception):
    """Base of every error this project raises on purpose."""


class CallerError(SalesTalkError):
    """The request cannot be served as it is; trying again unchanged gives the same."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class InvalidInput(CallerError):
    """The input breaks a contract; every fault is listed at once."""


class NotFound(CallerError):
    """What was asked for does not exist for this tenant."""


class Conflict(CallerError):
    """The request contradicts what is stored, such as another unit for a known metric."""


class AccessDenied(CallerError):
    """The caller may not do this, whoever they are."""


class TenantNotActive(AccessDenied):
    """The tenant is unknown, suspended, deleted or not ready yet."""


class TenantGone(TenantNotActive):
    """The tenant is being deleted, was deleted, or is an earlier one of its id: it never comes back."""


class LimitReached(CallerError):
    """The tenant's plan allows no more of this for now; ``retry_after`` is in seconds from now."""

    def __init__(self, message: str, faults: Sequence[Fault] = (), *, retry_after: int) -> None:
        super().__init__(message, faults)
        self.retry_after = retry_after


class ServiceError(SalesTalkError):
    """Our side failed; the caller may try again."""


class Unavailable(ServiceError):
    """A service we need did not answer within the retries and the deadline."""


class RightMissing(ServiceError):
    """AWS refused what a role of ours tried. No caller can cause or cure that, and trying again gives the same."""


class InvariantBroken(ServiceError):
    """A check that guards a promise failed, so nothing was sent."""
