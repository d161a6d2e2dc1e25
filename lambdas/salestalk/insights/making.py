"""Insights made of findings."""

from datetime import datetime
from hashlib import sha256

from salestalk.calendar import FiscalCalendar, Granularity
from salestalk.contracts.insight import Insight, InsightKind, Measured, News, insight_id
from salestalk.insights.examine import Finding
from salestalk.insights.merging import Told
from salestalk.insights.ratios import MOST


def insight_of(finding: Finding, tenant_id: str, calendar: FiscalCalendar, now: datetime) -> Insight:
    """What was found, as it is kept when it is found for the first time."""
    dimensions, period = dict(finding.aspect.dimensions), finding.period.key
    return Insight(
        insight_id=insight_id(tenant_id, finding.kind, finding.aspect.subject, dimensions, period),
        tenant_id=tenant_id,
        kind=finding.kind,
        subject=finding.aspect.subject,
        dimensions=dimensions,
        period=period,
        since=finding.since.key,
        news=finding.news,
        text=finding.narrative.text,
        amount=Measured(id=finding.amount.id, value=finding.amount.value, unit=finding.amount.unit),
        weight=finding.weight,
        data_references=finding.narrative.data_references,
        derived=finding.narrative.derived,
        week=week_of(calendar, now),
        found_at=int(now.timestamp()),
        updated_at=int(now.timestamp()),
    )


def recap_of(tenant_id: str, week: str, told: Told, news: News, listed_in: str, now: datetime) -> Insight:
    """A week in short; ``week`` is the one it is about, ``listed_in`` the one in which it is shown."""
    return Insight(
        insight_id=insight_id(tenant_id, InsightKind.RECAP, None, {}, week),
        tenant_id=tenant_id,
        kind=InsightKind.RECAP,
        period=week,
        since=week,
        news=news,
        text=told.text,
        weight=MOST,
        data_references=told.data_references,
        derived=told.derived,
        week=listed_in,
        found_at=int(now.timestamp()),
        updated_at=int(now.timestamp()),
    )


def week_of(calendar: FiscalCalendar, now: datetime) -> str:
    """The ISO week it is where the tenant is."""
    return calendar.containing(calendar.today(now), Granularity.WEEK).key


def digest_of(insight: Insight) -> str:
    """Of what an insight says and rests on, and not of when it was found or which version of a row held the value."""
    cited = [f"{one.id} {one.metric} {one.source.sk} {one.value.normalize()}" for one in insight.data_references]
    derived = [f"{one.id} {one.label} {one.value.normalize()} {one.inputs}" for one in insight.derived]
    said = (insight.text, insight.news, insight.since, str(insight.weight.normalize()), *cited, *derived)
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def renewed(stored: Insight, found: Insight) -> Insight:
    """What is stored with what is true now: found when it was, listed where it was."""
    kept = {"found_at": stored.found_at, "week": stored.week, "revision": stored.revision + 1}
    return found.model_copy(update=kept)
