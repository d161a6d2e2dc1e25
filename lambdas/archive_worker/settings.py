"""What archive-worker needs of its environment."""

from dataclasses import dataclass
from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env


@dataclass(frozen=True, slots=True)
class ArchiveSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
