"""The schemas of events in EventBridge's registry, where people and code generators on AWS look for them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aws_cdk import aws_eventschemas as eventschemas
from constructs import Construct

from constructs_lib.deployment import ROOT
from salestalk import names
from salestalk.names import EventType

FOLDER: Final = ROOT / "docs" / "contracts" / "schemas"
DRAFT_4: Final = "http://json-schema.org/draft-04/schema#"
_EXCLUSIVE: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


class SchemaRegistry(Construct):
    """One registry with a schema for each event; each is that of the event's `detail`."""

    def __init__(self, scope: Construct, construct_id: str, *, folder: Path = FOLDER) -> None:
        super().__init__(scope, construct_id)
        registry = eventschemas.CfnRegistry(
            self, "Registry", registry_name=names.SERVICE, description="Events of SalesTalk: what their detail holds"
        )
        for event in EventType:
            schema = json.loads((folder / f"{event}.json").read_text(encoding="utf-8"))
            eventschemas.CfnSchema(
                self,
                "".join(part.capitalize() for part in event.split(".")),
                registry_name=registry.attr_registry_name,
                schema_name=f"{schema['properties']['source']['const']}@{event}",
                type="JSONSchemaDraft4",
                description=schema["description"],
                content=json.dumps(draft_4(schema)),
            )


def draft_4(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of draft 2020-12 as one of draft 4, the only one that the registry takes."""
    old: dict[str, Any] = {"$schema": DRAFT_4, **_older(schema)}
    return old


def _older(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_older(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    old: dict[str, Any] = {}
    for key, value in schema.items():
        old |= _keyword(key, value)
    if "prefixItems" in schema:
        old |= {"items": _older(schema["prefixItems"]), "additionalItems": _older(schema.get("items", True))}
    return old


def _keyword(key: str, value: Any) -> dict[str, Any]:
    """What draft 4 calls a keyword; draft 4 names itself, and the registry the schema."""
    match key:
        case "$schema" | "$id" | "prefixItems":
            return {}
        case "$defs" | "properties":
            return {"definitions" if key == "$defs" else key: {name: _older(each) for name, each in value.items()}}
        case "$ref":
            return {"$ref": str(value).replace("#/$defs/", "#/definitions/")}
        case "const":
            return {"enum": [value]}
        case "exclusiveMinimum" | "exclusiveMaximum":
            return {_EXCLUSIVE[key]: value, key: True}
        case "default" | "enum" | "required":
            return {key: value}
    return {key: _older(value)}
