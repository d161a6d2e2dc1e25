"""What is said about a total whose slices do not add up to it: both are loaded, and whoever loaded them is told."""

from typing import Annotated, Final, Literal

from pydantic import Field

from salestalk.contracts.base import WHOLE_NUMBER, Contract, DimensionName, ExactDecimal, Subject
from salestalk.contracts.metric import PeriodKey

MAX_SLICE_WARNINGS: Final = 100
"""So many are listed; all are counted."""


class SliceWarning(Contract):
    """A period's total, and what its slices by one dimension add up to instead."""

    rule: Literal["slices_disagree"] = "slices_disagree"
    subject: Subject
    period: PeriodKey
    dimension: DimensionName
    total: ExactDecimal
    slices: ExactDecimal
    """The sum of the slices."""
    slice_count: Annotated[int, Field(ge=1), WHOLE_NUMBER]
    """How many slices there are: one that is missing shows here."""
    message: str
