"""Synthesized templates as the checks look at them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

TABLE: Final = "AWS::DynamoDB::Table"

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Templates:
    """A folder of synthesized templates (`cdk.out`)."""

    folder: Path

    @cached_property
    def stacks(self) -> Mapping[str, Any]:
        """The templates by the name of their stack."""
        files = sorted(self.folder.glob("*.template.json"))
        return {file.name.removesuffix(".template.json"): json.loads(file.read_text()) for file in files}

    @cached_property
    def tenant_stacks(self) -> list[str]:
        """Names of the stacks that hold a tenant's tables."""
        return [name for name in self.stacks if name.startswith("Tenant")]

    def resources(self, stack: str, type_: str) -> Mapping[str, Properties]:
        """Properties of the stack's resources of a type, by logical id."""
        resources = self.stacks.get(stack, {}).get("Resources", {})
        return {name: each.get("Properties", {}) for name, each in resources.items() if each["Type"] == type_}

    def tables(self, stack: str) -> Mapping[str, Properties]:
        """The stack's tables by their name; ``${TenantId}`` where a parameter decides."""
        return {text_of(each.get("TableName")): each for each in self.resources(stack, TABLE).values()}

    def all_tables(self) -> Iterator[tuple[str, Properties]]:
        """Every table of every stack, named with its stack."""
        for stack in self.stacks:
            yield from ((f"{stack}: {name}", table) for name, table in self.tables(stack).items())

    def tenant_tables(self, purpose: str) -> Iterator[tuple[str, Properties | None]]:
        """Each tenant stack's table for messages or metrics; None where it is missing."""
        for stack in self.tenant_stacks:
            tables = self.tables(stack)
            name = next((name for name in tables if name.startswith("tenant-") and name.endswith(f"-{purpose}")), "")
            yield stack, tables.get(name)

    @cached_property
    def is_local(self) -> bool:
        """Whether these are for this machine, where nothing is worth protecting."""
        tags = [tag for _, table in self.all_tables() for tag in table.get("Tags", ())]
        return {"Key": "Environment", "Value": "local"} in tags


def text_of(value: Any) -> str:
    """A name or an address with its references written as ``${…}``."""
    match value:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(text_of(part) for part in parts)
        case {"Fn::Sub": str(text)}:
            return text
    return str(value)
