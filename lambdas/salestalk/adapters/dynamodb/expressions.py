"""Writes and queries of the port as DynamoDB's requests. Every name and value goes by a placeholder."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from salestalk import names
from salestalk.adapters.dynamodb.codec import encode, encode_item
from salestalk.ingestion.store import Absent, Condition, Increment, Key, Put, Query, SortRange, Write

TABLE_KEYS: Final = ("pk", "sk")
INDEX_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    names.SESSION_INDEX: ("sessionId", "timestamp"),
    names.SENDER_INDEX: ("sender", "timestamp"),
    names.METRIC_TYPE_INDEX: ("metricType", "timestamp"),
    names.DIMENSION_INDEX: ("dimensionKey", "timestamp"),
}
_COMPARED: Final[Mapping[str, str]] = {
    "begins_with": "begins_with(#s, :s0)",
    "between": "#s BETWEEN :s0 AND :s1",
    "<": "#s < :s0",
    ">": "#s > :s0",
    "=": "#s = :s0",
}


def encoded_key(key: Key) -> dict[str, Any]:
    """A table key."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def transact_item(table: str, write: Write) -> dict[str, Any]:
    """One entry of `TransactWriteItems`."""
    match write:
        case Put():
            return {"Put": {"TableName": table, "Item": encode_item(write.item), **_condition(write.only_if)}}
        case Increment():
            return {"Update": {"TableName": table, "Key": encoded_key(write.key), **_additions(write)}}


def query_request(table: str, query: Query, resume: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parameters of `Query`."""
    partition, sort = INDEX_KEYS[query.index] if query.index else TABLE_KEYS
    request: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "#p = :p",
        "ExpressionAttributeNames": {"#p": partition},
        "ExpressionAttributeValues": {":p": {"S": query.partition}},
        "ScanIndexForward": not query.descending,
    }
    if query.index:
        request["IndexName"] = query.index
    else:
        request["ConsistentRead"] = query.consistent
    if query.limit is not None:
        request["Limit"] = query.limit
    if resume is not None:
        request["ExclusiveStartKey"] = resume
    if query.sort is not None:
        _add_sort(request, sort, query.sort)
    return request


def _add_sort(request: dict[str, Any], attribute: str, sort: SortRange) -> None:
    request["KeyConditionExpression"] += f" AND {_COMPARED[sort.op]}"
    request["ExpressionAttributeNames"]["#s"] = attribute
    request["ExpressionAttributeValues"] |= {f":s{number}": encode(value) for number, value in enumerate(sort.values)}


def _condition(condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {}
    if isinstance(condition, Absent):
        return {"ConditionExpression": "attribute_not_exists(#k)", "ExpressionAttributeNames": {"#k": "pk"}}
    numbered = list(enumerate(condition.attributes.items()))
    return {
        "ConditionExpression": " AND ".join(f"#c{number} = :c{number}" for number, _ in numbered),
        "ExpressionAttributeNames": {f"#c{number}": name for number, (name, _) in numbered},
        "ExpressionAttributeValues": {f":c{number}": encode(value) for number, (_, value) in numbered},
    }


def _additions(write: Increment) -> dict[str, Any]:
    """`ADD`, with a bound for each number that has one: it may be missing yet, or has room for the amount."""
    places = {name: str(place) for place, name in enumerate((*write.amounts, *write.settings, *write.forget))}
    clauses = [
        _clause("ADD", [f"#a{places[name]} :a{places[name]}" for name in write.amounts]),
        _clause("SET", [f"#a{places[name]} = :a{places[name]}" for name in write.settings]),
        _clause("REMOVE", [f"#a{places[name]}" for name in write.forget]),
    ]
    bounds = [
        f"(attribute_not_exists(#a{places[name]}) OR #a{places[name]} <= :m{places[name]})" for name in write.at_most
    ]
    room = {f":m{places[name]}": encode(limit - write.amounts[name]) for name, limit in write.at_most.items()}
    given = {f":a{places[name]}": encode(value) for name, value in {**write.amounts, **write.settings}.items()}
    return {
        "UpdateExpression": " ".join(filter(None, clauses)),
        **({"ConditionExpression": " AND ".join(bounds)} if bounds else {}),
        "ExpressionAttributeNames": {f"#a{place}": name for name, place in places.items()},
        "ExpressionAttributeValues": given | room,
    }


def _clause(verb: str, parts: Sequence[str]) -> str:
    return f"{verb} {', '.join(parts)}" if parts else ""
