"""An HTTP API whose every route wants a token, unless it is declared open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from constructs_lib.function import PythonFunction

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


class TokenGuardedApi(Construct):
    """An HTTP API with a JWT authorizer, throttling and an access log.

    `issuer` is the user pool's address, `audience` the id of the app client whose tokens are good.
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, issuer: str, audience: str) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi(
            self,
            "Api",
            api_name=name,
            create_default_stage=False,
            default_authorizer=HttpJwtAuthorizer("Token", issuer, jwt_audience=[audience]),
        )
        self.access_log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/apigateway/{name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=STEADY_RATE, throttling_burst_limit=BURST
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=self.access_log.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
        )

    def add_routes(self, function: PythonFunction, routes: Sequence[Route]) -> None:
        """Send the routes to the function."""
        integration = HttpLambdaIntegration(
            f"{function.node.id}Integration", function.entry, scope_permission_to_route=False
        )
        for route in routes:
            self.api.add_routes(
                path=route.path,
                methods=[apigateway.HttpMethod(route.method)],
                integration=integration,
                authorizer=apigateway.HttpNoneAuthorizer() if route.open else None,
            )
