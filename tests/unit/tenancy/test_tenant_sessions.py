from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from salestalk.adapters.clients import ITEMS
from salestalk.adapters.tenant_sessions import (
    CACHED_TENANTS,
    RENEWED_BEFORE_END,
    DataAccess,
    TenantSessions,
    session_name,
)
from salestalk.errors import InvalidInput, RightMissing, Unavailable
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.tenancy.session_policy import session_policy

START = datetime(2026, 1, 1, tzinfo=UTC)
ACCESS = DataAccess("arn:aws:iam::111122223333:role/access", "arn:aws:dynamodb:eu-west-1:111122223333:table/", "bucket")


class Aws:
    """STS and a boto3 session in one; a client is told by the credentials it was made with."""

    def __init__(self) -> None:
        self.now = START
        self.assumed: list[dict] = []
        self.faults: list[Exception] = []

    def assume_role(self, **request):
        if self.faults:
            raise self.faults.pop(0)
        self.assumed.append(request)
        key = f"{request['RoleSessionName']} {len(self.assumed)}"
        end = self.now + timedelta(seconds=request["DurationSeconds"])
        return {
            "Credentials": dict.fromkeys(("AccessKeyId", "SecretAccessKey", "SessionToken"), key) | {"Expiration": end}
        }

    def client(self, service, *, aws_access_key_id, aws_secret_access_key, aws_session_token, config):
        assert (service, config) == ("dynamodb", ITEMS)
        assert aws_access_key_id == aws_secret_access_key == aws_session_token
        return SimpleNamespace(key=aws_session_token)


@pytest.fixture
def aws() -> Aws:
    return Aws()


@pytest.fixture
def sessions(aws) -> TenantSessions:
    strategy = IdempotencyStrategy(clock=lambda: 0.0, sleep=lambda _: None, uniform=lambda low, high: high)
    return TenantSessions(aws, aws, ACCESS, strategy, now=lambda: aws.now)


def test_credentials_are_asked_for_one_tenant_by_policy_and_tag(aws, sessions):
    sessions.dynamodb("acme")

    [request] = aws.assumed
    assert request["Tags"] == [{"Key": "tenantId", "Value": "acme"}]
    assert request["Policy"] == session_policy("acme", table_arn_prefix=ACCESS.table_arn_prefix, bucket="bucket")
    assert (request["RoleArn"], request["RoleSessionName"]) == (ACCESS.role_arn, "acme")


def test_a_tenants_client_is_kept_until_shortly_before_its_credentials_end(aws, sessions):
    first = sessions.dynamodb("acme")
    aws.now += timedelta(seconds=900) - RENEWED_BEFORE_END - timedelta(seconds=1)
    assert sessions.dynamodb("acme") is first

    aws.now += timedelta(seconds=1)

    assert sessions.dynamodb("acme").key == "acme 2"


def test_a_client_is_at_hand_exactly_while_none_would_be_asked_for(aws, sessions):
    assert not sessions.has("acme")
    sessions.dynamodb("acme")
    aws.now += timedelta(seconds=900) - RENEWED_BEFORE_END - timedelta(seconds=1)
    assert sessions.has("acme")
    assert not sessions.has("beta")
    aws.now += timedelta(seconds=1)
    assert not sessions.has("acme")


def test_tenants_never_share_a_client(sessions):
    assert [sessions.dynamodb(name).key for name in ("a", "b", "a")] == ["a_ 1", "b_ 2", "a_ 1"]


def test_only_so_many_clients_are_kept_and_the_longest_unused_goes_first(aws, sessions):
    for number in range(CACHED_TENANTS):
        sessions.dynamodb(f"tenant-{number}")
    sessions.dynamodb("tenant-0")
    sessions.dynamodb("one-more")

    sessions.dynamodb("tenant-0")
    assert len(aws.assumed) == CACHED_TENANTS + 1
    sessions.dynamodb("tenant-1")
    assert len(aws.assumed) == CACHED_TENANTS + 2


@pytest.mark.parametrize("tenant_id", ["a", "ab", "a" * 64])
def test_a_session_name_is_one_that_aws_takes_and_tells_the_tenant(tenant_id):
    name = session_name(tenant_id)

    assert 2 <= len(name) <= 64
    assert name.rstrip("_") == tenant_id


def test_what_is_no_tenant_id_is_not_even_asked_for(aws, sessions):
    with pytest.raises(InvalidInput):
        sessions.dynamodb("acme*")
    assert aws.assumed == []


def test_a_fault_that_passes_is_outlived(aws, sessions):
    aws.faults = [EndpointConnectionError(endpoint_url="https://sts"), _error("Throttling", 400)]

    assert sessions.dynamodb("acme").key == "acme 1"


def test_a_service_that_stays_away_is_unavailable_and_nothing_is_kept(aws, sessions):
    aws.faults = [_error("InternalFailure", 500) for _ in range(6)]

    with pytest.raises(Unavailable):
        sessions.dynamodb("acme")
    assert sessions.dynamodb("acme").key == "acme 1"


def test_a_refused_role_is_not_tried_again(aws, sessions):
    aws.faults = [_error("AccessDenied", 403)]

    with pytest.raises(RightMissing):
        sessions.dynamodb("acme")


def _error(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "AssumeRole")
