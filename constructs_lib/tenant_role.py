"""A role that is taken for one tenant at a time: the tenant is the session's only tag, and its policy's outer bound."""

from collections.abc import Mapping, Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from salestalk import names

OWN_TENANT = f"${{aws:PrincipalTag/{names.TENANT_SESSION_TAG}}}"
ANY_TENANT = "*"

TAGGED_WITH_A_TENANT_ALONE: Mapping[str, Mapping[str, object]] = {
    "StringLike": {f"aws:RequestTag/{names.TENANT_SESSION_TAG}": "?*"},
    "ForAllValues:StringEquals": {"aws:TagKeys": [names.TENANT_SESSION_TAG]},
}


def role_arn(role_name: str) -> str:
    """The ARN of a role of ours, known before the role is made."""
    return f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{role_name}"


class TenantRole(Construct):
    """Only `functions` can take it, and only with the tenant as the one tag; sessions are narrowed by a policy besides.

    In its own policy `tenant` stands in a tenant's place: the session's own tag, so that even a session policy naming a
    wrong tenant opens nothing (see `LOOSENED_LOCALLY` for the emulator).
    """

    def __init__(  # keyword-only props
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        role_name: str,
        description: str,
        functions: Sequence[PythonFunction],
    ) -> None:
        super().__init__(scope, construct_id)
        self.tenant = ANY_TENANT if deployment.local else OWN_TENANT
        self.role = iam.Role(
            self,
            "Role",
            role_name=role_name,
            assumed_by=iam.CompositePrincipal(*(_tagging(function) for function in functions)),
            description=description,
        )
        for function in functions:
            function.allow("sts:AssumeRole", "sts:TagSession", on=role_arn(role_name))

    def allow(
        self, actions: Sequence[str], resources: Sequence[str], conditions: Mapping[str, object] | None = None
    ) -> None:
        """Let every session do this, as far as its own policy does."""
        self.role.add_to_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources), conditions=conditions)
        )


def _tagging(function: PythonFunction) -> iam.IPrincipal:
    """The function's role, as long as it names the tenant in the session's only tag."""
    return iam.ArnPrincipal(function.role.role_arn).with_conditions(TAGGED_WITH_A_TENANT_ALONE).with_session_tags()
