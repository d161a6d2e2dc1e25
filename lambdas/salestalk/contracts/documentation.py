"""JSON Schema with what the contracts say of their fields.

A field is described by the docstring below it. Pydantic can read those itself, whenever a model is made; it parses the
source of every contract then, a tenth of a function's start. Only who writes schemas needs it, so it is done here.
"""

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema


class Documented(GenerateJsonSchema):
    """Describes each property by the docstring of its field."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """The schema of one contract, its properties described."""
        written = super().model_schema(schema)
        model = schema["cls"]
        for name, field in model.model_fields.items():
            described = _description(model, name)
            place = written.get("properties", {}).get(field.alias or name)
            if described and place is not None:
                place["description"] = described
        return written


def _description(model: type, name: str) -> str | None:
    """What is said below a field where it was declared last."""
    owner = next((each for each in model.__mro__ if name in inspect.get_annotations(each)), None)
    return None if owner is None else _declared(owner.__module__).get(owner.__qualname__, {}).get(name)


@cache
def _declared(module: str) -> Mapping[str, Mapping[str, str]]:
    """By class, the docstrings below its fields."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: _docstrings(each) for each in tree.body if isinstance(each, ast.ClassDef)}


def _docstrings(declared: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, after in zip(declared.body, declared.body[1:], strict=False):
        match field, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                found[name] = inspect.cleandoc(said)
    return found
