"""Ids corrupted after the credentials were issued: whatever our code asks for, AWS refuses what is another tenant's."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from botocore.exceptions import ClientError

from salestalk import names
from salestalk.adapters.dynamodb.expressions import INDEX_KEYS
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import TenantSessions
from salestalk.errors import CallerError, RightMissing, TenantNotActive
from salestalk.ingestion.store import Fetched, ItemStore, Query, QueryPage, Write
from salestalk.ingestion.store import Key as ItemKey
from tests.attack.doors import DOORS, Key, opened
from tests.attack.model import Attempt, Layer, Seen, attempt
from tests.attack.scene import Scene

ITEM: Final[dict[str, Any]] = {"pk": {"S": "MSG#1"}, "sk": {"S": "1"}, "tenantId": {"S": "x"}}
KEY: Final[dict[str, Any]] = {"pk": ITEM["pk"], "sk": ITEM["sk"]}
MUTATIONS: Final = 40
TABLES: Final = (names.messages_table, names.metrics_table)


def refused(call: Callable[[], Any]) -> Seen:
    """Make a call of our code or of AWS, and say who refused it."""
    try:
        given = call()
    except TenantNotActive as error:
        return Seen(Layer.CODE, repr(error))
    except RightMissing as error:
        return Seen(Layer.IAM, repr(error))
    except CallerError as error:
        return Seen(Layer.CODE, repr(error))
    except ClientError as error:
        return Seen(Layer.IAM if error.response["Error"]["Code"].startswith("AccessDenied") else None, repr(error))
    return Seen(None, f"nobody refused; it gave {given!r}")


def mutations(tenant_id: str, others: Sequence[str], rng: random.Random) -> list[str]:
    """Ids that a fault could make of this one: the others there are, parts of it, and single characters changed."""
    made = [*others, f"{tenant_id}-messages", f"{tenant_id}-metrics", f"{tenant_id}0", tenant_id[:-1], tenant_id[1:]]
    made += [f"tenant-{tenant_id}", f"{tenant_id}-{tenant_id}", tenant_id * 2, tenant_id.replace("-", ""), "messages"]
    while len(made) < MUTATIONS:
        place = rng.randrange(len(tenant_id))
        made.append(tenant_id[:place] + rng.choice("abcdefghijklmnopqrstuvwxyz0123456789-") + tenant_id[place + 1 :])
    return [each for each in dict.fromkeys(made) if each != tenant_id and re.fullmatch(names.TENANT_ID_PATTERN, each)]


def every_door(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Every way of ours to a tenant's tables, told a wrong id while the credentials are the attacker's."""
    own = scene.attacker.tenant_id
    key = Key(DynamoItemStore(scene.sessions().dynamodb(own)), system_strategy())
    ids = mutations(own, [victim.tenant_id for victim in scene.all_victims], rng)
    for door in DOORS:
        for tenant_id in ids:
            call = opened(door, key, tenant_id)
            yield attempt(f"{door}({tenant_id})", partial(refused, call), Layer.IAM)


class Diverted:
    """An item store whose calls go to other tables: as if an id had been mistaken on the way to it."""

    def __init__(self, store: ItemStore, tables: Mapping[str, str]) -> None:
        self._store = store
        self._tables = tables

    def get_some(self, table: str, keys: Sequence[ItemKey], *, consistent: bool) -> Fetched:
        return self._store.get_some(self._tables[table], keys, consistent=consistent)

    def query_page(self, table: str, query: Query, resume: Mapping[str, Any] | None) -> QueryPage:
        return self._store.query_page(self._tables[table], query, resume)

    def transact(self, table: str, writes: Sequence[Write], *, token: str) -> None:
        self._store.transact(self._tables[table], writes, token=token)


def diverted_on_the_way(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """The id is right wherever our code looks; only the table's name is a victim's when it reaches AWS."""
    own, strategy = scene.attacker.tenant_id, system_strategy()
    store = DynamoItemStore(scene.sessions().dynamodb(own))
    for victim in scene.all_victims:
        tables = {table(own): table(victim.tenant_id) for table in TABLES}
        key = Key(Diverted(store, tables), strategy)
        for door in DOORS:
            call = opened(door, key, own)
            yield attempt(f"{door} to {victim.tenant_id}", partial(refused, call), Layer.IAM)


def operations(
    client: Any, table: str, index: tuple[str, str] | None = None
) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each operation on a table and on an index."""
    condition = {"ExpressionAttributeValues": {":k": {"S": "MSG#1"}}, "ExpressionAttributeNames": {"#k": "pk"}}
    update = {"UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}
    yield "Query", lambda: client.query(TableName=table, KeyConditionExpression="#k = :k", **condition)
    yield "BatchGetItem", lambda: client.batch_get_item(RequestItems={table: {"Keys": [KEY]}})
    yield "GetItem", lambda: client.get_item(TableName=table, Key=KEY)
    yield "PutItem", lambda: client.put_item(TableName=table, Item=ITEM)
    yield "UpdateItem", lambda: client.update_item(TableName=table, Key=KEY, **update)
    yield "DeleteItem", lambda: client.delete_item(TableName=table, Key=KEY)
    yield "Scan", lambda: client.scan(TableName=table)
    yield "BatchWriteItem", lambda: client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": ITEM}}]})
    yield "PartiQL", lambda: client.execute_statement(Statement=f'SELECT * FROM "{table}"')
    yield (
        "PartiQL batch",
        lambda: client.batch_execute_statement(
            Statements=[{"Statement": f"SELECT * FROM \"{table}\" WHERE pk = 'a' AND sk = 'b'"}]
        ),
    )
    yield (
        "PartiQL insert",
        lambda: client.execute_statement(Statement=f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': 'b'}}"),
    )
    for kind, said in transactions(table):
        yield kind, partial(client.transact_write_items, TransactItems=[said])
    yield (
        "TransactGetItems",
        lambda: client.transact_get_items(TransactItems=[{"Get": {"TableName": table, "Key": KEY}}]),
    )
    yield "DescribeTable", lambda: client.describe_table(TableName=table)
    yield "DeleteTable", lambda: client.delete_table(TableName=table)
    yield "UpdateTable", lambda: client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
    yield "CreateBackup", lambda: client.create_backup(TableName=table, BackupName="stolen")
    yield (
        "UpdateTimeToLive",
        lambda: client.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "timestamp"}
        ),
    )
    if index:
        name, attribute = index
        names_ = {"#k": attribute}
        yield (
            f"Query {name}",
            lambda: client.query(
                TableName=table,
                IndexName=name,
                KeyConditionExpression="#k = :k",
                **{**condition, "ExpressionAttributeNames": names_},
            ),
        )


def transactions(table: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """One of each kind that a transaction is made of."""
    place = {"TableName": table, "Key": KEY}
    yield "Put in a transaction", {"Put": {"TableName": table, "Item": ITEM}}
    yield "Delete in a transaction", {"Delete": place}
    yield (
        "ConditionCheck in a transaction",
        {"ConditionCheck": {**place, "ConditionExpression": "attribute_exists(pk)"}},
    )
    yield (
        "Update in a transaction",
        {"Update": {**place, "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}},
    )


def every_operation(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Every operation of DynamoDB on victims' tables and indexes with the attacker's credentials, by name and ARN."""
    sessions = scene.sessions()
    client = sessions.dynamodb(scene.attacker.tenant_id)
    prefix = "arn:aws:dynamodb:us-east-1:000000000000:table/"
    for victim in scene.all_victims:
        for table_of, indexes in ((TABLES[0], names.MESSAGES_INDEXES), (TABLES[1], names.METRICS_INDEXES)):
            table = table_of(victim.tenant_id)
            for place in (table, prefix + table):
                for index in indexes:
                    for name, call in operations(client, place, (index, INDEX_KEYS[index][0])):
                        yield attempt(f"{name} on {place}", partial(refused, call), Layer.IAM)


def spanning_two_tenants(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Batches and transactions of which one part is a victim's: refused whole, so not even the own part happens."""
    own = scene.attacker.tenant_id
    client = scene.sessions().dynamodb(own)
    for victim in scene.all_victims:
        for table_of in TABLES:
            for other_of in TABLES:
                mine, theirs = table_of(own), other_of(victim.tenant_id)
                yield from _batches(client, mine, theirs, rng)
                for (kind, first), (_, second) in zip(transactions(mine), transactions(theirs), strict=True):
                    for order in ([first, second], [second, first]):
                        name = f"{kind} on {mine} and {theirs}"
                        yield attempt(name, _transaction(client, order), Layer.IAM)
                puts = [{"Put": {"TableName": mine, "Item": {**ITEM, "sk": {"S": str(n)}}}} for n in range(2, 12)]
                puts.insert(rng.randrange(11), {"Put": {"TableName": theirs, "Item": ITEM}})
                yield attempt(f"one of eleven puts on {theirs}", _transaction(client, puts), Layer.IAM)


def _transaction(client: Any, steps: list[dict[str, Any]]) -> Callable[[], Seen]:
    return lambda: refused(lambda: client.transact_write_items(TransactItems=steps))


def _batches(client: Any, mine: str, theirs: str, rng: random.Random) -> Iterator[Attempt]:
    orders = [[mine, theirs], [theirs, mine]]
    rng.shuffle(orders)
    for order in orders:
        reads = {table: {"Keys": [KEY]} for table in order}
        puts = {table: [{"PutRequest": {"Item": ITEM}}] for table in order}
        gets = [{"Get": {"TableName": table, "Key": KEY}} for table in order]
        yield attempt(f"BatchGetItem {order}", _call(client.batch_get_item, RequestItems=reads), Layer.IAM)
        yield attempt(f"BatchWriteItem {order}", _call(client.batch_write_item, RequestItems=puts), Layer.IAM)
        yield attempt(f"TransactGetItems {order}", _call(client.transact_get_items, TransactItems=gets), Layer.IAM)


def _call(method: Callable[..., Any], **arguments: Any) -> Callable[[], Seen]:
    return lambda: refused(lambda: method(**arguments))


def no_ids_at_all(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """What is no tenant id is given no credentials."""
    sessions: TenantSessions = scene.sessions()
    own = scene.attacker.tenant_id
    strange = ["", "*", "?", f"{own}*", f"{own}?", "tenant-*", f"{own}/../x", "..", own.upper(), f"{own} ", f"{own}\n"]
    strange += [
        "a" * 65,
        "-a",
        "a-",
        "${aws:PrincipalTag/tenantId}",
        "${*}",
        "ä",
        "а",
        f"{own}\0",
        '","Resource":"*',
        "a,b",
    ]
    for name in strange:
        for give in (sessions.dynamodb, sessions.s3, sessions.lasting_s3):
            made = _call(give, tenant_id=name)
            yield attempt(f"{give.__name__}({name!r})", made, Layer.CODE)
