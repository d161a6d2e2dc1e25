"""The registry table `tenants-metadata`: one item per tenant, replaced only by whoever saw the latest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from salestalk.adapters.aws_errors import aws_errors
from salestalk.adapters.dynamodb.codec import decode_item, encode_item
from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant
from salestalk.errors import InvalidInput, InvariantBroken
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef

KEY: Final = "tenantId"


class RegistryTable:
    """Implements `salestalk.tenancy.registry.TenantStore`."""

    def __init__(self, client: "DynamoDBClient", table: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._table = table
        self._strategy = strategy

    def get(self, tenant_id: str, *, deadline: float | None = None) -> Tenant | None:
        """The entry as last written. Raises `Unavailable`, and `InvariantBroken` for one that breaks the contract."""
        item = self._strategy.call(lambda: self._get(tenant_id), deadline=deadline)
        return None if item is None else tenant_of(item)

    def put(self, tenant: Tenant, *, replacing: Tenant | None, deadline: float | None = None) -> bool:
        """Write an entry in place of exactly ``replacing``. False when that is no longer so. Raises `Unavailable`."""
        request = self._put_request(tenant, replacing)
        return self._strategy.call(lambda: self._put(request), deadline=deadline)

    def _get(self, tenant_id: str) -> dict[str, Any] | None:
        with aws_errors():
            answer = self._client.get_item(TableName=self._table, Key={KEY: {"S": tenant_id}}, ConsistentRead=True)
        return answer.get("Item")

    def _put(self, request: "PutItemInputTypeDef") -> bool:
        with aws_errors():
            try:
                self._client.put_item(**request)
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def _put_request(self, tenant: Tenant, replacing: Tenant | None) -> "PutItemInputTypeDef":
        request: PutItemInputTypeDef = {"TableName": self._table, "Item": encode_item(tenant.as_item())}
        if replacing is None:
            return {**request, "ConditionExpression": f"attribute_not_exists({KEY})"}
        # `updatedAt` rises with every change of an entry, so it stands for all of it.
        return {
            **request,
            "ConditionExpression": "updatedAt = :seen",
            "ExpressionAttributeValues": {":seen": {"N": str(replacing.updated_at)}},
        }


def tenant_of(item: Mapping[str, Any]) -> Tenant:
    """An item of the table as an entry. Raises `InvariantBroken` for one that breaks the contract."""
    values = decode_item(item)
    try:
        return parse(Tenant, values)
    except InvalidInput as error:
        said = "; ".join(fault.message for fault in error.faults)
        raise InvariantBroken(f"The registry's entry of {values.get(KEY)} is not valid: {said}") from None
