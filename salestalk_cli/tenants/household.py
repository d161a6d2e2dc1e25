"""The owner of a tenant on this machine: nobody reads their invitation here, so they get a password at once.

When the tenant is erased, its owner is forgotten here too.
"""

import time
from typing import IO, Any, Final

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.installation import Connection, Installation, User
from salestalk_cli.local.locks import lock_if_free
from salestalk_cli.local.users import make_user, new_password
from salestalk_cli.problems import NotRunning, Problem
from salestalk_cli.tenants.office import Office

PATIENCE: Final = 30.0
"""Seconds that another command may take to write down its users."""


def settle_in(office: Office, tenant: Any) -> None:
    """Let the owner sign in here, and write that down, so that `salestalk ask --tenant` works; once."""
    if office.here is None:
        return
    installation = Installation.here()
    with _turn(installation):
        connection = Connection.load(installation)
        user = _known(connection, tenant) or User(tenant["tenantId"], tenant["ownerEmail"], new_password())
        make_user(LocalAws(connection.endpoint_url, connection.region), connection.user_pool_id, user)
        connection.with_user(user).save(installation)


def move_out(office: Office, tenant_id: str) -> None:
    """Forget the user of a tenant that is erased: their account is gone, and the file here is its last trace."""
    if office.here is None:
        return
    installation = Installation.here()
    with _turn(installation):
        Connection.load(installation).without_user_of(tenant_id).save(installation)


def _known(connection: Connection, tenant: Any) -> User | None:
    try:
        user = connection.user_of(tenant["tenantId"])
    except NotRunning:
        return None
    return user if user.email == tenant["ownerEmail"] else None


def _turn(installation: Installation) -> IO[bytes]:
    """The one who may change the file with the users. Raises `Problem` when another command never ends."""
    end = time.monotonic() + PATIENCE
    while (turn := lock_if_free(installation.state / "users.lock")) is None:
        if time.monotonic() > end:
            raise Problem("Another salestalk command is writing down its users and does not end.")
        time.sleep(0.05)
    return turn
