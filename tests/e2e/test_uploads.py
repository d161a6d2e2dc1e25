"""Large files over the deployed platform: asked for, sent to S3, loaded by the worker, reported."""

import csv
import io
import json
import time
import uuid
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from salestalk import names
from salestalk_cli.api import Api
from tests.e2e.conftest import NewTenant, Platform
from tests.e2e.patience import until

HEADER = "subject,period,value,unit,region"
BOUNDARY = "----salestalk"


def lines(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def ask(api: Api, batch_id: str, name: str = "q3.csv", **request: Any) -> Any:
    return api.call("POST", "/metrics/uploads", {"batchId": batch_id, "fileName": name, **request})


def post(form: dict[str, Any], body: bytes, **changes: str) -> int:
    """Send a file as a browser would; the status that S3 gives."""
    fields = {**form["fields"], **changes}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'.encode()
    whole = b"".join([*parts, head, body, f"\r\n--{BOUNDARY}--\r\n".encode()])
    request = Request(form["url"], whole, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    try:
        with urlopen(request) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def upload(api: Api, body: bytes, batch_id: str | None = None, **request: Any) -> str:
    batch_id = batch_id or str(uuid.uuid4())
    ticket = ask(api, batch_id, **request)
    assert ticket.status in (200, 201), ticket.body
    assert post(ticket.body["upload"], body) == 204
    return batch_id


def finished(api: Api, batch_id: str) -> dict[str, Any]:

    def look() -> dict[str, Any] | None:
        status = api.call("GET", f"/metrics/uploads/{batch_id}")
        assert status.status == 200
        return dict(status.body) if status.body["state"] not in ("waiting", "loading") else None

    over: dict[str, Any] = until(look)
    return over


def test_a_file_is_sent_loaded_reported_and_asked_about(tenant: NewTenant) -> None:
    rows = [f"revenue,2025-Q{quarter},{quarter * 100},USD," for quarter in (1, 2, 3)]
    batch_id = upload(
        tenant.api, lines(*rows, "revenue,2025-Q3,60,USD,EMEA", "revenue,2025-Q9,1,USD,", "cost,2025,x,USD,")
    )
    status = finished(tenant.api, batch_id)
    assert (status["state"], status["counts"]) == (
        "loaded",
        {"created": 4, "updated": 0, "unchanged": 0, "stale": 0, "rejected": 2},
    )
    assert status["progress"]["bytesRead"] == status["progress"]["bytesTotal"]
    assert status["newMetrics"] == ["revenue"]
    with urlopen(status["rejects"]["file"]["url"]) as answer:
        handed_back = list(csv.DictReader(io.StringIO(answer.read().decode())))
    assert [(row["line"], row["field"]) for row in handed_back] == [("6", "period"), ("7", "value")]
    assert handed_back[0]["original"] == "revenue,2025-Q9,1,USD,"
    stored = {row["sk"]: row["value"] for row in tenant.metrics if row["pk"] == "METRIC#revenue"}
    assert stored == {"2025-Q1": 100, "2025-Q2": 200, "2025-Q3": 300, "2025-Q3#region=EMEA": 60}
    answer = tenant.api.ask("What was revenue in EMEA in Q3?").body
    assert answer["dataReferences"][0]["value"] == 60


def test_the_same_batch_again_is_the_same_load(tenant: NewTenant) -> None:
    body = lines("revenue,2025-Q1,1,USD,")
    batch_id = upload(tenant.api, body)
    first = finished(tenant.api, batch_id)
    again = ask(tenant.api, batch_id)
    assert (again.status, again.body) == (200, {"batchId": batch_id, "state": "loaded"})
    assert finished(tenant.api, batch_id) == first | {"rejects": finished(tenant.api, batch_id)["rejects"]}


def test_a_batch_id_stands_for_one_file(tenant: NewTenant) -> None:
    batch_id = str(uuid.uuid4())
    assert ask(tenant.api, batch_id).status == 201
    assert ask(tenant.api, batch_id, "other.csv").status == 409
    assert ask(tenant.api, batch_id, options={"layout": "wide"}).status == 409
    assert ask(tenant.api, batch_id).body["upload"]["url"]


def test_the_same_file_as_another_batch_is_said_to_be_a_duplicate_unless_forced(tenant: NewTenant) -> None:
    body = lines("revenue,2025-Q1,1,USD,")
    first = upload(tenant.api, body)
    assert finished(tenant.api, first)["state"] == "loaded"
    second = finished(tenant.api, upload(tenant.api, body))
    assert (second["state"], second["duplicateOf"]) == ("duplicate", first)
    forced = finished(tenant.api, upload(tenant.api, body, force=True))
    assert (forced["state"], forced["counts"]["unchanged"]) == ("loaded", 1)


def test_nobody_elses_upload_is_found(tenant: NewTenant, techstart: Api) -> None:
    batch_id = upload(tenant.api, lines("revenue,2025-Q1,1,USD,"))
    finished(tenant.api, batch_id)
    assert techstart.call("GET", f"/metrics/uploads/{batch_id}").status == 404
    assert tenant.api.call("GET", f"/metrics/uploads/{uuid.uuid4()}").status == 404
    assert tenant.api.call("GET", "/metrics/uploads/nothing").status == 404


def test_a_form_is_good_for_its_own_key_alone(tenant: NewTenant) -> None:
    form = ask(tenant.api, str(uuid.uuid4())).body["upload"]
    body = lines("revenue,2025-Q1,1,USD,")
    assert post(form, body, key="tenant-acme-corp-001/uploads/x/q3.csv") == 403
    assert post(form, body, key=form["fields"]["key"] + "x") == 403
    assert post(form, b"") == 400
    assert post(form, body) == 204


def test_names_that_are_paths_are_refused_or_made_safe(tenant: NewTenant) -> None:
    for name in ("../../other/x.csv", "a/b.csv", "a\\b.csv", "", "a\nb.csv", "x" * 257):
        assert ask(tenant.api, str(uuid.uuid4()), name).status == 400
    form = ask(tenant.api, str(uuid.uuid4()), "Umsätze Q3 (neu).csv").body["upload"]
    assert form["fields"]["key"].rpartition("/")[2] == "Ums_tze_Q3_neu_.csv"


def test_what_cannot_be_read_fails_with_a_reason(tenant: NewTenant) -> None:
    status = finished(tenant.api, upload(tenant.api, b"PK\x03\x04" + b"\0" * 1000))
    assert status["state"] == "failed"
    assert "ZIP" in status["reason"]


def test_the_batch_is_told_of_once(platform: Platform, tenant: NewTenant) -> None:
    finished(tenant.api, upload(tenant.api, lines("revenue,2025-Q1,1,USD,", "revenue,2025-Q2,2,USD,")))
    until(lambda: tenant.heard == {names.USAGE_WORKER: 2, names.INSIGHTS_WORKER: 1, names.WELCOME_WORKER: 1})
    assert sum(row.get("rowsLoaded", 0) for row in tenant.messages if row["pk"] == "USAGE") == 2


def test_the_same_announcement_five_times_loads_once(platform: Platform, tenant: NewTenant) -> None:
    batch_id = upload(tenant.api, lines("revenue,2025-Q1,1,USD,"))
    first = finished(tenant.api, batch_id)
    send(platform, announcement(platform, tenant, batch_id), times=5)
    settle(platform)
    assert finished(tenant.api, batch_id) | {"rejects": None} == first | {"rejects": None}
    assert [row["version"] for row in tenant.metrics if row["pk"] == "METRIC#revenue"] == [1]


def test_a_file_under_another_tenants_prefix_or_none_is_not_loaded(platform: Platform, tenant: NewTenant) -> None:
    s3, bucket = platform.aws.client("s3"), artifacts(platform)
    body = lines("revenue,2025-Q1,1,USD,")
    for key in (
        f"tenant-{tenant.tenant_id}/uploads/{uuid.uuid4()}/nobody-asked.csv",
        f"tenant-nobody-here/uploads/{uuid.uuid4()}/q3.csv",
        f"tenant-{tenant.tenant_id}/uploads/q3.csv",
    ):
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    time.sleep(2)
    assert tenant.metrics == []


def artifacts(platform: Platform) -> str:
    buckets = platform.aws.client("s3").list_buckets()["Buckets"]
    return next(str(each["Name"]) for each in buckets if "artifacts" in str(each["Name"]))


def announcement(platform: Platform, tenant: NewTenant, batch_id: str) -> str:
    """What S3 said of the upload's file, once more."""
    s3 = platform.aws.client("s3")
    bucket = artifacts(platform)
    prefix = f"tenant-{tenant.tenant_id}/{names.UPLOADS_FOLDER}/{batch_id}/"
    (found,) = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    file = {"key": found["Key"], "size": found["Size"], "etag": found["ETag"].strip('"')}
    return json.dumps({"detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": file}})


def send(platform: Platform, body: str, times: int) -> None:
    sqs = platform.aws.client("sqs")
    url = sqs.get_queue_url(QueueName="salestalk-uploads")["QueueUrl"]
    for _ in range(times):
        sqs.send_message(QueueUrl=url, MessageBody=body)


def settle(platform: Platform) -> None:
    """Wait until the worker has nothing left to do."""
    sqs = platform.aws.client("sqs")
    url = sqs.get_queue_url(QueueName="salestalk-uploads")["QueueUrl"]
    wanted: Any = ["ApproximateNumberOfMessages"]  # those taken may be held back, by another test's trouble

    def look() -> bool:
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return not any(map(int, counts.values()))

    until(look)
    time.sleep(1)
