"""What session-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class SessionSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    event_bus: Annotated[str, Env.EVENT_BUS]
    outbox_queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
    queue_url: Annotated[str, Env.SESSION_QUEUE_URL]
    idle_minutes: Annotated[int, Env.IDLE_MINUTES]
