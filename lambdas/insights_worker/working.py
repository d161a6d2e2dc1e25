"""One message of the queue: looked at, learned from, or passed on to each tenant it is for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from insights_worker.notes import LookOn, Note, TellWeek, Tick, read_note, write_note
from salestalk.contracts.events import ClassificationPerformed, Event, MetricsIngested
from salestalk.contracts.insight import Insight
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import InvalidInput, TenantNotActive
from salestalk.insights.demand import Questions
from salestalk.insights.recap import Recapitulation
from salestalk.insights.schedule import week_to_tell
from salestalk.insights.search import InsightSearch, Looked, Occasion
from salestalk.insights.telling import Telling
from salestalk.tenancy.listing import TenantLists
from salestalk.tenancy.registry import ActiveTenants
from salestalk.values import frozen

TENANTS_AT_ONCE: Final = 100
SUBJECTS_PASSED_ON: Final = 100
NOT_SERVED: Final = "tenant not served"


class Queue(Protocol):
    """The worker's own queue."""

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after so many seconds. Raises `Unavailable`."""


class Desk(Protocol):
    """What the worker does for one tenant, with credentials that reach this tenant's tables alone."""

    def questions(self, tenant: Tenant, deadline: float) -> Questions:
        """Counts what is asked about."""

    def search(self, tenant: Tenant, deadline: float) -> InsightSearch:
        """Looks for insights."""

    def recapitulation(self, tenant: Tenant, deadline: float) -> Recapitulation:
        """Tells weeks in short."""

    def telling(self, tenant: Tenant, deadline: float) -> Telling:
        """Hands insights over for delivery."""


@frozen
class Working:
    """Serves messages. Raises `InvalidInput`, `RightMissing`, `Unavailable`."""

    tenants: ActiveTenants
    lists: TenantLists
    desk: Desk
    queue: Queue
    now: Callable[[], datetime]

    def serve(self, body: str, *, deadline: float) -> Mapping[str, Any]:
        """What the log line says of a message."""
        try:
            return self._serve(read_note(body), deadline)
        except TenantNotActive as error:
            return {"outcome": NOT_SERVED, "reason": str(error)}

    def _serve(self, note: Note, deadline: float) -> Mapping[str, Any]:
        match note:
            case Event(data=MetricsIngested() as loaded) as event:
                named = tuple(dict.fromkeys(one.subject for one in loaded.metrics_ingested))
                tenant = self.tenants.tenant_at(event.tenant_id, event.timestamp, deadline=deadline)
                return self._look(tenant, Occasion(named, event.event_id), deadline)
            case Event(data=ClassificationPerformed() as asked) as event:
                tenant = self.tenants.tenant_at(event.tenant_id, event.timestamp, deadline=deadline)
                questions = self.desk.questions(tenant, deadline)
                now = int(self.now().timestamp())
                return {"outcome": questions.learn(event, asked.classification, now=now, deadline=deadline)}
            case LookOn() as left:
                return self._look(self._tenant(left.tenant_id, deadline), Occasion(left.subjects), deadline)
            case TellWeek() as due:
                return self._tell_week(due, deadline)
            case Tick() as tick:
                return {"outcome": "passed on", "tenants": self._pass_on(tick, deadline)}
        raise InvalidInput("Nothing is to be found in an event of this type.")

    def _look(self, tenant: Tenant, occasion: Occasion, deadline: float) -> Mapping[str, Any]:
        now = self.now()
        looked = self.desk.search(tenant, deadline).look(occasion, now)
        if looked.is_duplicate:
            return {"outcome": "duplicate"}
        if looked.left:
            note = LookOn(tenant.tenant_id, looked.left[:SUBJECTS_PASSED_ON])
            self.queue.send(write_note(note), delay=0, deadline=deadline)
        return {**_told(looked), "told": self._tell(tenant, occasion.event_id, now, deadline)}

    def _tell_week(self, note: TellWeek, deadline: float) -> Mapping[str, Any]:
        tenant, now = self._tenant(note.tenant_id, deadline), self.now()
        recap: Insight | None = self.desk.recapitulation(tenant, deadline).write(note.week, now)
        told = self._tell(tenant, None, now, deadline)
        return {"outcome": "told" if recap else "nothing to tell", "week": note.week, "told": told}

    def _tell(self, tenant: Tenant, event_id: str | None, now: datetime, deadline: float) -> int:
        if tenant.metadata.delivery is None:
            return 0
        return self.desk.telling(tenant, deadline).tell(event_id=event_id, now=int(now.timestamp()))

    def _pass_on(self, tick: Tick, deadline: float) -> int:
        """A message for each active tenant where it is Monday morning; how many."""
        after: str | None = None
        passed = 0
        while True:
            found, after = self.lists.of_status(
                TenantStatus.ACTIVE, limit=TENANTS_AT_ONCE, after=after, deadline=deadline
            )
            for tenant in found:
                if week := week_to_tell(tenant.metadata.calendar, tick.at):
                    self.queue.send(write_note(TellWeek(tenant.tenant_id, week)), delay=0, deadline=deadline)
                    passed += 1
            if after is None:
                return passed

    def _tenant(self, tenant_id: str, deadline: float) -> Tenant:
        return self.tenants.active_tenant(tenant_id, deadline=deadline)


def _told(looked: Looked) -> dict[str, Any]:
    return {
        "outcome": "looked",
        "aspects": looked.aspects,
        "found": len(looked.created),
        "updated": looked.updated,
        "withdrawn": looked.withdrawn,
        "letGo": looked.let_go,
        "withheld": looked.withheld,
        "left": len(looked.left),
    }
