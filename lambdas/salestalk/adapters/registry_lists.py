"""Lists of the registry table: by its indexes, or all of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors
from salestalk.adapters.registry import KEY, tenant_of
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Found = tuple[Sequence[Tenant], str | None]


class RegistryLists:
    """Implements `salestalk.tenancy.listing.TenantLists`."""

    def __init__(self, client: "DynamoDBClient", table: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._table = table
        self._strategy = strategy

    def of_status(self, status: TenantStatus, *, limit: int, after: str | None, deadline: float) -> Found:
        """Up to ``limit`` tenants of the status."""
        return self._of(names.STATUS_INDEX, "status", status.value, limit=limit, after=after, deadline=deadline)

    def of_owner(self, owner_email: str, *, limit: int, after: str | None, deadline: float) -> Found:
        """Up to ``limit`` tenants of the owner."""
        return self._of(names.OWNER_EMAIL_INDEX, "ownerEmail", owner_email, limit=limit, after=after, deadline=deadline)

    def all(self, *, limit: int, after: str | None, deadline: float) -> Found:
        """Up to ``limit`` tenants, in the order of their keys' hashes."""
        # Only tenants have a status: what is kept of requests has none.
        only = {"FilterExpression": "attribute_exists(#status)", "ExpressionAttributeNames": {"#status": "status"}}
        request = {"TableName": self._table, "Limit": limit, **only, **_start(after)}
        return self._page(self._client.scan, request, deadline)

    def count(self, status: TenantStatus, *, deadline: float) -> int:
        """How many tenants have the status, as its index knows it."""
        request = {**_query(self._table, names.STATUS_INDEX, "status", status.value), "Select": "COUNT"}
        counted, start = 0, dict[str, Any]()
        while True:
            answer = self._call(self._client.query, {**request, **start}, deadline)
            counted += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return counted
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _of(self, index: str, key: str, value: str, *, limit: int, after: str | None, deadline: float) -> Found:
        request = {**_query(self._table, index, key, value), "Limit": limit, **_start(after, **{key: value})}
        return self._page(self._client.query, request, deadline)

    def _page(self, operation: Any, request: Mapping[str, Any], deadline: float) -> Found:
        answer = self._call(operation, request, deadline)
        last = answer.get("LastEvaluatedKey")
        return [tenant_of(item) for item in answer["Items"]], None if last is None else last[KEY]["S"]

    def _call(self, operation: Any, request: Mapping[str, Any], deadline: float) -> Any:
        def attempt() -> Any:
            with aws_errors():
                return operation(**request)

        return self._strategy.call(attempt, deadline=deadline)


def _query(table: str, index: str, key: str, value: str) -> dict[str, Any]:
    return {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": "#key = :value",
        "ExpressionAttributeNames": {"#key": key},
        "ExpressionAttributeValues": {":value": {"S": value}},
    }


def _start(after: str | None, **keys: str) -> dict[str, Any]:
    """After the tenant, in a list whose own keys these are."""
    if after is None:
        return {}
    return {"ExclusiveStartKey": {name: {"S": value} for name, value in {KEY: after, **keys}.items()}}
