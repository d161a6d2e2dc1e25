"""The consumers that are deployed, read from the stack itself: a queue each, its dead letters, and what feeds it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from salestalk import names
from salestalk_cli.operations.place import Place
from salestalk_cli.problems import ExitCode, Problem

QUEUE: Final = "AWS::SQS::Queue"
LOG_GROUP: Final = "AWS::Logs::LogGroup"


@dataclass(frozen=True, slots=True)
class Consumer:
    """A queue with dead letters. ``rule`` is the name of the rule of our bus that feeds it, if one does."""

    name: str
    queue_url: str
    queue_arn: str
    dead_letters_url: str
    rule: str | None
    pattern: Mapping[str, Any]

    @property
    def event_types(self) -> Sequence[str]:
        """The types of events it is for."""
        types: Sequence[str] = self.pattern.get("detail-type", ())
        return types


def resources(place: Place, kind: str) -> Iterator[str]:
    """Physical ids of the Service stack's resources of a kind."""
    pages = place.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=names.SERVICE_STACK)
    for page in pages:
        for resource in page["StackResourceSummaries"]:
            if resource["ResourceType"] == kind:
                yield str(resource["PhysicalResourceId"])


def consumers(place: Place) -> list[Consumer]:
    """All consumers, by name."""
    sqs = place.client("sqs")
    queues: dict[str, Any] = {}
    for url in resources(place, QUEUE):
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "RedrivePolicy"])["Attributes"]
        queues[attributes["QueueArn"]] = (url, attributes.get("RedrivePolicy"))
    found = [
        _consumer(place, arn, url, queues[json.loads(policy)["deadLetterTargetArn"]][0])
        for arn, (url, policy) in queues.items()
        if policy
    ]
    return sorted(found, key=lambda consumer: consumer.name)


def consumer_of(place: Place, name: str) -> Consumer:
    """The consumer of a name, with or without `salestalk-` before it. Raises `Problem` with the names there are."""
    known = {each.name: each for each in consumers(place)}
    found = known.get(name) or known.get(f"{names.SERVICE}-{name}")
    if found is None:
        raise Problem(f"There is no consumer {name!r}; there are {', '.join(known)}.", ExitCode.USAGE)
    return found


def _consumer(place: Place, arn: str, url: str, dead_letters_url: str) -> Consumer:
    events = place.client("events")
    rules = events.list_rule_names_by_target(TargetArn=arn, EventBusName=names.EVENT_BUS)["RuleNames"]
    # A rule that is there for a replay is not what the consumer is for.
    rule = next((each for each in rules if each == arn.rpartition(":")[2]), None)
    told = events.describe_rule(Name=rule, EventBusName=names.EVENT_BUS)["EventPattern"] if rule else "{}"
    return Consumer(arn.rpartition(":")[2], url, arn, dead_letters_url, rule, json.loads(told))
