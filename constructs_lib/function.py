"""A Lambda function with our defaults: Python 3.13 on arm64, one small asset, one layer, one log group."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Duration, RemovalPolicy, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.deployment import FUNCTIONS_FOLDER, CannotSynthesize, Deployment
from salestalk import names

RUNTIME = lambda_.Runtime.PYTHON_3_13

# Several loaders look for plugins by listing every installed package; we use none, and the listing delays a cold start.
NO_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}


class DependencyLayer(lambda_.LayerVersion):
    """Every third-party package the functions import, as built by `tools/build_layer.py`.

    Raises:
        CannotSynthesize: the layer has not been built.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        folder = deployment.layer_folder
        if not folder.is_dir():
            option = " --local" if deployment.local else ""
            raise CannotSynthesize(
                f"The layer folder {folder} is missing: run '.venv/bin/python tools/build_layer.py{option}' first."
            )
        super().__init__(
            scope,
            construct_id,
            code=lambda_.Code.from_asset(str(folder)),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=None if deployment.local else [lambda_.Architecture.ARM_64],
            description="Third-party packages of the SalesTalk functions",
        )


class PythonFunction(Construct):
    """One function of `lambdas/`, with its own role, log group and, on the request path, a snapshot behind an alias.

    `handler` is the dotted path within `lambdas/`. `environment` maps names of `names.Env` to values. Grant rights to
    the construct itself (it is a grantee); let callers invoke `entry`.
    """

    def __init__(  # noqa: PLR0913  # keyword-only props
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        function_name: str,
        handler: str,
        layer: DependencyLayer,
        environment: Mapping[str, str],
        timeout: Duration,
        memory_mb: int,
        on_request_path: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        snapshots = on_request_path and deployment.takes_snapshots
        self.name = function_name
        self.timeout = timeout
        self.on_request_path = on_request_path
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            log_group_name=f"/aws/lambda/{function_name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.role = self._make_role(function_name)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=function_name,
            runtime=RUNTIME,
            architecture=None if deployment.local else lambda_.Architecture.ARM_64,
            handler=handler,
            code=functions_code(),
            layers=[layer],
            environment={**NO_PLUGINS, **standard_environment(function_name), **environment},
            timeout=timeout,
            memory_size=memory_mb,
            role=self.role,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snapshots else None,
        )
        self.entry: lambda_.IFunction = self._make_alias() if snapshots else self.function

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """Whom a grant to this function goes to."""
        return self.role.grant_principal

    def allow(self, *actions: str, on: str) -> None:
        """Let the function call `actions` on exactly the resource `on`."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=[on]))

    def _make_role(self, function_name: str) -> iam.Role:
        """A role that may write to the function's own log group and nothing else yet."""
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {function_name} itself may do",
        )
        self.log_group.grant_write(role)
        return role

    def _make_alias(self) -> lambda_.Alias:
        Validations.of(self.function).acknowledge(
            Acknowledgment(
                id="Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish", reason="the alias publishes a version"
            )
        )
        return lambda_.Alias(self, "Live", alias_name=names.LIVE_ALIAS, version=self.function.current_version)


def functions_code() -> lambda_.Code:
    """Our code: the folder `lambdas/`, the same asset for every function."""
    return lambda_.Code.from_asset(str(FUNCTIONS_FOLDER), exclude=["**/__pycache__", "**/*.pyc", "**/.*"])


def standard_environment(function_name: str) -> dict[str, str]:
    """What every function is told."""
    return {names.Env.SERVICE_NAME: function_name, names.Env.LOG_LEVEL: "INFO"}
