import pytest
from aws_cdk import Stack, assertions
from aws_cdk import aws_iam as iam

from constructs_lib.tenant_tables import TenantTables
from salestalk import names
from tests.infrastructure.templates import Policy, Template, attribute_types, indexes, keys, tags

TABLE = "AWS::DynamoDB::Table"
TENANT = "acme-corp-001"


@pytest.fixture(scope="module")
def granted(make_app, production) -> Template:
    """The construct by itself, with a reader and a writer."""
    stack = Stack(make_app(), "Alone")
    tables = TenantTables(stack, "Tables", tenant_id=TENANT, deployment=production)
    for name, grant in {"Reader": tables.grant_read, "Writer": tables.grant_read_write}.items():
        role = iam.Role(stack, name, role_name=name, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        grant(role).assert_success()
    return Template(assertions.Template.from_stack(stack).to_json())


@pytest.fixture(scope="module")
def messages(granted):
    return granted.named(TABLE, "tenant-acme-corp-001-messages")


@pytest.fixture(scope="module")
def metrics(granted):
    return granted.named(TABLE, "tenant-acme-corp-001-metrics")


def policy(template: Template, role_name: str) -> Policy:
    (logical_id,) = (key for key, role in template.all("AWS::IAM::Role").items() if role["RoleName"] == role_name)
    return template.policy_of_role(logical_id)


def test_messages_are_found_by_key_session_and_sender(messages):
    assert keys(messages) == {"HASH": "pk", "RANGE": "sk"}
    assert indexes(messages) == {
        "SessionIndex": {"HASH": "sessionId", "RANGE": "timestamp"},
        "SenderIndex": {"HASH": "sender", "RANGE": "timestamp"},
    }
    assert attribute_types(messages) == {"pk": "S", "sk": "S", "sessionId": "S", "sender": "S", "timestamp": "N"}


def test_metrics_are_found_by_key_type_and_dimension(metrics):
    assert keys(metrics) == {"HASH": "pk", "RANGE": "sk"}
    assert indexes(metrics) == {
        "MetricTypeIndex": {"HASH": "metricType", "RANGE": "timestamp"},
        "DimensionIndex": {"HASH": "dimensionKey", "RANGE": "timestamp"},
    }
    assert attribute_types(metrics) == {"pk": "S", "sk": "S", "metricType": "S", "dimensionKey": "S", "timestamp": "N"}


def test_the_shared_names_list_exactly_these_indexes(messages, metrics):
    assert set(indexes(messages)) == set(names.MESSAGES_INDEXES)
    assert set(indexes(metrics)) == set(names.METRICS_INDEXES)


def test_messages_expire_and_metrics_never_do(messages, metrics):
    assert messages["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert "TimeToLiveSpecification" not in metrics


def test_tables_in_production_are_recoverable_and_kept_but_when_their_very_creation_fails(granted):
    for table in granted.all(TABLE).values():
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        # Protected ones could not be taken back: the next try would find their names taken.
        assert table["DeletionProtectionEnabled"] is False
    policies = {(each["DeletionPolicy"], each["UpdateReplacePolicy"]) for each in only_tables(granted)}
    assert policies == {("RetainExceptOnCreate", "Retain")}


def test_tables_on_a_laptop_go_with_their_stack(on_a_laptop):
    template = on_a_laptop[names.tenant_stack(TENANT)]
    assert {each["DeletionPolicy"] for each in only_tables(template)} == {"Delete"}
    assert {table["DeletionProtectionEnabled"] for table in template.all(TABLE).values()} == {False}


def test_tables_are_billed_by_use_and_encrypted_with_a_key_that_costs_nothing(granted):
    priced = {"ProvisionedThroughput", "SSESpecification", "ContributorInsightsSpecification", "Replicas"}
    for table in granted.all(TABLE).values():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert not priced & set(table)


def test_tables_say_whose_they_are_and_what_for(messages, metrics):
    common = {
        "Environment": "production",
        "Service": "salestalk",
        "Owner": "platform-engineering",
        "TenantId": "acme-corp-001",
    }
    assert tags(messages) == {**common, "Purpose": "conversation"}
    assert tags(metrics) == {**common, "Purpose": "metrics"}


def test_grants_name_both_tables_and_their_indexes_one_by_one(granted):
    for role in ("Reader", "Writer"):
        resources = policy(granted, role).resources()
        assert len(resources) == 6
        assert sum(arn.endswith(".Arn}") for arn in resources) == 2
        assert {arn.rsplit("/", 1)[-1] for arn in resources if "/index/" in arn} == {
            "SessionIndex",
            "SenderIndex",
            "MetricTypeIndex",
            "DimensionIndex",
        }
        assert not any("*" in arn for arn in resources)


def test_a_reader_cannot_write_and_nobody_can_scan(granted):
    reader, writer = policy(granted, "Reader").actions(), policy(granted, "Writer").actions()
    assert reader == {"dynamodb:BatchGetItem", "dynamodb:Query"}
    assert reader < writer
    assert not {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:*"} & writer


def test_a_tenant_holds_nothing_with_a_price_by_the_month(tenant_template):
    assert tenant_template.types == {TABLE, names.REGISTRATION_RESOURCE}


def only_tables(template: Template) -> list:
    return [each for each in template.resources.values() if each["Type"] == TABLE]
