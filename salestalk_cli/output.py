"""How the command speaks: results on standard output, everything else on standard error, `--json` for programs."""

import sys
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from salestalk.contracts.jsontext import dumps
from salestalk_cli.problems import Problem

WIDTH_IN_FILES: Final = 160

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]


def stdout() -> Console:
    """Where results go. What is printed is data: nothing in it is taken for markup, colors or emoji codes."""
    width = None if sys.stdout.isatty() else WIDTH_IN_FILES
    return Console(width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def stderr() -> Console:
    """Where progress and problems go."""
    return Console(stderr=True, highlight=False, emoji=False)


def table(title: str, *columns: str) -> Table:
    """A table whose cells are wrapped, never cut: a key that is cut finds nothing."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="dim")
    for column in columns:
        made.add_column(column, overflow="fold", justify="right" if column == "Value" else "left")
    return made


def print_json(value: Any) -> None:
    """One JSON document, exact numbers included."""
    sys.stdout.write(dumps(value) + "\n")


def printable(text: str) -> str:
    """The text without control characters, which could steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def report(problem: Problem, *, as_json: bool) -> None:
    """Say what went wrong."""
    if as_json:
        print_json({"error": str(problem), "exitCode": int(problem.exit_code)})
    else:
        stderr().print(printable(str(problem)), style="red", markup=False, soft_wrap=True)
