"""`salestalk down`: stop what `up` started."""

from typing import Annotated

import typer

from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from salestalk_cli.output import AsJson, print_json, stdout

Purge = Annotated[bool, typer.Option("--purge", help="Forget all data and users too.")]


def down(purge: Purge = False, as_json: AsJson = False) -> None:
    """Stop the platform on this machine. Its data stays for the next `up`, unless purged."""
    installation = Installation.here()
    stopped = Emulator(installation).stop()
    if purge:
        installation.purge()
    if as_json:
        print_json({"stopped": stopped, "purged": purge})
        return
    said = "SalesTalk is stopped" if stopped else "SalesTalk was not running"
    stdout().print(f"{said}; its data is {'forgotten' if purge else 'kept for the next start'}.")
