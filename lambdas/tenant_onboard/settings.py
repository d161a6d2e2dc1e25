"""What tenant-onboard needs of its environment."""

from dataclasses import dataclass
from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env


@dataclass(frozen=True, slots=True)
class OnboardSettings(Settings):
    """Read once, before the first request is served."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    user_pool_id: Annotated[str, Env.USER_POOL_ID]
    event_bus: Annotated[str, Env.EVENT_BUS]
