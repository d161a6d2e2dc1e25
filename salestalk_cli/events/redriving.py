"""`salestalk events redrive` and `discard`: dead letters back to where they failed, once what was wrong is repaired,
or away, when nothing can be.

By receiving, sending and deleting rather than by the queue's own task: it works wherever queues do, can choose, and
says what it moved. A letter that is moved twice is dropped by the consumer, which knows its events.
"""

from typing import Annotated

import typer

from salestalk_cli.events.showing import ConsumerName
from salestalk_cli.operations.consumers import consumer_of
from salestalk_cli.operations.letters import moved
from salestalk_cli.operations.place import OnAws, at
from salestalk_cli.output import AsJson, print_json, printable, stdout

About = Annotated[str | None, typer.Option("--id", help="Only what is about this event, tenant or message.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many: try one first.")]


def redrive(
    name: ConsumerName, about: About = None, limit: Limit = None, on_aws: OnAws = False, as_json: AsJson = False
) -> None:
    """Send a consumer's dead letters back to its queue."""
    with at(on_aws) as place:
        consumer = consumer_of(place, name)
        letters = moved(
            place.client("sqs"),
            consumer.dead_letters_url,
            consumer.queue_url,
            lambda letter: letter.is_about(about),
            limit,
        )
    if as_json:
        print_json({"consumer": consumer.name, "redriven": [letter.identity for letter in letters]})
    else:
        stdout().print(f"{len(letters)} dead letters are on their way to {consumer.name} again.")


def discard(
    name: ConsumerName,
    about: Annotated[str, typer.Option("--id", help="What is about this event or message, and nothing else.")],
    on_aws: OnAws = False,
    as_json: AsJson = False,
) -> None:
    """Take dead letters away for good: those that no repair can help. They are printed, to be kept."""
    with at(on_aws) as place:
        consumer = consumer_of(place, name)
        letters = moved(
            place.client("sqs"), consumer.dead_letters_url, None, lambda letter: letter.is_named(about), None
        )
    if as_json:
        print_json({"consumer": consumer.name, "discarded": [letter.told() for letter in letters]})
        return
    for letter in letters:
        stdout().print(printable(letter.body), soft_wrap=True)
    stdout().print(f"{len(letters)} dead letters of {consumer.name} are discarded.")
