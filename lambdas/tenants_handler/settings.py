"""What tenants-handler needs of its environment."""

from dataclasses import dataclass
from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env


@dataclass(frozen=True, slots=True)
class TenantsSettings(Settings):
    """Read once at start."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
