"""Twenty thousand events while a tenth of all calls fail: none lost, each effect once, dead letters exactly the poison.

What it measured stands in docs/reliability.md.
"""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from salestalk.contracts.events import Event
from salestalk.contracts.jsontext import dumps
from salestalk.events.delivery import read_delivery
from salestalk.names import EventType
from tests.integration.delivery_support import Town
from tests.unit.events.samples import event, ingested
from usage_worker import handler as usage

EVENTS: Final = 20_000
POISON: Final = 40
TENANTS: Final = 5
FAILING: Final = 0.1
KILLED: Final = 0.01
DAY: Final = "2026-01-15"
FIGURES: Final = Path(__file__).parents[2] / "build" / "reliability.json"


@pytest.fixture
def town(emulator: Any, unique: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with Town.build(emulator, unique, monkeypatch) as town:
        for number in range(TENANTS):
            town.add_tenant(f"{unique}-{number}")
        town.line("usage", usage.handler, EventType.METRICS_INGESTED)
        usage.counting.cache_clear()
        yield town
        usage.counting.cache_clear()


def counted(town: Town, tenant_id: str) -> int:
    return int(town.item(tenant_id, "USAGE", DAY).get("rowsLoaded", {"N": "0"})["N"])


def test_twenty_thousand_events_with_faults_on_a_tenth_of_all_calls(
    town: Town, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, line = random.Random(20_000), town.lines["usage"]
    tenants = [f"{unique}-{number}" for number in range(TENANTS)]
    due = dict.fromkeys(tenants, 0)
    events = []
    for number in range(EVENTS):
        owner, rows = rng.choice(tenants), rng.randrange(1, 9)
        due[owner] += rows
        events.append(event(ingested(valid=rows), cause=str(number), tenant_id=owner))
    copies = events + rng.sample(events, EVENTS // 10)
    rng.shuffle(copies)
    poison = [
        _from_the_future(event(ingested(valid=1), cause=f"poison {n}", tenant_id=tenants[0])) for n in range(POISON)
    ]

    started = time.perf_counter()
    given = 0
    town.trouble.strike(FAILING)
    for start in range(0, len(copies), 2_000):
        town.publish(*copies[start : start + 2_000])
        town.put_raw(EventType.METRICS_INGESTED, "metrics-handler", [poison.pop() for _ in range(min(4, len(poison)))])
        while True:
            # Some runs die: a batch that was given to one comes again.
            town.trouble.left_to_live = rng.randrange(0, 40) if rng.random() < KILLED else None
            taken = line.turn()
            if not taken:
                break
            given += taken
    town.trouble.left_to_live = None
    given += line.run()
    town.put_raw(EventType.METRICS_INGESTED, "metrics-handler", poison)
    given += line.run()
    took = time.perf_counter() - started
    town.trouble.strike(0)

    assert {owner: counted(town, owner) for owner in tenants} == due
    dead = line.dead_letters()
    assert sorted(json.loads(body)["detail"]["eventVersion"] for body in dead) == ["2.0"] * POISON
    _report(deliveries=given, calls=town.trouble.calls, seconds=took, dead=len(dead))

    monkeypatch.setattr(usage, "read_delivery", lambda body: read_delivery(body.replace('"2.0"', '"1.0"')))
    time.sleep(6)  # until those that were looked at are to be had again
    assert line.redrive() == POISON
    line.run()
    assert counted(town, tenants[0]) == due[tenants[0]] + POISON
    assert line.dead_letters() == []


def _from_the_future(newer: Event) -> str:
    """An event of a version that this consumer cannot read."""
    return dumps({**newer.as_item(), "eventVersion": "2.0"})


def _report(**figures: float) -> None:
    """Leave the figures for the document."""
    FIGURES.parent.mkdir(exist_ok=True)
    whole = {"events": EVENTS, "copies": EVENTS // 10, "poison": POISON, "tenants": TENANTS, "failing": FAILING}
    FIGURES.write_text(json.dumps({**whole, "killed": KILLED, **figures}, indent=1) + "\n", encoding="utf-8")
