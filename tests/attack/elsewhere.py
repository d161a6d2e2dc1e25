"""A tenant's credentials at the rest of AWS, and the functions' own roles at tenants' data."""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from salestalk import names
from tests.attack.corrupted import TABLES, operations, refused
from tests.attack.files import keys_of, on_a_file, on_the_bucket
from tests.attack.model import Attempt, Layer, attempt
from tests.attack.scene import Scene

Operation = tuple[str, Callable[[], Any]]


def credentials_elsewhere(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """The attacker's data credentials at the registry, the bus, queues, functions, users, roles and stacks."""
    credentials = _credentials(scene)

    def client(service: str) -> Any:
        return scene.platform.aws.client(service, **credentials)

    for victim in scene.all_victims:
        for found in (_registry(client("dynamodb"), victim.tenant_id), _control_plane(scene, client, victim.tenant_id)):
            for name, call in found:
                yield attempt(f"{name} about {victim.tenant_id}", partial(refused, call), Layer.IAM)


def _credentials(scene: Scene) -> dict[str, str]:
    client: Any = scene.sessions().dynamodb(scene.attacker.tenant_id)
    given = client._request_signer._credentials
    return {
        "aws_access_key_id": given.access_key,
        "aws_secret_access_key": given.secret_key,
        "aws_session_token": given.token,
    }


def _registry(client: Any, tenant_id: str) -> Iterator[Operation]:
    table, key = names.REGISTRY_TABLE, {"tenantId": {"S": tenant_id}}
    yield "registry: get", lambda: client.get_item(TableName=table, Key=key)
    yield "registry: put", lambda: client.put_item(TableName=table, Item=key)
    yield "registry: scan", lambda: client.scan(TableName=table)
    yield "registry: delete", lambda: client.delete_item(TableName=table, Key=key)
    yield (
        "registry: update",
        lambda: client.update_item(
            TableName=table, Key=key, UpdateExpression="REMOVE #s", ExpressionAttributeNames={"#s": "status"}
        ),
    )
    for index, name in ((names.STATUS_INDEX, "status"), (names.OWNER_EMAIL_INDEX, "ownerEmail")):
        yield (
            f"registry: query {index}",
            partial(
                client.query,
                TableName=table,
                IndexName=index,
                KeyConditionExpression="#k = :k",
                ExpressionAttributeNames={"#k": name},
                ExpressionAttributeValues={":k": {"S": "active"}},
            ),
        )
    yield "tables: list", client.list_tables


def _control_plane(scene: Scene, client: Callable[[str], Any], tenant_id: str) -> Iterator[Operation]:
    pool = scene.platform.connection.user_pool_id
    queue = scene.platform.aws.client("sqs").get_queue_url(QueueName="salestalk-usage")["QueueUrl"]
    role = scene.role_arn(names.DATA_ACCESS_ROLE)
    tags = [{"Key": names.TENANT_SESSION_TAG, "Value": tenant_id}]
    event = {"EventBusName": names.EVENT_BUS, "Source": "chat-handler", "DetailType": "x", "Detail": "{}"}
    user = f"demo@{tenant_id}.example"
    yield "sts: assume", lambda: client("sts").assume_role(RoleArn=role, RoleSessionName=tenant_id, Tags=tags)
    yield "events: put", lambda: client("events").put_events(Entries=[event])
    yield "sqs: send", lambda: client("sqs").send_message(QueueUrl=queue, MessageBody="{}")
    yield "sqs: receive", lambda: client("sqs").receive_message(QueueUrl=queue)
    yield "lambda: invoke", lambda: client("lambda").invoke(FunctionName=names.CHAT_HANDLER, Payload=b"{}")
    yield "lambda: read", lambda: client("lambda").get_function(FunctionName=names.CHAT_HANDLER)
    yield "cognito: list", lambda: client("cognito-idp").list_users(UserPoolId=pool)
    yield "cognito: read", lambda: client("cognito-idp").admin_get_user(UserPoolId=pool, Username=user)
    yield (
        "cognito: change",
        lambda: client("cognito-idp").admin_set_user_password(
            UserPoolId=pool, Username=user, Password="Stolen-Aa1!-Stolen", Permanent=True
        ),
    )
    yield (
        "cloudformation: read",
        lambda: client("cloudformation").describe_stacks(StackName=names.tenant_stack(tenant_id)),
    )
    yield (
        "cloudformation: delete",
        lambda: client("cloudformation").delete_stack(StackName=names.tenant_stack(tenant_id)),
    )
    yield "logs: list", lambda: client("logs").describe_log_groups()
    yield "logs: read", lambda: client("logs").filter_log_events(logGroupName=f"/aws/lambda/{names.CHAT_HANDLER}")
    yield "iam: list", lambda: client("iam").list_roles()
    yield (
        "iam: widen",
        lambda: client("iam").put_role_policy(
            RoleName=names.DATA_ACCESS_ROLE,
            PolicyName="more",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}),
        ),
    )
    yield "ssm: read", lambda: client("ssm").get_parameters_by_path(Path="/")
    yield "s3: buckets", lambda: client("s3").list_buckets()


def custody_and_handover(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Credentials to export, erase and hand over the attacker's own data, at victims' tables and files."""
    own = scene.attacker.tenant_id
    for title, sessions in (("custody", scene.custody()), ("handover", scene.handover())):
        dynamodb, s3 = sessions.dynamodb(own), sessions.s3(own)
        for victim in scene.all_victims:
            found = [each for table_of in TABLES for each in operations(dynamodb, table_of(victim.tenant_id))]
            for key in keys_of(victim):
                found += on_a_file(s3, scene, key)
            found += on_the_bucket(s3, scene, victim.prefix)
            for name, call in found:
                yield attempt(f"{title}: {name} of {victim.tenant_id}", partial(refused, call), Layer.IAM)
        for prefix in ("", "tenant-", own[:-1], f"tenant-{own}"):
            for name, call in on_the_bucket(s3, scene, prefix):
                yield attempt(f"{title}: {name} at {prefix!r}", partial(refused, call), Layer.IAM)


def functions_own_roles(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Each function's own role at a victim's tables: only through the data-access role is there a way."""
    listed = scene.platform.aws.client("lambda").get_paginator("list_functions").paginate()
    functions = [each["FunctionName"] for page in listed for each in page["Functions"]]
    for function in sorted(name for name in functions if name.startswith(f"{names.SERVICE}-")):
        client = scene.platform.aws.client("dynamodb", **scene.function_credentials(function))
        for victim in scene.victims:
            for table_of in TABLES:
                for name, call in operations(client, table_of(victim.tenant_id)):
                    yield attempt(f"{function}: {name}", partial(refused, call), Layer.IAM)
