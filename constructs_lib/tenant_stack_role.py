"""The role in whose name CloudFormation makes a tenant's stack: what the template holds, and nothing else."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from salestalk import names

ROLE_ARN = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{names.TENANT_STACK_ROLE}"
REGISTRAR_ARN = f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:{names.TENANT_ONBOARD}"
ANY_TENANTS_TABLES = [
    f"arn:{Aws.PARTITION}:dynamodb:{Aws.REGION}:{Aws.ACCOUNT_ID}:table/{table('*')}"
    for table in (names.messages_table, names.metrics_table)
]

# What CloudFormation calls to make a table as ours are, to look at it, and to take it back when the creation fails.
# None of it reads or writes an item.
TABLE_ACTIONS = (
    "dynamodb:CreateTable",
    "dynamodb:DeleteTable",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeContributorInsights",
    "dynamodb:DescribeKinesisStreamingDestination",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:GetResourcePolicy",
    "dynamodb:ListTagsOfResource",
    "dynamodb:TagResource",
    "dynamodb:UntagResource",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTimeToLive",
)


class TenantStackRole(Construct):
    """Assumed by CloudFormation alone. Its tables are those of tenants by the form of their names, its function one."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.role = iam.Role(
            self,
            "Role",
            role_name=names.TENANT_STACK_ROLE,
            assumed_by=iam.ServicePrincipal("cloudformation.amazonaws.com"),
            description="Makes the tables of tenants and registers them, for CloudFormation",
        )
        self.role.add_to_policy(iam.PolicyStatement(actions=list(TABLE_ACTIONS), resources=ANY_TENANTS_TABLES))
        self.role.add_to_policy(iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[REGISTRAR_ARN]))
