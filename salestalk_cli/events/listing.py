"""`salestalk events list`."""

from typing import Any, Final

from salestalk_cli.operations.consumers import Consumer, consumers
from salestalk_cli.operations.place import OnAws, Place, at
from salestalk_cli.output import AsJson, print_json, stdout, table

_DEPTHS: Final = {
    "waiting": "ApproximateNumberOfMessages",
    "inFlight": "ApproximateNumberOfMessagesNotVisible",
    "heldBack": "ApproximateNumberOfMessagesDelayed",
}


def list_all(on_aws: OnAws = False, as_json: AsJson = False) -> None:
    """List the consumers: what they are for, how many messages wait, and how many they could not handle."""
    with at(on_aws) as place:
        found = [_told(place, consumer) for consumer in consumers(place)]
    if as_json:
        print_json({"consumers": found})
        return
    listed = table("Consumers", "Consumer", "Events", "Waiting", "In flight", "Held back", "Dead letters")
    for each in found:
        depths = (str(each[name]) for name in (*_DEPTHS, "deadLetters"))
        listed.add_row(each["consumer"], "\n".join(each["events"]) or "notes of our own", *depths)
    stdout().print(listed)


def _told(place: Place, consumer: Consumer) -> dict[str, Any]:
    sqs = place.client("sqs")
    queue, dead = (
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_DEPTHS.values()))["Attributes"]
        for url in (consumer.queue_url, consumer.dead_letters_url)
    )
    return {
        "consumer": consumer.name,
        "events": list(consumer.event_types),
        **{name: int(queue[attribute]) for name, attribute in _DEPTHS.items()},
        "deadLetters": int(dead[_DEPTHS["waiting"]]) + int(dead[_DEPTHS["inFlight"]]),
    }
