"""What is sent to have an answer rewritten, and which replies have the form."""

from datetime import date
from decimal import Decimal

import pytest

from salestalk.ai.phrasing import answer_data, can_be_phrased, given_text, phrasing_schema
from salestalk.ai.policy import policy
from salestalk.contracts.answer import CitedReference, DerivedValue, Interpretation, Outcome
from salestalk.contracts.jsontext import dumps
from salestalk.narration.model import Narrative

POLICY = policy().phrasing
SOURCE = {"table": "tenant-acme-corp-001-metrics", "pk": "METRIC#revenue", "version": 4}


def narrative(**fields: object) -> Narrative:
    cited = {"id": "r1", "metric": "revenue", "period": "2025-Q3", "value": Decimal(2_500_000), "unit": "USD"}
    cited |= {"dimensions": {"region": "EMEA"}, "source": SOURCE | {"sk": "2025-Q3#region=EMEA"}}
    derived = DerivedValue(
        id="d1", label="change, Q3 2025", value=Decimal("0.25"), unit="ratio", operation="growth", inputs=("r1",)
    )
    return Narrative(
        **{
            "outcome": Outcome.ANSWERED,
            "text": "Revenue for EMEA was $2,500,000 in Q3 2025.",
            "interpretation": Interpretation(as_of=date(2025, 11, 20).isoformat()),
            "data_references": (CitedReference.model_validate(cited),),
            "derived": (derived,),
        }
        | fields
    )


def test_the_answer_goes_out_with_its_question_and_what_its_findings_are_called():
    assert answer_data("revenue in EMEA?", narrative(), POLICY) == {
        "question": "revenue in EMEA?",
        "answer": "Revenue for EMEA was $2,500,000 in Q3 2025.",
        "findings": [
            {"metric": "revenue", "period": "2025-Q3", "of": {"region": "EMEA"}},
            {"computed": "change, Q3 2025", "unit": "ratio"},
        ],
    }


def test_neither_tables_nor_keys_nor_versions_nor_the_tenant_go_out():
    sent = dumps(answer_data("revenue in EMEA?", narrative(), POLICY))
    assert not any(word in sent for word in ("tenant", "acme", "METRIC#", "version", "2500000"))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.CLARIFICATION, Outcome.NO_DATA])
def test_only_answers_are_rewritten(outcome):
    assert can_be_phrased(narrative(), POLICY)
    assert not can_be_phrased(narrative(outcome=outcome), POLICY)


def test_long_answers_and_those_of_many_figures_stay_as_they_are():
    assert not can_be_phrased(narrative(text="x" * (POLICY.max_text + 1)), POLICY)
    assert not can_be_phrased(narrative(derived=narrative().derived * POLICY.max_figures), POLICY)


@pytest.mark.parametrize(
    "structure",
    [{}, {"text": 7}, {"text": ""}, {"text": "  "}, {"text": None}, {"text": "a", "chart": {}}, {"text": "x" * 10**5}],
)
def test_what_has_not_the_form_is_no_text(structure):
    assert given_text(structure, POLICY) is None


def test_spaces_around_a_text_are_no_part_of_it():
    assert given_text({"text": " Revenue was $1. \n"}, POLICY) == "Revenue was $1."
    assert phrasing_schema(POLICY)["required"] == ["text"]
