"""What tenants-handler needs of its environment."""

from typing import Annotated

from runtime.settings import Settings
from salestalk.names import Env
from salestalk.values import frozen


@frozen
class TenantsSettings(Settings):
    """Read once at start."""

    registry_table: Annotated[str, Env.REGISTRY_TABLE]
    template_url: Annotated[str, Env.TENANT_TEMPLATE_URL]
    stack_role_arn: Annotated[str, Env.TENANT_STACK_ROLE_ARN]
    stack_tags: Annotated[str, Env.TENANT_STACK_TAGS]
    """A JSON object."""
    jobs_table: Annotated[str, Env.JOBS_TABLE]
    jobs_queue_url: Annotated[str, Env.JOBS_QUEUE_URL]
    handover_role_arn: Annotated[str, Env.HANDOVER_ROLE_ARN]
    table_arn_prefix: Annotated[str, Env.TABLE_ARN_PREFIX]
    artifacts_bucket: Annotated[str, Env.ARTIFACTS_BUCKET]
