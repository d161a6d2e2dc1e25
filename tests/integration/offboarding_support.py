"""A tenant with everything it can have on the run's emulator, exported and erased through custody of it alone."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from salestalk import names
from salestalk.adapters.custody import Custody
from salestalk.adapters.custody_objects import CustodyObjects
from salestalk.adapters.custody_tables import CustodyTables
from salestalk.adapters.jobs_table import JobsTable
from salestalk.adapters.leaving_stacks import LeavingStacks
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.request_book import RequestItems, TenantRequests
from salestalk.adapters.tenant_outlets import TenantOutlets
from salestalk.adapters.tenant_sessions import TenantSessions
from salestalk.adapters.tenant_users import TenantUserGroup
from salestalk.contracts.offboarding import Job, JobKind
from salestalk.contracts.tenant import TenantProfile
from salestalk.offboarding.desk import OffboardingDesk
from salestalk.offboarding.erasure import Erasure
from salestalk.offboarding.export import Export
from salestalk.offboarding.running import JobRunner, Outcome
from salestalk.tenancy.creation import Noted
from salestalk_cli.local.aws import ACCOUNT, REGION, LocalAws
from tests.integration.parts import TABLE_ARN_PREFIX, make_registry
from tests.integration.tables import make_tables
from tests.unit.offboarding.fakes import ADMIN, Deadly, MemoryQueue
from tests.unit.tenancy.fakes import tenant

STACK_BODY = {"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}


def make_custody_role(aws: LocalAws, name: str, bucket: str) -> str:
    """A role that may do to every tenant what custody may to one, so that only session policies part them."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    everything = [
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": f"{TABLE_ARN_PREFIX}tenant-*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]},
    ]
    iam = aws.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="Custody", PolicyDocument=_policy(*everything))
    return str(role["Arn"])


def _policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@dataclass
class House:
    """What tenants share: registry, jobs, bucket, user pool, topic; and the role that holds one of them."""

    aws: LocalAws
    unique: str
    ahead: float = 0.0
    runs: int = 0
    queue: MemoryQueue = field(default_factory=MemoryQueue)

    def __post_init__(self) -> None:
        aws, self.bucket = self.aws, f"house-{self.unique}"
        make_registry(aws, self.registry_table)
        aws.client("dynamodb").create_table(
            TableName=self.jobs_table,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("tenantId", "jobId")],
            KeySchema=[
                {"AttributeName": "tenantId", "KeyType": "HASH"},
                {"AttributeName": "jobId", "KeyType": "RANGE"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        aws.client("s3").create_bucket(Bucket=self.bucket)
        versioning = {"Status": "Enabled"}
        aws.client("s3").put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration=versioning)
        self.pool = aws.client("cognito-idp").create_user_pool(PoolName=self.unique)["UserPool"]["Id"]
        aws.client("cognito-idp").create_group(UserPoolId=self.pool, GroupName=names.ADMIN_GROUP)
        self.topic = aws.client("sns").create_topic(Name=f"insights-{self.unique}")["TopicArn"]
        access = Custody(make_custody_role(aws, self.unique, self.bucket), TABLE_ARN_PREFIX, self.bucket)
        session: Any = aws
        self.strategy = system_strategy()
        self.sessions = TenantSessions(session, aws.client("sts"), access, self.strategy)
        self.registry = RegistryTable(aws.client("dynamodb"), self.registry_table, self.strategy)
        self.requests = RequestItems(aws.client("dynamodb"), self.registry_table, self.strategy)
        self.book = JobsTable(aws.client("dynamodb"), self.jobs_table, self.strategy)

    @property
    def registry_table(self) -> str:
        return f"registry-{self.unique}"

    @property
    def jobs_table(self) -> str:
        return f"jobs-{self.unique}"

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)

    @property
    def desk(self) -> OffboardingDesk:
        ids = iter(f"00000000-0000-4000-8000-{number:012d}" for number in range(100))
        return OffboardingDesk(self.registry, self.book, self.queue, self.now, lambda: next(ids))

    def move_in(self, tenant_id: str, rows: int = 30) -> None:
        """A tenant with rows, files in versions and in halves, users, a secret, a subscription and a stack."""
        stack = self.aws.client("cloudformation").create_stack(
            StackName=names.tenant_stack(tenant_id), TemplateBody=json.dumps(STACK_BODY)
        )
        moment = int(time.time())
        held = TenantProfile.model_validate({"stackId": stack["StackId"]})
        self.registry.put(tenant(tenant_id, created_at=moment, updated_at=moment, metadata=held), replacing=None)
        self._fill_tables(tenant_id, rows)
        self._fill_bucket(tenant_id)
        self._fill_pool(tenant_id)
        for number in range(2):
            noted = Noted(tenant_id, f"fingerprint-{tenant_id}", moment)
            self.requests.note(f"{tenant_id}-{number}", noted, deadline=time.monotonic() + 60)
        self.aws.client("ssm").put_parameter(Name=names.webhook_secret(tenant_id), Value="secret", Type="SecureString")
        self.aws.client("sns").subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{tenant_id}",
            Attributes={"FilterPolicy": json.dumps({"tenantId": [tenant_id]})},
        )

    def _fill_tables(self, tenant_id: str, rows: int) -> None:
        client = self.aws.client("dynamodb")
        make_tables(client, tenant_id)
        for table in (names.messages_table(tenant_id), names.metrics_table(tenant_id)):
            for number in range(rows):
                value = {"N": f"{number}.{'0' * 20}1"}
                item = {"pk": {"S": f"NOTE#{number}"}, "sk": {"S": "x"}, "value": value, "of": {"S": tenant_id}}
                client.put_item(TableName=table, Item=item)
            client.update_table(TableName=table, DeletionProtectionEnabled=True)

    def _fill_bucket(self, tenant_id: str) -> None:
        s3, prefix = self.aws.client("s3"), names.s3_prefix(tenant_id)
        for number in range(3):
            for version in range(2):
                body = f"{tenant_id} {version}".encode()
                s3.put_object(Bucket=self.bucket, Key=f"{prefix}uploads/{number}/a.csv", Body=body)
        s3.delete_object(Bucket=self.bucket, Key=f"{prefix}uploads/0/a.csv")
        s3.create_multipart_upload(Bucket=self.bucket, Key=f"{prefix}rejects/half.csv")

    def _fill_pool(self, tenant_id: str) -> None:
        cognito, group = self.aws.client("cognito-idp"), names.user_group(tenant_id)
        cognito.create_group(UserPoolId=self.pool, GroupName=group)
        for number in range(3):
            who = {"UserPoolId": self.pool, "Username": f"{tenant_id}-{number}"}
            cognito.admin_create_user(**who, MessageAction="SUPPRESS")
            cognito.admin_add_user_to_group(**who, GroupName=group)
        cognito.admin_add_user_to_group(**who, GroupName=names.ADMIN_GROUP)

    def erase(self, tenant_id: str) -> Job:
        return self.desk.ask_for_erasure(tenant_id, by=ADMIN, without_export=True, deadline=time.monotonic() + 60)

    def export(self, tenant_id: str) -> Job:
        return self.desk.ask_for_export(tenant_id, by=ADMIN, key=None, deadline=time.monotonic() + 60)

    def run(self, job: Job, strike: Callable[[], None] = lambda: None) -> Outcome:
        """One run of the worker; `strike` happens before and after every call of a port."""
        self.runs += 1
        deadline = time.monotonic() + 600
        tenant_id, aws, strategy = job.tenant_id, self.aws, self.strategy
        tables, objects = self.custody_of(tenant_id)
        parts: dict[str, Any] = {"tables": tables, "objects": objects}
        if job.kind is JobKind.ERASE:
            client = aws.client
            parts |= {
                "book": self.book,
                "users": TenantUserGroup(client("cognito-idp"), self.pool, tenant_id, strategy, deadline=deadline),
                "outlets": TenantOutlets(
                    client("ssm"), client("sns"), self.topic, tenant_id, strategy, deadline=deadline
                ),
                "stacks": LeavingStacks(client("cloudformation"), strategy, deadline=deadline),
                "requests": TenantRequests(
                    client("dynamodb"), self.registry_table, tenant_id, strategy, deadline=deadline
                ),
            }
        deadly: dict[str, Any] = {name: Deadly(part, strike) for name, part in parts.items()}
        kind = Export if job.kind is JobKind.EXPORT else Erasure
        made: Any = kind(
            tenant_id=tenant_id,
            store=self.registry,
            seconds=time.monotonic,
            moment=lambda: int(self.now().timestamp()),
            **deadly,
        )
        book: Any = Deadly(self.book, strike)
        runner = JobRunner(book, made.work, self.now, time.monotonic, owner=f"run-{self.runs}")
        return runner.run(tenant_id, job.job_id, deadline=deadline)

    def custody_of(self, tenant_id: str) -> tuple[CustodyTables, CustodyObjects]:
        """What reaches all of one tenant."""
        sessions, deadline = self.sessions, time.monotonic() + 600
        tables = CustodyTables(lambda: sessions.dynamodb(tenant_id), self.strategy, deadline=deadline)
        objects = CustodyObjects(lambda: sessions.s3(tenant_id), self.bucket, self.strategy, deadline=deadline)
        return tables, objects

    def run_to_the_end(self, job: Job) -> Job:
        for _ in range(100):
            outcome = self.run(job)
            assert outcome.job is not None
            if outcome.again_in is None:
                return outcome.job
            self.ahead += outcome.again_in
        raise AssertionError("the job never ends")

    def traces(self, tenant_id: str) -> list[str]:
        """Whatever of the tenant is in any store but its certificate, its job and the entry that says it is gone."""
        found = [table for table in self._tables() if table.startswith(f"tenant-{tenant_id}-")]
        s3, prefix = self.aws.client("s3"), names.s3_prefix(tenant_id)
        listed = s3.list_object_versions(Bucket=self.bucket, Prefix=prefix)
        found += [each["Key"] for each in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ()))]
        found += [
            each["Key"] for each in s3.list_multipart_uploads(Bucket=self.bucket, Prefix=prefix).get("Uploads", ())
        ]
        cognito = self.aws.client("cognito-idp")
        found += [each["GroupName"] for each in cognito.list_groups(UserPoolId=self.pool)["Groups"]]
        found += [each["Username"] for each in cognito.list_users(UserPoolId=self.pool)["Users"]]
        subscriptions = self.aws.client("sns").list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]
        found += [each["Endpoint"] for each in subscriptions]
        found += [each["Name"] for each in self.aws.client("ssm").describe_parameters()["Parameters"]]
        entries = self.aws.client("dynamodb").scan(TableName=self.registry_table)["Items"]
        found += [each["fingerprint"]["S"] for each in entries if "fingerprint" in each]
        stacks = self.aws.client("cloudformation").describe_stacks()["Stacks"]
        found += [each["StackName"] for each in stacks if each["StackStatus"] != "DELETE_COMPLETE"]
        return sorted(each for each in found if tenant_id in each)

    def _tables(self) -> list[str]:
        pages = self.aws.client("dynamodb").get_paginator("list_tables").paginate()
        return [name for page in pages for name in page["TableNames"]]
