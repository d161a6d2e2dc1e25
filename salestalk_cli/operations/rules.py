"""Rules of the event bus that are there for a while, for one purpose, and then gone again."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from salestalk import names
from salestalk_cli.operations.place import Place

TARGET_ID = "queue"


@contextmanager
def passing_rule(place: Place, name: str, pattern: Mapping[str, Any], queue_arn: str) -> Iterator[str]:
    """A rule that puts matching events into the queue while the block runs; gives its ARN."""
    events = place.client("events")
    rule: str = events.put_rule(Name=name, EventBusName=names.EVENT_BUS, EventPattern=json.dumps(pattern))["RuleArn"]
    try:
        targets = [{"Id": TARGET_ID, "Arn": queue_arn}]
        events.put_targets(Rule=name, EventBusName=names.EVENT_BUS, Targets=targets)
        yield rule
    finally:
        events.remove_targets(Rule=name, EventBusName=names.EVENT_BUS, Ids=[TARGET_ID])
        events.delete_rule(Name=name, EventBusName=names.EVENT_BUS)
