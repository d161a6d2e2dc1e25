"""However late a model is, an answer takes no longer than is promised: by a clock that the test moves."""

from random import Random

from salestalk.ai.policy import policy
from salestalk.ai.ports import Failure
from tests.unit.ai.fakes import Bench, by_task, failure, phrased
from tests.unit.conversation.test_service import Desk

PROMISED = 2.0
"""Seconds, of a chat at P95."""
QUESTIONS = ("What was revenue in Q3?", "revenue in 2025", "How much bacon did we bring home?", "customers in Q4 2025")


def test_no_answer_takes_longer_than_is_left_for_it_whatever_the_model_does() -> None:
    """Replies after nothing to a minute, on time, just in time, too late, or never; with the breaker and without."""
    random, took = Random(20261121), []
    for _ in range(25):
        desk = Desk()
        bench = Bench(desk.tenant, phrased("Revenue fell."), store=desk.store)
        desk.assistant = bench.assistant
        for _ in range(8):
            bench.model.takes = random.choice([0.01, 0.5, 1.0, 1.4, 1.45, 1.5, 1.7, 2.0, 60.0]) * random.uniform(
                0.9, 1.1
            )
            late = by_task(understanding=failure(Failure.LATE), phrasing=failure(random.choice(list(Failure))))
            bench.model.say = random.choice([phrased("Revenue fell."), late])
            began = bench.clock.now
            desk.ask(random.choice(QUESTIONS))
            took.append(bench.clock.now - began)
            bench.clock.now += random.choice([0, 1, 40])
    left = (policy().answer_within_ms - policy().kept_for_storing_ms) / 1000
    assert max(took) <= left + 1e-9
    assert left + policy().kept_for_storing_ms / 1000 < PROMISED
    assert sum(one > 1 for one in took) > 20
