"""How the Service stack makes its functions: what every one of them is given, and what each kind of them may do."""

from collections.abc import Mapping

from aws_cdk import Duration
from constructs import Construct

from constructs_lib.data_access_role import ROLE_ARN, TABLE_ARN_PREFIX
from constructs_lib.deployment import Deployment
from constructs_lib.function import DependencyLayer, PythonFunction
from salestalk import names
from salestalk.names import Env
from stacks.platform import PlatformStack

# MB. Lambda gives processor time in proportion, and somebody waits for what is on the request path.
REQUEST_PATH_MEMORY = 1024
BACKGROUND_MEMORY = 512
# Loading keeps one processor busy, and that is what this much memory comes with; it fills less than 256.
WHOLE_PROCESSOR_MEMORY = 1769


class Functions:
    """Makes functions under `scope`, and remembers those that reach tenant data through the data-access role."""

    def __init__(self, scope: Construct, *, deployment: Deployment, platform: PlatformStack) -> None:
        self.scope = scope
        self.deployment = deployment
        self.platform = platform
        self.data_plane: list[PythonFunction] = []
        self._layer = DependencyLayer(scope, "Dependencies", deployment=deployment)

    def make(
        self,
        construct_id: str,
        function_name: str,
        *,
        seconds: int,
        environment: Mapping[str, str] | None = None,
        on_request_path: bool = False,
        emits_events: bool = True,
        memory_mb: int = BACKGROUND_MEMORY,
    ) -> PythonFunction:
        """A function that knows the registry, and the bus if it may put events; its folder is named as it is."""
        folder = function_name.removeprefix(f"{names.SERVICE}-").replace("-", "_")
        bus = {Env.EVENT_BUS: names.EVENT_BUS} if emits_events else {}
        function = PythonFunction(
            self.scope,
            construct_id,
            deployment=self.deployment,
            function_name=function_name,
            handler=f"{folder}.handler.handler",
            layer=self._layer,
            environment={Env.REGISTRY_TABLE: names.REGISTRY_TABLE, **bus, **(environment or {})},
            timeout=Duration.seconds(seconds),
            memory_mb=REQUEST_PATH_MEMORY if on_request_path else memory_mb,
            on_request_path=on_request_path,
        )
        if emits_events:
            function.allow("events:PutEvents", on=self.platform.bus.event_bus_arn)
        return function

    def make_for_tenant_data(
        self,
        construct_id: str,
        function_name: str,
        *,
        seconds: int,
        environment: Mapping[str, str] | None = None,
        on_request_path: bool = False,
        emits_events: bool = True,
        memory_mb: int = BACKGROUND_MEMORY,
    ) -> PythonFunction:
        """A function that reaches tenant data through the data-access role, and the registry only to look up."""
        function = self.make(
            construct_id,
            function_name,
            environment={
                Env.DATA_ACCESS_ROLE_ARN: ROLE_ARN,
                Env.TABLE_ARN_PREFIX: TABLE_ARN_PREFIX,
                **(environment or {}),
            },
            seconds=seconds,
            on_request_path=on_request_path,
            emits_events=emits_events,
            memory_mb=memory_mb,
        )
        function.allow("dynamodb:GetItem", on=self.platform.registry.table_arn)
        self.data_plane.append(function)
        return function
