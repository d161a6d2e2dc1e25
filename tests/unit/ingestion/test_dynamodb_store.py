"""What the item store calls of DynamoDB, against what a tenant's session may call."""

from typing import Any

from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.ingestion.store import Absent, Increment, ItemStore, Key, Put, Query
from salestalk.tenancy.session_policy import READ_ACTIONS, WRITE_ACTIONS

OF_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
TABLE = "tenant-acme-messages"


class Recorder:
    """Stands for the client; keeps the actions that IAM would be asked for."""

    def __init__(self) -> None:
        self.actions: set[str] = set()

    def batch_get_item(self, **_: Any) -> Any:
        self.actions.add("dynamodb:BatchGetItem")
        return {"Responses": {}}

    def query(self, **_: Any) -> Any:
        self.actions.add("dynamodb:Query")
        return {"Items": []}

    def transact_write_items(self, *, TransactItems: Any, **_: Any) -> None:  # noqa: N803 - as boto3 calls it
        self.actions |= {f"dynamodb:{OF_A_TRANSACTION[kind]}" for item in TransactItems for kind in item}


def test_a_session_may_do_exactly_what_the_item_store_calls() -> None:
    recorder: Any = Recorder()
    store: ItemStore = DynamoItemStore(recorder)

    store.get_some(TABLE, [Key("a", "b")], consistent=True)
    store.query_page(TABLE, Query("a"), None)
    store.transact(TABLE, [Put({"pk": "a", "sk": "b"}, Absent()), Increment(Key("a", "c"), {"n": 1})], token="t")

    assert recorder.actions == {*READ_ACTIONS, *WRITE_ACTIONS}
    assert {name for name in dir(DynamoItemStore) if not name.startswith("_")} == {"get_some", "query_page", "transact"}
