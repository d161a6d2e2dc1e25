"""What people ask first, over HTTP: right numbers that lead back to stored rows; the rest refused with a reason."""

import re
from decimal import Decimal
from typing import Any

import pytest

from salestalk_cli.api import Api
from tests.e2e.conftest import ACME, TECHSTART, Platform


def asked(api: Api, question: str, **options: Any) -> dict[str, Any]:
    body: dict[str, Any] = api.ask(question, **options).body
    return body


def spaced(text: str) -> str:
    """The text with every kind of space written as one."""
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize(
    ("tenant_id", "text", "value", "unit"),
    [(ACME, "$2,500,000", 2_500_000, "USD"), (TECHSTART, "€1,800,000", 1_800_000, "EUR")],
)
def test_revenue_in_q3_leads_back_to_the_row_that_holds_it(
    platform: Platform, tenant_id: str, text: str, value: int, unit: str
) -> None:
    answer = asked(platform.api(tenant_id), "What was revenue in Q3?")
    assert answer["outcome"] == "answered"
    assert text in answer["answer"]
    (reference,) = answer["dataReferences"]
    assert (reference["metric"], reference["period"]) == ("revenue", "2025-Q3")
    assert (reference["value"], reference["unit"]) == (value, unit)
    source = reference["source"]
    row = platform.row(source["table"], source["pk"], source["sk"])
    assert row is not None
    assert (row["value"], row["version"]) == (value, source["version"])


def test_arr_growth_is_told_in_money_and_in_percent(techstart: Api) -> None:
    answer = asked(techstart, "Show me ARR growth from Q3 to Q4")
    assert "€1.2M" in answer["answer"]
    assert "16.7 %" in spaced(answer["answer"])
    values = {reference["period"]: reference["value"] for reference in answer["dataReferences"]}
    assert values == {"2025-Q3": 7_200_000, "2025-Q4": 8_400_000}
    assert Decimal(1_200_000) in [number["value"] for number in answer["derived"]]


def test_a_fall_in_margin_is_explained_by_slices_that_add_up_to_it(acme: Api) -> None:
    answer = asked(acme, "Why did margin fall in Q4?")
    assert (answer["outcome"], answer["classification"]["intent"]) == ("answered", "root_cause")
    slices = {tuple(each["dimensions"].items()) for each in answer["dataReferences"] if each.get("dimensions")}
    assert slices, "no slice is cited"
    assert any(value in answer["answer"] for pairs in slices for _, value in pairs), "no slice is named"
    derived = {number["id"]: number for number in answer["derived"]}
    change = next(number for number in answer["derived"] if number["value"] == Decimal("0.32") - Decimal("0.35"))
    (rest,) = [
        each for each in answer["derived"] if each["operation"] == "remainder" and each["inputs"][0] == change["id"]
    ]
    contributions = [derived[part]["value"] for part in rest["inputs"][1:]]
    assert len(contributions) >= 2
    assert sum(contributions) + rest["value"] == change["value"]
    assert abs(rest["value"]) < Decimal("1e-12"), "more than the last digit of a quotient is unexplained"


def test_a_question_without_a_metric_asks_back_with_choices(acme: Api) -> None:
    answer = asked(acme, "How are we doing?")
    assert answer["outcome"] == "clarification"
    assert answer["reason"]
    assert len(answer["suggestions"]) >= 2


def test_what_no_metric_can_answer_is_refused_with_a_reason(acme: Api) -> None:
    answer = asked(acme, "Why did our CFO quit?")
    assert answer["outcome"] == "refused"
    assert answer["reason"]
    assert (answer["dataReferences"], answer["derived"]) == ([], [])


def test_a_period_without_data_is_no_data_and_not_zero(acme: Api) -> None:
    answer = asked(acme, "What was revenue in Q3 2019?")
    assert (answer["outcome"], answer["dataReferences"]) == ("no_data", [])


def test_a_typo_is_read_as_what_was_meant(acme: Api) -> None:
    assert "$2,500,000" in asked(acme, "waht was revnue in Q3")["answer"]


def test_a_follow_up_keeps_the_metric(acme: Api, session_id: str) -> None:
    asked(acme, "What was revenue in Q3?", session_id=session_id)
    answer = asked(acme, "and in Q4?", session_id=session_id)
    assert "$2,750,000" in answer["answer"]


def test_the_same_question_as_of_the_same_moment_gives_the_same_answer(acme: Api) -> None:
    moment = "2026-03-01T12:00:00Z"
    first, second = (asked(acme, "Show me revenue growth from Q3 to Q4", as_of=moment) for _ in range(2))
    changing = {"messageId", "userMessageId", "sessionId", "performance"}
    assert {name: first[name] for name in first.keys() - changing} == {
        name: second[name] for name in second.keys() - changing
    }


def test_an_answer_is_as_the_contract_says(acme: Api) -> None:
    answer = asked(acme, "What was revenue in Q3?")
    assert answer["interpretation"]["intervals"] == ["[2025-07-01, 2025-10-01)"]
    assert answer["interpretation"]["assumptions"]
    assert answer["qualityMetrics"]["hallucinationDetected"] is False
    assert answer["chart"] is None or "$schema" in answer["chart"]
