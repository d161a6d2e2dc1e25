"""The walls between tenants, asked of every role and every client in the templates: of those to come too."""

import re
from collections.abc import Iterator

import pytest

from salestalk import names
from salestalk.tenancy.session_policy import OBJECT_ACTIONS, READ_ACTIONS, WRITE_ACTIONS
from stacks.rules import EXCEPTIONS
from tests.infrastructure.templates import Template, as_list

ARN = "arn:${AWS::Partition}:"
TABLE = ARN + "dynamodb:${AWS::Region}:${AWS::AccountId}:table/"
OBJECTS = ARN + "s3:::salestalk-artifacts-${AWS::AccountId}-${AWS::Region}/"
TENANT_ROLES = {
    names.DATA_ACCESS_ROLE: names.Env.DATA_ACCESS_ROLE_ARN,
    names.CUSTODY_ROLE: names.Env.CUSTODY_ROLE_ARN,
    names.HANDOVER_ROLE: names.Env.HANDOVER_ROLE_ARN,
}
"""The roles that reach what belongs to tenants, each with the variable that names it to who takes it."""
OF_DATA = {
    *(*READ_ACTIONS, *WRITE_ACTIONS, *OBJECT_ACTIONS),
    *(f"dynamodb:{each}" for each in ("BatchWriteItem", "ConditionCheckItem", "DeleteItem", "GetItem", "Scan")),
    *(f"dynamodb:PartiQL{each}" for each in ("Select", "Insert", "Update", "Delete")),
}
"""What reads or writes rows and files, whether a session may or not."""
ONE_TAG = {
    "StringLike": {"aws:RequestTag/tenantId": "?*"},
    "ForAllValues:StringEquals": {"aws:TagKeys": ["tenantId"]},
}
NAMES_ALONE = {"s3:ListBucketMultipartUploads"}
"""S3 cannot narrow this list; it tells names of uploads under way, and the worker asks for one prefix."""
VARIABLE = re.compile(r"\$\{aws:PrincipalTag/tenantId\}")
REFERENCE = re.compile(r"\$\{[^}]*\}")


@pytest.fixture(scope="module", params=["production", "laptop"])
def stacks(request, in_production, on_a_laptop) -> dict[str, Template]:
    return {"production": in_production, "laptop": on_a_laptop}[request.param]


def roles(stacks) -> Iterator[tuple[str, str, Template]]:
    """Stack, logical id and template of every role."""
    for name, template in stacks.items():
        for logical_id in template.all("AWS::IAM::Role"):
            yield name, logical_id, template


def of_one_tenant(template: Template, logical_id: str) -> bool:
    """Whether the role is taken for one tenant at a time."""
    return template.all("AWS::IAM::Role")[logical_id].get("RoleName") in TENANT_ROLES


def targets() -> Iterator[str]:
    """What belongs to a tenant, whoever it is."""
    for tenant_id in ("acme", "acme-corp-001", "messages"):
        for table, indexes in (
            (names.messages_table(tenant_id), names.MESSAGES_INDEXES),
            (names.metrics_table(tenant_id), names.METRICS_INDEXES),
        ):
            yield TABLE + table
            yield from (f"{TABLE}{table}/index/{index}" for index in indexes)
        yield f"{OBJECTS}{names.s3_prefix(tenant_id)}uploads/1/a.csv"


def test_no_role_but_those_taken_for_one_tenant_touches_a_row_or_a_file_of_any_tenant(stacks):
    able = {
        (logical_id, action, target)
        for _, logical_id, template in roles(stacks)
        if not of_one_tenant(template, logical_id)
        for target in targets()
        for action in OF_DATA
        if template.policy_of_role(logical_id).allows(action, target)
    }
    assert able == set()


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_exactly_the_functions_that_are_told_of_a_tenants_role_take_it(stacks, role):
    service = stacks[names.SERVICE_STACK]
    functions = service.all("AWS::Lambda::Function").values()
    told = {each["Role"] for each in functions if TENANT_ROLES[role] in each["Environment"]["Variables"]}
    may_assume = {f"${{{each}.Arn}}" for _, each, owner in roles(stacks) if arn_of(role) in assumed(owner, each)}
    assert told
    assert told == may_assume == trusted(service, role)


def test_custody_is_the_workers_and_handover_the_administrators_functions_alone(stacks):
    service = stacks[names.SERVICE_STACK]
    for role, function in ((names.CUSTODY_ROLE, names.TENANT_WORKER), (names.HANDOVER_ROLE, names.TENANTS_HANDLER)):
        assert trusted(service, role) == {service.named("AWS::Lambda::Function", function)["Role"]}


def test_nobody_takes_two_tenants_roles_or_any_other(stacks):
    for _, role, template in roles(stacks):
        assert len(assumed(template, role)) <= 1
        assert assumed(template, role) <= {arn_of(name) for name in TENANT_ROLES}


def arn_of(role: str) -> str:
    return f"{ARN}iam::${{AWS::AccountId}}:role/{role}"


def assumed(template: Template, logical_id: str) -> set[str]:
    return template.policy_of_role(logical_id).resources_of("sts:AssumeRole")


def trusted(service: Template, name: str) -> set[str]:
    (role,) = (each for each in service.all("AWS::IAM::Role").values() if each.get("RoleName") == name)
    statements = role["AssumeRolePolicyDocument"]["Statement"]
    assert all(set(each["Principal"]) == {"AWS"} for each in statements)
    assert all(set(as_list(each["Action"])) == {"sts:AssumeRole", "sts:TagSession"} for each in statements)
    assert all(each["Condition"] == ONE_TAG for each in statements)
    return {principal for each in statements for principal in as_list(each["Principal"]["AWS"])}


def test_every_other_role_is_taken_by_a_service_of_aws_alone(stacks):
    for _, logical_id, template in roles(stacks):
        if of_one_tenant(template, logical_id):
            continue
        for statement in template.all("AWS::IAM::Role")[logical_id]["AssumeRolePolicyDocument"]["Statement"]:
            assert set(statement["Principal"]) == {"Service"}
            assert all(each.endswith(".amazonaws.com") for each in as_list(statement["Principal"]["Service"]))


def test_every_statement_names_exact_resources_or_carries_a_reason(in_production):
    reasons = {(each.path.replace("/", ""), each.rule): each.reason for each in EXCEPTIONS if "IAM5" in each.rule}
    for stack, logical_id, template in roles(in_production):
        owner = stack + logical_id[:-8]
        given = {rule for path, rule in reasons if path == owner}
        for statement in template.policy_of_role(logical_id).statements:
            for kind in ("Action", "Resource"):
                wide = [each for each in as_list(statement[kind]) if "*" in REFERENCE.sub("", each)]
                assert len(wide) <= len([rule for rule in given if f"[{kind}::" in rule]), (owner, wide)
    assert all(len(reason) > 40 for reason in reasons.values())


def test_no_policy_grants_by_what_it_leaves_out(stacks):
    for _, logical_id, template in roles(stacks):
        for statement in template.policy_of_role(logical_id).statements:
            assert not {"NotAction", "NotResource", "NotPrincipal"} & set(statement)


def test_no_table_bucket_or_queue_policy_lets_a_stranger_in(stacks):
    for template in stacks.values():
        for table in template.all("AWS::DynamoDB::GlobalTable").values():
            assert all("ResourcePolicy" not in replica for replica in table["Replicas"])
        for bucket in template.all("AWS::S3::BucketPolicy").values():
            allowed = [each for each in bucket["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
            assert all(each["Principal"] == {"Service": "cloudfront.amazonaws.com"} for each in allowed)
            assert all(each["Action"] == "s3:GetObject" and "Files" in each["Resource"] for each in allowed)
            assert all("distribution/" in each["Condition"]["StringEquals"]["AWS:SourceArn"] for each in allowed)
        for queue in template.all("AWS::SQS::QueuePolicy").values():
            allowed = [each for each in queue["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
            assert all(each["Principal"] == {"Service": "events.amazonaws.com"} for each in allowed)
            assert all("aws:SourceArn" in str(each["Condition"]) for each in allowed)


def test_nobody_but_an_administrator_writes_what_tenant_a_user_belongs_to(stacks):
    for pool in stacks[names.PLATFORM_STACK].all("AWS::Cognito::UserPool").values():
        assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
        (attribute,) = (each for each in pool["Schema"] if each["Name"] == names.TENANT_ATTRIBUTE)
        assert attribute["Mutable"] is False
    for client in (each for stack in stacks.values() for each in stack.all("AWS::Cognito::UserPoolClient").values()):
        # Without a list, Cognito lets a client write everything.
        assert client["WriteAttributes"]
        assert names.TENANT_CLAIM not in client["WriteAttributes"]


def test_no_function_may_change_a_users_attributes(stacks):
    forbidden = re.compile(r"cognito-idp:.*(UpdateUserAttributes|SetUserPassword|InitiateAuth|RespondToAuthChallenge)")
    for _, logical_id, template in roles(stacks):
        assert not any(forbidden.fullmatch(action) for action in template.policy_of_role(logical_id).actions())


def test_every_route_but_the_open_ones_wants_a_token_of_our_pool_for_our_client(stacks):
    service = stacks[names.SERVICE_STACK]
    (authorizer_id,) = service.all("AWS::ApiGatewayV2::Authorizer")
    authorizer = service.one("AWS::ApiGatewayV2::Authorizer")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert "IdentityPool" in authorizer["JwtConfiguration"]["Issuer"]
    audience = authorizer["JwtConfiguration"]["Audience"]
    clients = [key for each in stacks.values() for key in each.all("AWS::Cognito::UserPoolClient")]
    assert len(audience) == len(clients)
    assert all(any(client in each for client in clients) for each in audience)
    for route in service.all("AWS::ApiGatewayV2::Route").values():
        if route["AuthorizationType"] == "NONE":
            assert route["RouteKey"] in {"GET /healthz", "GET /openapi.json"}
        else:
            assert (route["AuthorizationType"], route["AuthorizerId"]) == ("JWT", f"${{{authorizer_id}}}")


def test_every_bound_takes_a_sessions_own_tag_for_its_tenant(in_production):
    service = in_production[names.SERVICE_STACK]
    bounds = [key for key in service.all("AWS::IAM::Role") if of_one_tenant(service, key)]
    assert len(bounds) == len(TENANT_ROLES)
    for role in bounds:
        for statement in service.policy_of_role(role).statements:
            if set(as_list(statement["Action"])) == NAMES_ALONE:
                continue
            for arn in as_list(statement["Resource"]):
                own = arn if VARIABLE.search(arn) else str(statement.get("Condition"))
                assert VARIABLE.search(own), statement
