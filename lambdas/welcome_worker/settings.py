"""What welcome-worker needs of its environment."""

from dataclasses import dataclass
from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env


@dataclass(frozen=True, slots=True)
class WelcomeSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    topic_arn: Annotated[str, Env.OPERATORS_TOPIC_ARN]
