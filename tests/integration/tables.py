"""A tenant's two tables as its stack makes them, for tests that need rows and no stack."""

from typing import TYPE_CHECKING, Any, Final

from salestalk import names

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEXES: Final = {
    names.SESSION_INDEX: "sessionId",
    names.SENDER_INDEX: "sender",
    names.METRIC_TYPE_INDEX: "metricType",
    names.DIMENSION_INDEX: "dimensionKey",
}


def make_tables(client: "DynamoDBClient", tenant_id: str) -> None:
    """Both tables of the tenant, empty."""
    _make(client, names.messages_table(tenant_id), names.MESSAGES_INDEXES)
    _make(client, names.metrics_table(tenant_id), names.METRICS_INDEXES)


def _make(client: "DynamoDBClient", name: str, indexes: tuple[str, ...]) -> None:
    attributes = {"pk": "S", "sk": "S", "timestamp": "N", **{INDEXES[index]: "S" for index in indexes}}
    definitions: Any = [{"AttributeName": key, "AttributeType": kind} for key, kind in attributes.items()]
    secondary: Any = [
        {"IndexName": index, "KeySchema": _keys(INDEXES[index], "timestamp"), "Projection": {"ProjectionType": "ALL"}}
        for index in indexes
    ]
    client.create_table(
        TableName=name,
        AttributeDefinitions=definitions,
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=secondary,
        BillingMode="PAY_PER_REQUEST",
    )


def _keys(partition: str, sort: str) -> Any:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
