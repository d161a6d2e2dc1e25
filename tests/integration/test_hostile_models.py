"""Hostile models behind the real providers: over Bedrock's and Ollama's protocols nothing false gets through either."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from salestalk.ai.assistant import Account, Assistant
from salestalk.ai.breaker import Breaker
from salestalk.ai.budget import Budget
from salestalk.ai.phrasing import can_be_phrased
from salestalk.ai.policy import policy
from salestalk.ai.ports import Model
from salestalk.contracts.tenant import AgreedLimits
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.narration import Narrative, narrate
from seed_data.loader import load
from tests.desk import ACME
from tests.hostile.answers import Case, seed_cases
from tests.hostile.deputy import Deputy
from tests.hostile.honest import rewritten
from tests.hostile.server import ModelServer, Said
from tests.integration.test_models import bedrock, emulator_with_proxy, model, server
from tests.unit.ai.fakes import PRICE
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.planning.world import understood

__all__ = ["bedrock", "emulator_with_proxy", "model", "server"]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
ATTACKS = 120
SPARE_MS = 30_000
"""More time than any model is given: what is said is tried with it, not how soon."""
A_BUSY_MACHINE_SECONDS = 8
"""The servers that are late would take 25 seconds or more."""
Tell = Callable[..., Narrative]


@pytest.fixture
def accounts() -> list[Account]:
    return []


@pytest.fixture
def tell(model: Model, accounts: list[Account]) -> Tell:
    """Has an answer told by the provider's model; a breaker of its own for each, so that every one is asked."""
    tenant = load(ACME).tenant
    limits = AgreedLimits(language_model=True, model_tokens_per_day=10**12, model_usd_per_day=Decimal(10**6))
    free = tenant.model_copy(update={"metadata": tenant.metadata.model_copy(update={"limits": limits})})
    budget = Budget(free, LimitCounters(DictStore(), FakeTime().strategy()), PRICE)

    def told(case: Case, spare_ms: int = SPARE_MS) -> Narrative:
        assistant = Assistant(model, Breaker(time.monotonic), budget, time.monotonic, accounts.append)
        given = assistant.help_with(now=NOW, elapsed_ms=-spare_ms, deadline=time.monotonic() + 60)
        narrative = given.phrase(understood(case.findings.plan.subject), narrate(case.findings), case.findings)
        if account := given.account():
            accounts.append(account)
        return narrative

    return told


def tellable() -> list[Case]:
    return [case for case in seed_cases() if can_be_phrased(narrate(case.findings), policy().phrasing)]


def test_no_attack_gets_through_a_provider(tell, server) -> None:
    random = Random(4650)
    deputy = server.behave = Deputy(random)
    for case in random.choices(tellable(), k=ATTACKS):
        assert tell(case).text == case.text, deputy.said[-1]
    assert len(deputy.said) >= ATTACKS
    assert len(Counter(name for name, _, _ in deputy.said)) > 20


def test_an_honest_rewrite_gets_through_a_provider(tell, server) -> None:
    random, delivered = Random(4651), 0
    for case in random.choices(tellable(), k=30):
        text = rewritten(random, case.text)
        server.behave = lambda _, text=text: Said(structure={"text": text})
        told = tell(case).text
        assert told in (text, case.text)
        delivered += told == text
    assert delivered > 24


def test_a_model_that_is_late_in_every_way_never_takes_more_than_its_time(tell, server) -> None:
    case, limit = tellable()[0], policy().answer_within_ms / 1000
    for said in (Said(wait=60), Said(structure={"text": case.text}, trickle=0.4), Said(wait=1.2, trickle=0.4)):
        server.behave = lambda _, said=said: said
        began = time.monotonic()
        assert tell(case, spare_ms=0).text == case.text
        assert time.monotonic() - began < limit + A_BUSY_MACHINE_SECONDS


def test_servers_are_known_by_what_they_asked(server: ModelServer, tell: Tell) -> None:
    """Nothing of another tenant, no key and no row is ever sent."""
    server.behave = lambda _: Said(structure={"text": "Revenue was $1."})
    for case in tellable()[:20]:
        if case.findings.plan.tenant_id == ACME:
            tell(case)
    for asked in server.asked:
        said = asked.system + asked.user
        assert not any(word in said for word in ("METRIC#", "tenant-", "techstart", "AKIA", "acme-corp-001"))
