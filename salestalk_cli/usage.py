"""`salestalk usage`: what a tenant used by day, in a table, as JSON or as CSV."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import typer

from salestalk.contracts.jsontext import dumps
from salestalk_cli.api import Reply, sentence_of
from salestalk_cli.ask import ApiUrl, Seat, Tenant, Token
from salestalk_cli.output import AsJson, print_json, stdout, table
from salestalk_cli.problems import ExitCode, Problem

COLUMNS: Final = {
    "questions": "Questions",
    "conversations": "Conversations",
    "inputTokens": "Tokens in",
    "outputTokens": "Tokens out",
    "costUSD": "USD",
    "rowsLoaded": "Rows loaded",
}

From = Annotated[str | None, typer.Option("--from", help="First day (UTC), such as 2026-11-01; else the month so far.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, included; else today.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, a line for each day.")]


def usage(
    tenant: Tenant = None,
    first: From = None,
    last: To = None,
    as_csv: AsCsv = False,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Say what the tenant used: questions, tokens and their cost, rows loaded."""
    if as_csv and as_json:
        raise Problem("Choose one of --csv and --json.", ExitCode.USAGE)
    asked = {"from": first, "to": last, "format": "csv" if as_csv else "json"}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    reply = Seat.taken(tenant, api_url, token).api.call("GET", f"/usage?{query}")
    if reply.status != 200:
        raise Problem(sentence_of(reply), _exit_code(reply))
    if as_csv:
        sys.stdout.write(reply.text)
    elif as_json:
        print_json(reply.body)
    else:
        _print_table(reply.body)


def _exit_code(reply: Reply) -> ExitCode:
    return ExitCode.USAGE if reply.status == 400 else ExitCode.FAILED


def _print_table(report: Mapping[str, Any]) -> None:
    """Days on which anything was used, and their sum."""
    title = f"Usage of {report['tenantId']} ({report['plan']}), {report['from']} to {report['to']}"
    rows = table(title, "Day", *COLUMNS.values())
    for day in report["days"]:
        if any(day[name] for name in COLUMNS):
            rows.add_row(day["day"], *(dumps(day[name]) for name in COLUMNS))
    rows.add_section()
    rows.add_row("Total", *(dumps(report["total"][name]) for name in COLUMNS), style="bold")
    stdout().print(rows)
