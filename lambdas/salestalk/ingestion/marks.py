"""A consumer's mark of an event that it has had, for consumers that write nothing else."""

from collections.abc import Callable

from salestalk import names
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Absent, ItemStore, Key, Put, WritesRefused
from salestalk.ingestion.usage import EVENT_PREFIX, MARKER_SECONDS
from salestalk.values import frozen


@frozen
class EventMarks:
    """Marks of one consumer, in the tenant's own messages table. ``clock`` gives Unix seconds."""

    store: ItemStore
    strategy: IdempotencyStrategy
    clock: Callable[[], float]
    consumer: str

    def set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        """Mark the event; False when it was marked before. Raises `Unavailable`."""
        key = {"pk": EVENT_PREFIX + event_id, "sk": self.consumer}
        try:
            mark = Put({**key, "ttl": int(self.clock()) + MARKER_SECONDS}, Absent())
            self._view(deadline).transact(names.messages_table(tenant_id), [mark])
        except WritesRefused:
            return False
        return True

    def is_set(self, tenant_id: str, event_id: str, *, deadline: float) -> bool:
        """Whether the event is marked. Raises `Unavailable`."""
        key = Key(EVENT_PREFIX + event_id, self.consumer)
        return self._view(deadline).get(names.messages_table(tenant_id), key) is not None

    def _view(self, deadline: float) -> RetryingStore:
        return RetryingStore(self.store, self.strategy, deadline)
