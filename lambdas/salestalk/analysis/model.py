"""The value this stage gives."""

from typing import Any

from salestalk.analysis.ledger import Citation
from salestalk.analysis.notes import Gap, Note
from salestalk.calendar import Period
from salestalk.contracts.answer import DerivedValue
from salestalk.planning.model import QueryPlan, Slice
from salestalk.values import frozen


@frozen
class Missing:
    """Why nothing could be computed: no rows where the catalog promised some, or too few of them."""

    reason: str
    subject: str
    periods: tuple[Period, ...] = ()
    gaps: tuple[Gap, ...] = ()
    lacking: tuple[Slice, ...] = ()
    """The slices of the question's filters that have no value there, where others or the whole have one."""


@frozen
class Findings:
    """What was found: the result of the plan's analysis, the rows it cites, and the values derived from them."""

    plan: QueryPlan
    result: Any
    """The result of the intent's analysis (`Lookup`, `Comparison`, …), or `Missing`."""
    references: tuple[Citation, ...] = ()
    derived: tuple[DerivedValue, ...] = ()
    notes: tuple[Note, ...] = ()
