"""The whole platform, deployed once for a run of the tests by the code that `make up` runs."""

import uuid
from dataclasses import dataclass

import pytest

from salestalk_cli.api import Api
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import sign_in
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS
from tests.conftest import one_at_a_time

ACME, TECHSTART = TENANT_IDS


@dataclass(frozen=True)
class Platform:
    """Platform, Service and both example tenants, loaded, on the run's emulator."""

    aws: LocalAws
    connection: Connection

    def api(self, tenant_id: str = ACME) -> Api:
        """The API, signed in as the tenant's user."""
        return Api(self.connection.api_url, self.token(tenant_id))

    def token(self, tenant_id: str = ACME) -> str:
        """An ID token of the tenant's user."""
        return sign_in(self.connection, self.connection.user_of(tenant_id))

    def anonymous(self) -> Api:
        """The API, not signed in."""
        return Api(self.connection.api_url)


@pytest.fixture(scope="session")
def platform(emulator: LocalAws, installation: Installation) -> Platform:
    """The platform; whichever process asks first deploys it, the others find it done."""
    port = int(emulator.endpoint_url.rpartition(":")[2])
    with one_at_a_time(installation, "platform"):
        connection = bring_up(installation, port, TENANT_IDS, Progress())
    return Platform(emulator, connection)


@pytest.fixture(scope="session")
def acme(platform: Platform) -> Api:
    """The API as ACME's user."""
    return platform.api(ACME)


@pytest.fixture(scope="session")
def techstart(platform: Platform) -> Api:
    """The API as TechStart's user."""
    return platform.api(TECHSTART)


@pytest.fixture
def session_id() -> str:
    """A conversation of its own."""
    return str(uuid.uuid4())
