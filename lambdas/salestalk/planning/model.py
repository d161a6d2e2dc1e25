"""The values planning gives: what will be read and computed, or why nothing can be."""

from collections.abc import Mapping
from decimal import Decimal

from salestalk.calendar import Period
from salestalk.contracts.answer import Interpretation, Outcome
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import Filter, FilterOp, Intent, Measure, Rank
from salestalk.planning.keys import Fill, RowKey, SliceRange, Spare
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import text_of
from salestalk.values import frozen

Slice = tuple[tuple[str, str], ...]
"""Dimensions and their values, sorted by name; empty for a total."""


@frozen
class Term:
    """One slice of a selection, added (``sign`` 1) or taken away (-1)."""

    sign: int = 1
    dimensions: Slice = ()


EVERYTHING = (Term(),)


@frozen
class Condition:
    """A bound on the subject's own value of each group."""

    op: FilterOp
    amount: Decimal


@frozen
class Selection:
    """All filters of a question in executable form.

    A value is the signed sum of its ``terms``. ``only`` and ``without`` choose among the groups of grouped dimensions;
    ``conditions`` bound their values. ``filters`` are the same filters, in the catalog's spelling.
    """

    terms: tuple[Term, ...] = EVERYTHING
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()
    conditions: tuple[Condition, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered by slices."""
        return self.terms == EVERYTHING

    @property
    def chooses(self) -> bool:
        """Whether groups are chosen at all."""
        return bool(self.only or self.without)

    def keeps(self, group: Slice) -> bool:
        """Whether a group is among those chosen."""
        values = dict(group)
        return all(values.get(name) in wanted for name, wanted in self.only) and not any(
            values.get(name) in unwanted for name, unwanted in self.without
        )


NO_FILTER = Selection()


@frozen
class QueryPlan:
    """Exactly what is read and how it is put together.

    ``intent`` names the analysis that is carried out. ``periods`` are those asked for, ``base`` what they are compared
    with, ``history`` the series a forecast or a search for unusual values learns from; each in order of time.
    ``metrics`` holds the catalog entries of every subject that is read.
    """

    tenant_id: str
    intent: Intent
    measure: Measure
    subject: str
    metrics: Mapping[str, CatalogEntry]
    timeline: Timeline
    interpretation: Interpretation
    periods: tuple[Period, ...] = ()
    base: tuple[Period, ...] = ()
    history: tuple[Period, ...] = ()
    selection: Selection = NO_FILTER
    group_by: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    """Dimensions looked into beside what was asked: for causes, and to hold slices against a total."""
    rank: Rank | None = None
    related: tuple[str, ...] = ()
    """Further subjects looked at, in order: the other of a pair, targets, metrics that may have moved too."""
    keys: tuple[RowKey, ...] = ()
    ranges: tuple[SliceRange, ...] = ()
    spares: tuple[Spare, ...] = ()
    fills: tuple[Fill, ...] = ()
    listing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a list: a heading (a dimension, or nothing for metrics) and its members."""
    caveats: tuple[tuple[str, ...], ...] = ()
    """Sentences the answer has to say of itself: what was left out of a period that still runs."""
    suggestions: tuple[str, ...] = ()

    @property
    def entry(self) -> CatalogEntry:
        """The subject's catalog entry. Raises `KeyError` for a list of everything."""
        return self.metrics[self.subject]


@frozen
class Unplannable:
    """Why a question that was understood cannot be carried out, and what could be asked instead."""

    outcome: Outcome
    reason: str
    sentence: tuple[str, ...]
    suggestions: tuple[str, ...] = ()
    interpretation: Interpretation | None = None

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return text_of(self.sentence)


class CannotPlan(Exception):
    """Ends planning with its finding."""

    def __init__(self, outcome: Outcome, reason: str, *sentence: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.sentence = sentence
