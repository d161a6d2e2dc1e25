"""`salestalk events`: see what consumers wait for and what they could not handle, and let them have it again."""

import typer

from salestalk_cli.events.listing import list_all
from salestalk_cli.events.redriving import discard, redrive
from salestalk_cli.events.replaying import replay
from salestalk_cli.events.showing import show
from salestalk_cli.events.tailing import tail

app = typer.Typer(help="Events, for operators: dead letters, redrive, replay.", no_args_is_help=True)
app.command("list")(list_all)
app.command("show")(show)
app.command("tail")(tail)
app.command("redrive")(redrive)
app.command("discard")(discard)
app.command("replay")(replay)
