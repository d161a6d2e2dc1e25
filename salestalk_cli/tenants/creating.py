"""`salestalk tenants create`: a company from its name to the first question."""

import hashlib
import time
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import Problem
from salestalk_cli.progress import Progress
from salestalk_cli.tenants.household import settle_in
from salestalk_cli.tenants.looking import print_tenant
from salestalk_cli.tenants.office import ApiUrl, Office, Token

LONGEST_WAIT: Final = 900.0
"""Seconds: longer than CloudFormation is given."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0

Name = Annotated[str, typer.Argument(help="The company's name.")]
Owner = Annotated[str, typer.Option(help="E-mail address of its first user, who is invited to sign in.")]
Plan = Annotated[str, typer.Option(help="free, standard or enterprise.")]
TenantId = Annotated[str | None, typer.Option("--id", help="Its id; by default made from the name.")]
Industry = Annotated[str | None, typer.Option(help="Such as Manufacturing.")]
Region = Annotated[str | None, typer.Option(help="Where it does business.")]
Currency = Annotated[str | None, typer.Option(help="ISO 4217 code of its money [USD].")]
FiscalYearStart = Annotated[str | None, typer.Option(help="First day of its fiscal year, MM-DD [01-01].")]
TimeZone = Annotated[str | None, typer.Option(help="IANA name, such as Europe/Berlin [UTC].")]
SampleData = Annotated[bool, typer.Option("--sample-data", help="Begin with a small set of example metrics.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait until it can be used.")]


def create(  # noqa: PLR0913, PLR0917  # the options of a command
    name: Name,
    owner: Owner,
    plan: Plan = "standard",
    tenant_id: TenantId = None,
    industry: Industry = None,
    region: Region = None,
    currency: Currency = None,
    fiscal_year_start: FiscalYearStart = None,
    time_zone: TimeZone = None,
    sample_data: SampleData = False,
    no_wait: NoWait = False,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Onboard a company and wait until it can be used. The same command again goes on, and makes no second one."""
    metadata = {
        "industry": industry,
        "region": region,
        "currency": currency,
        "fiscalYearStart": fiscal_year_start,
        "timeZone": time_zone,
    }
    wanted = {
        "name": name,
        "ownerEmail": owner,
        "plan": plan,
        "tenantId": tenant_id,
        "metadata": {key: value for key, value in metadata.items() if value is not None} or None,
        "sampleData": sample_data or None,
    }
    office, progress = Office.taken(api_url, token), Progress()
    tenant = _ask(office, {key: value for key, value in wanted.items() if value is not None}, progress)
    if not no_wait:
        tenant = _wait(office, tenant, progress)
        settle_in(office, tenant)
    if as_json:
        print_json(tenant)
    else:
        print_tenant(tenant)
        _print_next(office, tenant, sample_data=sample_data)


def _ask(office: Office, wanted: Mapping[str, Any], progress: Progress) -> Any:
    """Have it begun. Without an id, the company is known by its name and owner: these make the key of the request."""
    headers = {} if "tenantId" in wanted else {"Idempotency-Key": _key(wanted["name"], wanted["ownerEmail"])}
    with progress.stage("Tenant registered"):
        try:
            tenant = office.call("POST", "/tenants", wanted, **headers).body
        except Problem as problem:
            if headers and "Idempotency-Key" in str(problem):
                raise Problem(
                    f"{wanted['ownerEmail']} asked for a tenant called {wanted['name']} before, with other options; "
                    "repeat these, or make another one with --id."
                ) from None
            raise
    if tenant["status"] in ("deleting", "deleted"):
        raise Problem(f"{tenant['tenantId']} was made and is {tenant['status']}; name it with --id to make it again.")
    return tenant


def _wait(office: Office, tenant: Any, progress: Progress) -> Any:
    """The tenant once it is active. Raises `Problem` with the reason when it fails, or takes too long."""
    end, pause = time.monotonic() + LONGEST_WAIT, FIRST_PAUSE
    with progress.stage("Tables, owner and registration ready"):
        while tenant["status"] == "provisioning":
            if time.monotonic() > end:
                raise Problem(
                    f"{tenant['tenantId']} is not ready yet; see: salestalk tenants show {tenant['tenantId']}"
                )
            time.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 1.5)
            tenant = office.tenant(tenant["tenantId"])
        if tenant["status"] == "failed":
            reason = tenant.get("reason", "no reason is known yet.")
            raise Problem(f"{tenant['tenantId']} could not be made: {reason} Put it right and repeat the command.")
    return tenant


def _print_next(office: Office, tenant: Any, *, sample_data: bool) -> None:
    """What to do next."""
    tenant_id, console = tenant["tenantId"], stdout()
    if tenant["status"] == "provisioning":
        console.print(f"It is being made; see how it goes: salestalk tenants show {tenant_id}", soft_wrap=True)
        return
    if office.here is None:
        console.print(f"{tenant['ownerEmail']} has been sent an invitation to sign in.")
        return
    if not sample_data:
        console.print(f"Load    .venv/bin/salestalk ingest metrics.csv --tenant {tenant_id}", soft_wrap=True)
    console.print(f'Ask     .venv/bin/salestalk ask --tenant {tenant_id} "How did revenue develop?"', soft_wrap=True)
    console.print(f"Talk    .venv/bin/salestalk chat --tenant {tenant_id}", soft_wrap=True)


def _key(name: str, owner: str) -> str:
    return f"salestalk-tenants-create-{hashlib.sha256(f'{name}|{owner.lower()}'.encode()).hexdigest()}"
