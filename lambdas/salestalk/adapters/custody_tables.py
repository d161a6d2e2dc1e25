"""A tenant's tables as a whole: every item read, every item counted, the tables removed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from salestalk.adapters.dynamodb.codec import decode_item
from salestalk.adapters.dynamodb.errors import dynamodb_errors
from salestalk.errors import TenantNotActive
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.offboarding.ports import CountPage, ItemPage, Resume

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")


class CustodyTables:
    """Implements `salestalk.offboarding.ports.TenantTables`. ``client`` gives one with the tenant's credentials."""

    def __init__(
        self, client: Callable[[], "DynamoDBClient"], strategy: IdempotencyStrategy, *, deadline: float
    ) -> None:
        self._client = client
        self._strategy = strategy
        self._deadline = deadline

    def items(self, table: str, start: Resume | None) -> ItemPage:
        """The next items as they are now. Raises `TenantNotActive` when there is no such table."""
        answer = self._call(lambda: self._scan(table, start))
        return ItemPage([decode_item(item) for item in answer["Items"]], answer.get("LastEvaluatedKey"))

    def count(self, table: str, start: Resume | None) -> CountPage:
        """How many items the next part has; none when there is no such table."""
        try:
            answer = self._call(lambda: self._scan(table, start, Select="COUNT"))
        except TenantNotActive:
            return CountPage(0, None)
        return CountPage(answer["Count"], answer.get("LastEvaluatedKey"))

    def remove(self, table: str) -> bool:
        """Have the table removed, protected or not; True once it is gone."""
        found = self._describe(table)
        if found is None:
            return True
        if found["TableStatus"] != "ACTIVE":
            return False
        if found.get("DeletionProtectionEnabled"):
            self._call(lambda: self._client().update_table(TableName=table, DeletionProtectionEnabled=False))
        self._call(lambda: self._delete(table))
        return self._describe(table) is None

    def _scan(self, table: str, start: Resume | None, **options: Any) -> Mapping[str, Any]:
        at: Any = {} if start is None else {"ExclusiveStartKey": start}
        return self._client().scan(TableName=table, ConsistentRead=True, **at, **options)

    def _delete(self, table: str) -> None:
        """Twice is once: a table that is going, or still being changed, is looked at again."""
        client = self._client()
        try:
            client.delete_table(TableName=table)
        except (client.exceptions.ResourceInUseException, client.exceptions.ResourceNotFoundException):
            return

    def _describe(self, table: str) -> Any:
        try:
            return self._call(lambda: self._client().describe_table(TableName=table)["Table"])
        except TenantNotActive:
            return None

    def _call(self, operation: Callable[[], T]) -> T:
        def attempt() -> T:
            with dynamodb_errors():
                return operation()

        return self._strategy.call(attempt, deadline=self._deadline)
