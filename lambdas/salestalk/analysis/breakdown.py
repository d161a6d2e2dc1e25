"""A metric split into its parts, with shares where parts make a whole."""

from collections.abc import Iterable
from typing import Final

from salestalk.analysis.comparison import keeps_bounds
from salestalk.analysis.groups import Split, group_label, split
from salestalk.analysis.inquiry import Inquiry
from salestalk.analysis.ledger import Amount
from salestalk.analysis.leftout import say_left_out
from salestalk.analysis.model import Missing
from salestalk.analysis.numbers import Number, remainder, share, total
from salestalk.contracts.catalog import Kind
from salestalk.planning.model import Slice
from salestalk.values import frozen

MIN_SHOWN: Final = 5
MAX_SHOWN: Final = 30
MAX_SUMMED: Final = 100
"""So many rows are cited at most: fewer parts are shown where each is put together from several."""


@frozen
class Part:
    """One group's value and, for flows and stocks, its share of the whole."""

    group: Slice
    amount: Amount
    share: Amount | None


@frozen
class Breakdown:
    """The parts, largest first, and the whole they are of.

    ``rest`` is what the shown parts leave of the whole (negative: what they add beyond it): parts not shown, of which
    there are ``left_out``, and what is assigned to none. ``is_chosen`` when filters chose the parts; then there is no
    rest. ``is_complete`` when every part that the catalog knows has a value.
    """

    parts: tuple[Part, ...]
    whole: Amount | None
    whole_is_summed: bool = False
    rest: Amount | None = None
    left_out: int = 0
    is_chosen: bool = False
    is_complete: bool = True


def break_down(inquiry: Inquiry) -> Breakdown | Missing:
    """The plan's periods as a whole, split by its dimensions."""
    plan = inquiry.plan
    everything = split_all(inquiry)
    if not everything.values:
        return Missing("no_groups", plan.subject, plan.periods)
    say_left_out(inquiry, everything)
    chosen = everything.values
    if plan.selection.chooses:
        chosen = {group: one for group, one in chosen.items() if plan.selection.keeps(group)}
    kept = {group: one for group, one in chosen.items() if keeps_bounds(inquiry, one)}
    if not kept:
        return Missing("no_group_left" if chosen else "no_groups", plan.subject, plan.periods)
    ordered = sorted(kept, key=lambda group: -kept[group].value)  # equal ones stay in the order of their names
    most = max(MIN_SHOWN, min(MAX_SHOWN, MAX_SUMMED // max(len(kept[ordered[0]].inputs), 1)))
    shown = {group: kept[group] for group in ordered[:most]}
    whole = inquiry.over(plan.periods)
    is_chosen = len(kept) < len(everything.values)
    is_summed = whole is None and not is_chosen and inquiry.entry.kind is not Kind.RATIO and len(kept) <= MAX_SUMMED
    if is_summed:
        whole = total(f"sum by {plan.group_by[0].replace('_', ' ')}", list(kept.values()))
    enter = inquiry.ledger.enter_maybe
    parts = tuple(
        Part(group, inquiry.ledger.enter(one), enter(_share(inquiry, group, one, whole)))
        for group, one in shown.items()
    )
    rest = None if is_chosen or is_summed else _rest(inquiry, list(shown.values()), whole)
    return Breakdown(
        parts, enter(whole), is_summed, enter(rest), len(kept) - len(shown), is_chosen, _is_complete(inquiry, kept)
    )


def _is_complete(inquiry: Inquiry, groups: Iterable[Slice]) -> bool:
    """Whether every value that the catalog knows of the dimensions is in one of the groups."""
    there = {pair for group in groups for pair in group}
    known = inquiry.entry.dimensions
    return all((name, value) in there for name in inquiry.plan.group_by for value in known.get(name, ()))


def split_all(inquiry: Inquiry) -> Split:
    """All groups of the plan's dimensions, those included that filters leave out."""
    return split(inquiry, inquiry.plan.periods, inquiry.plan.group_by, choose=False)


def _share(inquiry: Inquiry, group: Slice, number: Number, whole: Number | None) -> Number | None:
    if whole is None or inquiry.entry.kind is Kind.RATIO:
        return None
    return share(f"share of {group_label(group)}", number, whole)


def _rest(inquiry: Inquiry, numbers: list[Number], whole: Number | None) -> Number | None:
    """What the parts leave of the whole; nothing where they leave nothing, or do not add up to it by their kind."""
    if whole is None or inquiry.entry.kind is Kind.RATIO:
        return None
    rest = remainder("all other, and not assigned to any part", whole, numbers)
    return rest if rest.value else None
