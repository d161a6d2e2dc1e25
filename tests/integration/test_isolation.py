"""One tenant's credentials against another tenant's tables: IAM refuses, whatever the code asks for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from salestalk import names
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import TenantSessions
from salestalk.errors import InvalidInput, RightMissing
from salestalk.ingestion.usage import UsageCounters
from tests.integration.parts import make_data_access_role, make_sessions
from tests.integration.tables import make_tables

ITEM = {"pk": {"S": "MSG#1"}, "sk": {"S": "1"}, "sessionId": {"S": "s"}, "timestamp": {"N": "1"}}
KEY = {"pk": {"S": "MSG#1"}, "sk": {"S": "1"}}


@dataclass(frozen=True)
class Tenants:
    """Two tenants whose ids begin alike, each with a row in both tables."""

    sessions: TenantSessions
    root: Any
    own: str
    other: str


@pytest.fixture(scope="module")
def tenants(emulator) -> Tenants:
    root = emulator.client("dynamodb")
    own = f"isolated-{uuid4().hex[:12]}"
    sessions = make_sessions(emulator, make_data_access_role(emulator, own))
    found = Tenants(sessions, root, own, f"{own}-messages")
    for tenant_id in (found.own, found.other):
        make_tables(root, tenant_id)
        root.put_item(TableName=names.messages_table(tenant_id), Item=ITEM)
        root.put_item(TableName=names.metrics_table(tenant_id), Item=ITEM)
    return found


def _query(client: Any, table: str, index: str | None = None, key: str = "pk") -> Any:
    request = {
        "TableName": table,
        "KeyConditionExpression": "#k = :k",
        "ExpressionAttributeNames": {"#k": key},
        "ExpressionAttributeValues": {":k": {"S": "MSG#1"}},
    }
    return client.query(**request, **({"IndexName": index} if index else {}))


def _transact(client: Any, *steps: dict[str, Any]) -> Any:
    return client.transact_write_items(TransactItems=list(steps))


def _update(client: Any, table: str) -> Any:
    values = {":v": {"N": "1"}}
    return client.update_item(
        TableName=table, Key=KEY, UpdateExpression="ADD seen :v", ExpressionAttributeValues=values
    )


ALLOWED: dict[str, Callable[[Any, str], Any]] = {
    "BatchGetItem": lambda client, table: client.batch_get_item(RequestItems={table: {"Keys": [KEY]}}),
    "Query": _query,
    "PutItem": lambda client, table: client.put_item(TableName=table, Item=ITEM),
    "UpdateItem": _update,
    "TransactWriteItems Put": lambda client, table: _transact(client, {"Put": {"TableName": table, "Item": ITEM}}),
}
NEVER: dict[str, Callable[[Any, str], Any]] = {
    "Scan": lambda client, table: client.scan(TableName=table),
    "GetItem": lambda client, table: client.get_item(TableName=table, Key=KEY),
    "BatchWriteItem": lambda client, table: client.batch_write_item(
        RequestItems={table: [{"PutRequest": {"Item": ITEM}}]}
    ),
    "TransactGetItems": lambda client, table: client.transact_get_items(
        TransactItems=[{"Get": {"TableName": table, "Key": KEY}}]
    ),
    "TransactWriteItems ConditionCheck": lambda client, table: _transact(
        client, {"ConditionCheck": {"TableName": table, "Key": KEY, "ConditionExpression": "attribute_exists(pk)"}}
    ),
    "TransactWriteItems Delete": lambda client, table: _transact(client, {"Delete": {"TableName": table, "Key": KEY}}),
    "DeleteItem": lambda client, table: client.delete_item(TableName=table, Key=KEY),
    "DeleteTable": lambda client, table: client.delete_table(TableName=table),
    "UpdateTable": lambda client, table: client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST"),
    "DescribeTable": lambda client, table: client.describe_table(TableName=table),
    "PartiQL": lambda client, table: client.execute_statement(Statement=f'SELECT * FROM "{table}"'),
    "ListTables": lambda client, table: client.list_tables(),
}
BOTH_TABLES = [names.messages_table, names.metrics_table]


def _refused(call: Callable[[], Any]) -> bool:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"] == "AccessDeniedException"


@pytest.mark.parametrize("table_of", BOTH_TABLES)
@pytest.mark.parametrize("operation", ALLOWED)
def test_a_tenant_reaches_its_own_tables_and_no_others(tenants, table_of, operation):
    client, call = tenants.sessions.dynamodb(tenants.own), ALLOWED[operation]

    call(client, table_of(tenants.own))

    assert _refused(lambda: call(client, table_of(tenants.other)))


@pytest.mark.parametrize(
    ("table_of", "index", "key"),
    [
        (names.messages_table, names.SESSION_INDEX, "sessionId"),
        (names.messages_table, names.SENDER_INDEX, "sender"),
        (names.metrics_table, names.METRIC_TYPE_INDEX, "metricType"),
        (names.metrics_table, names.DIMENSION_INDEX, "dimensionKey"),
    ],
)
def test_a_tenant_reaches_its_own_indexes_and_no_others(tenants, table_of, index, key):
    client = tenants.sessions.dynamodb(tenants.own)

    _query(client, table_of(tenants.own), index, key)

    assert _refused(lambda: _query(client, table_of(tenants.other), index, key))


@pytest.mark.parametrize("tenant", ["own", "other"])
@pytest.mark.parametrize("operation", NEVER)
def test_nothing_but_the_data_plane_is_open_to_anybody(tenants, operation, tenant):
    client = tenants.sessions.dynamodb(tenants.own)

    assert _refused(lambda: NEVER[operation](client, names.messages_table(getattr(tenants, tenant))))


def test_a_call_that_spans_two_tenants_is_refused_whole(tenants):
    client = tenants.sessions.dynamodb(tenants.own)
    own, other = names.messages_table(tenants.own), names.messages_table(tenants.other)
    new = {**ITEM, "pk": {"S": "MSG#spanning"}}
    puts = [{"Put": {"TableName": table, "Item": new}} for table in (own, other)]

    assert _refused(lambda: _transact(client, *puts))
    assert _refused(lambda: client.batch_get_item(RequestItems={own: {"Keys": [KEY]}, other: {"Keys": [KEY]}}))
    assert "Item" not in tenants.root.get_item(TableName=own, Key={"pk": new["pk"], "sk": new["sk"]})


def test_a_tenant_id_corrupted_after_the_credentials_were_issued_is_refused_by_iam(tenants):
    store = DynamoItemStore(tenants.sessions.dynamodb(tenants.own))
    counters = UsageCounters(store, system_strategy(), lambda: 1_760_000_000.0)

    with pytest.raises(RightMissing):
        counters.record_usage(tenants.other, "event-1", "test", "2026-01-01", {"questions": 1})
    with pytest.raises(RightMissing):
        counters.usage(tenants.other, "2026-01-01", "2026-01-31")

    key = {"pk": {"S": "USAGE"}, "sk": {"S": "2026-01-01"}}
    assert "Item" not in tenants.root.get_item(TableName=names.messages_table(tenants.other), Key=key)


@pytest.mark.parametrize("tenant_id", ["*", "isolated*", "isolated?messages", "isolated/../x", "", "Isolated"])
def test_what_is_no_tenant_id_gets_no_credentials(tenants, tenant_id):
    with pytest.raises(InvalidInput):
        tenants.sessions.dynamodb(tenant_id)


def test_interleaved_tenants_never_mix_under_32_threads(emulator, unique):
    root = emulator.client("dynamodb")
    sessions = make_sessions(emulator, make_data_access_role(emulator, unique))
    ids = [f"mixed-{unique}-{number}" for number in range(8)]
    for tenant_id in ids:
        make_tables(root, tenant_id)

    def write_own_and_try_next(turn: int) -> bool:
        own, other = ids[turn % 8], ids[(turn + 1) % 8]
        client = sessions.dynamodb(own)
        item = {"pk": {"S": f"MSG#{own}-{turn}"}, "sk": {"S": "1"}}
        client.put_item(TableName=names.messages_table(own), Item=item)
        return _refused(lambda: client.put_item(TableName=names.messages_table(other), Item=item))

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(write_own_and_try_next, range(256)))

    for tenant_id in ids:
        rows = root.scan(TableName=names.messages_table(tenant_id))["Items"]
        assert {row["pk"]["S"].rpartition("-")[0] for row in rows} == {f"MSG#{tenant_id}"}
        assert len(rows) == 32
