"""Some attacks of each class with every run of the tests; `make attack` makes all of them."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from salestalk import names
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.errors import RightMissing
from tests.attack import report
from tests.attack.calls import CALLS, OF_NOTHING, call_of, for_administrators, for_users
from tests.attack.corrupted import every_door, refused
from tests.attack.doors import DOORS, Key, opened, ways_to_a_tenants_tables
from tests.attack.files import fetched, posted
from tests.attack.model import AttackClass, Attempt, Layer, Seen, attempt, planned, run
from tests.attack.scene import Scene
from tests.attack.suite import SUITE
from tests.attack.wire import judged

SAMPLE = 30
SEED = 1


@pytest.mark.parametrize("kind", SUITE, ids=lambda kind: kind.title)
def test_no_attack_of_a_sample_succeeds_and_each_is_refused_where_it_has_to_be(scene: Scene, kind: AttackClass) -> None:
    tally = run(kind, scene, SEED, SAMPLE)
    assert (tally.successes, tally.elsewhere) == ([], [])
    assert tally.made > 10


def test_every_route_is_attacked(scene: Scene) -> None:
    assert {route.key for route in scene.routes if not route.is_open} <= set(CALLS)


def test_every_way_to_a_tenants_tables_is_attacked() -> None:
    assert set(ways_to_a_tenants_tables()) == set(DOORS)


def test_the_same_seed_makes_the_same_attempts(scene: Scene) -> None:
    for kind in SUITE:
        first, again = ([each.name for each in planned(kind, scene, SEED, SAMPLE)] for _ in "12")
        assert first == again


# What is refused to attackers has to be there: each of these is the very call of an attack, by somebody who may.


def test_a_tenants_own_calls_are_answered(scene: Scene) -> None:
    own = scene.attacker
    routes = [route for route in for_users(scene) if route.key not in OF_NOTHING]
    answers = {route.key: call_of(route, own).send(scene.wire, own.token) for route in routes}
    assert {key: answer.text for key, answer in answers.items() if answer.status >= 300} == {}
    assert {judged(answer, own.tenant_id).layer for answer in answers.values()} == {Layer.OWN}


def test_administrators_get_past_what_stops_others(scene: Scene) -> None:
    reading = [route for route in for_administrators(scene) if route.method == "GET"]
    answers = [call_of(route, scene.attacker).send(scene.wire, scene.admin["IdToken"]).status for route in reading]
    # Of an export or an erasure that nobody asked for, they are told that there is none.
    assert set(answers) <= {200, 404}
    assert answers.count(200) >= 2


@pytest.mark.parametrize("door", DOORS)
def test_each_way_is_open_to_the_tenant_itself(scene: Scene, door: str) -> None:
    own = scene.attacker.tenant_id
    key = Key(DynamoItemStore(scene.sessions().dynamodb(own)), system_strategy())
    seen = refused(opened(door, key, own))
    # What is looked for may not be there, and what is written may be there already; but nobody is denied a look.
    assert seen.layer is not Layer.IAM, seen.said


def test_a_tenants_own_forms_and_addresses_are_good(scene: Scene) -> None:
    own = scene.attacker
    client = scene.sessions().s3(own.tenant_id)
    place = {"Bucket": scene.bucket, "Key": f"{own.prefix}mine"}
    assert posted(client.generate_presigned_post(place["Bucket"], place["Key"]), {}).layer is None
    assert "x" in fetched(client.generate_presigned_url("get_object", Params=place), "GET", None).said


# A suite that cannot fail would say nothing: each of these opens a door, and the suite has to find it.


class Careless:
    """Stands for the sessions, but gives everybody the rights of root."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def dynamodb(self, _: str) -> Any:
        return self._scene.platform.aws.client("dynamodb")


def test_credentials_that_open_everything_are_found_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = Careless(scene)
    monkeypatch.setattr(Scene, "sessions", lambda _: careless)

    def reads(found: Scene, rng: random.Random) -> Iterator[Attempt]:
        chosen = ("CatalogKeeper.catalog", "MessageHistory.sessions", "UsageCounters.usage")
        ends = tuple(f"({victim.tenant_id})" for victim in found.victims)
        return (each for each in every_door(found, rng) if each.name.startswith(chosen) and each.name.endswith(ends))

    tally = run(AttackClass("careless", reads), scene, SEED)
    assert len(tally.successes) == tally.made == 3 * len(scene.victims)
    assert any("leaked" in told for told in tally.successes)


def test_a_change_of_a_victims_row_is_found_out(scene: Scene) -> None:
    victim = scene.victims[0]
    table, client = names.metrics_table(victim.tenant_id), scene.platform.aws.client("dynamodb")
    item = {"pk": {"S": "PLANTED"}, "sk": {"S": "1"}}

    def writes(*_: Any) -> list[Attempt]:
        def make() -> Seen:
            client.put_item(TableName=table, Item=item)
            return Seen(Layer.IAM, "said to be refused")

        return [attempt("a lie", make, Layer.IAM)]

    assert run(AttackClass("lie", writes), scene, SEED).successes == [f"changed: {table}"]
    client.delete_item(TableName=table, Key=item)


def test_a_refusal_by_another_layer_is_told() -> None:
    seen = refused(lambda: (_ for _ in ()).throw(RightMissing("x")))
    assert (seen.layer, Counter([seen.layer])) == (Layer.IAM, Counter({Layer.IAM: 1}))


def test_the_document_tells_of_several_thousand_attempts_and_no_success() -> None:
    text = report.FILE.read_text(encoding="utf-8")
    assert report.successes_told(text) == 0
    assert {kind.title for kind in SUITE} <= {
        line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")
    }
