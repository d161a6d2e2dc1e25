"""How tenants are exported and erased: the worker, the queue of its jobs, and the roles behind both."""

from aws_cdk import Aws, Duration
from constructs import Construct

from constructs_lib.custody_roles import CUSTODY_ARN, HANDOVER_ARN, CustodyRole, HandoverRole
from constructs_lib.data_access_role import TABLE_ARN_PREFIX
from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env
from stacks.functions import WHOLE_PROCESSOR_MEMORY, Functions
from stacks.platform import ARTIFACTS_BUCKET

WORKING_SECONDS = 900
JOBS_AT_ONCE = 10
USER_ACTIONS = (
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminRemoveUserFromGroup",
    "cognito-idp:DeleteGroup",
    "cognito-idp:ListUsersInGroup",
)
STACK_ACTIONS = ("cloudformation:DeleteStack", "cloudformation:DescribeStacks")
# SNS narrows these to no resource.
SUBSCRIPTION_ACTIONS = ("sns:GetSubscriptionAttributes", "sns:Unsubscribe")
INSIGHTS_TOPIC = f"arn:{Aws.PARTITION}:sns:{Aws.REGION}:{Aws.ACCOUNT_ID}:{names.INSIGHTS_TOPIC}"
WEBHOOK_SECRETS = f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{names.WEBHOOK_SECRETS}*"
TENANTS_STACKS = f"arn:{Aws.PARTITION}:cloudformation:{Aws.REGION}:{Aws.ACCOUNT_ID}:stack/{names.tenant_stack('*')}/*"


class Offboarding(Construct):
    """`tenants` is the function that administrators call: it asks for jobs, and hands over what was exported."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions, tenants: PythonFunction) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        deployment, platform = functions.deployment, functions.platform
        self.worker = self._make_worker()
        self.consumer = QueueConsumer(
            self,
            "Jobs",
            deployment=deployment,
            name=f"{names.SERVICE}-tenant-jobs",
            function=self.worker,
            batch_size=1,
            # A run that died is followed by the next one as soon as it can no longer be alive.
            hidden_for=Duration.seconds(WORKING_SECONDS + 60),
            at_once=JOBS_AT_ONCE,
        )
        for function in (self.worker, tenants):
            function.function.add_environment(Env.JOBS_TABLE, names.JOBS_TABLE)
            function.function.add_environment(Env.JOBS_QUEUE_URL, self.consumer.queue.queue_url)
            function.function.add_environment(Env.TABLE_ARN_PREFIX, TABLE_ARN_PREFIX)
            function.function.add_environment(Env.ARTIFACTS_BUCKET, ARTIFACTS_BUCKET)
            function.allow("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", on=platform.jobs.table_arn)
            self.consumer.grant_send(function)
        self.worker.allow("dynamodb:DeleteItem", on=platform.jobs.table_arn)
        tenants.function.add_environment(Env.HANDOVER_ROLE_ARN, HANDOVER_ARN)
        self.custody = CustodyRole(
            self, "Custody", deployment=deployment, worker=self.worker, bucket_name=ARTIFACTS_BUCKET
        )
        self.handover = HandoverRole(
            self, "Handover", deployment=deployment, function=tenants, bucket_name=ARTIFACTS_BUCKET
        )

    def _make_worker(self) -> PythonFunction:
        platform = self._functions.platform
        pool = platform.identity.pool
        worker = self._functions.make(
            "TenantWorker",
            names.TENANT_WORKER,
            seconds=WORKING_SECONDS,
            memory_mb=WHOLE_PROCESSOR_MEMORY,
            emits_events=False,
            environment={
                Env.CUSTODY_ROLE_ARN: CUSTODY_ARN,
                Env.USER_POOL_ID: pool.user_pool_id,
                Env.INSIGHTS_TOPIC_ARN: INSIGHTS_TOPIC,
            },
        )
        worker.allow("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", on=platform.registry.table_arn)
        worker.allow(*USER_ACTIONS, on=pool.user_pool_arn)
        worker.allow(*STACK_ACTIONS, on=TENANTS_STACKS)
        worker.allow("ssm:DeleteParameter", on=WEBHOOK_SECRETS)
        worker.allow("sns:ListSubscriptionsByTopic", on=INSIGHTS_TOPIC)
        worker.allow(*SUBSCRIPTION_ACTIONS, on="*")
        return worker
