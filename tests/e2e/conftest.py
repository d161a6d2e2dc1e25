"""The whole platform, deployed once for a run of the tests by the code that `make up` runs."""

import os
import subprocess
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer

from salestalk import names
from salestalk_cli.api import Api, Reply
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.installation import Administrator, Connection, Installation, User
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import make_user, new_password, sign_in
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS
from tests.conftest import one_at_a_time

ACME, TECHSTART = TENANT_IDS


@dataclass(frozen=True)
class Platform:
    """Platform, Service and both example tenants, loaded, on the run's emulator."""

    aws: LocalAws
    connection: Connection
    installation: Installation

    def api(self, tenant_id: str = ACME) -> Api:
        """The API, signed in as the tenant's user."""
        return self.api_as(self.connection.user_of(tenant_id))

    def api_as(self, user: User | Administrator) -> Api:
        """The API, signed in as this user."""
        return Api(self.connection.api_url, sign_in(self.connection, user))

    def admin(self) -> Api:
        """The API, signed in as the platform's administrator."""
        return self.api_as(self.connection.administrator())

    def anonymous(self, token: str | None = None) -> Api:
        """The API with no token, or with this one."""
        return Api(self.connection.api_url, token)

    def row(self, table: str, pk: str, sk: str) -> dict[str, Any] | None:
        """One stored item, read with root's rights."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        item = self.aws.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
        return item and plain(item)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Everything in a table, read with root's rights."""
        pages = self.aws.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return [plain(item) for page in pages for item in page["Items"]]


@dataclass(frozen=True)
class NewTenant:
    """A tenant that one test has to itself."""

    platform: Platform
    tenant_id: str
    api: Api
    user: User

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All of the tenant's conversations as stored."""
        return self.platform.rows(names.messages_table(self.tenant_id))

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """All of the tenant's metrics as stored."""
        return self.platform.rows(names.metrics_table(self.tenant_id))

    @property
    def heard(self) -> Counter[str]:
        """How many of the tenant's events each worker has handled: until all have, rows are still written."""
        return Counter(str(row["sk"]) for row in self.messages if row["pk"].startswith("EVENT#"))

    def load(self, *records: dict[str, Any], **batch: Any) -> Reply:
        """`POST /metrics`."""
        return self.api.call("POST", "/metrics", {"records": list(records), **batch})

    def set_status(self, status: str) -> None:
        """Write the registry's entry, as an administrator would."""
        self.platform.aws.client("dynamodb").update_item(
            TableName=names.REGISTRY_TABLE,
            Key={"tenantId": {"S": self.tenant_id}},
            UpdateExpression="SET #status = :status",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":status": {"S": status}},
        )


def plain(item: dict[str, Any]) -> dict[str, Any]:
    """An item of DynamoDB's as plain values."""
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}


def record(value: Any, period: str = "2025-Q3", **fields: Any) -> dict[str, Any]:
    """A metric to load."""
    exact = Decimal(value) if isinstance(value, str) else value
    return {"subject": "revenue", "period": period, "value": exact, "unit": "USD", **fields}


def bring_up_platform(installation: Installation, port: int) -> Platform:
    """Start and deploy what is not there yet."""
    connection = bring_up(installation, port, TENANT_IDS, Progress())
    return Platform(LocalAws(connection.endpoint_url), connection, installation)


@pytest.fixture(scope="session")
def platform(emulator: LocalAws, installation: Installation) -> Platform:
    """The platform; whichever process asks first deploys it, the others find it done."""
    port = int(emulator.endpoint_url.rpartition(":")[2])
    with one_at_a_time(installation, "platform"):
        return bring_up_platform(installation, port)


@pytest.fixture(scope="session")
def acme(platform: Platform) -> Api:
    """The API as ACME's user."""
    return platform.api(ACME)


@pytest.fixture(scope="session")
def techstart(platform: Platform) -> Api:
    """The API as TechStart's user."""
    return platform.api(TECHSTART)


def onboard(platform: Platform, tenant_id: str, **parameters: str) -> NewTenant:
    """Make a tenant by the template that was published, without the CDK: it takes a fraction of a second."""
    template = platform.installation.templates / f"{names.tenant_stack(ACME)}.template.json"
    cloudformation = platform.aws.client("cloudformation")
    given = {"TenantId": tenant_id, "TenantName": "Throwaway", "OwnerEmail": f"owner@{tenant_id}.example"}
    given |= parameters
    cloudformation.create_stack(
        StackName=names.tenant_stack(tenant_id),
        TemplateBody=template.read_text(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
    )
    waiter = cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=names.tenant_stack(tenant_id), WaiterConfig={"Delay": 0.1, "MaxAttempts": 300})
    user = User(tenant_id, f"demo@{tenant_id}.example", new_password())
    make_user(platform.aws, platform.connection.user_pool_id, user)
    return NewTenant(platform, tenant_id, platform.api_as(user), user)


@pytest.fixture(scope="session")
def make_tenant(platform: Platform) -> Callable[[], NewTenant]:
    """Onboards tenants of which nobody else knows."""
    return lambda: onboard(platform, f"t-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def tenant(make_tenant: Callable[[], NewTenant]) -> NewTenant:
    """A tenant with empty tables."""
    return make_tenant()


@pytest.fixture
def session_id() -> str:
    """A conversation of its own."""
    return str(uuid.uuid4())


@pytest.fixture
def salestalk(platform: Platform) -> Any:
    """Runs `salestalk …` as its own process; gives what it said and its exit code."""
    program = platform.installation.root / ".venv" / "bin" / "salestalk"
    unusual = {"AWS_PROFILE": "no-such-profile", "AWS_REGION": "eu-west-3", "HOME": "/nonexistent"}
    environment = {"PATH": os.defpath, "SALESTALK_STATE": str(platform.installation.state), **unusual}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        with one_at_a_time(platform.installation, "platform"):  # the other process may be bringing it up just now
            return subprocess.run(
                [program, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
            )

    return run


@pytest.fixture
def unique() -> str:
    """A short name that no other test has."""
    return f"u-{uuid.uuid4().hex[:12]}"
