"""insight-delivery by its messages: delivered, tried again ever later, given up, or no longer wanted."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from insight_delivery import handler as function
from insight_delivery.delivering import Delivering
from runtime.settings import SettingsIncomplete
from salestalk.contracts.delivery import Channel, DeliveryNote
from salestalk.contracts.insight import Insight
from salestalk.contracts.jsontext import loads
from salestalk.contracts.tenant import Delivery, TenantProfile, TenantStatus
from salestalk.errors import Unavailable
from salestalk.insights.delivery import MAX_ATTEMPTS, NotAllowed, NotDelivered, Post
from salestalk.tenancy.registry import ActiveTenants
from tests.unit.functions.fakes import Context
from tests.unit.insights.room import MONDAY, STEADY, TENANT, Room
from tests.unit.tenancy.fakes import MemoryStore, tenant

HOOK = "https://hooks.example.com/salestalk"


@dataclass
class World:
    """What the function reaches; ``failure`` is raised where it goes out."""

    failure: Exception | None = None
    posts: list[Post] = field(default_factory=list)
    mails: list[Insight] = field(default_factory=list)
    put_back: list[tuple[DeliveryNote, int]] = field(default_factory=list)

    def secret_of(self, tenant_id: str, *, deadline: float) -> str:
        return f"secret of {tenant_id}"

    def publish(self, insight: Insight, *, deadline: float) -> None:
        self._fail()
        self.mails.append(insight)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


@dataclass
class Webhooks:
    world: World

    def send(self, post: Post, *, deadline: float) -> None:
        self.world._fail()
        self.world.posts.append(post)


@dataclass
class Queue:
    world: World

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        self.world.put_back.append((DeliveryNote.model_validate(loads(body)), delay))


class Function:
    def __init__(self) -> None:
        self.world, self.registry = World(), MemoryStore()
        self.wants(webhook_url=HOOK, email=True)
        self.delivering = Delivering(
            ActiveTenants(self.registry, lambda: 0.0, seconds=0),
            self.world,
            Webhooks(self.world),
            self.world,
            Queue(self.world),
            lambda: MONDAY,
        )

    def wants(self, status: TenantStatus = TenantStatus.ACTIVE, **wanted: Any) -> None:
        profile = TenantProfile(delivery=Delivery(**wanted) if wanted else None)
        self.registry.entries[TENANT] = tenant(TENANT, metadata=profile, status=status)

    def deliver(self, *bodies: str) -> list[str]:
        records = [
            {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}
            for number, body in enumerate(bodies)
        ]
        answer = function.handler({"Records": records}, Context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Function:
    made = Function()
    monkeypatch.setattr(function, "delivering", lambda: made.delivering)
    return made


@pytest.fixture(scope="module")
def insight() -> Insight:
    room = Room()
    room.load("revenue", [*STEADY, 200])
    return room.look("revenue").created[0]


def note(insight: Insight, channel: str = "webhook", attempt: int = 1) -> str:
    return DeliveryNote(tenant_id=TENANT, channel=Channel(channel), insight=insight, attempt=attempt).as_json()


def test_each_channel_gets_what_is_for_it(made: Function, insight: Insight) -> None:
    assert made.deliver(note(insight), note(insight, "email")) == []
    assert ([post.url for post in made.world.posts], made.world.mails) == ([HOOK], [insight])


@pytest.mark.parametrize("failure", [NotDelivered("503"), Unavailable("no answer")])
def test_what_fails_is_put_back_for_later(made: Function, insight: Insight, failure: Exception) -> None:
    made.world.failure = failure
    assert made.deliver(note(insight, attempt=3)) == []
    ((following, delay),) = made.world.put_back
    assert (following.attempt, delay, following.insight) == (4, 480, insight)


def test_after_so_many_attempts_it_is_given_up_and_the_line_says_why(
    made: Function, insight: Insight, caplog: Any
) -> None:
    made.world.failure = NotDelivered("The webhook answered 503.")
    assert made.deliver(note(insight, attempt=MAX_ATTEMPTS)) == []
    line = caplog.records[-1].__dict__
    assert (line["outcome"], line["attempt"], line["reason"]) == ("given up", 8, "The webhook answered 503.")
    assert (line["tenantId"], line["insightId"], line["channel"]) == (TENANT, insight.insight_id, "webhook")
    assert made.world.put_back == []


def test_what_may_never_go_there_is_given_up_at_once(made: Function, insight: Insight) -> None:
    made.world.failure = NotAllowed("not public")
    assert made.deliver(note(insight)) == []
    assert made.world.put_back == []


@pytest.mark.parametrize("channel", ["webhook", "email"])
def test_what_is_no_longer_wanted_does_not_go_out(made: Function, insight: Insight, channel: str) -> None:
    made.wants()
    assert made.deliver(note(insight, channel)) == []
    made.wants(status=TenantStatus.SUSPENDED, webhook_url=HOOK, email=True)
    assert made.deliver(note(insight, channel)) == []
    assert (made.world.posts, made.world.mails, made.world.put_back) == ([], [], [])


def test_it_goes_where_the_registry_says_now(made: Function, insight: Insight) -> None:
    made.wants(webhook_url="https://new.example.com/")
    made.deliver(note(insight))
    assert [post.url for post in made.world.posts] == ["https://new.example.com/"]


def test_poison_fails_alone(made: Function, insight: Insight) -> None:
    assert made.deliver("poison", "{}", note(insight)) == ["0", "1"]
    assert len(made.world.posts) == 1


def test_without_its_settings_the_whole_batch_stays_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("REGISTRY_TABLE", "INSIGHT_DELIVERIES_QUEUE_URL", "INSIGHTS_TOPIC_ARN"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SettingsIncomplete, match="INSIGHTS_TOPIC_ARN"):
        function.handler({"Records": []}, Context())
