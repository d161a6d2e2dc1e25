"""`salestalk validate` on the real templates: each check passes, and fails when a template is changed against it."""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from salestalk import names
from salestalk_cli.validate import template_results
from salestalk_cli.validation import templates
from salestalk_cli.validation.synthesized import TABLE, Templates

PLATFORM, SERVICE, TENANT = names.PLATFORM_STACK, names.SERVICE_STACK, names.tenant_stack("acme-corp-001")
BUS, RULE, QUEUE = "AWS::Events::EventBus", "AWS::Events::Rule", "AWS::SQS::Queue"
POLICY, ROLE = "AWS::IAM::Policy", "AWS::IAM::Role"
REGISTRY = "tenants-metadata"
CUSTODY = "s3:DeleteObjectVersion"

Bodies = dict[str, Any]
Damage = Callable[[Bodies], object]
Find = Callable[[Templates], Iterable[str]]


def resources(bodies: Bodies, stack: str, type_: str) -> list[Any]:
    return [each for each in bodies[stack]["Resources"].values() if each["Type"] == type_]


def table(bodies: Bodies, stack: str, purpose: str = "") -> Any:
    """The resource of the stack's table whose name says what it is for."""
    (found,) = [
        each for each in resources(bodies, stack, TABLE) if purpose in json.dumps(each["Properties"]["TableName"])
    ]
    return found


def properties(bodies: Bodies, stack: str, type_: str) -> Any:
    return resources(bodies, stack, type_)[0]["Properties"]


def rule_on_our_bus(bodies: Bodies) -> Any:
    return next(each for each in resources(bodies, SERVICE, RULE) if "EventBusName" in each["Properties"])["Properties"]


def index(bodies: Bodies, stack: str, purpose: str = "") -> Any:
    return table(bodies, stack, purpose)["Properties"]["GlobalSecondaryIndexes"][0]


def tenant_policy(bodies: Bodies) -> Any:
    return policy_with(bodies, "dynamodb:BatchGetItem")


def policy_with(bodies: Bodies, action: str) -> Any:
    (found,) = [each for each in resources(bodies, SERVICE, POLICY) if action in json.dumps(each)]
    return found["Properties"]


def custody_statement(bodies: Bodies) -> Any:
    return policy_with(bodies, CUSTODY)["PolicyDocument"]["Statement"][0]


def policy_that_makes_tables(bodies: Bodies) -> Any:
    return policy_with(bodies, "dynamodb:CreateTable")["PolicyDocument"]


def work_queue(bodies: Bodies) -> Any:
    return next(each for each in resources(bodies, SERVICE, QUEUE) if "RedrivePolicy" in each["Properties"])[
        "Properties"
    ]


def dead_letter_queue(bodies: Bodies) -> Any:
    return next(each for each in resources(bodies, SERVICE, QUEUE) if "RedrivePolicy" not in each["Properties"])[
        "Properties"
    ]


def nobody_reaches_them(bodies: Bodies) -> None:
    for policy in (tenant_policy(bodies), policy_with(bodies, CUSTODY)):
        policy["PolicyDocument"].update(Statement=[])


def any_tenant(bodies: Bodies) -> None:
    policy = tenant_policy(bodies)
    policy["PolicyDocument"] = json.loads(
        json.dumps(policy["PolicyDocument"]).replace("${aws:PrincipalTag/tenantId}", "*")
    )


DAMAGE: list[tuple[Find, Damage]] = [
    (templates.stacks, lambda bodies: bodies.pop(SERVICE)),
    (
        templates.registry_key,
        lambda bodies: table(bodies, PLATFORM, REGISTRY)["Properties"].update(TableName="tenants"),
    ),
    (
        templates.registry_key,
        lambda b: table(b, PLATFORM, REGISTRY)["Properties"]["KeySchema"][0].update(AttributeName="id"),
    ),
    (templates.registry_indexes, lambda bodies: index(bodies, PLATFORM, REGISTRY).update(IndexName="EmailIndex")),
    (templates.tenant_keys, lambda b: table(b, TENANT, "messages")["Properties"]["KeySchema"].pop()),
    (templates.tenant_keys, lambda b: table(b, TENANT, "metrics")["Properties"].update(TableName="metrics")),
    (
        templates.messages_indexes,
        lambda b: index(b, TENANT, "messages").update(Projection={"ProjectionType": "KEYS_ONLY"}),
    ),
    (templates.metrics_indexes, lambda b: index(b, TENANT, "metrics")["KeySchema"].pop()),
    (templates.numeric_times, lambda b: _retype(table(b, TENANT, "metrics"), "timestamp", "S")),
    (templates.on_demand, lambda b: table(b, TENANT, "metrics")["Properties"].update(BillingMode="PROVISIONED")),
    (templates.idle_costs, lambda b: b[TENANT]["Resources"].update(Alarm={"Type": "AWS::CloudWatch::Alarm"})),
    (templates.expiry, lambda bodies: table(bodies, TENANT, "messages")["Properties"].pop("TimeToLiveSpecification")),
    (templates.one_template, lambda b: b[TENANT]["Parameters"].pop("Plan")),
    (templates.bus, lambda bodies: properties(bodies, PLATFORM, BUS).update(Name="default")),
    (
        templates.routed_events,
        lambda b: rule_on_our_bus(b)["EventPattern"].update({"detail-type": ["gone.v1"]}),
    ),
    (templates.routed_events, lambda bodies: rule_on_our_bus(bodies).update(EventPattern={})),
    (templates.dead_letters, lambda bodies: work_queue(bodies).pop("RedrivePolicy")),
    (templates.dead_letters, lambda bodies: work_queue(bodies)["RedrivePolicy"].update(maxReceiveCount=10)),
    (templates.dead_letters, lambda bodies: dead_letter_queue(bodies).update(MessageRetentionPeriod=345600)),
    (templates.one_way_to_tenants, lambda b: tenant_policy(b)["Roles"].append({"Ref": "ChatRole"})),
    (templates.one_way_to_tenants, nobody_reaches_them),
    (templates.one_way_to_tenants, lambda b: custody_statement(b)["Action"].append("dynamodb:GetItem")),
    (
        templates.one_way_to_tenants,
        lambda b: policy_that_makes_tables(b)["Statement"][0]["Action"].append("dynamodb:Scan"),
    ),
    (templates.protected, lambda bodies: table(bodies, TENANT, "metrics").update(DeletionPolicy="Delete")),
    (templates.protected, lambda b: table(b, TENANT, "messages")["Properties"].pop("PointInTimeRecoverySpecification")),
    (templates.protected, lambda b: table(b, PLATFORM, REGISTRY)["Properties"].update(DeletionProtectionEnabled=False)),
    (templates.bound_to_the_tag, any_tenant),
]


def _retype(resource: Any, name: str, kind: str) -> None:
    for attribute in resource["Properties"]["AttributeDefinitions"]:
        if attribute["AttributeName"] == name:
            attribute["AttributeType"] = kind


@pytest.fixture
def bodies(in_production) -> Bodies:
    return {name: deepcopy(dict(template.body)) for name, template in in_production.items()}


def written(bodies: Bodies, folder: Path) -> Templates:
    for name, body in bodies.items():
        (folder / f"{name}.template.json").write_text(json.dumps(body))
    return Templates(folder)


def test_the_templates_for_production_pass_every_check(bodies, tmp_path):
    written(bodies, tmp_path)
    results = list(template_results(tmp_path))
    assert len(results) == len([*templates.TEMPLATES, *templates.PRODUCTION])
    assert {result.outcome for result in results} == {"passed"}


def test_the_templates_for_a_laptop_pass_what_is_meant_for_them(on_a_laptop, tmp_path):
    written({name: dict(template.body) for name, template in on_a_laptop.items()}, tmp_path)
    outcomes = {result.group: result.outcome for result in template_results(tmp_path)}
    assert outcomes == {"templates": "passed", "templates in production": "left out"}


@pytest.mark.parametrize(("find", "damage"), DAMAGE, ids=lambda each: each.__name__)
def test_damage_is_found_and_described(bodies, tmp_path, find, damage):
    damage(bodies)
    assert list(find(written(bodies, tmp_path)))


def test_no_check_is_without_damage_that_it_finds():
    checks = {check.find for check in (*templates.TEMPLATES, *templates.PRODUCTION)}
    assert checks == {find for find, _ in DAMAGE}
