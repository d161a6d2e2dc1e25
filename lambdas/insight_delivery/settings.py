"""What insight-delivery needs of its environment."""

from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class DeliverySettings(Settings):
    """Read once, before the first message is served. ``loopback`` is 1 where a webhook may be the machine itself."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    queue_url: Annotated[str, Env.INSIGHT_DELIVERIES_QUEUE_URL]
    topic_arn: Annotated[str, Env.INSIGHTS_TOPIC_ARN]
    loopback: Annotated[int, Env.WEBHOOK_LOOPBACK] = 0
