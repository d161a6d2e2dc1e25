"""One API, said three times: by the gateway's routes, by the functions' tables, by the OpenAPI document."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chat_handler.colleagues import ColleagueRoutes
from chat_handler.history import HistoryRoutes
from chat_handler.insights import InsightRoutes
from chat_handler.routes import OPENAPI_FILE, ChatRoutes
from metrics_handler.routes import MetricsRoutes
from salestalk.contracts.jsontext import loads
from stacks.routes import CHAT_ROUTES, METRICS_ROUTES, TENANTS_ROUTES
from tenants_handler.leaving import LeavingRoutes
from tenants_handler.routes import TenantsRoutes
from tools.openapi import document

NO_SERVICE: Any = None
CHAT = ChatRoutes(
    NO_SERVICE,
    NO_SERVICE,
    NO_SERVICE,
    InsightRoutes(NO_SERVICE, NO_SERVICE),
    HistoryRoutes(NO_SERVICE, NO_SERVICE),
    ColleagueRoutes(NO_SERVICE),
)
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture(scope="module")
def served() -> Any:
    """The document as `GET /openapi.json` gives it."""
    return loads(OPENAPI_FILE.read_text(encoding="utf-8"))


def operations(served: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation by its route key."""
    for path, item in served["paths"].items():
        assert item.keys() <= METHODS
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def references(value: Any) -> Iterator[str]:
    """Every `$ref` anywhere within."""
    match value:
        case dict():
            if "$ref" in value:
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


@pytest.mark.parametrize(
    ("routes", "handler"),
    [
        (CHAT_ROUTES, CHAT),
        (METRICS_ROUTES, MetricsRoutes(NO_SERVICE, NO_SERVICE, NO_SERVICE)),
        (TENANTS_ROUTES, TenantsRoutes(NO_SERVICE, NO_SERVICE, NO_SERVICE, LeavingRoutes(NO_SERVICE, NO_SERVICE))),
    ],
    ids=("chat", "metrics", "tenants"),
)
def test_the_gateway_sends_a_function_what_it_serves_and_nothing_else(routes: Any, handler: Any) -> None:
    assert {f"{route.method} {route.path}" for route in routes} == handler.table.keys()


def test_the_document_holds_every_route_and_no_other(served: Any) -> None:
    declared = (*CHAT_ROUTES, *METRICS_ROUTES, *TENANTS_ROUTES)
    routes = {f"{route.method} {route.path}": route.open for route in declared}
    assert {route: operation.get("security") == [] for route, operation in operations(served)} == routes


def test_the_document_is_what_the_code_says(served: Any) -> None:
    assert served == document()


def test_the_document_has_the_form_of_openapi_3_1(served: Any) -> None:
    assert served["openapi"].startswith("3.1.")
    assert served.keys() <= {"openapi", "info", "paths", "components", "security"}
    assert {"title", "version"} <= served["info"].keys()
    schemes = served["components"]["securitySchemes"]
    assert [list(need) for need in served["security"]] == [list(schemes)]


def test_every_schema_is_one_and_every_reference_leads_to_one(served: Any) -> None:
    schemas = served["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert {ref.removeprefix("#/components/schemas/") for ref in references(served)} == schemas.keys()


def test_every_operation_is_complete(served: Any) -> None:
    found = dict(operations(served))
    ids = [operation["operationId"] for operation in found.values()]
    assert len(set(ids)) == len(ids)
    for route, operation in found.items():
        in_path = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", route))
        assert all(each["required"] for each in operation.get("parameters", ()) if each["in"] == "path")
        assert {"default"} < operation["responses"].keys()
        assert all(re.fullmatch("default|[1-5][0-9][0-9]", status) for status in operation["responses"])
        assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_a_batch_s_records_are_described(served: Any) -> None:
    batch = served["components"]["schemas"]["MetricsBatch"]
    assert batch["properties"]["records"]["items"] == {"$ref": "#/components/schemas/MetricRecord"}
