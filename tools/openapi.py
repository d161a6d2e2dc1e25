"""The OpenAPI 3.1 document, generated from the contracts and the table of operations.

``python -m tools.openapi --write`` writes ``lambdas/runtime/openapi.json``, which `GET /openapi.json` serves;
``--check`` fails when the file is not what the code says.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from salestalk.contracts.base import Contract
from salestalk.contracts.documentation import Documented
from salestalk.contracts.jsontext import loads
from salestalk.contracts.metric import MetricRecord
from salestalk.contracts.problem import Problem
from tools.operations import OPERATIONS, Operation

FILE: Final = Path(__file__).parents[1] / "lambdas/runtime/openapi.json"
_SCHEMA_REF: Final = "#/components/schemas/{model}"
_LIMITED: Final[dict[str, Any]] = {
    "description": "The tenant's plan allows no more for now: which limit it is, and when it begins anew",
    "headers": {"Retry-After": {"description": "Seconds until then", "schema": {"type": "integer"}}},
}
_UNAUTHORIZED: Final = {
    "description": "No valid token: told by the gateway, before the service is reached",
    "content": {"application/json": {"schema": {"type": "object", "properties": {"message": {"type": "string"}}}}},
}


def document() -> dict[str, Any]:
    """The whole document as plain JSON values."""
    models: set[type[Contract]] = {model for call in OPERATIONS for model in (call.gives, call.takes) if model} | {
        Problem,
        MetricRecord,
    }
    ordered = sorted(models, key=lambda model: model.__name__)
    _, definitions = models_json_schema(
        [(model, "serialization") for model in ordered], ref_template=_SCHEMA_REF, schema_generator=Documented
    )
    schemas = definitions["$defs"]
    # Records are checked one by one, so that good ones land: the contract takes any object, and each must be this.
    schemas["MetricsBatch"]["properties"]["records"]["items"] = _ref(MetricRecord)
    paths: dict[str, dict[str, Any]] = {}
    for call in OPERATIONS:
        method, path = call.route.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(call, path)
    return {
        "openapi": "3.1.0",
        "info": {"title": "SalesTalk", "version": "1", "description": "Talk to your business metrics."},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"idToken": []}],
    }


def _operation(call: Operation, path: str) -> dict[str, Any]:
    operation: dict[str, Any] = {"summary": call.summary, "operationId": _operation_id(call.route)}
    if parameters := _parameters(call, path):
        operation["parameters"] = parameters
    if call.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": _schema(call.takes)}}
    body = {"application/json": _schema(call.gives) if call.gives else {"schema": {"type": "object"}}}
    operation["responses"] = {str(status): {"description": "Done", "content": body} for status in call.success}
    if call.gives_also:
        body[call.gives_also] = {"schema": {"type": "string"}}
    if call.limited:
        operation["responses"]["429"] = _LIMITED | {"content": {"application/problem+json": _schema(Problem)}}
    operation["responses"]["default"] = {
        "description": "A problem",
        "content": {"application/problem+json": _schema(Problem)},
    }
    if call.open:
        operation["security"] = []
    else:
        operation["responses"]["401"] = _UNAUTHORIZED
    return operation


def _parameters(call: Operation, path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    text = {"type": "string"}
    return [
        *({"name": name, "in": "path", "required": True, "schema": text} for name in names),
        *({"name": name, "in": "query", "description": say, "schema": text} for name, say in call.query.items()),
        *({"name": name, "in": "header", "description": say, "schema": text} for name, say in call.headers.items()),
    ]


def _operation_id(route: str) -> str:
    words = route.replace("{", " ").replace("}", " ").replace("/", " ").replace(".", " ").split()
    return words[0].lower() + "".join(word.capitalize() for word in words[1:])


def _schema(model: type[Contract]) -> dict[str, Any]:
    return {"schema": _ref(model)}


def _ref(model: type[Contract]) -> dict[str, str]:
    return {"$ref": _SCHEMA_REF.format(model=model.__name__)}


def text() -> str:
    """The document as it is kept in the repository."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the file; 1 when a check fails."""
    if arguments == ["--write"]:
        FILE.write_text(text())
        return 0
    same = FILE.is_file() and loads(FILE.read_text()) == loads(text())
    if not same:
        sys.stderr.write("lambdas/runtime/openapi.json is not what the code says: run `make generated`.\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
