"""The one role through which tenants' rows and files are read and written, for one tenant at a time."""

from collections.abc import Sequence

from aws_cdk import Aws
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from constructs_lib.tenant_role import TenantRole, role_arn
from salestalk import names
from salestalk.tenancy.session_policy import (
    OBJECT_ACTIONS,
    READ_ACTIONS,
    WRITE_ACTIONS,
    object_resource,
    table_resources,
)

ROLE_ARN = role_arn(names.DATA_ACCESS_ROLE)
TABLE_ARN_PREFIX = f"arn:{Aws.PARTITION}:dynamodb:{Aws.REGION}:{Aws.ACCOUNT_ID}:table/"


class DataAccessRole(TenantRole):
    """Taken for each tenant with a session policy that names its two tables and its prefix, and the tag `tenantId`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        functions: Sequence[PythonFunction],
        bucket_name: str,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            deployment=deployment,
            role_name=names.DATA_ACCESS_ROLE,
            description="Reaches one tenant's tables and files at a time, through a session policy",
            functions=functions,
        )
        self.allow([*READ_ACTIONS, *WRITE_ACTIONS], table_resources(self.tenant, TABLE_ARN_PREFIX))
        self.allow(OBJECT_ACTIONS, [object_resource(self.tenant, Aws.PARTITION, bucket_name)])
