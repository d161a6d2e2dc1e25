"""Reading synthesized templates as a person would: references as text, policies as questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Properties = Mapping[str, Any]


def readable(value: Any) -> Any:
    """The value with its CloudFormation functions written out: `${Table.Arn}/index/SessionIndex`."""
    if isinstance(value, list):
        return [readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    match list(value.items()):
        case [("Ref", name)]:
            return f"${{{name}}}"
        case [("Fn::GetAtt", [name, attribute])]:
            return f"${{{name}.{attribute}}}"
        case [("Fn::ImportValue", name)]:
            return f"${{{name.split(':')[-1]}}}"
        case [("Fn::Join", [separator, parts])]:
            return separator.join(readable(part) for part in parts)
        case [("Fn::Sub", str(text))]:
            return text
    return {key: readable(item) for key, item in value.items()}


def without_hashes(text: str) -> str:
    """The text with every hash of an asset or a published version masked."""
    return re.sub(r"(CurrentVersion[0-9A-F]{8})?[0-9a-f]{32,64}", r"\1<hash>", text)


@dataclass(frozen=True)
class Template:
    """One synthesized template."""

    body: Mapping[str, Any]

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        return self.body["Resources"]

    @property
    def types(self) -> set[str]:
        return {resource["Type"] for resource in self.resources.values()}

    def all(self, type_: str) -> dict[str, Properties]:
        """Properties of every resource of the type, by logical id."""
        found = {name: each for name, each in self.resources.items() if each["Type"] == type_}
        return {name: readable(each.get("Properties", {})) for name, each in found.items()}

    def one(self, type_: str) -> Properties:
        (properties,) = self.all(type_).values()
        return properties

    def named(self, type_: str, name: str) -> Properties:
        """The one resource of the type with a property that ends in `Name` and equals `name`."""
        (properties,) = (
            each for each in self.all(type_).values() if name in [each.get(key) for key in each if key.endswith("Name")]
        )
        return properties

    def named_by(self, type_: str, key: str, value: str) -> Properties:
        """The one resource of the type whose property `key` is `value`."""
        (properties,) = (each for each in self.all(type_).values() if each.get(key) == value)
        return properties

    def policy_of_function(self, function_name: str) -> "Policy":
        """All that the function's own role may do."""
        role = self.named("AWS::Lambda::Function", function_name)["Role"]
        return self.policy_of_role(role.removeprefix("${").removesuffix(".Arn}"))

    def policy_of_role(self, logical_id: str) -> "Policy":
        policies = [each for each in self.all("AWS::IAM::Policy").values() if f"${{{logical_id}}}" in each["Roles"]]
        role = self.all("AWS::IAM::Role")[logical_id]
        assert not role.get("ManagedPolicyArns"), "managed policies grant what nobody here wrote down"
        documents = [each["PolicyDocument"] for each in (*policies, *role.get("Policies", ()))]
        return Policy(tuple(statement for document in documents for statement in document["Statement"]))


@dataclass(frozen=True)
class Policy:
    """Statements of an identity policy, without conditions, asked what they allow."""

    statements: tuple[Mapping[str, Any], ...]

    def allows(self, action: str, arn: str) -> bool:
        return any(
            statement["Effect"] == "Allow"
            and any(fnmatchcase(action, pattern) for pattern in as_list(statement["Action"]))
            and any(_matches(arn, pattern) for pattern in as_list(statement["Resource"]))
            for statement in self.statements
        )

    def actions(self) -> set[str]:
        return {action for statement in self.statements for action in as_list(statement["Action"])}

    def resources(self) -> set[str]:
        return {arn for statement in self.statements for arn in as_list(statement["Resource"])}

    def resources_of(self, action: str) -> set[str]:
        chosen = [each for each in self.statements if action in as_list(each["Action"])]
        return {arn for statement in chosen for arn in as_list(statement["Resource"])}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _matches(arn: str, pattern: str) -> bool:
    """IAM's own wildcards, and nothing else special: not even square brackets."""
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, arn) is not None


def keys(table: Properties) -> dict[str, str]:
    """A table's or index's keys: attribute by role."""
    return {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]}


def attribute_types(table: Properties) -> dict[str, str]:
    return {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}


def indexes(table: Properties) -> dict[str, dict[str, str]]:
    """Keys of each index by its name; every one must project all attributes."""
    found = table["GlobalSecondaryIndexes"]
    assert all(index["Projection"] == {"ProjectionType": "ALL"} for index in found)
    return {index["IndexName"]: keys(index) for index in found}


def tags(properties: Properties) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags", ())}
