"""What is not done yet: consumers that have not told of an event that is theirs, and where it lies meanwhile."""

from collections.abc import Iterator, Sequence

from salestalk import names
from salestalk_cli.operations.consumers import Consumer, consumers
from salestalk_cli.operations.letters import looked_at
from salestalk_cli.operations.logs import LogLine
from salestalk_cli.operations.place import Place
from salestalk_cli.trace.steps import Kind, Step

MOST_LETTERS = 1_000
NOT_DONE = ("failed",)


def owed(place: Place, events: Sequence[Step], lines: Sequence[LogLine]) -> Iterator[Step]:
    """A step for each consumer that an event is still owed to."""
    done = {
        (line.fields.get("eventId"), line.fields.get("service"))
        for line in lines
        if line.fields.get("outcome") not in NOT_DONE
    }
    known = consumers(place) if events else []
    functions = _functions(place, known)
    for event in events:
        for consumer in known:
            pair = (event.details["eventId"], functions.get(consumer.queue_arn))
            if event.details["eventType"] in consumer.event_types and pair not in done:
                yield _where(place, consumer, str(event.details["eventId"]), str(event.details["eventType"]))


def _functions(place: Place, known: Sequence[Consumer]) -> dict[str, str]:
    """Which function each queue feeds."""
    lambda_ = place.client("lambda")
    fed = {}
    for consumer in known:
        for mapping in lambda_.list_event_source_mappings(EventSourceArn=consumer.queue_arn)["EventSourceMappings"]:
            fed[consumer.queue_arn] = next(
                part for part in mapping["FunctionArn"].split(":") if part.startswith(f"{names.SERVICE}-")
            )
    return fed


def _where(place: Place, consumer: Consumer, event_id: str, event_type: str) -> Step:
    details = {"eventId": event_id, "eventType": event_type}
    letters = looked_at(place.client("sqs"), consumer.dead_letters_url, MOST_LETTERS)
    if any(letter.is_about(event_id) for letter in letters):
        said = f"{event_type} is among the dead letters: salestalk events show {consumer.name} --id {event_id}"
        return Step(Kind.CONSUMER, consumer.name, said, None, {**details, "outcome": "dead letter"})
    said = f"{event_type} waits in its queue"
    return Step(Kind.CONSUMER, consumer.name, said, None, {**details, "outcome": "waiting"})
