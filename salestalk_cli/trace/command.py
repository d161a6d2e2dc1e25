"""The command: finds, puts in order, prints."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from salestalk_cli.operations.logs import LogLine
from salestalk_cli.operations.place import OnAws, Place, at
from salestalk_cli.output import AsJson, print_json, printable, stdout
from salestalk_cli.problems import Problem
from salestalk_cli.trace.following import follow
from salestalk_cli.trace.owed import owed
from salestalk_cli.trace.steps import Step, happened, of_line
from salestalk_cli.trace.stored import Written, rows_of

Given = Annotated[
    str, typer.Argument(metavar="ID", help="Of a question or an answer, a request, an event, a batch or a correlation.")
]
Hours = Annotated[float, typer.Option("--hours", min=0.1, help="How far back to look.")]

_MARKS: Final = {"gateway": "⇥", "function": "▶", "table": "▤", "event": "✦", "consumer": "◀"}


def trace(given: Given, hours: Hours = 24, on_aws: OnAws = False, as_json: AsJson = False) -> None:
    """Show the whole path of one question, load or event: API, function, tables, events, consumers."""
    until = datetime.now(UTC)
    with at(on_aws) as place:
        lines = follow(place, given, since=until - timedelta(hours=hours), until=until)
        if not lines:
            raise Problem(f"No log line of the last {hours:g} hours names {given}; look further back with --hours.")
        steps = _steps(place, lines)
    if as_json:
        print_json({"id": given, "tenantId": _tenant(lines), "steps": [step.told() for step in steps]})
    else:
        _print(stdout(), given, lines, steps)


def _steps(place: Place, lines: Sequence[LogLine]) -> list[Step]:
    events = happened(lines)
    tenant_id = _tenant(lines)
    stored = rows_of(place, tenant_id, Written.by(lines)) if tenant_id else ()
    steps = [*map(of_line, lines), *events, *stored, *owed(place, events, lines)]
    return sorted(steps, key=lambda step: step.order)


def _tenant(lines: Sequence[LogLine]) -> str | None:
    """Whose it is: of all that belongs together there is one tenant."""
    known = {str(line.fields["tenantId"]) for line in lines if line.fields.get("tenantId") not in (None, "-")}
    return known.pop() if len(known) == 1 else None


def _print(console: Console, given: str, lines: Sequence[LogLine], steps: Sequence[Step]) -> None:
    console.print(printable(f"{given} of tenant {_tenant(lines) or 'unknown'}"))
    for step in steps:
        when = f"{step.at:%H:%M:%S}.{step.at.microsecond // 1000:03d}" if step.at else "   not yet  "
        console.print(printable(f"{when}  {_MARKS[step.kind]} {step.place}: {step.said}"), soft_wrap=True)
        for detail in _details(step):
            console.print(printable(f"                 {detail}"), soft_wrap=True)


def _details(step: Step) -> list[str]:
    """What helps people on: ids, stage times, calls."""
    said = []
    aws: dict[str, Any] = step.details.get("aws") or {}
    if "stages" in step.details:
        said.append("stages  " + ", ".join(f"{name} {ms}" for name, ms in step.details["stages"].items()))
    if aws.get("calls"):
        calls = ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in aws["calls"].items())
        said.append(f"AWS     {calls}; {aws['roundTrips']} in a row")
        said.append(f"used    {aws['readUnits']} read and {aws['writeUnits']} write units")
    if "eventId" in step.details and step.kind == "event":
        said.append(f"event   {step.details['eventId']}")
    said += [f"fault   {fault}" for fault in step.details.get("faults", ())]
    return said
