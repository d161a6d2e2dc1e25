"""Who may do what, asked of the policies as they are synthesized."""

import json

import pytest

from salestalk import names
from salestalk.tenancy.session_policy import session_policy
from tests.infrastructure.templates import Policy, Template, as_list

DATA_PLANE = (
    names.ARCHIVE_WORKER,
    names.QUALITY_WORKER,
    names.WELCOME_WORKER,
    names.CHAT_HANDLER,
    names.METRICS_HANDLER,
    names.OUTBOX_WORKER,
    names.SESSION_WORKER,
    names.UPLOAD_WORKER,
    names.USAGE_WORKER,
)
TAKERS = (*DATA_PLANE, names.INSIGHTS_WORKER, names.TENANT_ONBOARD)
FUNCTIONS = (*TAKERS, names.TENANTS_HANDLER, names.TENANT_WORKER)
EMITTERS = (
    names.CHAT_HANDLER,
    names.METRICS_HANDLER,
    names.OUTBOX_WORKER,
    names.SESSION_WORKER,
    names.TENANT_ONBOARD,
    names.UPLOAD_WORKER,
)
QUEUES = {
    names.ARCHIVE_WORKER: "salestalk-archive",
    names.INSIGHTS_WORKER: "salestalk-insights",
    names.OUTBOX_WORKER: "salestalk-outbox",
    names.SESSION_WORKER: "salestalk-sessions",
    names.TENANT_WORKER: "salestalk-tenant-jobs",
    names.UPLOAD_WORKER: "salestalk-uploads",
    names.USAGE_WORKER: "salestalk-usage",
    names.QUALITY_WORKER: "salestalk-quality",
    names.WELCOME_WORKER: "salestalk-welcome",
}
GOES_ON_LATER = {
    names.INSIGHTS_WORKER: "salestalk-insights",
    names.OUTBOX_WORKER: "salestalk-outbox",
    names.SESSION_WORKER: "salestalk-sessions",
    names.TENANT_WORKER: "salestalk-tenant-jobs",
    names.UPLOAD_WORKER: "salestalk-uploads",
}
PASSES_ON = {
    names.INSIGHTS_WORKER: "salestalk-insight-deliveries",
    names.TENANTS_HANDLER: "salestalk-tenant-jobs",
}
PREFIX = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"
ROLE_ARN = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/salestalk-data-access"
ALWAYS = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
TRACING = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
DATA_ACTIONS = ("BatchGetItem", "PutItem", "Query", "UpdateItem")
OTHER_ACTIONS = (
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "DeleteTable",
    "GetItem",
    "PartiQLSelect",
    "Scan",
)


@pytest.fixture(scope="module", params=["production", "laptop"])
def service(request, in_production, on_a_laptop) -> Template:
    return {"production": in_production, "laptop": on_a_laptop}[request.param][names.SERVICE_STACK]


@pytest.fixture(scope="module")
def production_bound(in_production) -> Policy:
    return outer_bound(in_production[names.SERVICE_STACK])


def data_access_role(template: Template) -> tuple[str, dict]:
    ((logical_id, role),) = (
        (key, each)
        for key, each in template.all("AWS::IAM::Role").items()
        if each.get("RoleName") == names.DATA_ACCESS_ROLE
    )
    return logical_id, dict(role)


def outer_bound(template: Template) -> Policy:
    return template.policy_of_role(data_access_role(template)[0])


def as_tenant(policy: Policy, tenant_id: str) -> Policy:
    """The policy as AWS reads it in a session tagged with the tenant."""
    text = "${aws:PrincipalTag/tenantId}"
    return Policy(
        tuple(
            {**each, "Resource": [arn.replace(text, tenant_id) for arn in as_list(each["Resource"])]}
            for each in policy.statements
        )
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_can_touch_a_tenants_table_by_itself(service, function):
    policy = service.policy_of_function(function)
    for table in (names.messages_table("acme"), names.metrics_table("acme")):
        for arn in (PREFIX + table, f"{PREFIX}{table}/index/{names.SESSION_INDEX}"):
            assert not any(policy.allows(f"dynamodb:{action}", arn) for action in (*DATA_ACTIONS, *OTHER_ACTIONS))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_only_wildcards_of_functions_are_tracing_and_tenants_stacks(service, function):
    policy = service.policy_of_function(function)
    for statement in policy.statements:
        assert not any("*" in action for action in as_list(statement["Action"]))
        if any("*" in arn for arn in as_list(statement["Resource"])):
            assert set(as_list(statement["Action"])) == TRACING or only_tenants_stacks(function, statement)


def only_tenants_stacks(function, statement) -> bool:
    """Of a tenant that leaves, also its secret and its subscriptions."""
    stacks = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/Tenant-*/*"
    leaving = {"ssm:DeleteParameter", "sns:GetSubscriptionAttributes", "sns:Unsubscribe"}
    if function == names.TENANT_WORKER and set(as_list(statement["Action"])) <= leaving | TRACING:
        return True
    return function in (names.TENANTS_HANDLER, names.TENANT_WORKER) and as_list(statement["Resource"]) == [stacks]


@pytest.mark.parametrize("function", DATA_PLANE)
def test_the_data_plane_looks_tenants_up_and_takes_the_data_access_role(service, function):
    policy = service.policy_of_function(function)
    events = {action for action in policy.actions() if action.startswith(("sqs:", "events:"))}
    if function == names.WELCOME_WORKER:
        (topic,) = policy.resources_of("sns:Publish")
        assert topic.startswith("${ExportsOutputRefOperators")
        events |= {"sns:Publish"}
    assert policy.actions() - events == ALWAYS | {"dynamodb:GetItem", "sts:AssumeRole", "sts:TagSession"}
    (registry,) = policy.resources_of("dynamodb:GetItem")
    assert registry.startswith("${ExportsOutputFnGetAttRegistry")
    assert policy.resources_of("sts:AssumeRole") == policy.resources_of("sts:TagSession") == {ROLE_ARN}


def test_only_the_workers_read_queues_and_each_only_its_own(service):
    named = {each["QueueName"]: key for key, each in service.all("AWS::SQS::Queue").items()}
    readers = {each for each in FUNCTIONS if "sqs:ReceiveMessage" in service.policy_of_function(each).actions()}
    assert readers == set(QUEUES)
    for function, queue in QUEUES.items():
        policy = service.policy_of_function(function)
        for action in policy.actions():
            if action.startswith("sqs:") and action != "sqs:SendMessage":
                assert policy.resources_of(action) == {f"${{{named[queue]}.Arn}}"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_emitters_may_put_into_the_outbox_and_workers_into_their_own_queue_to_go_on_later(service, function):
    named = {each["QueueName"]: key for key, each in service.all("AWS::SQS::Queue").items()}
    due = {"salestalk-outbox"} if function in EMITTERS else set()
    due |= {GOES_ON_LATER[function]} if function in GOES_ON_LATER else set()
    due |= {PASSES_ON[function]} if function in PASSES_ON else set()
    sent_to = service.policy_of_function(function).resources_of("sqs:SendMessage")
    assert sent_to == {f"${{{named[queue]}.Arn}}" for queue in due}


def test_events_come_from_their_sources_alone_and_go_to_our_bus_alone(service):
    allowed = {each: service.policy_of_function(each).resources_of("events:PutEvents") for each in FUNCTIONS}
    assert {function for function, buses in allowed.items() if buses} == set(EMITTERS)
    (bus,) = set().union(*allowed.values())
    assert bus.startswith("${ExportsOutputFnGetAttBus")


def test_only_the_data_plane_and_the_registrar_can_take_the_data_access_role(service):
    expected = {service.named("AWS::Lambda::Function", function)["Role"] for function in TAKERS}
    trusted = [
        principal
        for statement in data_access_role(service)[1]["AssumeRolePolicyDocument"]["Statement"]
        for principal in as_list(statement["Principal"]["AWS"])
    ]
    assert set(trusted) == expected
    assert len(trusted) == len(expected)


def test_the_data_access_role_is_taken_only_with_the_tenant_as_the_one_tag(service):
    for statement in data_access_role(service)[1]["AssumeRolePolicyDocument"]["Statement"]:
        assert set(as_list(statement["Action"])) == {"sts:AssumeRole", "sts:TagSession"}
        assert statement["Condition"] == {
            "StringLike": {"aws:RequestTag/tenantId": "?*"},
            "ForAllValues:StringEquals": {"aws:TagKeys": ["tenantId"]},
        }


def test_a_session_reaches_its_tenants_tables_and_indexes(production_bound):
    own = as_tenant(production_bound, "acme-corp")
    for table, indexes in (
        (names.messages_table("acme-corp"), names.MESSAGES_INDEXES),
        (names.metrics_table("acme-corp"), names.METRICS_INDEXES),
    ):
        assert all(own.allows(f"dynamodb:{action}", PREFIX + table) for action in DATA_ACTIONS)
        assert all(own.allows("dynamodb:Query", f"{PREFIX}{table}/index/{index}") for index in indexes)


@pytest.mark.parametrize(
    "other", ["acme", "acme-corp-1", "acme-corp-messages", "acme-corp-metrics", "x-acme-corp", "b"]
)
def test_a_session_reaches_no_other_tenant_whatever_its_policy_says(production_bound, other):
    own = as_tenant(production_bound, "acme-corp")
    for table in (names.messages_table(other), names.metrics_table(other)):
        for arn in (PREFIX + table, *(f"{PREFIX}{table}/index/{each}" for each in names.MESSAGES_INDEXES)):
            assert not any(own.allows(f"dynamodb:{action}", arn) for action in DATA_ACTIONS)


OBJECTS = "arn:${AWS::Partition}:s3:::salestalk-artifacts-${AWS::AccountId}-${AWS::Region}/"


def test_in_production_no_statement_holds_a_wildcard_for_a_tenant(production_bound):
    own = OBJECTS + "tenant-${aws:PrincipalTag/tenantId}/*"
    assert not any("*" in arn or "?" in arn for arn in production_bound.resources() - {own})


@pytest.mark.parametrize("other", ["acme", "acme-corp-1", "x-acme-corp", "b"])
def test_a_session_reaches_no_other_tenants_files(production_bound, other):
    own = as_tenant(production_bound, "acme-corp")
    assert own.allows("s3:GetObject", f"{OBJECTS}tenant-acme-corp/uploads/1/a.csv")
    for action in ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"):
        assert not own.allows(action, f"{OBJECTS}tenant-{other}/uploads/1/a.csv")
        assert not own.allows(action, OBJECTS)


def test_the_emulators_wildcard_opens_tenants_tables_and_files_only(on_a_laptop):
    bound = outer_bound(on_a_laptop[names.SERVICE_STACK])
    assert bound.allows("dynamodb:BatchGetItem", PREFIX + names.messages_table("acme"))
    assert not any(bound.allows(f"dynamodb:{action}", PREFIX + names.REGISTRY_TABLE) for action in DATA_ACTIONS)
    assert not bound.allows("s3:GetObject", OBJECTS + "templates/tenant.json")
    assert not any(arn == "*" for arn in bound.resources())


@pytest.mark.parametrize("tenant_id", ["acme-corp", "a", "0" * 64])
def test_what_a_session_policy_grants_lies_within_the_bound(production_bound, tenant_id):
    own = as_tenant(production_bound, tenant_id)
    bucket = OBJECTS.removeprefix("arn:${AWS::Partition}:s3:::").rstrip("/")
    policy = session_policy(tenant_id, table_arn_prefix=PREFIX, bucket=bucket)
    # The partition is a name here, and its colons are not those of an ARN.
    policy = policy.replace("arn:${AWS:s3", "arn:${AWS::Partition}:s3")
    for statement in json.loads(policy)["Statement"]:
        for action in statement["Action"]:
            assert all(own.allows(action, arn) for arn in as_list(statement["Resource"]))


def test_the_data_access_role_neither_scans_nor_lists_nor_manages(service):
    objects = {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"}
    assert outer_bound(service).actions() == {f"dynamodb:{action}" for action in DATA_ACTIONS} | objects


def test_the_data_plane_knows_the_role_and_the_tables_by_name(service):
    for function in DATA_PLANE:
        environment = service.named("AWS::Lambda::Function", function)["Environment"]["Variables"]
        assert environment[names.Env.DATA_ACCESS_ROLE_ARN] == ROLE_ARN
        assert environment[names.Env.TABLE_ARN_PREFIX] == PREFIX
