"""What upload-worker needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class UploadSettings(TenantDataSettings):
    """Read once, before the first file is loaded."""

    event_bus: Annotated[str, Env.EVENT_BUS]
    outbox_queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
    queue_url: Annotated[str, Env.UPLOAD_QUEUE_URL]
