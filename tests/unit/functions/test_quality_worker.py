from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from quality_worker import handler as function
from quality_worker.judging import judge
from salestalk.contracts.events import Event
from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput, TenantNotActive
from tests.unit.events.samples import delivery, event, narrated, provisioned
from tests.unit.functions.fakes import Context, Marks

ACME = "acme-corp-001"


class Worker:
    """The function over marks in memory."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.gone = False
        self.out = StringIO()
        function.log.handlers[0].setStream(self.out)

    def marks_of(self, event: Event, deadline: float) -> Marks:
        if self.gone:
            raise TenantNotActive("The tenant is not known.")
        return self.marks

    def deliver(self, *bodies: str) -> list[dict[str, Any]]:
        """What was logged."""
        records = [{"messageId": str(number), "body": body, "attributes": {}} for number, body in enumerate(bodies)]
        function.handler({"Records": records}, Context())
        return [loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def worker(monkeypatch) -> Worker:
    made = Worker()
    monkeypatch.setattr(function, "marks", lambda: made.marks_of)
    return made


def answered(*, hallucination: bool = False, verified: int = 1, total: int = 1, confidence: str = "0.9", **fields):
    told = narrated(**fields)
    quality = told.quality_metrics.model_copy(
        update={
            "hallucination_detected": hallucination,
            "facts_verified": verified,
            "facts_total": total,
            "confidence_score": Decimal(confidence),
        }
    )
    return event(told.model_copy(update={"quality_metrics": quality}), tenant_id=ACME)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (answered(), "sound"),
        (answered(hallucination=True), "unverified"),
        (answered(verified=3, total=4), "unverified"),
        (answered(confidence="0.49"), "doubtful"),
        (answered(verified=0, total=0), "sound"),
    ],
)
def test_an_answer_is_judged_by_what_could_be_verified_and_how_surely_it_was_understood(answer, verdict):
    assert judge(answer).verdict == verdict


def test_what_is_no_answer_is_not_judged():
    with pytest.raises(InvalidInput):
        judge(event(provisioned()))


def test_an_answer_s_quality_and_cost_are_metrics_of_its_line(worker):
    (line,) = worker.deliver(delivery(answered(hallucination=True, verified=1, total=3, cost="0.0021")))
    assert (line["tenantId"], line["outcome"], line["level"]) == (ACME, "unverified", "INFO")
    names = {metric["Name"] for each in line["_aws"]["CloudWatchMetrics"] for metric in each["Metrics"]}
    assert {"Hallucinations", "FactsUnverified", "Confidence", "ModelCost", "EventAge"} <= names
    assert (line["Hallucinations"], line["FactsUnverified"], line["ModelCost"]) == (1, 2, Decimal("0.0021"))


def test_an_answer_that_comes_twice_is_measured_once(worker):
    body = delivery(answered())
    first, second = worker.deliver(body, body)
    assert ("Confidence" in first, second["outcome"], "Confidence" in second) == (True, "duplicate", False)


def test_what_was_said_is_not_logged(worker):
    told = answered()
    (line,) = worker.deliver(delivery(told))
    text = str(line)
    assert told.data.narrative_text not in text
    assert all(str(reference.value) not in text for reference in told.data.data_references)


def test_the_answers_of_a_tenant_that_is_gone_are_passed_over(worker):
    worker.gone = True
    (line,) = worker.deliver(delivery(answered()))
    assert (line["outcome"], "Confidence" in line) == ("tenant gone", False)


def test_poison_fails_alone(worker):
    failed, judged = worker.deliver('{"detail": {"tenantId": "acme"}}', delivery(answered()))
    assert (failed["outcome"], failed["tenantId"], judged["outcome"]) == ("failed", "acme", "sound")
