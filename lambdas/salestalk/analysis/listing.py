"""What there is to ask about."""

from salestalk.analysis.inquiry import Inquiry
from salestalk.values import frozen


@frozen
class Listing:
    """Headings (a dimension, or nothing for metrics) and their members; ``limit`` is how many were asked for."""

    lists: tuple[tuple[str, tuple[str, ...]], ...]
    limit: int | None = None


def list_members(inquiry: Inquiry) -> Listing:
    """The members the plan found in the catalog."""
    return Listing(inquiry.plan.listing, inquiry.plan.rank.limit if inquiry.plan.rank else None)
