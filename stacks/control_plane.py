"""How tenants come, change and go: the administrators' function and what it works with."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.tenant_stack_role import ROLE_ARN, TenantStackRole
from salestalk import names
from salestalk.names import Env
from stacks.functions import Functions
from stacks.tenant_template import synthesize_tenant_template

ANY_TENANTS_STACK = (
    f"arn:{Aws.PARTITION}:cloudformation:{Aws.REGION}:{Aws.ACCOUNT_ID}:stack/{names.tenant_stack('*')}/*"
)


class ControlPlane(Construct):
    """Reaches the registry and tenants' stacks, and no tenant's data."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions) -> None:
        super().__init__(scope, construct_id)
        self.template = self._publish_template(functions.deployment)
        self.stack_role = TenantStackRole(self, "TenantStacks")
        self.tenants = functions.make(
            "Tenants",
            names.TENANTS_HANDLER,
            seconds=29,
            on_request_path=True,
            emits_events=False,
            environment={
                Env.TENANT_TEMPLATE_URL: self.template.http_url,
                Env.TENANT_STACK_ROLE_ARN: ROLE_ARN,
                Env.TENANT_STACK_TAGS: json.dumps(functions.deployment.tags),
            },
        )
        self._allow_registry(functions)
        self._allow_stacks(bound=not functions.deployment.local)

    def _publish_template(self, deployment: Deployment) -> assets.Asset:
        """The tenant template as CloudFormation takes it, where it can be read from."""
        with TemporaryDirectory() as folder:
            path = synthesize_tenant_template(Path(folder), deployment)
            return assets.Asset(self, "TenantTemplate", path=str(path))

    def _allow_registry(self, functions: Functions) -> None:
        table, *indexes = functions.platform.registry.exact_arns
        self.tenants.allow("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", on=table)
        for index in indexes:
            self.tenants.allow("dynamodb:Query", on=index)

    def _allow_stacks(self, *, bound: bool) -> None:
        """Tenants' stacks, `bound` to their role and to the published template (see `LOOSENED_LOCALLY`)."""
        policy = self.tenants.role.add_to_policy
        own = {"StringEquals": {"cloudformation:RoleArn": ROLE_ARN}}
        published = {"StringEquals": {**own["StringEquals"], "cloudformation:TemplateUrl": self.template.http_url}}
        looking = ["cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"]
        passed = {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
        template = self.template.bucket.arn_for_objects(self.template.s3_object_key)
        for actions, resource, conditions in (
            (["cloudformation:CreateStack"], ANY_TENANTS_STACK, published if bound else None),
            (["cloudformation:DeleteStack"], ANY_TENANTS_STACK, own if bound else None),
            (looking, ANY_TENANTS_STACK, None),
            (["iam:PassRole"], ROLE_ARN, passed),
            # CloudFormation reads the template with the rights of whoever names it.
            (["s3:GetObject"], template, None),
        ):
            policy(iam.PolicyStatement(actions=actions, resources=[resource], conditions=conditions))
