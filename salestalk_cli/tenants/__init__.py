"""`salestalk tenants`: bring companies in, look after them and let them go, as an administrator."""

import typer

from salestalk_cli.tenants.changing import plan, resume, suspend
from salestalk_cli.tenants.creating import create
from salestalk_cli.tenants.leaving import delete, export
from salestalk_cli.tenants.looking import list_all, show

app = typer.Typer(help="Tenants, for administrators: onboard, look after and let go.", no_args_is_help=True)
app.command("create")(create)
app.command("list")(list_all)
app.command("show")(show)
app.command("suspend")(suspend)
app.command("resume")(resume)
app.command("plan")(plan)
app.command("export")(export)
app.command("delete")(delete)
