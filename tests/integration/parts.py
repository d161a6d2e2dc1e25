"""Parts of the platform, made one by one for a test: the data-access role, the registry, a bus with a queue."""

import json
from dataclasses import dataclass
from typing import Any, Final

from salestalk import names
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import DataAccess, TenantSessions
from salestalk_cli.local.aws import ACCOUNT, REGION, ROOT_KEY, LocalAws

TABLE_ARN_PREFIX: Final = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"


def make_data_access_role(aws: LocalAws, name: str) -> str:
    """A role that may touch every tenant's tables, so that only the session policy keeps tenants apart. Its ARN."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    everything = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": f"{TABLE_ARN_PREFIX}tenant-*"}
    iam = aws.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="TenantData", PolicyDocument=_policy(everything))
    return str(role["Arn"])


def make_sessions(aws: LocalAws, role_arn: str, **options: Any) -> TenantSessions:
    """Tenant sessions whose clients reach the emulator."""
    session: Any = aws
    access = DataAccess(role_arn, TABLE_ARN_PREFIX)
    return TenantSessions(session, options.pop("sts", aws.client("sts")), access, system_strategy(), **options)


def make_registry(aws: LocalAws, name: str) -> None:
    """A registry table with its indexes."""
    keys = ("tenantId", "ownerEmail", "status")
    aws.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": "tenantId", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index, key in ((names.OWNER_EMAIL_INDEX, "ownerEmail"), (names.STATUS_INDEX, "status"))
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def make_user_pool(aws: LocalAws, name: str) -> str:
    """A pool whose users sign in by e-mail address and belong to a tenant for good. Its id."""
    tenant: Any = {"Name": names.TENANT_ATTRIBUTE, "AttributeDataType": "String", "Mutable": False}
    pool = aws.client("cognito-idp").create_user_pool(
        PoolName=name,
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[tenant],
    )
    return str(pool["UserPool"]["Id"])


@dataclass(frozen=True, slots=True)
class BusWithQueue:
    """A bus all of whose events end in a queue."""

    aws: LocalAws
    bus: str
    queue_url: str

    def receive(self, number: int) -> list[str]:
        """The bodies of so many messages, taken from the queue; fewer when no more come within twenty seconds."""
        bodies: list[str] = []
        for _ in range(20):
            bodies += self._take(seconds=1)
            if len(bodies) >= number:
                break
        return bodies

    def drain(self) -> list[str]:
        """The bodies of all messages that are there by now, taken from the queue."""
        bodies: list[str] = []
        while more := self._take(seconds=0):
            bodies += more
        return bodies

    def _take(self, *, seconds: int) -> list[str]:
        """Up to ten bodies; none when nothing comes for so many seconds."""
        sqs = self.aws.client("sqs")
        answer = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=seconds)
        messages = answer.get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [str(message["Body"]) for message in messages]


def make_bus(aws: LocalAws, name: str) -> BusWithQueue:
    """A bus with a queue behind it."""
    aws.client("events").create_event_bus(Name=name)
    return listen(aws, name, name, {"account": [ACCOUNT]})


def listen(aws: LocalAws, bus: str, name: str, pattern: dict[str, Any]) -> BusWithQueue:
    """A queue for what is said on a bus that is there."""
    events, sqs = aws.client("events"), aws.client("sqs")
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": queue_arn}])
    return BusWithQueue(aws, bus, queue_url)


def reach(aws: LocalAws, **variables: str) -> dict[str, str]:
    """The environment in which a function's own clients reach the emulator, with root's rights, and its settings."""
    return {
        "AWS_ENDPOINT_URL": aws.endpoint_url,
        "AWS_DEFAULT_REGION": aws.region,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        **variables,
    }


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
