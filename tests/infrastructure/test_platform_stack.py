import pytest

from salestalk import names
from tests.infrastructure.templates import Template, attribute_types, indexes, keys


@pytest.fixture(scope="module")
def platform(in_production) -> Template:
    return in_production[names.PLATFORM_STACK]


@pytest.fixture(scope="module")
def client(platform):
    return platform.one("AWS::Cognito::UserPoolClient")


def test_tenants_are_found_by_id_owner_and_status(platform):
    registry = platform.named("AWS::DynamoDB::Table", "tenants-metadata")
    assert keys(registry) == {"HASH": "tenantId"}
    assert indexes(registry) == {"OwnerEmailIndex": {"HASH": "ownerEmail"}, "StatusIndex": {"HASH": "status"}}
    assert set(attribute_types(registry).values()) == {"S"}


def test_state_outlives_its_stack(platform):
    kept = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool"}
    for resource in platform.resources.values():
        if resource["Type"] in kept:
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    for table in platform.all("AWS::DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"] is True
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert platform.one("AWS::Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


def test_artifacts_are_private_encrypted_versioned_and_only_reached_by_tls(platform):
    bucket = platform.one("AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"] == [
        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    ]
    (statement,) = platform.one("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_bucket_tells_what_is_put_into_it_and_keeps_no_halves(platform):
    bucket = platform.one("AWS::S3::Bucket")
    assert bucket["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    rules = [each for each in bucket["LifecycleConfiguration"]["Rules"] if "AbortIncompleteMultipartUpload" in each]
    assert [(each["Status"], each["AbortIncompleteMultipartUpload"]) for each in rules] == [
        ("Enabled", {"DaysAfterInitiation": 1})
    ]


def test_a_users_tenant_is_set_once_and_never_changed(platform):
    (attribute,) = platform.one("AWS::Cognito::UserPool")["Schema"]
    assert attribute["Name"] == "tenantId"
    assert attribute["Mutable"] is False
    assert attribute["StringAttributeConstraints"] == {"MinLength": "1", "MaxLength": "64"}


def test_the_app_client_reads_the_tenant_claim_and_cannot_write_it(client):
    assert names.TENANT_CLAIM in client["ReadAttributes"]
    # Without a list, Cognito would let the client write every attribute.
    assert set(client["WriteAttributes"]) == {"name", "locale", "zoneinfo"}


def test_nobody_signs_up_by_themselves(platform):
    config = platform.one("AWS::Cognito::UserPool")["AdminCreateUserConfig"]
    assert config["AllowAdminCreateUserOnly"] is True
    assert all(part in config["InviteMessageTemplate"]["EmailMessage"] for part in ("{username}", "{####}"))


def test_passwords_are_long_and_mixed(platform):
    policy = platform.one("AWS::Cognito::UserPool")["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == 12
    assert all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))


def test_in_production_a_password_never_travels(client):
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}


def test_on_a_laptop_a_script_may_sign_in(on_a_laptop):
    flows = on_a_laptop[names.PLATFORM_STACK].one("AWS::Cognito::UserPoolClient")["ExplicitAuthFlows"]
    assert "ALLOW_USER_PASSWORD_AUTH" in flows


def test_tokens_last_an_hour_and_can_be_revoked(client):
    assert (client["IdTokenValidity"], client["AccessTokenValidity"]) == (60, 60)
    assert set(client["TokenValidityUnits"].values()) == {"minutes"}
    assert client["EnableTokenRevocation"] is True


def test_the_client_holds_no_secret_and_gives_no_hint_who_exists(client):
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["AllowedOAuthFlowsUserPoolClient"] is False


def test_administrators_are_a_group_of_the_pool(platform):
    assert platform.one("AWS::Cognito::UserPoolGroup")["GroupName"] == names.ADMIN_GROUP


def test_every_event_can_be_replayed_for_ninety_days(platform):
    (bus,) = platform.all("AWS::Events::EventBus")
    assert platform.one("AWS::Events::EventBus")["Name"] == names.EVENT_BUS
    archive = platform.one("AWS::Events::Archive")
    assert archive["RetentionDays"] == 90
    assert archive["SourceArn"] == f"${{{bus}.Arn}}"
    assert archive["EventPattern"] == {"account": ["${AWS::AccountId}"]}


def test_people_find_what_they_need_among_the_outputs(in_production):
    outputs = {name: set(in_production[name].body.get("Outputs", ())) for name in in_production}
    told = {"UserPoolId", "UserPoolClientId", "ArtifactsBucketName", "ApiId", "ApiUrl"}
    assert told <= outputs[names.PLATFORM_STACK]
    assert {"PageUrl", "PageBucketName", "PageSettings"} <= outputs[names.WEB_STACK]
