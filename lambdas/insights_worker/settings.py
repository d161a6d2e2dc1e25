"""What insights-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class InsightsSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    queue_url: Annotated[str, Env.INSIGHTS_QUEUE_URL]
    deliveries_url: Annotated[str, Env.INSIGHT_DELIVERIES_QUEUE_URL]
