"""What metrics-handler needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class MetricsSettings(TenantDataSettings):
    """Read once at start."""

    event_bus: Annotated[str, Env.EVENT_BUS]
    outbox_queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
