"""The example tenants as the deployment takes them: their stacks' parameters and their users."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from salestalk import names
from salestalk.contracts.tenant import Tenant
from salestalk.tenancy.stacks import parameters_of
from salestalk_cli.api import Api, refusal_of
from salestalk_cli.local.installation import Administrator, Connection, Installation, User
from salestalk_cli.local.users import new_password
from salestalk_cli.problems import NotRunning
from seed_data.loader import load

QUESTION: Final = "What was revenue in Q3?"
FIELDS: Final = {
    "subject": "subject",
    "period": "period",
    "value": "value",
    "unit": "unit",
    "recordedAt": "recorded_at",
}
"""What is sent of a row; its time of recording too, so that it stays as old as it is."""
ADMINISTRATOR: Final = "admin@salestalk.example"


def stacks_of(tenants: Sequence[Tenant]) -> dict[str, dict[str, str]]:
    """The parameters of each tenant's stack, by the stack's name."""
    return {names.tenant_stack(tenant.tenant_id): parameters_of(tenant) for tenant in tenants}


def users_of(
    installation: Installation, tenants: Sequence[Tenant], user_pool_id: str | None = None
) -> tuple[User, ...]:
    """One user for each tenant; those of an earlier `up` keep their passwords.

    Behind them come the users of tenants that were onboarded since, as long as they are in the same user pool.
    """
    before = _before(installation)
    known = {user.tenant_id: user for user in before.users} if before else {}
    new = {each.tenant_id: User(each.tenant_id, f"demo@{each.tenant_id}.example", new_password()) for each in tenants}
    examples = tuple(known.pop(tenant_id, user) for tenant_id, user in new.items())
    same_pool = before is not None and before.user_pool_id == user_pool_id
    return (*examples, *known.values()) if same_pool else examples


def tell_latest(api: Api, tenant_id: str) -> None:
    """Have the newest value of each metric looked at for insights, unless some were found already.

    The rows were loaded past the API, so nobody was told of them. Sent once more through it they change nothing, but
    the event of the load is what `insights-worker` waits for. Raises `NotServed`, and `Problem` when the API refuses.
    """
    if api.call("GET", "/insights?limit=1").body.get("insights"):
        return
    latest = {record.subject: record for record in load(tenant_id).records if not record.dimensions}
    records = [{name: getattr(each, field) for name, field in FIELDS.items()} for each in latest.values()]
    reply = api.call("POST", "/metrics", {"records": records})
    if reply.status != HTTPStatus.OK:
        raise refusal_of(reply)


def administrator_of(installation: Installation) -> Administrator:
    """The one of an earlier `up`, or a new one."""
    before = _before(installation)
    return (before and before.admin) or Administrator(ADMINISTRATOR, new_password())


def _before(installation: Installation) -> Connection | None:
    try:
        return Connection.load(installation)
    except NotRunning:
        return None
