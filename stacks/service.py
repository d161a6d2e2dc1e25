"""Service: the functions, the routes of the HTTP API that lead to them, and the queues that feed the workers."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events
from constructs import Construct

from constructs_lib.data_access_role import DataAccessRole
from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from constructs_lib.http_api import TokenGuardedRoutes
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env, EventType
from stacks.control_plane import ControlPlane
from stacks.delivery import Delivery
from stacks.functions import WHOLE_PROCESSOR_MEMORY, Functions
from stacks.insights import Insights
from stacks.language_model import LanguageModel
from stacks.listeners import Listeners
from stacks.offboarding import Offboarding
from stacks.platform import ARTIFACTS_BUCKET, PlatformStack
from stacks.routes import CHAT_ROUTES, METRICS_ROUTES, TENANTS_ROUTES

LOADING_SECONDS = 900
LOADS_AT_ONCE = 50
# A tenant's group and its owner.
REGISTRARS_USER_ACTIONS = (
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminGetUser",
    "cognito-idp:CreateGroup",
    "cognito-idp:DeleteGroup",
)

USAGE_EVENTS = (
    EventType.NARRATIVE_GENERATED,
    EventType.METRICS_INGESTED,
    EventType.CONVERSATION_COMPLETED,
    EventType.TENANT_PROVISIONED,
)


class ServiceStack(Stack):
    """All code. It holds no state: whatever it loses, Platform and the tenants keep."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        platform: PlatformStack,
        page_client: cognito.UserPoolClient | None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            tags=deployment.tags,
            description="SalesTalk: functions, routes of the HTTP API, event consumers",
        )
        self._deployment = deployment
        self._platform = platform
        self._functions = functions = Functions(self, deployment=deployment, platform=platform)
        self.chat = self._chat()
        self.metrics = functions.make_for_tenant_data(
            "Metrics",
            names.METRICS_HANDLER,
            seconds=29,
            on_request_path=True,
            environment={Env.ARTIFACTS_BUCKET: ARTIFACTS_BUCKET},
        )
        self.usage, self.usage_consumer = self._usage()
        self.upload, self.upload_consumer = self._uploads()
        self.onboard = self._onboarding()
        self.delivery = Delivery(self, "Delivery", functions=functions)
        self.delivery.publish_durably([self.chat, self.metrics, self.upload, self.onboard])
        self.insights = Insights(self, "FoundUnasked", functions=functions)
        self.listeners = Listeners(self, "Listeners", functions=functions)
        self.control = ControlPlane(self, "Control", functions=functions)
        self.offboarding = Offboarding(self, "Offboarding", functions=functions, tenants=self.control.tenants)
        self.data_access = DataAccessRole(
            self, "DataAccess", deployment=deployment, functions=functions.data_plane, bucket_name=ARTIFACTS_BUCKET
        )
        self.routes = self._make_routes(page_client)

    def _chat(self) -> PythonFunction:
        """What answers questions, and may ask the deployment's language model, if it has one."""
        model = LanguageModel.from_context(self.node)
        function = self._functions.make_for_tenant_data(
            "Chat", names.CHAT_HANDLER, seconds=20, on_request_path=True, environment=model.environment
        )
        model.grant(function)
        return function

    def _usage(self) -> tuple[PythonFunction, QueueConsumer]:
        """What counts each tenant's usage, and the queue of the events it counts."""
        function = self._functions.make_for_tenant_data("Usage", names.USAGE_WORKER, seconds=30, emits_events=False)
        consumer = QueueConsumer(
            self,
            "UsageEvents",
            deployment=self._deployment,
            name=f"{names.SERVICE}-usage",
            bus=self._platform.bus,
            pattern=events.EventPattern(detail_type=list(USAGE_EVENTS)),
            function=function,
        )
        return function, consumer

    def _uploads(self) -> tuple[PythonFunction, QueueConsumer]:
        """What loads uploaded files: one that S3 announces under the tenants' upload folders for each run."""
        function = self._functions.make_for_tenant_data(
            "Upload",
            names.UPLOAD_WORKER,
            seconds=LOADING_SECONDS,
            memory_mb=WHOLE_PROCESSOR_MEMORY,
            environment={Env.ARTIFACTS_BUCKET: ARTIFACTS_BUCKET},
        )
        uploads = {"bucket": {"name": [ARTIFACTS_BUCKET]}, "object": {"key": [{"wildcard": names.UPLOAD_KEYS}]}}
        consumer = QueueConsumer(
            self,
            "Uploads",
            deployment=self._deployment,
            name=f"{names.SERVICE}-uploads",
            pattern=events.EventPattern(source=["aws.s3"], detail_type=["Object Created"], detail=uploads),
            function=function,
            batch_size=1,
            # A run that died is followed by the next one as soon as it can no longer be alive.
            hidden_for=Duration.seconds(LOADING_SECONDS + 60),
            at_once=LOADS_AT_ONCE,
        )
        function.function.add_environment(Env.UPLOAD_QUEUE_URL, consumer.queue.queue_url)
        function.allow("sqs:SendMessage", on=consumer.queue.queue_arn)
        return function, consumer

    def _onboarding(self) -> PythonFunction:
        """The registrar of the tenant stacks' custom resource, which finds it by its name."""
        pool = self._platform.identity.pool
        function = self._functions.make_for_tenant_data(
            "Onboard", names.TENANT_ONBOARD, environment={Env.USER_POOL_ID: pool.user_pool_id}, seconds=60
        )
        function.allow("dynamodb:PutItem", on=self._platform.registry.table_arn)
        function.allow(*REGISTRARS_USER_ACTIONS, on=pool.user_pool_arn)
        return function

    def _make_routes(self, page: cognito.UserPoolClient | None) -> TokenGuardedRoutes:
        """The API's routes, for tokens of the people's own client and, where there is one, of the page's."""
        identity = self._platform.identity
        clients = [client.user_pool_client_id for client in (identity.client, page) if client]
        routes = TokenGuardedRoutes(
            self, "Api", address=self._platform.address, issuer=identity.issuer, audience=clients
        )
        routes.add_routes(self.chat, CHAT_ROUTES)
        routes.add_routes(self.metrics, METRICS_ROUTES)
        routes.add_routes(self.control.tenants, TENANTS_ROUTES)
        return routes
