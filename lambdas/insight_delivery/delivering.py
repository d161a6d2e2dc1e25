"""One delivery: done, tried again later, or given up."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from salestalk.contracts.delivery import Channel, DeliveryNote
from salestalk.contracts.insight import Insight
from salestalk.errors import TenantNotActive, Unavailable
from salestalk.insights.delivery import MAX_ATTEMPTS, NotAllowed, NotDelivered, Post, delay_after, webhook_post
from salestalk.tenancy.registry import ActiveTenants
from salestalk.values import frozen


class Delivered(StrEnum):
    """What became of a delivery."""

    DELIVERED = "delivered"
    UNWANTED = "no longer wanted"
    AGAIN = "tried again later"
    GIVEN_UP = "given up"


class Queue(Protocol):
    """The queue of deliveries."""

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after so many seconds. Raises `Unavailable`."""


class Secrets(Protocol):
    """What webhooks are signed with."""

    def secret_of(self, tenant_id: str, *, deadline: float) -> str:
        """The tenant's secret. Raises `NotDelivered` where there is none yet, `Unavailable`."""


class Webhooks(Protocol):
    """The way to webhooks."""

    def send(self, post: Post, *, deadline: float) -> None:
        """Hand over. Raises `NotDelivered`, and `NotAllowed` for an address that is not for us to reach."""


class Topic(Protocol):
    """The way to e-mail subscriptions."""

    def publish(self, insight: Insight, *, deadline: float) -> None:
        """Put an insight for its tenant's subscriptions. Raises `Unavailable`."""


@frozen
class Delivering:
    """Delivers by what the registry says now: who no longer wants insights gets none that were on their way."""

    tenants: ActiveTenants
    secrets: Secrets
    webhooks: Webhooks
    topic: Topic
    queue: Queue
    now: Callable[[], datetime]

    def serve(self, note: DeliveryNote, *, deadline: float) -> tuple[Delivered, str | None]:
        """What became of it, and why. Raises `Unavailable` when it could neither be delivered nor put back."""
        try:
            return self._deliver(note, deadline), None
        except TenantNotActive as error:
            return Delivered.UNWANTED, str(error)
        except NotAllowed as error:
            return Delivered.GIVEN_UP, str(error)
        except (NotDelivered, Unavailable) as error:
            if note.attempt >= MAX_ATTEMPTS:
                return Delivered.GIVEN_UP, str(error)
            following = note.model_copy(update={"attempt": note.attempt + 1})
            self.queue.send(following.as_json(), delay=delay_after(note.attempt), deadline=deadline)
            return Delivered.AGAIN, str(error)

    def _deliver(self, note: DeliveryNote, deadline: float) -> Delivered:
        wanted = self.tenants.active_tenant(note.tenant_id, deadline=deadline).metadata.delivery
        if note.channel is Channel.EMAIL and wanted and wanted.email:
            self.topic.publish(note.insight, deadline=deadline)
            return Delivered.DELIVERED
        if note.channel is Channel.WEBHOOK and wanted and wanted.webhook_url:
            secret = self.secrets.secret_of(note.tenant_id, deadline=deadline)
            post = webhook_post(note.insight, wanted.webhook_url, secret, int(self.now().timestamp()))
            self.webhooks.send(post, deadline=deadline)
            return Delivered.DELIVERED
        return Delivered.UNWANTED
