"""An HTTP API: its address, and its routes, which want a token unless they are declared open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from constructs_lib.function import PythonFunction
from salestalk import names

# Requests a second over all tenants, and how many may come at once: half of what the account allows by default.
STEADY_RATE = 5_000
BURST = 2_500

# One JSON line for each request; `requestId` leads to the function's own lines, which know the tenant.
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "address": "$context.identity.sourceIp",
    "authorizerError": "$context.authorizer.error",
    "integrationError": "$context.integrationErrorMessage",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One call of the API, such as `GET /sessions/{id}/messages`; an open one needs no token."""

    method: str
    path: str
    open: bool = False


class ApiAddress(Construct):
    """An HTTP API without routes: its address, throttling and access log.

    It is apart from its routes because others are built on the address: the page's distribution leads to it, and tokens
    for the page are taken at it. It serves at the root and, for the page, under `/api`.
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi(self, "Api", api_name=name, create_default_stage=False)
        self.access_log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/apigateway/{name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._serve("Stage", "$default")
        self._serve("PageStage", names.API_PATH)

    @property
    def domain(self) -> str:
        """The host it answers at."""
        return f"{self.api.api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}"

    def _serve(self, construct_id: str, stage_name: str) -> None:
        apigateway.CfnStage(
            self,
            construct_id,
            api_id=self.api.api_id,
            stage_name=stage_name,
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=STEADY_RATE, throttling_burst_limit=BURST
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=self.access_log.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
        )


class TokenGuardedRoutes(Construct):
    """The routes of an API that stands elsewhere, behind a JWT authorizer.

    `issuer` is the user pool's address, `audience` the ids of the app clients whose tokens are good.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, address: ApiAddress, issuer: str, audience: Sequence[str]
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi.from_http_api_attributes(self, "Api", http_api_id=address.api.api_id)
        self._authorizer = HttpJwtAuthorizer("Token", issuer, jwt_audience=list(audience))

    def add_routes(self, function: PythonFunction, routes: Sequence[Route]) -> None:
        """Send the routes to the function."""
        integration = HttpLambdaIntegration(
            f"{function.node.id}Integration", function.entry, scope_permission_to_route=False
        )
        for route in routes:
            apigateway.HttpRoute(
                self,
                f"{route.method}{route.path}",
                http_api=self.api,
                route_key=apigateway.HttpRouteKey.with_(route.path, apigateway.HttpMethod(route.method)),
                integration=integration,
                authorizer=apigateway.HttpNoneAuthorizer() if route.open else self._authorizer,
            )
