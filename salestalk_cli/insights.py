"""`salestalk insights`: what was found in a tenant's data without being asked, and what one thinks of it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from salestalk_cli.api import Reply, sentence_of
from salestalk_cli.ask import ApiUrl, Seat, Tenant, Token
from salestalk_cli.output import AsJson, print_json, printable, stdout
from salestalk_cli.problems import ExitCode, Problem

Subject = Annotated[str | None, typer.Option(help="Those of a metric.")]
Kind = Annotated[
    str | None,
    typer.Option(help="Those of a kind: anomaly, target_missed, target_reached, record_high, record_low, recap."),
]
Since = Annotated[str | None, typer.Option(help="Those found on this day or later, such as 2026-11-01.")]
Limit = Annotated[int, typer.Option(help="About how many; a week stays together.")]
Dismiss = Annotated[str | None, typer.Option(metavar="ID", help="Take an insight down, for everybody of the tenant.")]
Useful = Annotated[str | None, typer.Option(metavar="ID", help="Judge an insight useful.")]
Useless = Annotated[str | None, typer.Option(metavar="ID", help="Judge it useless: such ones rank lower.")]


def insights(  # noqa: PLR0913, PLR0917 - options of a command
    tenant: Tenant = None,
    subject: Subject = None,
    kind: Kind = None,
    since: Since = None,
    limit: Limit = 20,
    dismiss: Dismiss = None,
    useful: Useful = None,
    useless: Useless = None,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """List what was found unasked, the latest week and the biggest news first; or judge one of them."""
    verdicts = {"dismissed": dismiss, "useful": useful, "useless": useless}
    given = {verdict: insight_id for verdict, insight_id in verdicts.items() if insight_id}
    if len(given) > 1:
        raise Problem("Choose one of --dismiss, --useful and --useless.", ExitCode.USAGE)
    seat = Seat.taken(tenant, api_url, token)
    for verdict, insight_id in given.items():
        _judge(seat, insight_id, verdict, as_json=as_json)
        return
    asked = {"subject": subject, "kind": kind, "since": since, "limit": limit}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    found = _answer(seat.api.call("GET", f"/insights?{query}"))
    if as_json:
        print_json(found)
    else:
        _print(found["insights"], is_all="nextCursor" not in found)


def _judge(seat: Seat, insight_id: str, verdict: str, *, as_json: bool) -> None:
    path = f"/insights/{quote(insight_id, safe='')}/feedback"
    kept = _answer(seat.api.call("POST", path, {"verdict": verdict}))
    if as_json:
        print_json(kept)
    else:
        stdout().print(f"Insight {kept['insightId']}: {kept['verdict']}.")


def _answer(reply: Reply) -> Any:
    if reply.status != 200:
        raise Problem(sentence_of(reply), ExitCode.USAGE if reply.status == 400 else ExitCode.FAILED)
    return reply.body


def _print(found: Sequence[Mapping[str, Any]], *, is_all: bool) -> None:
    if not found:
        stdout().print("Nothing was found yet. Load metrics, and what is worth telling in them appears here.")
        return
    console, week = stdout(), ""
    for one in found:
        if one["week"] != week:
            week = one["week"]
            console.print(f"Found in {week}", style="bold")
        console.print(f"{_head(one)}\n  {printable(one['text'])}\n  {one['insightId']}", soft_wrap=True)
    if not is_all:
        console.print("There is more: say --limit.")


def _head(one: Mapping[str, Any]) -> str:
    about = [
        one.get("subject", "all metrics"),
        *(f"{name}={value}" for name, value in one.get("dimensions", {}).items()),
    ]
    kind = one["kind"].replace("_", " ")
    since = f", since {one['since']}" if one["since"] != one["period"] else ""
    return printable(f"- {one['news']} news: {kind}, {' '.join(about)}, {one['period']}{since}")
