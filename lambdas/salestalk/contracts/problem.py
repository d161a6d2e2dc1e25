"""What every call gives that is at fault."""

from salestalk.contracts.base import Contract


class ProblemFault(Contract):
    """One fault of an input."""

    field: str
    rule: str
    message: str


class Problem(Contract):
    """RFC 9457: an error's answer, with every fault in the request listed at once."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: tuple[ProblemFault, ...] | None = None
