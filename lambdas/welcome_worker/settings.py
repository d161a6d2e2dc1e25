"""What welcome-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class WelcomeSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    topic_arn: Annotated[str, Env.OPERATORS_TOPIC_ARN]
