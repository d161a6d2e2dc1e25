"""`salestalk events tail`: what happens on the bus, as it happens, through a queue that is gone again afterwards."""

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Annotated, Any

import typer

from salestalk import names
from salestalk.names import EventSource
from salestalk_cli.operations.letters import Letter
from salestalk_cli.operations.place import OnAws, Place, at
from salestalk_cli.operations.rules import passing_rule
from salestalk_cli.output import AsJson, print_json, printable, stderr, stdout

Tenant = Annotated[str | None, typer.Option("--tenant", "-t", help="Only events of this tenant.")]
EventType = Annotated[str | None, typer.Option("--type", help="Only events of this type.")]
Seconds = Annotated[int | None, typer.Option(min=1, help="Stop after so long; by default at Ctrl-C.")]


def tail(
    tenant: Tenant = None,
    event_type: EventType = None,
    seconds: Seconds = None,
    on_aws: OnAws = False,
    as_json: AsJson = False,
) -> None:
    """Print events as they happen (with --json one a line)."""
    pattern: dict[str, Any] = {"source": list(EventSource)}
    if event_type:
        pattern["detail-type"] = [event_type]
    if tenant:
        pattern["detail"] = {"tenantId": [tenant]}
    with at(on_aws) as place, suppress(KeyboardInterrupt):
        for letter in _arriving(place, pattern, seconds):
            _print(letter, as_json=as_json)


def _arriving(place: Place, pattern: Mapping[str, Any], seconds: int | None) -> Iterator[Letter]:
    sqs = place.client("sqs")
    name = f"{names.SERVICE}-tail-{uuid.uuid4().hex[:12]}"
    with _passing_queue(sqs, name) as (url, arn), passing_rule(place, name, pattern, arn):
        stderr().print("[dim]Listening; Ctrl-C ends it.[/]")
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", ()):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield Letter.of(message)


@contextmanager
def _passing_queue(sqs: Any, name: str) -> Iterator[tuple[str, str]]:
    """A queue that the bus may put events into; its address and ARN."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    try:
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnLike": {"aws:SourceArn": f"arn:*:events:*:*:rule/{names.EVENT_BUS}/{name}"}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        yield url, arn
    finally:
        sqs.delete_queue(QueueUrl=url)


def _print(letter: Letter, *, as_json: bool) -> None:
    if as_json:
        print_json(letter.content)
        return
    said = letter.identity
    cells = (said.get("eventTime", ""), said["tenantId"], said.get("eventType", ""), said.get("eventId", ""))
    stdout().print("  ".join(printable(str(cell)) for cell in cells), soft_wrap=True)
