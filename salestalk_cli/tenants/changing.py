"""`salestalk tenants suspend`, `resume` and `plan`."""

from typing import Annotated, Any

import typer

from salestalk_cli.output import AsJson, print_json
from salestalk_cli.tenants.looking import print_tenant
from salestalk_cli.tenants.office import ApiUrl, Office, TenantId, Token

Plan = Annotated[str, typer.Argument(help="free, standard or enterprise.")]


def suspend(tenant_id: TenantId, api_url: ApiUrl = None, token: Token = None, as_json: AsJson = False) -> None:
    """Refuse all requests of a tenant's users, within ten seconds; its data stays."""
    _say(Office.taken(api_url, token).change(tenant_id, status="suspended"), as_json=as_json)


def resume(tenant_id: TenantId, api_url: ApiUrl = None, token: Token = None, as_json: AsJson = False) -> None:
    """Serve a suspended tenant again."""
    _say(Office.taken(api_url, token).change(tenant_id, status="active"), as_json=as_json)


def plan(tenant_id: TenantId, plan: Plan, api_url: ApiUrl = None, token: Token = None, as_json: AsJson = False) -> None:
    """Change a tenant's plan."""
    _say(Office.taken(api_url, token).change(tenant_id, plan=plan), as_json=as_json)


def _say(tenant: Any, *, as_json: bool) -> None:
    if as_json:
        print_json(tenant)
    else:
        print_tenant(tenant)
