"""Events and messages that carry another tenant's id, or one that is none, handed to the workers as their queues do.

Only our functions may put anything on the bus and the queues; these attacks show what holds behind that.
"""

import base64
import json
import random
import re
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from salestalk import names
from salestalk.contracts.events import event_id
from salestalk.names import EventType
from tests.attack.model import Attempt, Layer, Seen, attempt
from tests.attack.scene import Scene

STRANGE: Final = (
    *(
        None,
        "",
        "*",
        "acme*",
        "../x",
        7,
        True,
        ["acme"],
        {"S": "acme"},
        "nobody-here",
        "ACME",
        "a" * 65,
        "a\n",
        "-a",
        "a ",
    ),
    *("${aws:PrincipalTag/tenantId}", "tenant-*", "messages", "null", "а"),
)

REFUSALS: Final = {"duplicate", "failed", "not asked for", "tenant not served"}
"""What a worker's log line calls a message that it did nothing with."""


def to_workers(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Every worker that reads a queue is given every message."""
    mappings = scene.platform.aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    workers = sorted(
        {
            each["FunctionArn"].split(":function:")[1].split(":")[0]
            for each in mappings
            if ":sqs:" in each["EventSourceArn"]
        }
    )
    for worker in workers:
        for name, message in (*_events(scene), *_uploads(scene)):
            # A batch id of a victim's may by now be one that the attacker chose for a batch of its own, which waits.
            own = (Layer.OWN,) if name.startswith("a note on ") else ()
            yield attempt(f"{worker}: {name}", partial(_handed, scene, worker, message), Layer.CODE, *own)


def _events(scene: Scene) -> Iterator[tuple[str, Any]]:
    for tenant_id in (
        *STRANGE,
        scene.deleted.tenant_id,
        f"{scene.victims[0].tenant_id}*",
        f"{scene.victims[0].tenant_id}/x",
    ):
        for kind in (EventType.METRICS_INGESTED, EventType.CONVERSATION_COMPLETED):
            yield f"{kind} of {tenant_id!r}", _delivered(_ingested(tenant_id, kind))
    for victim in scene.victims:
        honest = _ingested(victim.tenant_id, EventType.METRICS_INGESTED)
        yield f"of {victim.tenant_id} by another source", {**_delivered(honest), "source": "chat-handler"}
        yield f"of {victim.tenant_id} as another type", {**_delivered(honest), "detail-type": "tenant.provisioned.v1"}
        yield f"of {victim.tenant_id} with no envelope", honest
        yield f"of {victim.tenant_id} with a text for an envelope", {**_delivered(honest), "detail": json.dumps(honest)}
        text = json.dumps(_delivered(_ingested(scene.attacker.tenant_id, EventType.METRICS_INGESTED)))
        twice = text.replace('"tenantId":', f'"tenantId": "{victim.tenant_id}", "tenantId":', 1)
        yield f"of two tenants, one of them {victim.tenant_id}", twice


def _ingested(tenant_id: Any, kind: str) -> dict[str, Any]:
    data = {
        "batchId": _id(str(tenant_id)),
        "source": "api",
        "recordCount": 1,
        "metricsIngested": [],
        "processingTimeMs": 1,
    }
    return {
        "eventId": event_id(EventType.METRICS_INGESTED, str(tenant_id), "attack"),
        "eventType": kind,
        "eventVersion": "1.0",
        "source": "metrics-handler",
        "timestamp": "2026-11-21T12:00:00.000Z",
        "tenantId": tenant_id,
        "metadata": {"correlationId": "attack"},
        "data": {**data, "validationResults": {"valid": 1, "invalid": 0, "warnings": 0}},
    }


def _delivered(event: dict[str, Any]) -> dict[str, Any]:
    return {"source": event["source"], "detail-type": event["eventType"], "detail": event}


def _uploads(scene: Scene) -> Iterator[tuple[str, Any]]:
    own = scene.attacker
    for victim in scene.victims:
        # One for each: of two notes on one batch at a time, the second would only be told to wait.
        waiting = _waiting(scene, victim.tenant_id)
        theirs = {"key": victim.upload_key, "etag": "e", "size": 10}
        mine = {"key": f"{own.prefix}{names.UPLOADS_FOLDER}/{waiting}/q4.csv", "etag": "e", "size": 10}
        yield f"a note on a file of {victim.tenant_id}", _note(own.tenant_id, waiting, theirs)
        yield f"a note on a batch of {victim.tenant_id}", _note(own.tenant_id, victim.batch_id, theirs)
        yield f"a note for {victim.tenant_id} on our file", _note(victim.tenant_id, waiting, mine)
        unknown = f"{victim.prefix}{names.UPLOADS_FOLDER}/{_id(victim.tenant_id)}/q3.csv"
        yield f"a file of {victim.tenant_id} that nobody asked for", _announced(scene.bucket, unknown)
        yield f"a file of {victim.tenant_id} in another bucket", _announced("elsewhere", victim.upload_key)
        for key in (
            f"{own.prefix}../{victim.upload_key}",
            f"{victim.prefix}{names.REJECTS_FOLDER}/{victim.batch_id}/rejects.csv",
            f"{victim.prefix}{names.UPLOADS_FOLDER}/../{waiting}/q4.csv",
            f"/{victim.upload_key}",
            victim.upload_key.replace("tenant-", "tenant-*"),
            victim.upload_key.upper(),
        ):
            yield f"a file {key}", _announced(scene.bucket, key)
    for tenant_id in (*STRANGE, scene.suspended.tenant_id, scene.deleted.tenant_id):
        yield f"a note for {tenant_id!r}", _note(tenant_id, _id(own.tenant_id), None)


def _waiting(scene: Scene, name: str) -> str:
    """A batch of the attacker's that waits for its file."""
    batch_id = _id(f"{scene.attacker.tenant_id} waits for {name}")
    asked = scene.attacker.tenant.api.call("POST", "/metrics/uploads", {"fileName": "q4.csv", "batchId": batch_id})
    assert asked.status in (200, 201)
    return batch_id


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def _note(tenant_id: Any, batch_id: str, file: Any) -> dict[str, Any]:
    return {
        "continueUpload": {"tenantId": tenant_id, "batchId": batch_id, "idleRuns": 0} | ({"file": file} if file else {})
    }


def _announced(bucket: str, key: str) -> dict[str, Any]:
    file = {"key": key, "etag": "e", "size": 10}
    return {"source": "aws.s3", "detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": file}}


def _handed(scene: Scene, worker: str, message: Any) -> Seen:
    """Hand a message to a worker; it refuses by reporting it as failed, or by saying that nobody asked for it."""
    body = message if isinstance(message, str) else json.dumps(message)
    record = {"messageId": "attack", "body": body, "eventSource": "aws:sqs", "attributes": {}}
    answer = scene.platform.aws.client("lambda").invoke(
        FunctionName=worker, Payload=json.dumps({"Records": [record]}), LogType="Tail"
    )
    said = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        return Seen(None, said)
    failed = [each["itemIdentifier"] for each in json.loads(said).get("batchItemFailures", ())]
    logged = base64.b64decode(answer.get("LogResult", "")).decode()
    outcomes = set(re.findall(r'"outcome": ?"([^"]+)"', logged))
    if failed == ["attack"] or (outcomes and outcomes <= REFUSALS):
        return Seen(Layer.CODE, said + logged)
    return Seen(Layer.OWN if outcomes == {"waiting"} else None, said + logged)
