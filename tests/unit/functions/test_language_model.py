"""The deployment's language model: none unless it is named whole, and of it what the tenant's plan has."""

from types import SimpleNamespace
from typing import Any

import pytest

from chat_handler.language_model import LanguageModel
from chat_handler.settings import ChatSettings
from runtime.http import serve
from runtime.measures import noting
from runtime.settings import SettingsIncomplete, from_environment
from salestalk.adapters.model_bedrock import CALLING, BedrockModel
from salestalk.adapters.model_ollama import OllamaModel
from salestalk.ai.assistant import Assistant
from salestalk.contracts.tenant import AgreedLimits, Plan, Tenant, TenantProfile
from salestalk.names import Metric
from tests.unit.ai.fakes import Bench, failure, phrased
from tests.unit.conversation.test_service import ACME, Desk
from tests.unit.functions.test_chat_handler import CONTEXT, Door
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.tenancy.fakes import tenant

REQUIRED = ("REGISTRY_TABLE", "DATA_ACCESS_ROLE_ARN", "TABLE_ARN_PREFIX", "EVENT_BUS", "OUTBOX_QUEUE_URL")


class Session:
    """Remembers which clients were made."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Any]] = []

    def client(self, name: str, config: Any) -> Any:
        self.made.append((name, config))
        return SimpleNamespace()


def model(session: Session | None = None, **environment: str) -> LanguageModel:
    environment = dict.fromkeys(REQUIRED, "x") | environment
    return LanguageModel(from_environment(ChatSettings, environment), session or Session())  # type: ignore[arg-type]


def assistant(made: LanguageModel, of: Tenant) -> Assistant | None:
    return made.assistant_of(of, DictStore(), FakeTime().strategy())


def named(made: LanguageModel) -> Any:
    found = assistant(made, tenant(plan=Plan.ENTERPRISE))
    assert found is not None
    return found.model


def test_without_a_provider_no_tenant_has_a_model():
    assert all(assistant(model(), tenant(plan=plan)) is None for plan in Plan)


@pytest.mark.parametrize(
    ("plan", "agreed", "has_one"),
    [
        (Plan.FREE, None, False),
        (Plan.STANDARD, None, True),
        (Plan.ENTERPRISE, None, True),
        (Plan.FREE, AgreedLimits(language_model=True), True),
        (Plan.ENTERPRISE, AgreedLimits(language_model=False), False),
    ],
)
def test_the_plan_and_what_was_agreed_say_who_has_it(plan, agreed, has_one):
    made = model(AI_PROVIDER="ollama", AI_MODEL="llama3.2")
    found = assistant(made, tenant(plan=plan, metadata=TenantProfile(limits=agreed)))
    assert (found is not None) is has_one


def test_bedrock_gets_its_model_and_guardrail_and_its_client_when_it_is_asked_first():
    session = Session()
    made = model(session, AI_PROVIDER="bedrock", AI_MODEL="us.amazon.nova-lite-v1:0", AI_GUARDRAIL="gr1:2")
    found = named(made)
    assert isinstance(found, BedrockModel)
    assert (found.model_id, session.made) == ("us.amazon.nova-lite-v1:0", [])
    assert found.client is not None
    assert session.made == [("bedrock-runtime", CALLING)]


def test_ollama_listens_where_it_does_by_itself_or_where_it_is_told():
    for environment in ({}, {"AI_ENDPOINT": "https://models.example.com"}):
        assert isinstance(named(model(AI_PROVIDER="ollama", AI_MODEL="llama3.2", **environment)), OllamaModel)


def test_tenants_share_the_breaker_and_not_the_budget():
    made = model(AI_PROVIDER="ollama", AI_MODEL="llama3.2")
    one, other = (assistant(made, tenant(plan=plan)) for plan in (Plan.STANDARD, Plan.ENTERPRISE))
    assert one is not None
    assert other is not None
    assert one.breaker is other.breaker
    assert one.budget.limits != other.budget.limits


@pytest.mark.parametrize(
    ("environment", "about"),
    [
        ({"AI_PROVIDER": "openai"}, "AI_PROVIDER"),
        ({"AI_PROVIDER": "bedrock"}, "AI_MODEL"),
        ({"AI_PROVIDER": "bedrock", "AI_MODEL": "meta.llama3"}, "no price"),
        ({"AI_PROVIDER": "bedrock", "AI_MODEL": "amazon.nova-lite-v1:0", "AI_GUARDRAIL": "gr1"}, "AI_GUARDRAIL"),
        ({"AI_PROVIDER": "ollama", "AI_MODEL": "m", "AI_ENDPOINT": "http://models.example.com"}, "without TLS"),
    ],
)
def test_what_could_not_work_fails_at_the_start_with_its_name(environment, about):
    with pytest.raises(SettingsIncomplete, match=about):
        model(**environment)


def test_calls_failures_and_fallbacks_are_measured_without_a_word_of_the_question():
    made = model(AI_PROVIDER="ollama", AI_MODEL="llama3.2")
    desk = Desk()
    bench = Bench(desk.tenant, lambda _: failure(), store=desk.store)
    real = assistant(made, tenant(plan=Plan.ENTERPRISE))
    assert real is not None
    desk.assistant = Assistant(bench.model, bench.breaker, bench.budget, bench.clock, real.observe)
    with noting() as noted:
        desk.ask("What was revenue in Q3?")
    assert noted == {Metric.MODEL_CALLS: 1, Metric.MODEL_FAILURES: 1, Metric.MODEL_FALLBACKS: 1}


def test_without_a_model_nothing_is_measured_of_one():
    with noting() as noted:
        Desk().ask("What was revenue in Q3?")
    assert noted == {}


def test_the_log_says_what_a_model_was_used_for_and_why_not_and_nothing_that_was_said():
    door = Door()
    bench = Bench(door.desk.tenant, phrased("Revenue was $9."), store=door.desk.store)
    door.desk.assistant = bench.assistant
    lines: list[dict[str, Any]] = []
    log = SimpleNamespace(info=lambda _, extra: lines.append(extra))
    event = {
        "routeKey": "POST /chat",
        "requestContext": {"requestId": "r", "authorizer": {"jwt": {"claims": {"custom:tenantId": ACME, "sub": "u"}}}},
        "body": '{"message":"What was revenue in Q3?"}',
    }
    serve(door.routes.table, log, event, CONTEXT)  # type: ignore[arg-type]
    (line,) = lines
    assert line["model"] == {"id": "amazon.nova-lite-v1:0", "usedFor": [], "fallback": "unproven"}
    assert not any(word in repr(line) for word in ("$9", "What was", "Rewrite", "2,500,000"))
