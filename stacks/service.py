"""Service: the functions, the HTTP API that leads to them, and the queue that feeds the worker."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from constructs import Construct

from constructs_lib.data_access_role import ROLE_ARN, TABLE_ARN_PREFIX, DataAccessRole
from constructs_lib.deployment import Deployment
from constructs_lib.function import DependencyLayer, PythonFunction
from constructs_lib.http_api import TokenGuardedApi
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env, EventType
from stacks.platform import ARTIFACTS_BUCKET, PlatformStack
from stacks.routes import CHAT_ROUTES, METRICS_ROUTES

# MB. Lambda gives processor time in proportion, and somebody waits for what is on the request path.
REQUEST_PATH_MEMORY = 1024
BACKGROUND_MEMORY = 512
# Loading keeps one processor busy, and that is what this much memory comes with; it fills less than 256.
WHOLE_PROCESSOR_MEMORY = 1769
LOADING_SECONDS = 900
LOADS_AT_ONCE = 50

USAGE_EVENTS = (EventType.NARRATIVE_GENERATED, EventType.METRICS_INGESTED, EventType.TENANT_PROVISIONED)


class ServiceStack(Stack):
    """All code. It holds no state: whatever it loses, Platform and the tenants keep."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment, platform: PlatformStack) -> None:
        super().__init__(
            scope, construct_id, tags=deployment.tags, description="SalesTalk: functions, HTTP API, event consumers"
        )
        self._deployment = deployment
        self._platform = platform
        self._layer = DependencyLayer(self, "Dependencies", deployment=deployment)
        self.chat = self._data_plane("Chat", names.CHAT_HANDLER, seconds=20, on_request_path=True)
        self.metrics = self._data_plane("Metrics", names.METRICS_HANDLER, seconds=29, on_request_path=True)
        self.usage = self._data_plane("Usage", names.USAGE_WORKER, seconds=30, emits_events=False)
        self.onboard = self._onboarding()
        self.upload = self._data_plane(
            "Upload", names.UPLOAD_WORKER, seconds=LOADING_SECONDS, memory_mb=WHOLE_PROCESSOR_MEMORY
        )
        functions = (self.chat, self.metrics, self.usage, self.upload)
        self.data_access = DataAccessRole(
            self, "DataAccess", deployment=deployment, functions=functions, bucket_name=ARTIFACTS_BUCKET
        )
        for function in (self.metrics, self.upload):
            function.function.add_environment(Env.ARTIFACTS_BUCKET, ARTIFACTS_BUCKET)
        self.upload_consumer = self._upload_consumer()
        self.usage_consumer = QueueConsumer(
            self,
            "UsageEvents",
            deployment=deployment,
            name=f"{names.SERVICE}-usage",
            bus=platform.bus,
            pattern=events.EventPattern(detail_type=list(USAGE_EVENTS)),
            function=self.usage,
        )
        self.api = self._make_api()

    def _data_plane(
        self,
        construct_id: str,
        function_name: str,
        *,
        seconds: int,
        on_request_path: bool = False,
        emits_events: bool = True,
        memory_mb: int = BACKGROUND_MEMORY,
    ) -> PythonFunction:
        """A function that reaches tenant data through the data-access role, and the registry only to look up."""
        function = self._function(
            construct_id,
            function_name,
            environment={Env.DATA_ACCESS_ROLE_ARN: ROLE_ARN, Env.TABLE_ARN_PREFIX: TABLE_ARN_PREFIX},
            seconds=seconds,
            on_request_path=on_request_path,
            emits_events=emits_events,
            memory_mb=memory_mb,
        )
        function.allow("dynamodb:GetItem", on=self._platform.registry.table_arn)
        return function

    def _upload_consumer(self) -> QueueConsumer:
        """What S3 announces under the tenants' upload folders, one file for each run of the worker."""
        uploads = {"bucket": {"name": [ARTIFACTS_BUCKET]}, "object": {"key": [{"wildcard": names.UPLOAD_KEYS}]}}
        consumer = QueueConsumer(
            self,
            "Uploads",
            deployment=self._deployment,
            name=f"{names.SERVICE}-uploads",
            pattern=events.EventPattern(source=["aws.s3"], detail_type=["Object Created"], detail=uploads),
            function=self.upload,
            batch_size=1,
            # A run that died is followed by the next one as soon as it can no longer be alive.
            hidden_for=Duration.seconds(LOADING_SECONDS + 60),
            at_once=LOADS_AT_ONCE,
        )
        self.upload.function.add_environment(Env.UPLOAD_QUEUE_URL, consumer.queue.queue_url)
        self.upload.allow("sqs:SendMessage", on=consumer.queue.queue_arn)
        return consumer

    def _onboarding(self) -> PythonFunction:
        """The registrar of the tenant stacks' custom resource, which finds it by its name."""
        pool = self._platform.identity.pool
        function = self._function(
            "Onboard", names.TENANT_ONBOARD, environment={Env.USER_POOL_ID: pool.user_pool_id}, seconds=60
        )
        function.allow("dynamodb:GetItem", "dynamodb:PutItem", on=self._platform.registry.table_arn)
        function.allow("cognito-idp:CreateGroup", "cognito-idp:DeleteGroup", on=pool.user_pool_arn)
        return function

    def _function(
        self,
        construct_id: str,
        function_name: str,
        *,
        environment: Mapping[str, str],
        seconds: int,
        on_request_path: bool = False,
        emits_events: bool = True,
        memory_mb: int = BACKGROUND_MEMORY,
    ) -> PythonFunction:
        """A function that knows the registry, and the bus if it may put events; its folder is named as it is."""
        folder = function_name.removeprefix(f"{names.SERVICE}-").replace("-", "_")
        bus = {Env.EVENT_BUS: names.EVENT_BUS} if emits_events else {}
        function = PythonFunction(
            self,
            construct_id,
            deployment=self._deployment,
            function_name=function_name,
            handler=f"{folder}.handler.handler",
            layer=self._layer,
            environment={Env.REGISTRY_TABLE: names.REGISTRY_TABLE, **bus, **environment},
            timeout=Duration.seconds(seconds),
            memory_mb=REQUEST_PATH_MEMORY if on_request_path else memory_mb,
            on_request_path=on_request_path,
        )
        if emits_events:
            function.allow("events:PutEvents", on=self._platform.bus.event_bus_arn)
        return function

    def _make_api(self) -> TokenGuardedApi:
        identity = self._platform.identity
        api = TokenGuardedApi(
            self, "Api", name=names.SERVICE, issuer=identity.issuer, audience=identity.client.user_pool_client_id
        )
        api.add_routes(self.chat, CHAT_ROUTES)
        api.add_routes(self.metrics, METRICS_ROUTES)
        CfnOutput(self, names.StackOutput.API_ID, value=api.api.api_id)
        CfnOutput(self, names.StackOutput.API_URL, value=api.api.api_endpoint)
        return api
