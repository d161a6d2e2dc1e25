"""What archive-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class ArchiveSettings(TenantDataSettings):
    """Read once, before the first message is served."""

    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
