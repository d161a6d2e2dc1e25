"""What tenant-onboard needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class OnboardSettings(TenantDataSettings):
    """Read once, before the first request is served."""

    user_pool_id: Annotated[str, Env.USER_POOL_ID]
    event_bus: Annotated[str, Env.EVENT_BUS]
    outbox_queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
