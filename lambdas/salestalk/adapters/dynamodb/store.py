"""The item store on DynamoDB's low-level client."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salestalk.adapters.dynamodb.codec import decode_item
from salestalk.adapters.dynamodb.errors import dynamodb_errors
from salestalk.adapters.dynamodb.expressions import encoded_key, query_request, transact_item
from salestalk.ingestion.store import Fetched, Key, Query, QueryPage, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoItemStore:
    """Implements `salestalk.ingestion.store.ItemStore`. Safe to share between threads, as the client is.

    The client must not retry by itself: that would multiply our retries and know nothing of the deadline.
    """

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client

    def get_some(self, table: str, keys: Sequence[Key], *, consistent: bool) -> Fetched:
        """`BatchGetItem`."""
        wanted: Any = {table: {"Keys": [encoded_key(key) for key in keys], "ConsistentRead": consistent}}
        with dynamodb_errors():
            response = self._client.batch_get_item(RequestItems=wanted)
        left: Any = response.get("UnprocessedKeys", {}).get(table, {"Keys": []})["Keys"]
        return Fetched(
            [decode_item(item) for item in response["Responses"].get(table, ())],
            [Key(key["pk"]["S"], key["sk"]["S"]) for key in left],
        )

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        """`Query`, one page."""
        with dynamodb_errors():
            response = self._client.query(**query_request(table, query, resume))
        return QueryPage([decode_item(item) for item in response["Items"]], response.get("LastEvaluatedKey"))

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        """`TransactWriteItems`; the token makes a repetition within ten minutes a success that writes nothing."""
        items: Any = [transact_item(table, write) for write in writes]
        with dynamodb_errors():
            self._client.transact_write_items(TransactItems=items, ClientRequestToken=token)
