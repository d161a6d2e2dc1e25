"""The one role through which tenant data is reached, for one tenant at a time."""

from collections.abc import Mapping, Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from salestalk import names
from salestalk.tenancy.session_policy import (
    OBJECT_ACTIONS,
    READ_ACTIONS,
    WRITE_ACTIONS,
    object_resource,
    table_resources,
)

ROLE_ARN = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{names.DATA_ACCESS_ROLE}"
TABLE_ARN_PREFIX = f"arn:{Aws.PARTITION}:dynamodb:{Aws.REGION}:{Aws.ACCOUNT_ID}:table/"

OWN_TENANT = f"${{aws:PrincipalTag/{names.TENANT_SESSION_TAG}}}"
ANY_TENANT = "*"

TAGGED_WITH_A_TENANT_ALONE: Mapping[str, Mapping[str, object]] = {
    "StringLike": {f"aws:RequestTag/{names.TENANT_SESSION_TAG}": "?*"},
    "ForAllValues:StringEquals": {"aws:TagKeys": [names.TENANT_SESSION_TAG]},
}


class DataAccessRole(Construct):
    """Assumed for each tenant with a session policy that names its two tables and its prefix, and the tag `tenantId`.

    Only `functions` can assume it, and only with that tag. Its own policy is the outer bound: what no session can
    exceed. There the tenant's place in the names of tables and objects is the session's own tag, so that even a session
    policy naming a wrong one opens nothing (see `LOOSENED_LOCALLY` for the emulator).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        functions: Sequence[PythonFunction],
        bucket_name: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self.role = iam.Role(
            self,
            "Role",
            role_name=names.DATA_ACCESS_ROLE,
            assumed_by=iam.CompositePrincipal(*(_tagging(function) for function in functions)),
            description="Reaches one tenant's tables and files at a time, through a session policy",
        )
        tenant = ANY_TENANT if deployment.local else OWN_TENANT
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=[*READ_ACTIONS, *WRITE_ACTIONS], resources=table_resources(tenant, TABLE_ARN_PREFIX)
            )
        )
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=list(OBJECT_ACTIONS), resources=[object_resource(tenant, Aws.PARTITION, bucket_name)]
            )
        )
        for function in functions:
            function.allow("sts:AssumeRole", "sts:TagSession", on=ROLE_ARN)


def _tagging(function: PythonFunction) -> iam.IPrincipal:
    """The function's role, as long as it names the tenant in the session's only tag."""
    return iam.ArnPrincipal(function.role.role_arn).with_conditions(TAGGED_WITH_A_TENANT_ALONE).with_session_tags()
