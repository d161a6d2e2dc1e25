"""`salestalk events show`: what lies among the dead letters, and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from salestalk_cli.operations.consumers import consumer_of
from salestalk_cli.operations.letters import Letter, looked_at
from salestalk_cli.operations.logs import lines_about
from salestalk_cli.operations.place import OnAws, Place, at
from salestalk_cli.output import AsJson, print_json, printable, stdout, table

ConsumerName = Annotated[str, typer.Argument(metavar="CONSUMER", help="As `salestalk events list` names it.")]
About = Annotated[str | None, typer.Option("--id", help="Only what is about this event, tenant or message.")]
Waiting = Annotated[bool, typer.Option("--waiting", help="What waits to be handled, instead of the dead letters.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many to look at.")]

KEPT: Final = timedelta(days=14)
"""How long dead letters are kept, and so how far back their reasons may lie."""


def show(
    name: ConsumerName,
    about: About = None,
    waiting: Waiting = False,
    limit: Limit = 20,
    on_aws: OnAws = False,
    as_json: AsJson = False,
) -> None:
    """Show a consumer's dead letters and why they died; all of them stay where they are."""
    with at(on_aws) as place:
        consumer = consumer_of(place, name)
        url = consumer.queue_url if waiting else consumer.dead_letters_url
        letters = [each for each in looked_at(place.client("sqs"), url, limit) if each.is_about(about)]
        reasons = reasons_of(place, letters)
    if as_json:
        print_json({"letters": [{**each.told(), "reason": reasons.get(each.message_id)} for each in letters]})
    else:
        _print(consumer.name, letters, reasons)


def reasons_of(place: Place, letters: Sequence[Letter]) -> Mapping[str, str]:
    """Why each message failed last, by its id, as far as the logs still tell."""
    if not letters:
        return {}
    now = datetime.now(UTC)
    since = max(min(letter.sent for letter in letters) - timedelta(minutes=1), now - KEPT)
    lines = lines_about(place, [letter.message_id for letter in letters], since=since, until=now)
    failed = [line.fields for line in lines if line.fields.get("outcome") == "failed"]
    return {line["messageId"]: _reason(line) for line in failed if "messageId" in line}


def _reason(line: Mapping[str, Any]) -> str:
    said = line.get("reason") or line.get("exception_name") or "Nobody foresaw it: see the log."
    return " ".join(map(str, (said, *line.get("faults", ()))))


def _print(name: str, letters: Sequence[Letter], reasons: Mapping[str, str]) -> None:
    console = stdout()
    if not letters:
        console.print(f"There is nothing to show of {name}.")
        return
    listed = table(name, "Sent", "Tenant", "Event", "Id", "Tries", "Reason")
    for letter in letters:
        said = letter.identity
        cells = (
            f"{letter.sent:%Y-%m-%d %H:%M:%S}",
            str(said["tenantId"]),
            str(said.get("eventType", "")),
            str(said.get("eventId", letter.message_id)),
            letter.attributes.get("ApproximateReceiveCount", ""),
            reasons.get(letter.message_id, "the logs do not say"),
        )
        listed.add_row(*map(printable, cells))
    console.print(listed)
