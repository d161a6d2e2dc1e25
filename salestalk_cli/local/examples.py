"""The example tenants as the deployment takes them: their stacks' parameters and their users."""

from collections.abc import Sequence
from typing import Final

from salestalk import names
from salestalk.contracts.tenant import Tenant
from salestalk.tenancy.stacks import parameters_of
from salestalk_cli.local.installation import Connection, Installation, User
from salestalk_cli.local.users import new_password
from salestalk_cli.problems import NotRunning

QUESTION: Final = "What was revenue in Q3?"


def stacks_of(tenants: Sequence[Tenant]) -> dict[str, dict[str, str]]:
    """The parameters of each tenant's stack, by the stack's name."""
    return {names.tenant_stack(tenant.tenant_id): parameters_of(tenant) for tenant in tenants}


def users_of(installation: Installation, tenants: Sequence[Tenant]) -> tuple[User, ...]:
    """One user for each tenant; those of an earlier `up` keep their passwords."""
    try:
        known = {user.tenant_id: user for user in Connection.load(installation).users}
    except NotRunning:
        known = {}
    return tuple(
        known.get(tenant.tenant_id) or User(tenant.tenant_id, f"demo@{tenant.tenant_id}.example", new_password())
        for tenant in tenants
    )
