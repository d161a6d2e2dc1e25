"""What usage-worker needs of its environment."""

from dataclasses import dataclass
from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env


@dataclass(frozen=True, slots=True)
class UsageSettings(Settings):
    """Read once, before the first batch is served."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    data_access_role_arn: Annotated[str, Env.DATA_ACCESS_ROLE_ARN]
    table_arn_prefix: Annotated[str, Env.TABLE_ARN_PREFIX]
