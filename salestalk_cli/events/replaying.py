"""`salestalk events replay`: what happened in a span of time, once more, for one consumer alone.

The bus's archive replays to chosen rules. The archive of this machine knows no choice; so here the consumers' rules
take nothing that is replayed, and a rule of the replay's own, gone afterwards, brings it to the one consumer.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from salestalk import names
from salestalk_cli.events.showing import ConsumerName
from salestalk_cli.operations.consumers import Consumer, consumer_of
from salestalk_cli.operations.place import OnAws, Place, at
from salestalk_cli.operations.rules import passing_rule
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import ExitCode, Problem

From = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%dT%H:%M:%S%z"], help="From when on, with offset.")]
To = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%dT%H:%M:%S%z"], help="Until when, with offset.")]

_OVER: Final = ("COMPLETED", "CANCELLED", "FAILED")
POLL_SECONDS: Final = 0.5
LONGEST_NAME: Final = 64


def replay(
    name: ConsumerName,
    since: From,
    until: To,
    on_aws: OnAws = False,
    as_json: AsJson = False,
) -> None:
    """Let one consumer have a span of the archive again; the others are not touched."""
    if since >= until:
        raise Problem("--from must be earlier than --to.", ExitCode.USAGE)
    with at(on_aws) as place:
        consumer = consumer_of(place, name)
        if consumer.rule is None:
            raise Problem(f"{consumer.name} is not fed by the event bus; there is nothing to replay.", ExitCode.USAGE)
        replayed = _replayed(place, consumer, consumer.rule, since, until)
    if replayed["state"] != "COMPLETED":
        raise Problem(f"The replay {replayed['replay']} ended as {replayed['state']}: {replayed['reason'] or '-'}")
    if as_json:
        print_json(replayed)
    else:
        stdout().print(f"Replayed to {consumer.name}, from {replayed['from']} to {replayed['to']}.")


def _replayed(place: Place, consumer: Consumer, rule: str, since: datetime, until: datetime) -> dict[str, Any]:
    """Replay, and wait for the end."""
    events = place.client("events")
    archive = events.describe_archive(ArchiveName=names.EVENT_BUS)
    name = f"{consumer.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:LONGEST_NAME]
    with _destination(place, consumer, rule, name) as rule_arn:
        events.start_replay(
            ReplayName=name,
            EventSourceArn=archive["ArchiveArn"],
            EventStartTime=since,
            EventEndTime=until,
            Destination={"Arn": archive["EventSourceArn"], "FilterArns": [rule_arn]},
        )
        found = events.describe_replay(ReplayName=name)
        while found["State"] not in _OVER:
            time.sleep(POLL_SECONDS)
            found = events.describe_replay(ReplayName=name)
    return {
        "replay": name,
        "consumer": consumer.name,
        "from": since.astimezone(UTC).isoformat(),
        "to": until.astimezone(UTC).isoformat(),
        "state": found["State"],
        "reason": found.get("StateReason"),
    }


@contextmanager
def _destination(place: Place, consumer: Consumer, rule: str, replay_name: str) -> Iterator[str]:
    """The rule that the replay goes to."""
    if place.local is None:
        yield str(place.client("events").describe_rule(Name=rule, EventBusName=names.EVENT_BUS)["Arn"])
        return
    pattern = {**consumer.pattern, "replay-name": [replay_name]}
    with passing_rule(place, replay_name, pattern, consumer.queue_arn) as arn:
        yield arn
