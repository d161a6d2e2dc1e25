"""What onboarding may do: make a tenant's stack from one template, in the name of a role that can make nothing else."""

import json
import re

import pytest

from constructs_lib.tenant_stack_role import TABLE_ACTIONS
from salestalk import names
from tests.infrastructure.templates import Policy, Template, as_list

ARN = "arn:${AWS::Partition}:"
IN_REGION = "${AWS::Region}:${AWS::AccountId}:"
TABLE = f"{ARN}dynamodb:{IN_REGION}table/"
ROLE_ARN = f"{ARN}iam::${{AWS::AccountId}}:role/{names.TENANT_STACK_ROLE}"
STACKS = f"{ARN}cloudformation:{IN_REGION}stack/Tenant-*/*"
ITEMS = re.compile(r"dynamodb:(.*Item.*|Query|Scan|PartiQL.*|GetRecords|Export.*|Restore.*|\*)")
ALWAYS = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}


@pytest.fixture(scope="module", params=["production", "laptop"])
def service(request, in_production, on_a_laptop) -> Template:
    return {"production": in_production, "laptop": on_a_laptop}[request.param][names.SERVICE_STACK]


@pytest.fixture(scope="module")
def handler(service) -> Policy:
    return service.policy_of_function(names.TENANTS_HANDLER)


@pytest.fixture(scope="module")
def bound(in_production) -> Policy:
    """The handler's policy where conditions on the making of stacks are known."""
    return in_production[names.SERVICE_STACK].policy_of_function(names.TENANTS_HANDLER)


def statement_of(policy: Policy, action: str) -> dict:
    (found,) = (each for each in policy.statements if action in as_list(each["Action"]))
    return dict(found)


def stack_role(service: Template) -> str:
    (found,) = (
        key for key, role in service.all("AWS::IAM::Role").items() if role.get("RoleName") == names.TENANT_STACK_ROLE
    )
    return found


def test_the_stack_role_is_taken_by_cloudformation_alone(service):
    role = service.all("AWS::IAM::Role")[stack_role(service)]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "cloudformation.amazonaws.com"}


def test_the_stack_role_makes_tenants_tables_and_calls_the_registrar_and_nothing_else(service):
    policy = service.policy_of_role(stack_role(service))
    registrar = f"{ARN}lambda:{IN_REGION}function:{names.TENANT_ONBOARD}"
    assert policy.actions() == {*TABLE_ACTIONS, "lambda:InvokeFunction"}
    assert policy.resources_of("lambda:InvokeFunction") == {registrar}
    for action in TABLE_ACTIONS:
        assert policy.resources_of(action) == {f"{TABLE}tenant-*-messages", f"{TABLE}tenant-*-metrics"}


def test_the_stack_role_reads_and_writes_no_item_and_knows_no_table_but_tenants(service):
    policy = service.policy_of_role(stack_role(service))
    assert not any(ITEMS.fullmatch(action) for action in policy.actions())
    for table in (names.REGISTRY_TABLE, "tenant-acme", "other-acme-messages", "tenant-acme-messages-2"):
        assert not policy.allows("dynamodb:DeleteTable", TABLE + table)


def test_the_stack_role_can_make_what_the_template_holds(service, tenant_template):
    policy = service.policy_of_role(stack_role(service))
    assert tenant_template.types == {"AWS::DynamoDB::Table", names.REGISTRATION_RESOURCE}
    for table in tenant_template.all("AWS::DynamoDB::Table").values():
        name = table["TableName"].replace("${TenantId}", "acme")
        assert all(policy.allows(action, TABLE + name) for action in TABLE_ACTIONS)
    token = tenant_template.one(names.REGISTRATION_RESOURCE)["ServiceToken"]
    assert policy.allows("lambda:InvokeFunction", token)


def test_stacks_are_created_from_the_published_template_in_the_name_of_that_role_alone(bound, in_production):
    environment = in_production[names.SERVICE_STACK].named("AWS::Lambda::Function", names.TENANTS_HANDLER)[
        "Environment"
    ]["Variables"]
    statement = statement_of(bound, "cloudformation:CreateStack")
    assert as_list(statement["Resource"]) == [STACKS]
    assert statement["Condition"] == {
        "StringEquals": {
            "cloudformation:RoleArn": ROLE_ARN,
            "cloudformation:TemplateUrl": environment[names.Env.TENANT_TEMPLATE_URL],
        }
    }
    assert environment[names.Env.TENANT_STACK_ROLE_ARN] == ROLE_ARN


def test_stacks_are_removed_in_the_name_of_that_role_alone(bound):
    statement = statement_of(bound, "cloudformation:DeleteStack")
    assert as_list(statement["Resource"]) == [STACKS]
    assert statement["Condition"] == {"StringEquals": {"cloudformation:RoleArn": ROLE_ARN}}


def test_that_role_and_no_other_is_passed_and_to_cloudformation_alone(handler):
    statement = statement_of(handler, "iam:PassRole")
    assert as_list(statement["Resource"]) == [ROLE_ARN]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}


def test_the_handler_reads_the_template_and_no_other_object(service, handler):
    url = service.named("AWS::Lambda::Function", names.TENANTS_HANDLER)["Environment"]["Variables"][
        names.Env.TENANT_TEMPLATE_URL
    ]
    (template,) = handler.resources_of("s3:GetObject")
    assert "*" not in template
    assert template.rpartition("/")[2] == url.rpartition("/")[2]
    assert re.fullmatch(r"https://s3\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}/[^/]+/[0-9a-f]{64}\.json", url)


def test_the_handler_reaches_the_registry_and_tenants_stacks_and_nothing_else(handler):
    registry = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan"}
    stacks = {"CreateStack", "DeleteStack", "DescribeStackEvents", "DescribeStacks"}
    assert handler.actions() == ALWAYS | registry | {f"cloudformation:{each}" for each in stacks} | {
        *("iam:PassRole", "s3:GetObject"),
        *("sqs:SendMessage", "sts:AssumeRole", "sts:TagSession"),
    }
    tables = ("${ExportsOutputFnGetAttRegistry", "${ExportsOutputFnGetAttJobs")
    for action in registry:
        assert all(arn.startswith(tables) for arn in handler.resources_of(action))
    assert all(arn.startswith(tables[0]) for arn in handler.resources_of("dynamodb:Scan"))


def test_the_registrar_keeps_the_registry_groups_and_owners(service):
    policy = service.policy_of_function(names.TENANT_ONBOARD)
    registry = {"dynamodb:GetItem", "dynamodb:PutItem"}
    users = {f"cognito-idp:{each}" for each in ("AdminAddUserToGroup", "AdminCreateUser", "AdminDeleteUser")}
    users |= {f"cognito-idp:{each}" for each in ("AdminGetUser", "CreateGroup", "DeleteGroup")}
    events, data = {"events:PutEvents", "sqs:SendMessage"}, {"sts:AssumeRole", "sts:TagSession"}
    assert policy.actions() == ALWAYS | registry | users | events | data
    (table,) = {arn for action in registry for arn in policy.resources_of(action)}
    assert table.startswith("${ExportsOutputFnGetAttRegistry")
    (pool,) = {arn for action in users for arn in policy.resources_of(action)}
    assert pool.startswith("${ExportsOutputFnGetAttIdentityPool")


def test_stacks_made_through_the_api_are_tagged_as_those_of_the_command_line(service, in_production, on_a_laptop):
    tags = json.loads(
        service.named("AWS::Lambda::Function", names.TENANTS_HANDLER)["Environment"]["Variables"][
            names.Env.TENANT_STACK_TAGS
        ]
    )
    deployment = "production" if service is in_production[names.SERVICE_STACK] else "local"
    assert tags == {"Environment": deployment, "Service": "salestalk", "Owner": "platform-engineering"}
