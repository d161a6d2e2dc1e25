"""Read capacity by DynamoDB's published rules, in place of the emulator's flat rate for each call.

Writes the emulator rates as AWS does. Of reads it says half a unit or one whatever was read, and nothing of batches.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from salestalk.adapters.clients import AwsSession
from salestalk.adapters.dynamodb.codec import decode_item
from tests.unit.cost.capacity import item_size

READ_BLOCK = 4096
_CONSISTENT = "reads_consistently"


def bill_reads(session: AwsSession) -> None:
    """Let every answer to a read say what AWS would bill. None of our reads leaves out attributes or filters rows."""

    def asked(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        tables = params.get("RequestItems", {}).values()
        whole: Any = next(iter(tables), params)
        if "Key" in params or "Keys" in whole or "KeyConditionExpression" in params:
            assert not {"ProjectionExpression", "FilterExpression"} & {*params, *whole}, params
            context[_CONSISTENT] = whole.get("ConsistentRead", False), len(whole.get("Keys", ()))

    def answered(parsed_response: Any, context: Mapping[str, Any], **_: Any) -> None:
        if parsed_response is not None and "Error" not in parsed_response and _CONSISTENT in context:
            consistent, keys = context[_CONSISTENT]
            blocks = _blocks(parsed_response, keys)
            parsed_response["ConsumedCapacity"] = {"CapacityUnits": blocks if consistent else blocks / 2}

    for operation in ("GetItem", "Query", "BatchGetItem"):
        session.events.register(f"before-parameter-build.dynamodb.{operation}", asked)
        session.events.register_first(f"response-received.dynamodb.{operation}", answered)


def _blocks(answer: Mapping[str, Any], keys: int) -> int:
    """Blocks of 4 KB that were read: by a query all together, by key each by itself, absent ones too."""
    if "Items" in answer:
        return max(1, ceil(sum(_sizes(answer["Items"])) / READ_BLOCK))
    found = [item for items in answer.get("Responses", {}).values() for item in items]
    found += [answer["Item"]] if "Item" in answer else []
    return sum(ceil(size / READ_BLOCK) for size in _sizes(found)) + max(0, (keys or 1) - len(found))


def _sizes(items: Sequence[Any]) -> list[int]:
    return [item_size(decode_item(item)) for item in items]
