"""What outbox-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class OutboxSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    event_bus: Annotated[str, Env.EVENT_BUS]
    queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
