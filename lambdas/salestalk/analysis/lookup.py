"""One value: of a period, or of a run of periods put together."""

from salestalk.analysis.checks import check_against_slices
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number, average, quotient
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.contracts.classification import Measure
from salestalk.planning.wording import is_run
from salestalk.values import frozen

MAX_EACH = 12
"""So many single values at most stand beside their whole."""
MAX_CHARTED = 60
"""So many are shown where they make up no whole."""


@frozen
class Lookup:
    """``value`` is what was asked for; ``each`` the values of the single periods, where there are several.

    ``how`` says how the periods were put together: ``value`` (a single one), ``sum``, ``last``, ``average`` or
    ``quotient``; ``each`` when they could not be. ``other`` is a second metric's value, ``per`` the first divided
    by it.
    """

    how: str
    value: Amount | None
    each: tuple[tuple[Period, Amount], ...] = ()
    other: Amount | None = None
    per: Amount | None = None


def look_up(inquiry: Inquiry) -> Lookup | Missing:
    """The value of the plan's periods, as a whole where the metric's kind allows it."""
    plan = inquiry.plan
    found = inquiry.each(plan.periods)
    if not found:
        return Missing("no_data", plan.subject, plan.periods)
    how, number = _whole(inquiry, found)
    value = inquiry.ledger.enter_maybe(number)
    if number is None and len(found) > MAX_CHARTED:
        whole = len(found) == len(plan.periods)
        return Missing("not_summable" if whole else "incomplete", plan.subject, plan.periods)
    shown = found if number is None or 1 < len(found) <= MAX_EACH else {}
    each = tuple((period, inquiry.ledger.enter(one)) for period, one in shown.items())
    if number is not None and len(plan.periods) == 1:
        check_against_slices(inquiry, plan.periods[0], number)
    other, per = _other(inquiry, number)
    return Lookup(how, value, each, other, per)


def _whole(inquiry: Inquiry, found: dict[Period, Number]) -> tuple[str, Number | None]:
    periods = inquiry.plan.periods
    if len(periods) == 1:
        return "value", found[periods[0]]
    if inquiry.plan.measure is Measure.AVERAGE and inquiry.entry.kind is not Kind.RATIO:
        if len(found) < len(periods):
            return "each", None
        return "average", average(f"average {inquiry.name()}, {inquiry.label(*periods)}", list(found.values()))
    if not is_run(periods, inquiry.plan.timeline.calendar):
        return "each", None
    number = inquiry.over(periods)
    return (_HOW[inquiry.entry.kind] if number else "each"), number


_HOW = {Kind.FLOW: "sum", Kind.STOCK: "last", Kind.RATIO: "quotient"}


def _other(inquiry: Inquiry, number: Number | None) -> tuple[Amount | None, Amount | None]:
    """The second metric of the question, and the first per unit of it."""
    if not inquiry.plan.related or number is None:
        return None, None
    entry: CatalogEntry = inquiry.plan.metrics[inquiry.plan.related[0]]
    other = inquiry.over(inquiry.plan.periods, entry)
    if other is None:
        return None, None
    label = f"{inquiry.name()} per {inquiry.name(entry)}"
    per = None
    if Kind.RATIO not in (inquiry.entry.kind, entry.kind):
        per = quotient(label, number, other, _per_unit(number, other))
    return inquiry.ledger.enter(other), inquiry.ledger.enter_maybe(per)


def _per_unit(number: Number, other: Number) -> str:
    """Money per piece is money; like per like is a fraction; a count per count is a plain quotient."""
    return "x" if number.unit in (other.unit, "count") else number.unit
