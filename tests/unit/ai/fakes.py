"""A model that says what a test wants, and all that it needs to be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salestalk.ai.assistant import Account, Assistant
from salestalk.ai.breaker import Breaker
from salestalk.ai.budget import NANO_USD, TOKENS, Budget
from salestalk.ai.policy import Policy, policy
from salestalk.ai.ports import Failure, ModelFailed, ModelRequest, Reply, Spent, Task
from salestalk.ai.prices import Price, price_list
from salestalk.contracts.tenant import Tenant
from salestalk.ingestion.limitcounters import LIMIT_PK, LimitCounters
from salestalk.names import messages_table
from tests.unit.ingestion.fakes import DictStore, FakeTime

SPENT = Spent(900, 80)
MODEL = "amazon.nova-lite-v1:0"
PRICE = price_list().of("bedrock", MODEL)

Say = Callable[[ModelRequest], Mapping[str, Any] | ModelFailed]


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class ScriptedModel:
    """Gives what ``say`` gives, after ``takes`` seconds of the clock."""

    say: Say
    clock: Clock = field(default_factory=Clock)
    takes: float = 0.1
    spent: Spent = SPENT
    asked: list[ModelRequest] = field(default_factory=list)
    provider: str = "bedrock"
    model_id: str = MODEL

    def complete(self, request: ModelRequest) -> Reply:
        self.asked.append(request)
        if self.clock.now + self.takes > request.deadline:
            self.clock.now = request.deadline
            raise ModelFailed(Failure.LATE, "late")
        self.clock.now += self.takes
        said = self.say(request)
        if isinstance(said, ModelFailed):
            raise said
        return Reply(said, self.spent, self.model_id, self.takes * 1000)


def by_task(**said: Any) -> Say:
    """What to say for each task: an object, a failure, or a list of them to be said in turn."""

    def say(request: ModelRequest) -> Any:
        mine = said[request.task]
        return mine.pop(0) if isinstance(mine, list) else mine

    return say


def phrased(text: str) -> Say:
    """Has nothing to say to questions, and this text for every answer."""
    return by_task(understanding={"intent": "unknown", "subject": "unknown"}, phrasing={"text": text})


def failure(kind: Failure = Failure.UNAVAILABLE, spent: Spent | None = None) -> ModelFailed:
    return ModelFailed(kind, "no", spent)


@dataclass
class Bench:
    """One tenant's assistant over a scripted model, and what its budget says."""

    tenant: Tenant
    say: Say
    store: DictStore = field(default_factory=DictStore)
    clock: Clock = field(default_factory=Clock)
    price: Price = PRICE
    policy: Policy = field(default_factory=policy)
    accounts: list[Account] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = ScriptedModel(self.say, self.clock)
        self.breaker = Breaker(self.clock)
        self.budget = Budget(self.tenant, LimitCounters(self.store, FakeTime().strategy()), self.price)
        self.assistant = Assistant(self.model, self.breaker, self.budget, self.clock, self.accounts.append, self.policy)

    @property
    def asked(self) -> list[Task]:
        return [request.task for request in self.model.asked]

    def counted(self) -> tuple[int, int]:
        """Tokens and billionths of a dollar that the budget says are used, of all days together."""
        sheets = [
            item
            for item in self.store.items(messages_table(self.tenant.tenant_id), LIMIT_PK)
            if item["sk"].startswith("model#")
        ]
        return sum(int(sheet.get(TOKENS, 0)) for sheet in sheets), sum(int(sheet.get(NANO_USD, 0)) for sheet in sheets)
