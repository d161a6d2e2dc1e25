import json

import pytest

from constructs_lib.deployment import FUNCTIONS_FOLDER
from salestalk import names
from stacks.routes import CHAT_ROUTES, METRICS_ROUTES, TENANTS_ROUTES
from tests.infrastructure.templates import Template

ROUTES = {"Chat": CHAT_ROUTES, "Metrics": METRICS_ROUTES, "Tenants": TENANTS_ROUTES}
OPEN = {"GET /healthz", "GET /openapi.json"}


@pytest.fixture(scope="module")
def service(in_production) -> Template:
    return in_production[names.SERVICE_STACK]


@pytest.fixture(scope="module")
def platform(in_production) -> Template:
    return in_production[names.PLATFORM_STACK]


@pytest.fixture(scope="module")
def routes(service) -> dict:
    return {route["RouteKey"]: route for route in service.all("AWS::ApiGatewayV2::Route").values()}


def test_every_route_wants_a_token_but_the_two_that_are_open(service, routes):
    (authorizer,) = service.all("AWS::ApiGatewayV2::Authorizer")
    without_token = {key for key, route in routes.items() if route["AuthorizationType"] == "NONE"}
    assert without_token == OPEN
    for key in set(routes) - OPEN:
        assert routes[key]["AuthorizationType"] == "JWT"
        assert routes[key]["AuthorizerId"] == f"${{{authorizer}}}"


def test_there_is_no_catch_all_route(routes):
    assert "$default" not in routes
    assert not any("proxy+" in key or key.startswith("ANY") for key in routes)


def test_each_call_reaches_the_function_that_serves_it(service, routes):
    for function, expected in ROUTES.items():
        for route in expected:
            target = routes[f"{route.method} {route.path}"]["Target"].removeprefix("integrations/${").removesuffix("}")
            assert service.all("AWS::ApiGatewayV2::Integration")[target]["IntegrationUri"].startswith(
                f"${{{function}Live"
            )
    assert len(routes) == sum(map(len, ROUTES.values()))


def test_tokens_are_those_of_the_pool_and_of_its_app_clients(service):
    authorizer = service.one("AWS::ApiGatewayV2::Authorizer")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    settings = authorizer["JwtConfiguration"]
    assert "ExportsOutputRefIdentityPool" in settings["Issuer"]
    peoples, pages = settings["Audience"]
    assert "ExportsOutputRefIdentityPoolApp" in peoples
    assert "ExportsOutputRefClient" in pages


def test_the_api_is_throttled_and_logs_every_access_under_both_its_paths(platform):
    stages = platform.all("AWS::ApiGatewayV2::Stage").values()
    assert {each["StageName"] for each in stages} == {"$default", "api"}
    for stage in stages:
        assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 5000, "ThrottlingBurstLimit": 2500}
        line = json.loads(stage["AccessLogSettings"]["Format"])
        assert {"requestId", "route", "status", "authorizerError"} <= set(line)
        group = stage["AccessLogSettings"]["DestinationArn"].removeprefix("${").removesuffix(".Arn}")
        assert platform.all("AWS::Logs::LogGroup")[group]["LogGroupName"] == "/aws/apigateway/salestalk"


def test_the_access_log_holds_no_token_and_no_question(platform):
    for stage in platform.all("AWS::ApiGatewayV2::Stage").values():
        line = stage["AccessLogSettings"]["Format"].lower()
        assert not any(word in line for word in ("header", "body", "querystring", "claims"))


def test_no_other_origin_is_let_in(platform):
    assert "CorsConfiguration" not in platform.one("AWS::ApiGatewayV2::Api")


def test_only_this_api_may_call_the_functions_and_only_their_live_alias(service, platform):
    (api,) = platform.all("AWS::ApiGatewayV2::Api")
    permissions = service.all("AWS::Lambda::Permission").values()
    assert {each["FunctionName"].split("Live")[0] for each in permissions} == {f"${{{function}" for function in ROUTES}
    for permission in permissions:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert f"ExportsOutputRef{api}" in permission["SourceArn"]


def test_the_api_has_exactly_the_calls_that_its_document_describes(routes):
    document = json.loads((FUNCTIONS_FOLDER / "runtime" / "openapi.json").read_text())
    calls = {
        f"{method.upper()} {path}": call
        for path, methods in document["paths"].items()
        for method, call in methods.items()
    }
    assert set(calls) == set(routes)
    assert {key for key, call in calls.items() if call.get("security") == []} == OPEN
