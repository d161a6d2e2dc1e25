"""Who may export and erase a tenant, and who may hand over what was exported: one tenant at a time, each its own role.

What they may do is more than answering questions needs, or something else, so the data-access role has none of it.
"""

from aws_cdk import Aws
from constructs import Construct

from constructs_lib.data_access_role import TABLE_ARN_PREFIX
from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from constructs_lib.tenant_role import TenantRole, role_arn
from salestalk import names
from salestalk.tenancy.custody_policy import (
    CERTIFICATE_ACTIONS,
    HANDOVER_ACTIONS,
    LIST_ACTIONS,
    OBJECT_ACTIONS,
    PARTS_ACTIONS,
    TABLE_ACTIONS,
    bucket_resource,
    certificate_resource,
    tables,
    within,
)
from salestalk.tenancy.session_policy import object_resource

CUSTODY_ARN = role_arn(names.CUSTODY_ROLE)
HANDOVER_ARN = role_arn(names.HANDOVER_ROLE)


class CustodyRole(TenantRole):
    """Reads everything of one tenant, removes it, and writes its exports and its certificate; no item, no foreign file.

    Only the worker can take it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        worker: PythonFunction,
        bucket_name: str,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            deployment=deployment,
            role_name=names.CUSTODY_ROLE,
            description="Exports and erases one tenant at a time, through a session policy",
            functions=[worker],
        )
        bucket = bucket_resource(Aws.PARTITION, bucket_name)
        self.allow(TABLE_ACTIONS, tables(self.tenant, TABLE_ARN_PREFIX))
        self.allow(LIST_ACTIONS, [bucket], within(self.tenant))
        self.allow(PARTS_ACTIONS, [bucket])
        self.allow(OBJECT_ACTIONS, [object_resource(self.tenant, Aws.PARTITION, bucket_name)])
        self.allow(CERTIFICATE_ACTIONS, [certificate_resource(self.tenant, Aws.PARTITION, bucket_name)])


class HandoverRole(TenantRole):
    """Reads the files of one tenant, to sign addresses to fetch them from. Only `function` can take it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        function: PythonFunction,
        bucket_name: str,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            deployment=deployment,
            role_name=names.HANDOVER_ROLE,
            description="Reads one tenant's files at a time, to hand them over",
            functions=[function],
        )
        self.allow(HANDOVER_ACTIONS, [object_resource(self.tenant, Aws.PARTITION, bucket_name)])
