"""What tenant-worker needs of its environment."""

from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class WorkerSettings(Settings):
    """Read once, before the first job is worked on."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    jobs_table: Annotated[str, Env.JOBS_TABLE]
    queue_url: Annotated[str, Env.JOBS_QUEUE_URL]
    custody_role_arn: Annotated[str, Env.CUSTODY_ROLE_ARN]
    table_arn_prefix: Annotated[str, Env.TABLE_ARN_PREFIX]
    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
    topic_arn: Annotated[str, Env.INSIGHTS_TOPIC_ARN]
    user_pool_id: Annotated[str, Env.USER_POOL_ID]
