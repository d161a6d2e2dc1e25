"""Many callers at once, whose credentials and answers must never be mixed up; and tenants that are not served."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from salestalk import names
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.tenant_sessions import TenantSessions
from tests.attack.calls import Call, call_of, for_users
from tests.attack.corrupted import KEY, TABLES, refused
from tests.attack.doors import DOORS, Key, opened
from tests.attack.model import Attempt, Layer, Seen, attempt
from tests.attack.scene import Party, Route, Scene
from tests.attack.wire import judged

CALLERS: Final = 32
ROUNDS: Final = 40
TRIES: Final = 10


def interleaved(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Callers of all tenants share one set of cached clients; each tries another tenant's table with its own."""
    sessions = scene.sessions()
    parties = [scene.attacker, *scene.victims]
    for number in range(CALLERS * ROUNDS):
        own, other = rng.sample(parties, 2)
        table = rng.choice(TABLES)(other.tenant_id)
        make = partial(_other_by_own, sessions, own.tenant_id, table)
        yield attempt(f"{number}: {own.tenant_id} at {table}", make, Layer.IAM)


def _other_by_own(sessions: TenantSessions, own: str, table: str) -> Seen:
    client = sessions.dynamodb(own)
    mine = {names.metrics_table(own): {"Keys": [KEY]}}
    client.batch_get_item(RequestItems=mine)
    return refused(lambda: client.batch_get_item(RequestItems={table: {"Keys": [KEY]}}))


def interleaved_callers(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Calls over HTTP by all tenants in turn: each answer holds the caller's own mark and nobody else's."""
    parties = [scene.attacker, *scene.victims]
    reading = [route for route in for_users(scene) if route.method == "GET"]
    telling = [route for route in reading if _tells(scene, route)]
    for number in range(CALLERS * ROUNDS // 2):
        party, route = rng.choice(parties), rng.choice(reading)
        others = [each.mark for each in parties if each is not party]
        make = partial(_own_alone, scene, call_of(route, party), party, others, tells=route in telling)
        yield attempt(f"{number}: {route.key} by {party.tenant_id}", make, Layer.OWN)


def _own_marks(party: Party) -> Sequence[str]:
    return party.mark, party.message_ids[1], party.batch_id


def _tells(scene: Scene, route: Route) -> bool:
    """Whether an answer says whose it is."""
    answer = call_of(route, scene.attacker).send(scene.wire, scene.attacker.token)
    return any(mark in answer.text for mark in _own_marks(scene.attacker))


def _own_alone(scene: Scene, call: Call, party: Party, others: Sequence[str], *, tells: bool) -> Seen:
    answer = call.send(scene.wire, party.token)
    for _ in range(TRIES):
        if answer.status < 500:
            break
        # So many at once start so many processes; one that took too long to start is asked again.
        time.sleep(1)
        answer = call.send(scene.wire, party.token)
    seen = judged(answer, party.tenant_id)
    mixed = [mark for mark in others if mark in answer.text]
    if mixed or (tells and not any(mark in answer.text for mark in _own_marks(party))):
        return Seen(None, f"not its own alone, found {mixed}: {seen.said}")
    # What the answer says is the caller's own; the runner looks for victims' secrets in what it is given.
    return Seen(seen.layer, f"{answer.status}")


def not_served(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Suspended and deleted tenants, whose users' tokens are still good, on every route and every way to a table."""
    patience = _Once(scene.wait_until_forgotten)
    for party in (scene.suspended, scene.deleted):
        for route in for_users(scene):
            for number in range(5):
                yield _refused(scene, patience, party, route, number)
    key = Key(DynamoItemStore(scene.sessions().dynamodb(scene.deleted.tenant_id)), system_strategy())
    for door in DOORS:
        call = opened(door, key, scene.deleted.tenant_id)
        yield attempt(f"{door} of a tenant that is gone", partial(refused, call), Layer.CODE)


def _refused(scene: Scene, patience: Callable[[], None], party: Party, route: Route, number: int) -> Attempt:
    def make() -> Seen:
        patience()
        answer = call_of(route, party).send(scene.wire, party.token)
        seen = judged(answer, party.tenant_id)
        wanted = answer.status == 403 and answer.body["type"].endswith(":tenant-not-active")
        return seen if wanted else Seen(None, seen.said)

    return attempt(f"{route.key} by {party.tenant_id}, {number}", make, Layer.CODE)


class _Once:
    """Does something once, whoever comes first; the others wait for it."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self._lock = threading.Lock()
        self._is_done = False

    def __call__(self) -> None:
        with self._lock:
            if not self._is_done:
                self._do()
                self._is_done = True
