"""`salestalk tenants list` and `show`."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from salestalk_cli.output import AsJson, print_json, printable, stdout, table
from salestalk_cli.tenants.office import ApiUrl, Office, TenantId, Token

Status = Annotated[
    str | None, typer.Option(help="Only those: provisioning, active, suspended, deleting, deleted or failed.")
]
Owner = Annotated[str | None, typer.Option(help="Only those of this owner (e-mail address).")]


def list_all(
    status: Status = None,
    owner: Owner = None,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """List tenants, and for how many more the account has room."""
    filters = {"status": status, "ownerEmail": owner}
    found = _all_pages(Office.taken(api_url, token), {key: value for key, value in filters.items() if value})
    if as_json:
        print_json(found)
        return
    listed = table("Tenants", "Tenant", "Name", "Plan", "Status", "Owner", "Since")
    for each in sorted(found["tenants"], key=lambda tenant: str(tenant["tenantId"])):
        cells = (each["tenantId"], each["name"], each["plan"], each["status"], each["ownerEmail"], _day(each))
        listed.add_row(*map(printable, cells))
    stdout().print(listed)
    room = found["headroom"]
    used = ", ".join(f"{quota['used']} of {quota['limit']} {quota['quota']}" for quota in room["quotas"])
    stdout().print(f"Room for {room['tenants']} more: {used} are used.")


def show(tenant_id: TenantId, api_url: ApiUrl = None, token: Token = None, as_json: AsJson = False) -> None:
    """Show how a tenant stands; of one that failed, why."""
    tenant = Office.taken(api_url, token).tenant(tenant_id)
    if as_json:
        print_json(tenant)
    else:
        print_tenant(tenant)


def print_tenant(tenant: Any) -> None:
    """A tenant, for people."""
    console = stdout()
    lines = {
        "Tenant": f"{tenant['tenantId']} ({tenant['name']})",
        "Status": " ".join((tenant["status"], *([f"- {tenant['reason']}"] if "reason" in tenant else ()))),
        "Plan": tenant["plan"],
        "Owner": tenant["ownerEmail"],
        "Since": _day(tenant),
    }
    for name, value in lines.items():
        console.print(f"{name:8}{printable(value)}", soft_wrap=True)


def _all_pages(office: Office, query: dict[str, str]) -> Any:
    """All tenants in one answer, with the headroom of the first page."""
    query = {**query, "limit": "200"}
    first = page = office.call("GET", f"/tenants?{urlencode(query)}").body
    tenants = list(first["tenants"])
    while "nextCursor" in page:
        page = office.call("GET", f"/tenants?{urlencode({**query, 'cursor': page['nextCursor']})}").body
        tenants += page["tenants"]
    return {"tenants": tenants, "headroom": first["headroom"]}


def _day(tenant: Any) -> str:
    return datetime.fromtimestamp(tenant["createdAt"], UTC).strftime("%Y-%m-%d")
