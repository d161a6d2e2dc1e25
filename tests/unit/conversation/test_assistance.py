"""Conversations with a language model: what of it reaches the user, what is told of it, and what it can never do."""

from decimal import Decimal
from typing import Any

import pytest

from salestalk.ai.calling import Fallback
from salestalk.ai.ports import Failure, ModelRequest, Spent, Task
from salestalk.ai.prompts import prompt
from salestalk.ai.reading import HELPED
from salestalk.contracts.answer import AiModel, ChatAnswer
from salestalk.contracts.events import ClassificationPerformed, NarrativeGenerated
from salestalk.contracts.outbox import ExchangePledge
from salestalk.contracts.tenant import AgreedLimits
from salestalk.conversation.completion import Completion
from salestalk.conversation.relay import Relay, Settled
from salestalk.ingestion.sessions import SessionKeeper
from tests.unit.ai.fakes import PRICE, SPENT, Bench, Say, by_task, failure, phrased
from tests.unit.conversation.test_service import ACME, Desk
from tests.unit.ingestion.fakes import FakeTime

QUESTION = "What was revenue in Q3?"
BACON = "How much bacon did we bring home?"
READING = {"intent": "fact_retrieval", "subject": "revenue", "measure": "total", "time": "Q3 2025"}
BUILT_IN = Desk().ask(QUESTION)
PROVEN = BUILT_IN.answer


def with_model(say: Say, **agreed: Any) -> tuple[Desk, Bench]:
    desk = Desk()
    if agreed:
        profile = desk.tenant.metadata.model_copy(update={"limits": AgreedLimits.model_validate(agreed)})
        desk.tenant = desk.tenant.model_copy(update={"metadata": profile})
    bench = Bench(desk.tenant, say, store=desk.store)
    desk.assistant = bench.assistant
    return desk, bench


def told(desk: Desk) -> tuple[ClassificationPerformed, NarrativeGenerated]:
    first, second = desk.bus.events[-2:]
    return first.data, second.data


def without_model(answer: ChatAnswer) -> dict[str, Any]:
    """The answer but for its ids, its times, and what it says of the model."""
    own = {"message_id", "user_message_id", "session_id", "ai_model", "performance", "token_usage", "cost"}
    plain = answer.model_copy(update={"quality_metrics": None})
    return plain.model_dump(exclude=own, warnings=False)


# --- Words -----------------------------------------------------------------------------------------------


def test_a_proven_text_is_what_the_user_gets_and_what_is_stored_and_told():
    desk, bench = with_model(phrased(PROVEN))
    answer = desk.ask(QUESTION)
    assert answer.ai_model == AiModel(
        provider="bedrock",
        model_id=bench.model.model_id,
        temperature=Decimal(0),
        max_tokens=400,
        used_for=(Task.PHRASING,),
        prompts=(prompt(Task.PHRASING).name,),
    )
    _, narrative = told(desk)
    assert (narrative.narrative_text, narrative.ai_model) == (answer.answer, answer.ai_model)
    assert desk.history.messages(ACME, answer.session_id).items[-1].text == answer.answer


def test_tokens_cost_and_time_are_the_providers_own_in_answer_event_session_and_budget():
    desk, bench = with_model(phrased(PROVEN))
    answer = desk.ask(QUESTION)
    _, narrative = told(desk)
    for usage, cost in ((answer.token_usage, answer.cost), (narrative.token_usage, narrative.cost)):
        assert (usage.input_tokens, usage.output_tokens) == (SPENT.input_tokens, SPENT.output_tokens)
        assert cost.amount_usd == PRICE.of(SPENT) == Decimal("0.0000732")
    assert answer.performance.ai_generation_ms == 100
    assert bench.counted() == (980, 73_200)
    keeper = SessionKeeper(desk.store, FakeTime().strategy())
    session = Completion(ACME, keeper, desk.bus, desk.service.clock.now).complete(
        answer.session_id, rating=None, origin=desk.bus.events[0].metadata, deadline=1e9
    )
    assert session.total_cost_usd == PRICE.of(SPENT)


@pytest.mark.parametrize("text", ["Revenue was $2,600,000 in Q3 2025.", "Revenue fell.", "Umsatz: gut.", "x" * 900])
def test_a_text_that_says_anything_else_never_reaches_the_user(text):
    desk, _ = with_model(phrased(text))
    answer = desk.ask(QUESTION)
    assert without_model(answer) == without_model(BUILT_IN)
    assert answer.quality_metrics.hallucination_detected
    assert (answer.ai_model.used_for, answer.ai_model.fallback) == ((), Fallback.UNPROVEN)
    _, narrative = told(desk)
    assert (narrative.narrative_text, narrative.quality_metrics.hallucination_detected) == (BUILT_IN.answer, True)


@pytest.mark.parametrize("kind", list(Failure))
def test_whatever_fails_the_built_in_answer_is_given_and_the_reason_told(kind):
    desk, _ = with_model(by_task(phrasing=failure(kind)))
    answer = desk.ask(QUESTION)
    assert without_model(answer) == without_model(BUILT_IN)
    assert (answer.ai_model.fallback, answer.quality_metrics.hallucination_detected) == (str(kind), False)
    assert answer.token_usage is not None
    assert answer.token_usage.input_tokens == 0


def test_a_late_model_does_not_hold_up_the_answer():
    desk, bench = with_model(phrased(PROVEN))
    bench.model.takes = 60
    began = bench.clock.now
    answer = desk.ask(QUESTION)
    assert answer.ai_model.fallback == Fallback.LATE
    assert bench.clock.now - began <= bench.policy.answer_within_ms / 1000


def test_time_that_was_used_before_the_model_is_not_given_to_it_again():
    desk, bench = with_model(phrased(PROVEN))
    ticks = iter(range(0, 10**9, 700))
    clock = desk.service.clock
    desk.service = type(desk.service)(
        desk.service.open_workspace, desk.bus, type(clock)(now=clock.now, milliseconds=lambda: next(ticks))
    )
    answer = desk.ask(QUESTION)
    assert (bench.asked, answer.ai_model) == ([], AiModel(used_for=(), fallback=Fallback.NO_TIME))


def test_a_used_up_budget_gives_the_built_in_answer_without_a_call():
    desk, bench = with_model(phrased(PROVEN), modelTokensPerDay=1)
    answer = desk.ask(QUESTION)
    assert (bench.asked, answer.answer) == ([], BUILT_IN.answer)
    assert answer.ai_model == AiModel(used_for=(), fallback=Fallback.OVER_BUDGET)
    assert (answer.token_usage, answer.cost) == (None, None)


@pytest.mark.parametrize("question", ["delete all revenue", "What was revenue in Q3 1999?", "how is the weather?"])
def test_nothing_is_asked_about_what_has_no_answer(question):
    desk, bench = with_model(phrased(PROVEN))
    answer = desk.ask(question)
    assert (bench.asked, answer.ai_model) == ([], AiModel())


# --- Retries ---------------------------------------------------------------------------------------------


def test_a_retry_of_a_stored_answer_gives_the_models_first_text_and_asks_nobody():
    desk, bench = with_model(phrased(PROVEN))
    first = desk.ask(QUESTION, key="k1")
    bench.model.say = phrased("something else")
    for elsewhere in (False, True):
        assert desk.ask(QUESTION, key="k1", elsewhere=elsewhere) == first
    assert len(bench.asked) == 1
    assert bench.counted()[0] == 980


def test_the_events_of_an_exchange_whose_teller_died_still_say_what_the_model_took():
    desk, _ = with_model(phrased(PROVEN))
    answer = desk.ask(QUESTION, key="k1")
    first = desk.bus.events[-1]
    relay = Relay(lambda *_: desk.history, lambda *_: False, desk.bus)
    pledge = ExchangePledge(
        tenant_id=ACME, question_id=answer.user_message_id, user_id="u", origin=desk.bus.events[0].metadata
    )
    assert relay.settle(pledge, deadline=1e9) is Settled.PUBLISHED
    again = desk.bus.events[-1]
    assert (again.event_id, again.data) == (first.event_id, first.data)


# --- Reading ---------------------------------------------------------------------------------------------


def test_a_question_the_parser_cannot_read_is_answered_by_the_models_reading():
    desk, bench = with_model(by_task(understanding=READING, phrasing=failure()))
    answer = desk.ask(BACON)
    assert bench.asked == [Task.UNDERSTANDING, Task.PHRASING]
    assert (answer.outcome, answer.classification.subject) == ("answered", "revenue")
    assert HELPED in answer.interpretation.assumptions
    assert answer.ai_model.used_for == (Task.UNDERSTANDING,)
    performed, narrative = told(desk)
    assert performed.classifier_model == bench.model.model_id
    assert narrative.token_usage.input_tokens == SPENT.input_tokens


def test_who_reads_by_itself_is_named_as_the_classifier_though_a_model_found_the_words():
    desk, _ = with_model(phrased(PROVEN))
    desk.ask(QUESTION)
    performed, _ = told(desk)
    assert performed.classifier_model == "builtin"


def test_an_invalid_reading_is_repaired_once_with_what_was_wrong():
    wrong = {**READING, "subject": "bacon"}
    desk, bench = with_model(by_task(understanding=[wrong, READING], phrasing=failure()))
    assert desk.ask(BACON).classification.subject == "revenue"
    second = bench.model.asked[1]
    assert "'bacon' is not one of the metrics" in second.user
    assert second.system == bench.model.asked[0].system


@pytest.mark.parametrize(
    ("readings", "fallback"),
    [
        ([{**READING, "subject": "bacon"}] * 2, Fallback.INVALID),
        ([{"intent": "fact_retrieval", "subject": "unknown"}], Fallback.UNSURE),
        ([{"text": "revenue"}, {}], Fallback.INVALID),
        ([{**READING, "time": "Q1 1999"}], Fallback.UNANSWERABLE),
        ([failure(Failure.MALFORMED, Spent(10, 10))], Fallback.MALFORMED),
    ],
)
def test_without_a_reading_that_holds_the_parsers_own_outcome_stands(readings, fallback):
    desk, bench = with_model(by_task(understanding=list(readings)))
    answer, own = desk.ask(BACON), Desk().ask(BACON)
    assert without_model(answer) == without_model(own)
    assert answer.ai_model.fallback == fallback
    assert len(bench.asked) == len(readings)


@pytest.mark.parametrize(
    "question",
    [
        "show me data of other-corp-001",
        "what are the salaries of our reps?",
        "delete all metrics",
        "What was revenue on February 31?",
    ],
)
def test_what_is_refused_for_safety_is_never_shown_to_a_model(question):
    desk, bench = with_model(by_task(understanding=READING))
    answer = desk.ask(question)
    assert (answer.outcome, bench.asked) == ("refused", [])
    assert without_model(answer) == without_model(Desk().ask(question))


def test_a_model_sees_the_names_of_its_own_tenant_and_not_one_stored_value():
    desk, bench = with_model(by_task(understanding=failure()))
    desk.ask(BACON)
    (request,) = bench.model.asked
    assert request.tenant_id == ACME
    assert "Revenue" in request.user
    assert not any(word in request.user for word in (ACME, "2500000", "2,500,000", "tenant-", "METRIC#"))


def test_data_that_changed_meanwhile_is_told_as_it_is_now():
    desk, bench = with_model(phrased(PROVEN))
    desk.ask(QUESTION)
    desk.metrics.ingest_metric(ACME, {"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD"})
    answer = desk.ask(QUESTION)
    assert answer.ai_model.fallback == Fallback.UNPROVEN
    assert "$2,500,000" not in answer.answer
    assert len(bench.asked) == 2


def test_the_same_model_text_gives_the_same_answer_but_for_its_ids():
    def say(request: ModelRequest) -> dict[str, str]:
        return {"text": PROVEN}

    answers = [with_model(say)[0].ask(QUESTION) for _ in range(2)]
    assert without_model(answers[0]) == without_model(answers[1])
