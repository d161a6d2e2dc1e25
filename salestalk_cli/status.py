"""`salestalk status`: what runs on this machine."""

from collections.abc import Mapping
from typing import Any

import typer

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.fingerprint import stack_states
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import ExitCode, NotRunning


def status(as_json: AsJson = False) -> None:
    """Say whether the platform runs here, and with which stacks, tenants and users (exit code 3: it does not)."""
    found = look(Installation.here())
    if as_json:
        print_json(found)
    else:
        _print(found)
    if not found["running"]:
        raise typer.Exit(ExitCode.NOT_RUNNING)


def look(installation: Installation) -> dict[str, Any]:
    """The facts, as `--json` prints them; no password among them."""
    port = Emulator(installation).port()
    if port is None:
        return {"running": False}
    facts: dict[str, Any] = {
        "running": True,
        "port": port,
        "stacks": stack_states(LocalAws(f"http://localhost:{port}")),
    }
    try:
        connection = Connection.load(installation)
    except NotRunning:
        return facts
    users = [{"tenantId": user.tenant_id, "email": user.email} for user in connection.users]
    return {**facts, "apiUrl": connection.api_url, "users": users}


def _print(found: Mapping[str, Any]) -> None:
    console = stdout()
    if not found["running"]:
        console.print("SalesTalk is not running here; start it with: make up")
        return
    console.print(f"SalesTalk runs here, on port {found['port']}.")
    console.print(f"API     {found.get('apiUrl', 'not deployed')}", soft_wrap=True)
    for name, state in found["stacks"].items():
        console.print(f"Stack   {name} {state}")
    for user in found.get("users", ()):
        console.print(f"Tenant  {user['tenantId']} (user {user['email']})")
