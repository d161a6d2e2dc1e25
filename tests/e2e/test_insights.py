"""Insights over the whole platform: loaded over HTTP, found by the worker, listed, judged, told weekly, delivered."""

import hashlib
import hmac
import json
import time
from typing import Any

from salestalk import names
from tests.e2e.conftest import NewTenant, Platform
from tests.e2e.patience import PATIENCE_SECONDS, until
from tests.e2e.unasked import STEADY, insights_once, months
from tests.unit.insights.receiving import Receiver, receiver

__all__ = ["receiver"]


def test_an_unusual_value_is_told_unasked_with_the_row_it_was_read_from(tenant: NewTenant) -> None:
    tenant.load(*months([*STEADY, 300]))
    (found,) = insights_once(tenant)
    assert (found["kind"], found["subject"], found["period"], found["news"]) == (
        "anomaly",
        "revenue",
        "2026-10",
        "good",
    )
    assert "unusually high in October 2026: $300" in found["text"]
    cited = [one for one in found["dataReferences"] if one["period"] == "2026-10"]
    assert [(one["value"], one["source"]["table"]) for one in cited] == [(300, names.metrics_table(tenant.tenant_id))]
    question = tenant.api.ask("Anything unusual in revenue in October 2026?").body
    assert question["answer"] == found["text"]


def test_a_correction_changes_it_and_takes_it_back(tenant: NewTenant) -> None:
    tenant.load(*months([*STEADY, 300]))
    (found,) = insights_once(tenant)
    tenant.load(*months([400]))
    until(lambda: "$400" in insights_once(tenant)[0]["text"])
    assert insights_once(tenant)[0]["insightId"] == found["insightId"]
    tenant.load(*months([106]))
    until(lambda: tenant.api.call("GET", "/insights").body["insights"] == [])


def test_a_dismissed_insight_is_gone(tenant: NewTenant) -> None:
    tenant.load(*months([*STEADY, 300]))
    (found,) = insights_once(tenant)
    judged = tenant.api.call("POST", f"/insights/{found['insightId']}/feedback", {"verdict": "dismissed"})
    assert (judged.status, judged.body["verdict"]) == (200, "dismissed")
    assert tenant.api.call("GET", "/insights").body == {"insights": []}


def test_nobody_sees_or_judges_anothers_insights(tenant: NewTenant, make_tenant: Any) -> None:
    tenant.load(*months([*STEADY, 300]))
    (found,) = insights_once(tenant)
    other = make_tenant()
    assert other.api.call("GET", "/insights").body == {"insights": []}
    assert other.api.call("POST", f"/insights/{found['insightId']}/feedback", {"verdict": "dismissed"}).status == 404


def test_what_is_asked_about_is_learned(tenant: NewTenant) -> None:
    tenant.load(*months([*STEADY, 300]))
    tenant.api.ask("What was revenue in October 2026?")
    until(lambda: str(insights_once(tenant)[0]["ranking"]["asked"]) == "2")


def test_a_week_is_told_on_a_monday_morning(tenant: NewTenant) -> None:
    keep(tenant, "timeZone", {"S": "Pacific/Kiritimati"})  # where no other tenant of these tests is
    tenant.load(*months(STEADY))
    tick = {"source": "aws.events", "detail-type": "Scheduled Event", "time": "2026-11-15T17:00:00Z", "detail": {}}
    send(tenant.platform, "salestalk-insights", tick)
    (recap,) = insights_once(tenant, query="?kind=recap")
    assert (recap["period"], recap["text"][:25]) == ("2026-W46", "Week 46 of 2026 in short.")
    send(tenant.platform, "salestalk-insights", tick)
    time.sleep(1)
    assert len(insights_once(tenant, query="?kind=recap")) == 1


def test_insights_reach_subscriptions_of_their_tenant_alone(tenant: NewTenant) -> None:
    arrived = subscribe(tenant.platform, tenant.tenant_id, {"tenantId": [tenant.tenant_id]})
    others = subscribe(tenant.platform, f"other-{tenant.tenant_id}", {"tenantId": ["somebody-else"]})
    wants(tenant, email=True)
    tenant.load(*months([*STEADY, 300]))
    (message,) = receive(tenant.platform, arrived)
    told = json.loads(message)
    assert told["Subject"] == "SalesTalk: good news, anomaly, 2026-10"
    assert "$300" in told["Message"]
    assert receive(tenant.platform, others, seconds=1) == []


def send(platform: Platform, queue: str, message: dict[str, Any]) -> None:
    sqs = platform.aws.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(message))


def subscribe(platform: Platform, name: str, policy: dict[str, Any]) -> str:
    """A queue in place of an e-mail address: the topic's messages that the filter lets through. Its URL."""
    sqs, sns = platform.aws.client("sqs"), platform.aws.client("sns")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = next(
        one["TopicArn"] for one in sns.list_topics()["Topics"] if one["TopicArn"].endswith(names.INSIGHTS_TOPIC)
    )
    speaks = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy_of_queue = {"Version": "2012-10-17", "Statement": [{**speaks, "Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy_of_queue)})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"FilterPolicy": json.dumps(policy)})
    return str(url)


def receive(platform: Platform, url: str, seconds: float = PATIENCE_SECONDS) -> list[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = platform.aws.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", [])
        if found:
            return [one["Body"] for one in found]
    return []


def wants(tenant: NewTenant, **delivery: Any) -> None:
    """Have insights delivered."""
    place = {"email": {"BOOL": delivery["email"]}} if "email" in delivery else {}
    place |= {"webhookUrl": {"S": delivery["webhook"]}} if "webhook" in delivery else {}
    keep(tenant, "delivery", {"M": place})


def keep(tenant: NewTenant, name: str, value: Any) -> None:
    """Write into the metadata of the registry's entry."""
    tenant.platform.aws.client("dynamodb").update_item(
        TableName=names.REGISTRY_TABLE,
        Key={"tenantId": {"S": tenant.tenant_id}},
        UpdateExpression="SET #m.#d = :d",
        ExpressionAttributeNames={"#m": "metadata", "#d": name},
        ExpressionAttributeValues={":d": value},
    )


def test_a_webhook_gets_a_signed_request(tenant: NewTenant, receiver: Receiver) -> None:
    secret = names.webhook_secret(tenant.tenant_id)
    ssm = tenant.platform.aws.client("ssm")
    ssm.put_parameter(Name=secret, Value="whisper", Type="SecureString")
    wants(tenant, webhook=receiver.url)
    tenant.load(*months([*STEADY, 300]))
    until(lambda: receiver.got)
    ((_, headers, body),) = receiver.got
    stamp = headers["x-salestalk-timestamp"]
    signed = hmac.new(b"whisper", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["x-salestalk-signature"] == f"v1={signed}"
    assert json.loads(body)["insight"]["subject"] == "revenue"
