"""An insight: what was found in a tenant's data without being asked, and what people think of it."""

from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID, uuid5

from pydantic import Field, StringConstraints, model_validator

from salestalk.contracts.answer import CitedReference, DerivedValue
from salestalk.contracts.base import (
    WHOLE_NUMBER,
    Contract,
    Count,
    ExactDecimal,
    Subject,
    TenantId,
    Timestamp,
    Uuid,
    fault,
)
from salestalk.contracts.metric import Dimensions, PeriodKey, Unit, slice_suffix
from salestalk.contracts.reference import check_own_table

MAX_NOTE: Final = 1_000

_NAMESPACE: Final = UUID("1a51ab75-0000-5a1e-8a1c-0c0ffee00003")


class InsightKind(StrEnum):
    """What was found."""

    ANOMALY = "anomaly"
    """A value far from what trend or season suggest."""
    TARGET_MISSED = "target_missed"
    TARGET_REACHED = "target_reached"
    RECORD_HIGH = "record_high"
    RECORD_LOW = "record_low"
    RECAP = "recap"
    """A week in short."""


class News(StrEnum):
    """Whether it is good news, by the metric's good direction."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


class InsightStatus(StrEnum):
    """Whether an insight is shown. A withdrawn one was true of values that have changed since."""

    SHOWN = "shown"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What somebody thinks of an insight. A dismissed one is gone, for the whole tenant."""

    USEFUL = "useful"
    USELESS = "useless"
    DISMISSED = "dismissed"


class Measured(Contract):
    """How big it is: one of the insight's own numbers, by its id among its references or derived values."""

    id: Annotated[str, Field(pattern=r"^[rd][1-9]\d*$")]
    value: ExactDecimal
    unit: Unit


class Insight(Contract):
    """An insight as stored in ``tenant-{tenantId}-messages``.

    Its id follows from tenant, kind, subject, slice and period, so that the same is found once however often it is
    looked for. Every number in `text` equals, at its printed precision, one of `dataReferences` or `derived`.
    """

    insight_id: Uuid
    tenant_id: TenantId
    kind: InsightKind
    subject: Subject | None = None
    """Absent for a recap, which is about all of them."""
    dimensions: Dimensions = {}
    """Which slice of the metric; empty for all of it."""
    period: PeriodKey
    since: PeriodKey
    """Since when it is so: the first of the periods in a row of which it is true; of a record, the beginning of the
    history in which it is one."""
    news: News
    text: str
    amount: Measured | None = None
    """The gap to what was to be expected, to the target or to the former record; absent for a recap."""
    weight: ExactDecimal
    """How big it is beside others, from 1 to 10."""
    data_references: tuple[CitedReference, ...] = ()
    derived: tuple[DerivedValue, ...] = ()
    week: PeriodKey
    """The ISO week, where the tenant is, in which it was found; it is listed there."""
    found_at: Timestamp
    updated_at: Timestamp
    status: InsightStatus = InsightStatus.SHOWN
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
    """Raised by every change: the optimistic lock."""

    @model_validator(mode="after")
    def _own(self) -> Self:
        check_own_table(self.tenant_id, self.data_references)
        if self.insight_id != insight_id(self.tenant_id, self.kind, self.subject, self.dimensions, self.period):
            raise fault("insight_id", "insightId must follow from tenant, kind, subject, dimensions and period")
        return self


def insight_id(tenant_id: str, kind: str, subject: str | None, dimensions: dict[str, str], period: str) -> str:
    """The UUID of what is found under this kind, subject, slice and period."""
    return str(uuid5(_NAMESPACE, f"{tenant_id}|{kind}|{subject or ''}|{slice_suffix(dimensions)}|{period}"))


class Ranking(Contract):
    """Why an insight stands where it does: `score` is the product of the other three."""

    weight: ExactDecimal
    asked: ExactDecimal
    """1 to 2: how much of what the tenant asks is about this metric, and, for a slice, this dimension."""
    judged: ExactDecimal
    """0 to 1: the share of useful among the verdicts on insights of this kind, times that on this metric's."""
    score: ExactDecimal


class InsightView(Contract):
    """An insight as `GET /insights` gives it."""

    insight_id: Uuid
    kind: InsightKind
    subject: Subject | None = None
    dimensions: Dimensions = {}
    period: PeriodKey
    since: PeriodKey
    news: News
    text: str
    amount: Measured | None = None
    data_references: tuple[CitedReference, ...] = ()
    derived: tuple[DerivedValue, ...] = ()
    week: PeriodKey
    found_at: Timestamp
    updated_at: Timestamp
    ranking: Ranking


class InsightList(Contract):
    """`GET /insights`: the latest week first, within a week the highest score first."""

    insights: tuple[InsightView, ...]
    next_cursor: Annotated[str, StringConstraints(max_length=4096)] | None = None


class InsightVerdict(Contract):
    """`POST /insights/{id}/feedback`."""

    verdict: Verdict
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE)] | None = None


class InsightFeedback(Contract):
    """One user's verdict on one insight; a later one of the same user replaces it."""

    insight_id: Uuid
    user_id: str
    verdict: Verdict
    note: str | None = None
    given_at: Timestamp


class RosterEntry(Contract):
    """What the list of a week knows of each of its insights, without reading it."""

    insight_id: Uuid
    kind: InsightKind
    subject: Subject | None = None
    dimensions: Dimensions = {}
    period: PeriodKey
    weight: ExactDecimal
    found_at: Timestamp
    digest: str
    """Of what the insight says: the same digest means that nothing changed."""
    is_told: bool = False
    """Whether it was handed over for delivery, or need not be."""


class Roster(Contract):
    """The insights of one week that are shown, unless there are too many."""

    week: PeriodKey
    entries: tuple[RosterEntry, ...] = ()
    revision: Count = 0
    """0: not stored yet."""


class SearchState(Contract):
    """Where the search stands: what was seen of each metric when it was last looked at."""

    seen: dict[str, str] = {}
    """By subject, a digest of its periods and the versions of its latest rows."""
    let_go: dict[str, dict[str, str]] = {}
    """By subject, what was found and not taken into a list: digests by id. Without it, what is too much for one look
    would come up at the next."""
    revision: Count = 0
