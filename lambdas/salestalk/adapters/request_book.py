"""What is kept of onboarding requests with an `Idempotency-Key`: items of the registry table that are no tenants.

Their keys hold a sign that no tenant id has; they have neither status nor owner, so no index shows them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from salestalk.adapters.aws_errors import aws_errors
from salestalk.adapters.registry import KEY
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.tenancy.creation import Noted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_PREFIX: Final = "REQUEST#"
_TENANT: Final = "requestedTenantId"
_FINGERPRINT: Final = "fingerprint"


class RequestItems:
    """Implements `salestalk.tenancy.creation.RequestBook`."""

    def __init__(self, client: "DynamoDBClient", table: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._table = table
        self._strategy = strategy

    def note(self, key: str, noted: Noted, *, deadline: float) -> Noted:
        """Keep it unless something is kept under the key, and give what is. Raises `Unavailable`."""
        return self._strategy.call(lambda: self._note(key, noted), deadline=deadline)

    def _note(self, key: str, noted: Noted) -> Noted:
        item: dict[str, AttributeValueTypeDef] = {
            KEY: {"S": _PREFIX + key},
            _TENANT: {"S": noted.tenant_id},
            "notedAt": {"N": str(noted.noted_at)},
        }
        if noted.fingerprint is not None:
            item[_FINGERPRINT] = {"S": noted.fingerprint}
        with aws_errors():
            try:
                self._client.put_item(
                    TableName=self._table, Item=item, ConditionExpression=f"attribute_not_exists({KEY})"
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return self._kept(key)
        return noted

    def _kept(self, key: str) -> Noted:
        answer = self._client.get_item(TableName=self._table, Key={KEY: {"S": _PREFIX + key}}, ConsistentRead=True)
        item = answer["Item"]
        fingerprint = item[_FINGERPRINT]["S"] if _FINGERPRINT in item else None
        return Noted(item[_TENANT]["S"], fingerprint, int(item["notedAt"]["N"]))


class TenantRequests:
    """Implements `salestalk.offboarding.ports.TenantRequests`."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        tenant_id: str,
        strategy: IdempotencyStrategy,
        *,
        deadline: float,
    ) -> None:
        self._client = client
        self._strategy = strategy
        self._deadline = deadline
        self._table = table
        # No index knows whose a request was; the table is looked through once in a tenant's life.
        self._found = {
            "TableName": table,
            "ConsistentRead": True,
            "FilterExpression": f"{_TENANT} = :tenant AND attribute_exists({_FINGERPRINT})",
            "ExpressionAttributeValues": {":tenant": {"S": tenant_id}},
        }

    def forget(self) -> None:
        """Keep of each of the tenant's requests that there was one. Raises `Unavailable`."""
        start = dict[str, Any]()
        while True:
            page = self._call(self._client.scan, {**self._found, **start})
            for item in page["Items"]:
                kept = {name: value for name, value in item.items() if name != _FINGERPRINT}
                self._call(self._client.put_item, {"TableName": self._table, "Item": kept})
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: Any, request: Mapping[str, Any]) -> Any:
        def attempt() -> Any:
            with aws_errors():
                return operation(**request)

        return self._strategy.call(attempt, deadline=self._deadline)
