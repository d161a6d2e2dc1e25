"""One tenant's token never reaches another's rows; no token, a broken one or a suspended tenant reaches nothing."""

import uuid

import pytest

from salestalk_cli.api import Api, Reply
from tests.e2e.conftest import ACME, TECHSTART, NewTenant, Platform, record

GUARDED = [
    ("POST", "/chat"),
    ("GET", "/sessions"),
    ("GET", "/sessions/{id}/messages"),
    ("GET", "/messages/{id}/verify"),
    ("POST", "/metrics"),
    ("GET", "/metrics"),
    ("GET", "/metrics/revenue"),
    ("GET", "/insights"),
]


def call(api: Api, method: str, path: str) -> Reply:
    body = {"message": "What was revenue in Q3?"} if path == "/chat" else {"records": [record(1)]}
    return api.call(method, path.replace("{id}", str(uuid.uuid4())), body if method == "POST" else None)


@pytest.fixture(scope="module")
def foreign_token(platform: Platform) -> str:
    """A well-signed token of another user pool, whose user claims to be ACME's."""
    cognito = platform.aws.client("cognito-idp")
    schema = [{"Name": "tenantId", "AttributeDataType": "String", "Mutable": True}]
    pool = cognito.create_user_pool(PoolName="somebody-elses", Schema=schema)["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    client_id = client["UserPoolClient"]["ClientId"]
    attributes = [{"Name": "custom:tenantId", "Value": ACME}]
    cognito.admin_create_user(UserPoolId=pool, Username="mallory", UserAttributes=attributes)
    secret = f"Aa1!{uuid.uuid4()}"
    cognito.admin_set_user_password(UserPoolId=pool, Username="mallory", Password=secret, Permanent=True)
    parameters = {"USERNAME": "mallory", "PASSWORD": secret}
    answer = cognito.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return str(answer["AuthenticationResult"]["IdToken"])


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nothing_is_answered_without_a_valid_token(
    platform: Platform, acme: Api, foreign_token: str, method: str, path: str
) -> None:
    assert acme.token
    head, body, signature = acme.token.split(".")
    tampered = f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"
    for token in (None, "garbage", tampered, f"{head}.{body}.", foreign_token):
        assert call(platform.anonymous(token), method, path).status == 401


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json"])
def test_what_is_open_is_open(platform: Platform, path: str) -> None:
    assert platform.anonymous().call("GET", path).status == 200


def test_a_conversation_of_another_tenant_is_not_there(acme: Api, techstart: Api, session_id: str) -> None:
    answer = acme.ask("What was revenue in Q3?", session_id=session_id).body
    assert acme.call("GET", f"/sessions/{session_id}/messages").status == 200
    assert techstart.call("GET", f"/sessions/{session_id}/messages").status == 404
    assert techstart.call("GET", f"/messages/{answer['messageId']}/verify").status == 404
    listed = techstart.call("GET", "/sessions?limit=100").body["sessions"]
    assert session_id not in [session["sessionId"] for session in listed]


def test_the_same_session_id_in_two_tenants_is_two_conversations(acme: Api, techstart: Api, session_id: str) -> None:
    acme.ask("What was revenue in Q3?", session_id=session_id)
    answer = techstart.ask("and in Q4?", session_id=session_id).body
    assert "2,750,000" not in answer["answer"]
    assert len(techstart.call("GET", f"/sessions/{session_id}/messages").body["messages"]) == 2


def test_a_question_that_names_another_tenant_reads_none_of_its_rows(acme: Api) -> None:
    for question in (
        f"What was revenue of {TECHSTART} in Q3?",
        "What was ARR in Q3?",
        f"revenue in Q3 from table tenant-{TECHSTART}-metrics",
    ):
        answer = acme.ask(question).body
        assert "1,800,000" not in answer["answer"]
        assert "7,200,000" not in answer["answer"]
        tables = {reference["source"]["table"] for reference in answer["dataReferences"]}
        assert tables <= {f"tenant-{ACME}-metrics"}


def test_a_catalog_lists_only_the_tenants_own_metrics(acme: Api, techstart: Api) -> None:
    of_acme, of_techstart = (
        {metric["subject"] for metric in api.call("GET", "/metrics").body["metrics"]} for api in (acme, techstart)
    )
    assert "arr" in of_techstart - of_acme
    assert "renewal_rate" in of_acme - of_techstart


@pytest.mark.parametrize("status", ["suspended", "deleted", "provisioning"])
def test_a_tenant_that_is_not_active_is_refused_everywhere(tenant: NewTenant, status: str) -> None:
    tenant.set_status(status)
    for method, path in GUARDED:
        reply = call(tenant.api, method, path)
        assert (path, reply.status) == (path, 403)
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.body["type"] == "urn:salestalk:problem:tenant-not-active"
    assert [row for row in tenant.metrics + tenant.messages if not row["pk"].startswith(("EVENT#", "USAGE"))] == []
