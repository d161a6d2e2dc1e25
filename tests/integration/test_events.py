"""Events from the publisher over the bus and a queue to the consumer that counts them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from salestalk import names
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.registry import RegistryTable
from salestalk.contracts.events import Event
from salestalk.contracts.tenant import TenantStatus
from salestalk.events.delivery import read_delivery
from salestalk.names import Env
from salestalk_cli.local.aws import LocalAws
from tests.integration.parts import (
    TABLE_ARN_PREFIX,
    BusWithQueue,
    make_bus,
    make_data_access_role,
    make_registry,
    reach,
)
from tests.integration.tables import make_tables
from tests.unit.events.samples import delivery, event, ingested, provisioned
from tests.unit.functions.fakes import Context
from tests.unit.tenancy.fakes import tenant
from usage_worker import handler as function

DAY = "2026-01-15"


def publish(bus: BusWithQueue, *events: Event) -> None:
    strategy = system_strategy()
    publisher = EventBridgePublisher(bus.aws.client("events"), bus.bus, strategy)
    publisher.publish(events, deadline=strategy.deadline_in(20))


def test_what_is_published_arrives_unchanged_and_once(emulator, unique):
    bus = make_bus(emulator, unique)
    sent = [event(ingested(valid=number), cause=str(number)) for number in range(12)]

    publish(bus, *sent)

    arrived = [read_delivery(body) for body in bus.receive(12)]
    assert sorted(arrived, key=lambda each: each.event_id) == sorted(sent, key=lambda each: each.event_id)


@dataclass(frozen=True)
class Consumer:
    """The usage worker's own function, on a registry and a tenant of its own."""

    aws: LocalAws
    tenant_id: str
    registry: RegistryTable

    def deliver(self, *bodies: str) -> list[str]:
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def counted(self) -> dict[str, str]:
        key = {"pk": {"S": "USAGE"}, "sk": {"S": DAY}}
        item = self.aws.client("dynamodb").get_item(TableName=names.messages_table(self.tenant_id), Key=key)
        return {name: value["N"] for name, value in item.get("Item", {}).items() if "N" in value}


@pytest.fixture
def consumer(emulator, unique, monkeypatch) -> Consumer:
    registry_table = f"registry-{unique}"
    make_registry(emulator, registry_table)
    make_tables(emulator.client("dynamodb"), unique)
    registry = RegistryTable(emulator.client("dynamodb"), registry_table, system_strategy())
    registry.put(tenant(unique), replacing=None)
    settings = {
        Env.REGISTRY_TABLE: registry_table,
        Env.DATA_ACCESS_ROLE_ARN: make_data_access_role(emulator, unique),
        Env.TABLE_ARN_PREFIX: TABLE_ARN_PREFIX,
    }
    for name, value in reach(emulator, **settings).items():
        monkeypatch.setenv(name, value)
    function.counting.cache_clear()
    yield Consumer(emulator, unique, registry)
    function.counting.cache_clear()


def test_an_event_that_came_over_the_bus_is_counted_in_its_tenants_table(emulator, unique, consumer):
    bus = make_bus(emulator, unique)
    of = {"tenant_id": unique}
    publish(bus, event(ingested(valid=7), **of), event(provisioned(unique), **of))

    assert consumer.deliver(*bus.receive(2)) == []

    assert consumer.counted() == {"rowsLoaded": "7", "provisioned": "1"}


def test_a_duplicate_event_is_counted_once_even_when_copies_come_at_the_same_time(unique, consumer):
    body = delivery(event(ingested(valid=7), tenant_id=unique))

    with ThreadPoolExecutor(8) as pool:
        failed = list(pool.map(consumer.deliver, [body] * 16))

    assert ([*failed, consumer.deliver(body)], consumer.counted()) == ([[]] * 17, {"rowsLoaded": "7"})


def test_events_at_the_same_time_are_all_counted(unique, consumer):
    bodies = [delivery(event(ingested(valid=1), tenant_id=unique, cause=str(number))) for number in range(24)]

    with ThreadPoolExecutor(8) as pool:
        failed = list(pool.map(consumer.deliver, bodies))

    assert (failed, consumer.counted()) == ([[]] * 24, {"rowsLoaded": "24"})


def test_events_of_unknown_tenants_fail_alone_and_count_nothing(unique, consumer):
    good, unknown = event(ingested(valid=7), tenant_id=unique), event(tenant_id=f"{unique}-unknown")

    assert sorted(consumer.deliver(delivery(unknown), "poison", delivery(good))) == ["0", "1"]
    assert consumer.counted() == {"rowsLoaded": "7"}


def test_a_deleted_tenants_events_are_dropped(unique, consumer):
    found = consumer.registry.get(unique)
    assert found is not None
    gone = found.model_copy(update={"status": TenantStatus.DELETED, "updated_at": found.updated_at + 1})
    assert consumer.registry.put(gone, replacing=found)

    assert consumer.deliver(delivery(event(tenant_id=unique))) == []
    assert consumer.counted() == {}
