"""A tenant is handed all its data and leaves without a trace: by administrators, on the deployed platform."""

import csv
import hashlib
import io
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.offboarding.retention import QUIET_SECONDS
from salestalk_cli.api import Api, Reply
from salestalk_cli.local.aws import ACCOUNT, REGION
from tests.e2e.conftest import ACME, NewTenant, Platform, onboard, plain, record
from tests.e2e.patience import until

CANARY = "canary-that-must-go"
HEARD = {names.USAGE_WORKER: 4, names.INSIGHTS_WORKER: 3, names.QUALITY_WORKER: 1, names.WELCOME_WORKER: 1}
"""How often workers hear of a tenant that came, was given `with_data`'s two batches, and asked once."""
ADMINISTRATORS = [
    ("DELETE", f"/tenants/{ACME}"),
    ("GET", f"/tenants/{ACME}/erasure"),
    ("POST", f"/tenants/{ACME}/export"),
    ("GET", f"/tenants/{ACME}/export/00000000-0000-4000-8000-000000000000"),
]


@pytest.fixture(scope="module")
def admin(platform: Platform) -> Api:
    return platform.admin()


def until_over(admin: Api, reply: Reply) -> dict[str, Any]:
    assert reply.status in (200, 202), reply.text

    def look() -> dict[str, Any] | None:
        found = admin.call("GET", reply.headers["location"]).body
        return dict(found) if found["state"] in ("done", "failed") else None

    over: dict[str, Any] = until(look)
    return over


def with_data(tenant: NewTenant) -> NewTenant:
    """Rows, a correction, a conversation, an uploaded file, and canaries in all of them."""
    tenant.load(*(record(each, f"20{each:02d}", dimensions={"region": f"{CANARY}-{each}"}) for each in range(10, 25)))
    tenant.load(record("1.5", "2010", dimensions={"region": f"{CANARY}-10"}))
    assert tenant.api.ask(f"What was revenue in 2024 in {CANARY}-24?").body["answer"]
    s3, bucket = tenant.platform.aws.client("s3"), bucket_of(tenant.platform)
    s3.put_object(Bucket=bucket, Key=f"{names.s3_prefix(tenant.tenant_id)}notes/{CANARY}.txt", Body=CANARY.encode())
    with_outlets(tenant)
    s3.create_multipart_upload(Bucket=bucket, Key=f"{names.s3_prefix(tenant.tenant_id)}notes/half.txt")
    return tenant


def with_outlets(tenant: NewTenant) -> None:
    """The secret of a webhook, and a subscription to the tenant's e-mails."""
    aws, secret = tenant.platform.aws, names.webhook_secret(tenant.tenant_id)
    aws.client("ssm").put_parameter(Name=secret, Value=CANARY, Type="SecureString")
    aws.client("sns").subscribe(
        TopicArn=topic_of(tenant.platform),
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{tenant.tenant_id}",
        Attributes={"FilterPolicy": dumps({"tenantId": [tenant.tenant_id]})},
    )


def topic_of(platform: Platform) -> str:
    topics = platform.aws.client("sns").list_topics()["Topics"]
    return next(str(each["TopicArn"]) for each in topics if each["TopicArn"].endswith(f":{names.INSIGHTS_TOPIC}"))


def bucket_of(platform: Platform) -> str:
    [found] = [
        each["Name"] for each in platform.aws.client("s3").list_buckets()["Buckets"] if "artifacts" in each["Name"]
    ]
    return str(found)


def suspended_a_while_ago(tenant: NewTenant) -> None:
    """Suspended, and so long ago that nobody can be writing any more."""
    moment = str(int(time.time()) - QUIET_SECONDS - 10)
    tenant.platform.aws.client("dynamodb").update_item(
        TableName=names.REGISTRY_TABLE,
        Key={"tenantId": {"S": tenant.tenant_id}},
        UpdateExpression="SET #s = :s, updatedAt = :m, createdAt = :m",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "suspended"}, ":m": {"N": moment}},
    )


def fetched(link: dict[str, Any]) -> bytes:
    with urllib.request.urlopen(link["url"], timeout=10) as response:
        return bytes(response.read())


def exported(admin: Api, tenant: NewTenant) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A finished export, and all its files as they are fetched."""
    export = until_over(admin, admin.call("POST", f"/tenants/{tenant.tenant_id}/export"))
    place = f"/tenants/{tenant.tenant_id}/export/{export['exportId']}"
    files: dict[str, bytes] = {}
    cursor = ""
    while True:
        page = admin.call("GET", f"{place}?limit=2{cursor}").body
        for file in page["files"]:
            body = fetched(file["download"])
            assert len(body) == file["bytes"]
            assert file.get("sha256") in (None, hashlib.sha256(body).hexdigest())
            files[file["name"].split("/", 2)[-1] if file.get("sha256") else file["name"]] = body
        if "nextCursor" not in page:
            return export, files
        cursor = f"&cursor={page['nextCursor']}"


def lines(body: bytes) -> list[str]:
    return sorted(dumps(loads(line)) for line in body.splitlines())


def test_an_export_holds_every_item_to_the_last_digit(admin: Api, tenant: NewTenant) -> None:
    with_data(tenant)
    until(lambda: tenant.heard == HEARD)

    export, files = exported(admin, tenant)

    assert lines(files["metrics-items/000001.jsonl"]) == sorted(dumps(item) for item in tenant.metrics)
    assert lines(files["messages-items/000001.jsonl"]) == sorted(dumps(item) for item in tenant.messages)
    assert files[f"notes/{CANARY}.txt"] == CANARY.encode()
    rows = list(csv.DictReader(io.StringIO(files["metrics/000001.csv"].decode())))
    assert len(rows) == 15 == export["counts"]["metrics"]
    assert {row["value"] for row in rows if row["period"] == "2010"} == {"1.5"}
    assert CANARY in files["messages/000001.csv"].decode()
    assert (export["state"], export["isFinal"]) == ("done", False)


def test_an_export_loads_again_to_the_same_rows(
    admin: Api, tenant: NewTenant, make_tenant: Callable[[], NewTenant]
) -> None:
    with_data(tenant)
    _, files = exported(admin, tenant)
    other = make_tenant()

    headers = {"content-type": "text/csv"}
    reply = other.api.send("POST", "/metrics", files["metrics/000001.csv"], headers)

    assert {status: count for status, count in reply.body["counts"].items() if count} == {"created": 15}
    assert rows_of(other) == rows_of(tenant)


def rows_of(tenant: NewTenant) -> list[tuple[Any, ...]]:
    rows = [item for item in tenant.metrics if item["pk"].startswith("METRIC#")]
    return sorted((row["pk"], row["sk"], row["value"], row["unit"], row["recordedAt"]) for row in rows)


def test_a_tenant_is_erased_only_once_all_it_has_was_exported_and_leaves_no_trace(
    platform: Platform, admin: Api, tenant: NewTenant
) -> None:
    with_data(tenant)
    place = f"/tenants/{tenant.tenant_id}"
    refused = admin.call("DELETE", place)
    assert (refused.status, refused.body["errors"][0]["rule"]) == (409, "export_first")

    suspended_a_while_ago(tenant)
    export, _ = exported(admin, tenant)
    assert export["isFinal"] is True
    erasure = until_over(admin, admin.call("DELETE", place))

    assert erasure["state"] == "done", erasure
    certificate = erasure["certificate"]
    counted = {each["where"]: each.get("count") for each in certificate["erased"]}
    assert counted[names.user_group(tenant.tenant_id)] >= 1
    assert counted[names.metrics_table(tenant.tenant_id)] > 15
    assert all(each["why"] for each in certificate["remains"])
    assert_no_trace(platform, tenant.tenant_id)
    shown = admin.call("GET", place).body
    assert (shown["status"], shown["ownerEmail"], shown["name"]) == ("deleted", "erased@tenant.invalid", "(erased)")
    kept = platform.aws.client("s3").get_object(Bucket=bucket_of(platform), Key=shown["certificate"])["Body"].read()
    assert loads(kept) == loads(dumps(certificate))
    again = admin.call("DELETE", place)
    assert (again.status, again.body["erasureId"]) == (200, erasure["erasureId"])
    assert admin.call("GET", f"{place}/export/{export['exportId']}").status == 404


def test_a_tenant_being_erased_is_refused_at_once_or_when_the_look_up_is_forgotten(
    platform: Platform, admin: Api, tenant: NewTenant
) -> None:
    with_data(tenant)
    until_over(admin, admin.call("DELETE", f"/tenants/{tenant.tenant_id}?export=skip"))
    reply = tenant.api.call("GET", "/metrics")
    assert (reply.status, reply.body["type"]) == (403, "urn:salestalk:problem:tenant-not-active")


def assert_no_trace(platform: Platform, tenant_id: str) -> None:
    """Nothing that is the tenant's is left in any store, and no canary anywhere in those that all share."""
    tables = platform.aws.client("dynamodb").list_tables()["TableNames"]
    assert not {names.messages_table(tenant_id), names.metrics_table(tenant_id)} & set(tables)
    for shared in (names.REGISTRY_TABLE, names.JOBS_TABLE):
        pages = platform.aws.client("dynamodb").get_paginator("scan").paginate(TableName=shared)
        own = [plain(item) for page in pages for item in page["Items"] if tenant_id in str(item)]
        assert "example" not in str(own)
    s3, bucket = platform.aws.client("s3"), bucket_of(platform)
    prefix = names.s3_prefix(tenant_id)
    versions = s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    assert not versions.get("Versions", [])
    assert not versions.get("DeleteMarkers", [])
    assert not s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix).get("Uploads", [])
    subscriptions = platform.aws.client("sns").list_subscriptions_by_topic(TopicArn=topic_of(platform))
    assert tenant_id not in str(subscriptions["Subscriptions"])
    assert tenant_id not in str(platform.aws.client("ssm").describe_parameters()["Parameters"])
    cognito, pool = platform.aws.client("cognito-idp"), platform.connection.user_pool_id
    users = [user for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool) for user in page["Users"]]
    assert tenant_id not in str(users)
    groups = cognito.list_groups(UserPoolId=pool, Limit=60)["Groups"]
    assert names.user_group(tenant_id) not in [group["GroupName"] for group in groups]
    stacks = platform.aws.client("cloudformation").list_stacks()["StackSummaries"]
    assert {each["StackStatus"] for each in stacks if each["StackName"] == names.tenant_stack(tenant_id)} <= {
        "DELETE_COMPLETE"
    }


def test_a_tenant_that_was_erased_can_come_anew(platform: Platform, admin: Api, tenant: NewTenant) -> None:
    place = f"/tenants/{tenant.tenant_id}"
    first = until_over(admin, admin.call("DELETE", f"{place}?export=skip"))

    anew = onboard(platform, tenant.tenant_id)

    assert anew.load(record(1)).status == 200
    earlier = admin.call("GET", f"{place}/erasure").body
    assert earlier["erasureId"] == first["erasureId"]
    assert until_over(admin, admin.call("DELETE", f"{place}?export=skip"))["erasureId"] != first["erasureId"]


def test_a_tenant_of_the_api_goes_the_same_way(platform: Platform, admin: Api, unique: str) -> None:
    wanted = {"name": "Short", "ownerEmail": f"owner@{unique}.example", "plan": "free", "tenantId": unique}
    place = admin.call("POST", "/tenants", {**wanted, "sampleData": True}).headers["location"]
    until(lambda: admin.call("GET", place).body["status"] != "provisioning")

    erasure = until_over(admin, admin.call("DELETE", f"{place}?export=skip"))

    assert erasure["state"] == "done", erasure
    assert erasure["counts"]["users"] == 1
    assert_no_trace(platform, unique)


def test_the_command_exports_and_erases(tenant: NewTenant, salestalk: Any, tmp_path: Path) -> None:
    with_data(tenant)
    exported = salestalk("tenants", "export", tenant.tenant_id, "--to", str(tmp_path), "--json")
    assert exported.returncode == 0, exported.stderr
    assert loads(exported.stdout)["state"] == "done"
    assert (tmp_path / "manifest.json").is_file()
    assert (tmp_path / f"notes/{CANARY}.txt").read_text() == CANARY

    refused = salestalk("tenants", "delete", tenant.tenant_id, "--yes")
    assert (refused.returncode, "suspend the tenant" in refused.stderr) == (1, True)
    erased = salestalk("tenants", "delete", tenant.tenant_id, "--yes", "--skip-export")
    assert erased.returncode == 0, erased.stderr
    assert names.metrics_table(tenant.tenant_id) in erased.stdout
    assert_no_trace(tenant.platform, tenant.tenant_id)


def test_a_tenant_that_never_was_is_not_found_and_nothing_is_made(platform: Platform, admin: Api) -> None:
    for method, path in (("DELETE", ""), ("POST", "/export"), ("GET", "/erasure")):
        assert admin.call(method, f"/tenants/nobody-at-all{path}").status == 404
    key = {"tenantId": {"S": "nobody-at-all"}}
    registry = platform.aws.client("dynamodb").get_item(TableName=names.REGISTRY_TABLE, Key=key)
    jobs = platform.aws.client("dynamodb").scan(TableName=names.JOBS_TABLE)["Items"]
    assert "Item" not in registry
    assert not [job for job in jobs if job["tenantId"]["S"] == "nobody-at-all"]


@pytest.mark.parametrize(("method", "path"), ADMINISTRATORS)
def test_nobody_but_an_administrator_exports_or_erases(platform: Platform, acme: Api, method: str, path: str) -> None:
    assert acme.call(method, path).status == 403
    assert platform.anonymous().call(method, path).status == 401
    assert platform.admin().call("GET", f"/tenants/{ACME}").body["status"] == "active"


def test_what_is_asked_wrongly_is_refused_by_name(admin: Api, tenant: NewTenant) -> None:
    place = f"/tenants/{tenant.tenant_id}"
    for path in (f"{place}?export=perhaps", f"{place}?exprot=skip"):
        reply = admin.call("DELETE", path)
        assert (reply.status, len(reply.body["errors"])) == (400, 1)
    assert admin.call("GET", place).body["status"] == "active"
