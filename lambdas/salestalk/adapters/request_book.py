"""What is kept of onboarding requests with an `Idempotency-Key`: items of the registry table that are no tenants.

Their keys hold a sign that no tenant id has; they have neither status nor owner, so no index shows them.
"""

from typing import TYPE_CHECKING, Final

from salestalk.adapters.aws_errors import aws_errors
from salestalk.adapters.registry import KEY
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.tenancy.creation import Noted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_PREFIX: Final = "REQUEST#"


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
            "requestedTenantId": {"S": noted.tenant_id},
            "fingerprint": {"S": noted.fingerprint},
            "notedAt": {"N": str(noted.noted_at)},
        }
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
        return Noted(item["requestedTenantId"]["S"], item["fingerprint"]["S"], int(item["notedAt"]["N"]))
