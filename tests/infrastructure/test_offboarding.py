"""Who exports and erases tenants: what the worker and its two roles may do, and how long what is left stays."""

import json

import pytest

from salestalk import names
from salestalk.adapters.tenant_sessions import LASTING_SECONDS
from salestalk.adapters.uploads_s3 import FORM_SECONDS
from salestalk.ingestion.uploads.loading import SECONDS_PER_CHUNK
from salestalk.offboarding import retention
from salestalk.offboarding.certificate import remainders
from salestalk.tenancy.custody_policy import custody_policy, handover_policy
from salestalk.tenancy.registry import SERVED_FROM_CACHE_SECONDS
from tests.infrastructure.templates import Policy, Template, as_list
from tests.infrastructure.test_permissions import ALWAYS, OBJECTS, PREFIX, as_tenant

BUCKET = OBJECTS.removesuffix("/")
OTHERS = ["acme", "acme-corp-1", "acme-corp-messages", "acme-corp-metrics", "x-acme-corp", "b"]
TABLE_ACTIONS = {f"dynamodb:{each}" for each in ("DeleteTable", "DescribeTable", "Scan", "UpdateTable")}
OBJECT_ACTIONS = {
    f"s3:{each}"
    for each in (
        *("AbortMultipartUpload", "DeleteObject", "DeleteObjectVersion"),
        *("GetObject", "PutObject", "PutObjectTagging"),
    )
}


@pytest.fixture(scope="module", params=["production", "laptop"])
def service(request, in_production, on_a_laptop) -> Template:
    return {"production": in_production, "laptop": on_a_laptop}[request.param][names.SERVICE_STACK]


@pytest.fixture(scope="module")
def platform(in_production) -> Template:
    return in_production[names.PLATFORM_STACK]


def bound(template: Template, name: str) -> Policy:
    (role,) = (key for key, each in template.all("AWS::IAM::Role").items() if each.get("RoleName") == name)
    return template.policy_of_role(role)


@pytest.fixture(scope="module")
def custody(in_production) -> Policy:
    return bound(in_production[names.SERVICE_STACK], names.CUSTODY_ROLE)


@pytest.fixture(scope="module")
def handover(in_production) -> Policy:
    return bound(in_production[names.SERVICE_STACK], names.HANDOVER_ROLE)


def test_custody_reads_whole_tables_removes_them_and_keeps_files_and_no_more(service):
    lists = {"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"}
    assert bound(service, names.CUSTODY_ROLE).actions() == TABLE_ACTIONS | OBJECT_ACTIONS | lists


def test_handover_reads_files_and_no_more(service):
    assert bound(service, names.HANDOVER_ROLE).actions() == {"s3:GetObject"}


@pytest.mark.parametrize("other", OTHERS)
def test_neither_role_reaches_another_tenant_whatever_its_session_says(custody, handover, other):
    for role in (as_tenant(custody, "acme-corp"), as_tenant(handover, "acme-corp")):
        for table in (names.messages_table(other), names.metrics_table(other)):
            assert not any(role.allows(action, PREFIX + table) for action in TABLE_ACTIONS)
        for key in (f"tenant-{other}/uploads/1/a.csv", f"certificates/{other}/1.json"):
            assert not any(role.allows(action, OBJECTS + key) for action in OBJECT_ACTIONS)


def test_lists_are_narrowed_to_the_tenants_own_files(custody):
    (statement,) = (each for each in custody.statements if "s3:ListBucket" in as_list(each["Action"]))
    assert statement["Condition"] == {"StringLike": {"s3:prefix": "tenant-${aws:PrincipalTag/tenantId}/*"}}
    assert as_list(statement["Resource"]) == [BUCKET]


def test_certificates_are_written_and_neither_read_nor_removed(custody):
    own = as_tenant(custody, "acme-corp")
    key = f"{OBJECTS}certificates/acme-corp/1.json"
    assert {action for action in OBJECT_ACTIONS if own.allows(action, key)} == {"s3:PutObject"}


@pytest.mark.parametrize("tenant_id", ["acme-corp", "a", "0" * 64])
@pytest.mark.parametrize("make", [custody_policy, handover_policy])
def test_what_a_session_may_do_lies_within_the_bound(request, make, tenant_id):
    outer = request.getfixturevalue(make.__name__.removesuffix("_policy"))
    own = as_tenant(outer, tenant_id)
    bucket = BUCKET.removeprefix("arn:${AWS::Partition}:s3:::")
    text = make(tenant_id, table_arn_prefix=PREFIX, bucket=bucket)
    # The partition is a name here, and its colons are not those of an ARN.
    for statement in json.loads(text.replace("arn:${AWS:s3", "arn:${AWS::Partition}:s3"))["Statement"]:
        for action in as_list(statement["Action"]):
            assert all(own.allows(action, arn) for arn in as_list(statement["Resource"]))


def test_the_worker_itself_keeps_the_books_lets_users_go_and_deletes_tenants_stacks(service):
    policy = service.policy_of_function(names.TENANT_WORKER)
    books = {f"dynamodb:{each}" for each in ("DeleteItem", "GetItem", "PutItem", "Query", "Scan")}
    users = {f"cognito-idp:{each}" for each in ("AdminDeleteUser", "AdminRemoveUserFromGroup", "DeleteGroup")}
    stacks = {"cloudformation:DeleteStack", "cloudformation:DescribeStacks"}
    queue = {action for action in policy.actions() if action.startswith("sqs:")}
    takes = {"sts:AssumeRole", "sts:TagSession"}
    outlets = {"ssm:DeleteParameter"} | {
        f"sns:{each}" for each in ("GetSubscriptionAttributes", "ListSubscriptionsByTopic", "Unsubscribe")
    }
    users |= {"cognito-idp:ListUsersInGroup"}
    assert policy.actions() == ALWAYS | books | users | outlets | stacks | queue | takes
    assert all(arn.startswith("${ExportsOutputFnGetAttJobs") for arn in policy.resources_of("dynamodb:DeleteItem"))
    assert all(arn.startswith("${ExportsOutputFnGetAttRegistry") for arn in policy.resources_of("dynamodb:Scan"))
    (found,) = {arn for action in stacks for arn in policy.resources_of(action)}
    assert found == "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/Tenant-*/*"


def test_a_run_that_died_is_followed_soon_and_jobs_come_one_by_one(service):
    worker = service.named("AWS::Lambda::Function", names.TENANT_WORKER)
    queue = service.named("AWS::SQS::Queue", "salestalk-tenant-jobs")
    assert worker["Timeout"] < queue["VisibilityTimeout"] <= worker["Timeout"] + 60
    (key,) = (key for key, each in service.all("AWS::SQS::Queue").items() if each is not None and each == queue)
    mapping = service.named_by("AWS::Lambda::EventSourceMapping", "EventSourceArn", f"${{{key}.Arn}}")
    assert mapping["BatchSize"] == 1


def test_who_was_let_in_before_a_tenant_was_closed_has_ended_when_it_is_taken_for_quiet(service):
    let_in = {
        each["FunctionName"]: each["Timeout"]
        for each in service.all("AWS::Lambda::Function").values()
        if names.Env.DATA_ACCESS_ROLE_ARN in each["Environment"]["Variables"]
    }
    # A load looks anew for each part, and a part has so many seconds.
    let_in[names.UPLOAD_WORKER] = SECONDS_PER_CHUNK
    assert max(let_in.values()) + SERVED_FROM_CACHE_SECONDS <= retention.QUIET_SECONDS
    assert max(FORM_SECONDS, LASTING_SECONDS) <= retention.CREDENTIALS_SECONDS


def test_jobs_are_found_by_tenant_and_id(platform):
    table = platform.named("AWS::DynamoDB::Table", names.JOBS_TABLE)
    assert {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]} == {
        "HASH": "tenantId",
        "RANGE": "jobId",
    }


def test_files_of_exports_expire_and_nothing_else_does(platform):
    rules = platform.one("AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    (rule,) = (each for each in rules if "ExpirationInDays" in each)
    key, value = retention.EXPORT_TAG
    assert rule["TagFilters"] == [{"Key": key, "Value": value}]
    assert rule["ExpirationInDays"] == retention.EXPORTS_DAYS
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


def test_what_a_certificate_says_of_what_remains_is_how_it_is_deployed(in_production, platform):
    service = in_production[names.SERVICE_STACK]
    day = retention.SECONDS_A_DAY
    queues = service.all("AWS::SQS::Queue").values()
    dead_letters = {each["MessageRetentionPeriod"] for each in queues if "RedrivePolicy" not in each}
    assert dead_letters == {retention.DEAD_LETTERS_DAYS * day}
    # What SQS does unless told otherwise is four days.
    assert not any("MessageRetentionPeriod" in each for each in queues if "RedrivePolicy" in each)
    assert retention.QUEUED_DAYS == 4
    assert platform.one("AWS::Events::Archive")["RetentionDays"] == retention.EVENTS_DAYS
    logs = [each for template in in_production.values() for each in template.all("AWS::Logs::LogGroup").values()]
    assert {each["RetentionInDays"] for each in logs} == {retention.LOGS_DAYS}
    days = {(each.until or 0) // day for each in remainders(0)}
    said = {retention.BACKUPS_DAYS, retention.EVENTS_DAYS, retention.DEAD_LETTERS_DAYS, retention.QUEUED_DAYS}
    assert days == said | {retention.LOGS_DAYS, retention.STACKS_DAYS, retention.INVITATIONS_DAYS, 0}
