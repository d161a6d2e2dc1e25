"""Do the synthesized templates make what the contracts name: tables, keys, indexes, bus, queues?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from salestalk import names
from salestalk.names import EventType
from salestalk_cli.validation.checks import Checks
from salestalk_cli.validation.synthesized import TABLE, Properties, Templates, text_of

TEMPLATES: Checks[Templates] = Checks()
PRODUCTION: Checks[Templates] = Checks()
"""What holds where data is kept; on this machine nothing is worth protecting."""

FOURTEEN_DAYS: Final = 14 * 24 * 3600
TRIES: Final = 3
ITEM_ACTIONS: Final = frozenset(
    f"dynamodb:{each}"
    for each in (
        *("*", "GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
        *("ConditionCheckItem", "PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"),
        *("ExportTableToPointInTime", "RestoreTableToPointInTime", "GetRecords"),
    )
)
"""What reads or writes what a table holds."""
EXPORTING: Final = "dynamodb:Scan"

TENANT_INDEXES: Final[Mapping[str, Mapping[str, str]]] = {
    "messages": {names.SESSION_INDEX: "sessionId", names.SENDER_INDEX: "sender"},
    "metrics": {names.METRIC_TYPE_INDEX: "metricType", names.DIMENSION_INDEX: "dimensionKey"},
}


@TEMPLATES.check
def stacks(found: Templates) -> Iterator[str]:
    """There is a template for Platform, for Service and for at least one tenant."""
    missing = {names.PLATFORM_STACK, names.SERVICE_STACK} - found.stacks.keys()
    yield from (f"{name} is missing" for name in sorted(missing))
    if not found.tenant_stacks:
        yield "no template holds a tenant's tables"


@TEMPLATES.check
def registry_key(found: Templates) -> Iterator[str]:
    """The registry table is `tenants-metadata` with the key `tenantId`."""
    table = found.tables(names.PLATFORM_STACK).get(names.REGISTRY_TABLE, {})
    if _keys(table) != ["tenantId"]:
        yield f"its key is {_keys(table)}"


@TEMPLATES.check
def registry_indexes(found: Templates) -> Iterator[str]:
    """The registry has `OwnerEmailIndex` and `StatusIndex`, both with all attributes."""
    due = {names.OWNER_EMAIL_INDEX: ["ownerEmail"], names.STATUS_INDEX: ["status"]}
    table = found.tables(names.PLATFORM_STACK).get(names.REGISTRY_TABLE, {})
    if _indexes(table) != due:
        yield f"its indexes are {_indexes(table)}"


@TEMPLATES.check
def tenant_keys(found: Templates) -> Iterator[str]:
    """Every tenant has a messages and a metrics table, both with the key `pk`, `sk`."""
    for purpose in TENANT_INDEXES:
        for stack, table in found.tenant_tables(purpose):
            if table is None or _keys(table) != ["pk", "sk"]:
                yield f"{stack}: the key of {purpose} is {_keys(table or {})}"


@TEMPLATES.check
def messages_indexes(found: Templates) -> Iterator[str]:
    """The messages table has `SessionIndex` and `SenderIndex`, sorted by time, with all attributes."""
    yield from _index_faults(found, "messages")


@TEMPLATES.check
def metrics_indexes(found: Templates) -> Iterator[str]:
    """The metrics table has `MetricTypeIndex` and `DimensionIndex`, sorted by time, with all attributes."""
    yield from _index_faults(found, "metrics")


@TEMPLATES.check
def numeric_times(found: Templates) -> Iterator[str]:
    """Times in keys are numbers, every other key is text."""
    for name, table in found.all_tables():
        for attribute in table.get("AttributeDefinitions", ()):
            if attribute["AttributeType"] != ("N" if attribute["AttributeName"] == "timestamp" else "S"):
                yield f"{name}: {attribute['AttributeName']} is of type {attribute['AttributeType']}"


@TEMPLATES.check
def on_demand(found: Templates) -> Iterator[str]:
    """Every table is paid by request: an idle tenant costs nothing."""
    yield from (name for name, table in found.all_tables() if table.get("BillingMode") != "PAY_PER_REQUEST")


@TEMPLATES.check
def idle_costs(found: Templates) -> Iterator[str]:
    """A tenant's stack holds its two tables and its registration, and nothing with a price per month."""
    for stack in found.tenant_stacks:
        types = {each["Type"] for each in found.stacks[stack].get("Resources", {}).values()}
        for type_ in sorted(types - {TABLE, names.REGISTRATION_RESOURCE}):
            yield f"{stack} holds a {type_}"


@PRODUCTION.check
def protected(found: Templates) -> Iterator[str]:
    """Tables are recoverable to any second and retained; those that are not made on demand, protected from deletion."""
    for stack, template in found.stacks.items():
        on_demand = stack in found.tenant_stacks
        for each in template.get("Resources", {}).values():
            if each["Type"] == TABLE and not _is_protected(each, by_itself=not on_demand):
                yield f"{stack}: {text_of(each['Properties'].get('TableName'))}"


@TEMPLATES.check
def expiry(found: Templates) -> Iterator[str]:
    """Messages expire by `ttl`."""
    for stack, table in found.tenant_tables("messages"):
        if (table or {}).get("TimeToLiveSpecification") != {"AttributeName": "ttl", "Enabled": True}:
            yield f"{stack}: {(table or {}).get('TimeToLiveSpecification')}"


@TEMPLATES.check
def one_template(found: Templates) -> Iterator[str]:
    """Tenants' templates differ in the default of `TenantId` and nothing else."""
    shapes = {json.dumps(_without_default(found.stacks[stack]), sort_keys=True) for stack in found.tenant_stacks}
    if len(shapes) > 1:
        yield f"there are {len(shapes)} different ones"


@TEMPLATES.check
def bus(found: Templates) -> Iterator[str]:
    """The event bus is called `salestalk`."""
    buses = found.resources(names.PLATFORM_STACK, "AWS::Events::EventBus").values()
    if [each.get("Name") for each in buses] != [names.EVENT_BUS]:
        yield f"the buses are {[each.get('Name') for each in buses]}"


@TEMPLATES.check
def routed_events(found: Templates) -> Iterator[str]:
    """Every rule on the bus is about events that exist."""
    for name, rule in found.resources(names.SERVICE_STACK, "AWS::Events::Rule").items():
        if "EventBusName" not in rule:
            continue  # on the account's own bus, where AWS's services speak
        types = rule.get("EventPattern", {}).get("detail-type", [])
        unknown = set(types) - {event_type.value for event_type in EventType}
        if unknown or not types:
            yield f"{name} is about {sorted(unknown) or 'nothing'}"


@TEMPLATES.check
def dead_letters(found: Templates) -> Iterator[str]:
    """Every queue has a queue for dead letters behind it, which keeps them 14 days after 3 tries."""
    queues = found.resources(names.SERVICE_STACK, "AWS::SQS::Queue")
    behind: set[str] = set()
    for name, queue in queues.items():
        policy = queue.get("RedrivePolicy")
        if policy is not None:
            behind.add(policy["deadLetterTargetArn"]["Fn::GetAtt"][0])
            if policy["maxReceiveCount"] != TRIES:
                yield f"{name} is tried {policy['maxReceiveCount']} times"
    for name, queue in queues.items():
        if "RedrivePolicy" not in queue and (
            name not in behind or queue.get("MessageRetentionPeriod") != FOURTEEN_DAYS
        ):
            yield f"{name} has no dead-letter queue, or is one that keeps letters for another time"


@TEMPLATES.check
def one_way_to_tenants(found: Templates) -> Iterator[str]:
    """What tenants' tables hold is reached by the data-access role and, to be exported, by custody; by nobody else."""
    policies = list(_tenant_policies(found))
    if not policies:
        yield "nobody reaches them"
    for name, policy in policies:
        roles = _roles(found, policy)
        exports = roles == {names.CUSTODY_ROLE} and ITEM_ACTIONS & _actions(policy) == {EXPORTING}
        if roles != {names.DATA_ACCESS_ROLE} and not exports:
            yield f"{name} lets {', '.join(sorted(roles))} reach them"


@PRODUCTION.check
def bound_to_the_tag(found: Templates) -> Iterator[str]:
    """Roles that reach tenants' tables are themselves bound to the tenant in their session's tag."""
    for name, policy in _tenant_policies(found):
        for resource in _resources(policy):
            if "table/tenant-" in resource and "aws:PrincipalTag" not in resource:
                yield f"{name} names {resource}"


def _tenant_policies(found: Templates) -> Iterator[tuple[str, Properties]]:
    for name, policy in found.resources(names.SERVICE_STACK, "AWS::IAM::Policy").items():
        makes_them = _roles(found, policy) == {names.TENANT_STACK_ROLE} and not ITEM_ACTIONS & _actions(policy)
        if not makes_them and any("table/tenant-" in resource for resource in _resources(policy)):
            yield name, policy


def _roles(found: Templates, policy: Properties) -> set[str]:
    roles = found.resources(names.SERVICE_STACK, "AWS::IAM::Role")
    return {str(roles.get(role.get("Ref"), {}).get("RoleName", role)) for role in policy.get("Roles", ())}


def _actions(policy: Properties) -> set[str]:
    stated = [statement["Action"] for statement in policy["PolicyDocument"]["Statement"]]
    return {action for each in stated for action in (each if isinstance(each, list) else [each])}


def _resources(policy: Properties) -> Iterator[str]:
    for statement in policy["PolicyDocument"]["Statement"]:
        resources = statement.get("Resource", [])
        yield from map(text_of, resources if isinstance(resources, list) else [resources])


def _index_faults(found: Templates, purpose: str) -> Iterator[str]:
    due = {index: [partition, "timestamp"] for index, partition in TENANT_INDEXES[purpose].items()}
    for stack, table in found.tenant_tables(purpose):
        if _indexes(table or {}) != due:
            yield f"{stack}: {_indexes(table or {})}"


def _keys(table: Properties) -> list[str]:
    return [key["AttributeName"] for key in sorted(table.get("KeySchema", ()), key=lambda key: str(key["KeyType"]))]


def _indexes(table: Properties) -> dict[str, list[str]]:
    """Keys by index, of those that project all attributes."""
    indexes = table.get("GlobalSecondaryIndexes", ())
    return {each["IndexName"]: _keys(each) for each in indexes if each["Projection"] == {"ProjectionType": "ALL"}}


def _is_protected(resource: Mapping[str, Any], *, by_itself: bool) -> bool:
    table = resource["Properties"]
    return (
        resource.get("DeletionPolicy", "").startswith("Retain")
        and table.get("DeletionProtectionEnabled") is by_itself
        and table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is True
    )


def _without_default(template: Mapping[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(template))
    copy.get("Parameters", {}).get(names.TenantParameter.TENANT_ID, {}).pop("Default", None)
    return copy
