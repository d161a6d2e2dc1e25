"""The `salestalk` command: each subcommand is a module beside this one."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from salestalk_cli.ask import ask, chat
from salestalk_cli.catalog import metrics
from salestalk_cli.classify import classify
from salestalk_cli.cost.command import cost
from salestalk_cli.down import down
from salestalk_cli.events import app as events
from salestalk_cli.export import export
from salestalk_cli.ingest import ingest
from salestalk_cli.insights import insights
from salestalk_cli.output import report
from salestalk_cli.page import page
from salestalk_cli.problems import Problem
from salestalk_cli.seed import seed
from salestalk_cli.status import status
from salestalk_cli.tenants import app as tenants
from salestalk_cli.trace import trace
from salestalk_cli.up import up
from salestalk_cli.usage import usage
from salestalk_cli.validate import validate

app = typer.Typer(
    help="Talk to your business metrics: run the platform here, load data, ask questions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (
    up,
    down,
    status,
    seed,
    validate,
    ask,
    chat,
    classify,
    ingest,
    metrics,
    insights,
    export,
    usage,
    trace,
    cost,
    page,
):
    app.command()(command)
app.add_typer(events, name="events")
app.add_typer(tenants, name="tenants")


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with its exit code: 0 done, 1 failed, 2 wrongly called, 3 not running,
    4 done but for some rows that were handed back.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given, prog_name="salestalk")
    except Problem as problem:
        report(problem, as_json="--json" in given)
        sys.exit(problem.exit_code)
    sys.exit()


if __name__ == "__main__":
    run()
