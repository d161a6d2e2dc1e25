"""Marks planted in everything that a tenant owns: no log line, metric, error or event of another tenant holds one."""

import json
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from salestalk import names
from tests.attack.scene import Party, Scene
from tests.e2e.patience import until
from tests.integration.parts import listen

ROUNDS = 3
WORKED = {names.USAGE_WORKER: 2 * ROUNDS, names.INSIGHTS_WORKER: 2 * ROUNDS, names.QUALITY_WORKER: ROUNDS}
"""How often workers hear of who was `at_work` in all rounds."""


@pytest.fixture(scope="module")
def busy(scene: Scene) -> tuple[Scene, float, list[str]]:
    """All parties at work at once, well and badly; since when, and every event of it."""
    since = time.time()
    bus = listen(
        scene.platform.aws, names.EVENT_BUS, f"canaries-{uuid.uuid4().hex[:12]}", {"account": ["000000000000"]}
    )
    parties = [scene.attacker, *scene.victims]
    due = {victim.tenant_id: victim.tenant.heard + Counter(WORKED) for victim in scene.victims}
    with ThreadPoolExecutor(len(parties)) as pool:
        list(pool.map(at_work, parties * ROUNDS))
    until(lambda: all(victim.tenant.heard >= due[victim.tenant_id] for victim in scene.victims))
    scene.wait_until_quiet()
    # Whoever else is at work on the bus, what the parties said is in the queue by now.
    events = bus.drain()
    return scene, since, events


def at_work(party: Party) -> None:
    """Questions, loads, and calls that fail with the mark in them."""
    api, mark = party.tenant.api, party.mark
    assert api.call("POST", "/chat", {"message": f"What was {party.subject} in Q3 2025? {mark}"}).status == 200
    record = {"subject": party.subject, "period": "2022-Q1", "value": 7, "unit": f"U{mark}"}
    assert api.call("POST", "/metrics", {"records": [record]}).status == 200
    assert api.call("POST", "/metrics", {"records": [{**record, "unit": f"not {mark}"}]}).status in (400, 409)
    assert api.call("POST", "/chat", {"message": "", "surprise": mark}).status == 400
    assert api.call("GET", f"/sessions/{mark}/messages").status == 404
    assert api.call("PATCH", f"/sessions/{party.session_id}", {"title": mark}).status == 200
    assert api.call("GET", f"/sessions?search={mark}").status == 200
    assert api.call("PUT", f"/messages/{party.message_ids[1]}/pin", {"note": mark}).status == 200
    assert api.call("POST", f"/messages/{party.message_ids[1]}/comments", {"text": mark}).status == 201
    assert api.call("POST", f"/messages/{party.message_ids[1]}/comments", {"text": f"\x00{mark}"}).status == 400
    assert api.send("POST", "/metrics", mark.encode(), {"content-type": "application/json"}).status == 400


def marks(scene: Scene) -> dict[str, str]:
    """Whose each mark is."""
    return {party.mark: party.tenant_id for party in (scene.attacker, *scene.all_victims)}


def log_lines(scene: Scene, since: float) -> Iterator[tuple[str, str]]:
    """Every line that any function wrote, by the name of its group."""
    logs = scene.platform.aws.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    for group in groups:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=int(since * 1000))
        yield from ((group, event["message"]) for page in pages for event in page["events"])


def test_no_log_line_of_one_tenant_holds_a_mark_of_another(busy: tuple[Scene, float, list[str]]) -> None:
    scene, since, _ = busy
    owners = marks(scene)
    told: Counter[str] = Counter()
    for group, line in log_lines(scene, since):
        said = re.search(r'"tenantId": ?"([^"]+)"', line)
        tenant_id = said[1] if said else ""
        told[tenant_id] += 1
        assert [mark for mark, owner in owners.items() if mark in line and owner != tenant_id] == [], (group, line)
    # Of every party there are lines enough for a mark to be among them.
    assert min(told[party.tenant_id] for party in (scene.attacker, *scene.victims)) >= 6 * ROUNDS


def test_what_people_ask_and_load_is_not_logged_at_all(busy: tuple[Scene, float, list[str]]) -> None:
    scene, since, _ = busy
    found = [(group, line) for group, line in log_lines(scene, since) if any(mark in line for mark in marks(scene))]
    assert found == []


def test_no_metric_is_split_by_tenant_or_named_after_one(busy: tuple[Scene, float, list[str]]) -> None:
    scene, since, _ = busy
    ids = set(marks(scene).values())
    split = []
    for _group, line in log_lines(scene, since):
        document: Any = json.loads(line) if line.startswith("{") else {}
        for metrics in document.get("_aws", {}).get("CloudWatchMetrics", ()):
            dimensions = {name for each in metrics["Dimensions"] for name in each}
            split += [
                (name, document.get(name)) for name in dimensions if name == "tenantId" or document.get(name) in ids
            ]
    assert split == []


def test_no_event_of_one_tenant_holds_a_mark_of_another(busy: tuple[Scene, float, list[str]]) -> None:
    scene, _, events = busy
    owners = marks(scene)
    seen: Counter[str] = Counter()
    for body in events:
        tenant_id = json.loads(body)["detail"]["tenantId"]
        foreign = [mark for mark, owner in owners.items() if mark in body and owner != tenant_id]
        assert foreign == [], body
        seen[tenant_id] += sum(mark in body for mark in owners)
    # The marks were there to be found: in each party's own events.
    assert min(seen[party.tenant_id] for party in (scene.attacker, *scene.victims)) >= ROUNDS
