"""`salestalk cost`: the sum of its parts, the model apart from the rest, and sentences for what cannot be computed."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk_cli.cost import work
from salestalk_cli.cost.estimate import BUDGET_WRITES, TOKENS, Estimate
from salestalk_cli.cost.prices import price_list
from salestalk_cli.main import run

MODELS = sorted(price_list().models)
ESTIMATES = st.builds(
    Estimate,
    tenants=st.integers(0, 10_000),
    questions=st.integers(0, 10**6),
    rows=st.integers(0, 10**7),
    stored_gb=st.decimals(0, 1_000, places=2),
    model=st.none() | st.sampled_from(MODELS),
)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        run(["cost", *arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


@given(ESTIMATES)
def test_a_month_is_the_platform_and_every_tenant_with_all_it_does(estimate):
    question = work.question().usd + estimate.model_per_question
    tenant = estimate.idle.usd + question * estimate.questions + work.row().usd * estimate.rows
    assert estimate.together == estimate.platform.usd + tenant * estimate.tenants


@given(ESTIMATES)
def test_who_does_nothing_pays_for_what_is_stored(estimate):
    nothing = Estimate(tenants=1, questions=0, stored_gb=estimate.stored_gb, model=estimate.model)
    assert nothing.per_tenant == nothing.idle.usd == work.stored(estimate.stored_gb, estimate.stored_gb).usd


@pytest.mark.parametrize("model", MODELS)
def test_a_model_costs_its_tokens_and_what_counts_them(model):
    price = price_list().models[model]
    bare, with_model = (Estimate(tenants=1, questions=1_000, model=each) for each in (None, model))
    tokens = price.input * TOKENS.input_tokens / 10**6 + price.output * TOKENS.output_tokens / 10**6
    counting = price_list().prices["dynamodb-write"].of(BUDGET_WRITES)
    assert with_model.together - bare.together == 1_000 * (tokens + counting)


def test_programs_get_every_amount(capsys):
    code, said = told(capsys, "--tenants", "1000", "--questions", "7500", "--model", MODELS[0], "--json")
    given_back = json.loads(said, parse_float=Decimal)
    estimate = Estimate(tenants=1_000, questions=7_500, model=MODELS[0])
    assert code == 0
    assert given_back == estimate.as_item()
    assert given_back["usd"]["together"] == estimate.together.quantize(Decimal("1E-7"))
    assert given_back["usd"]["modelPerQuestion"] > 0


def test_people_see_what_a_question_and_a_tenant_cost(capsys):
    code, said = told(capsys, "--tenants", "10", "--questions", "100", "--model", "amazon.nova-micro")
    assert code == 0
    for what in ("a question, without a model", "with amazon.nova-micro", "an idle tenant", "all of it, 10 tenants"):
        assert what in said
    assert price_list().listed in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--model", "gpt"), "There is no price for gpt. There is one for: ollama,"),
        (("--stored", "much"), "--stored must be a number of gigabytes, not much."),
        (("--stored", "-1"), "--stored must be a number of gigabytes, not -1."),
        (("--stored", "NaN"), "--stored must be a number of gigabytes, not NaN."),
    ],
)
def test_what_cannot_be_computed_is_said_in_a_sentence(capsys, arguments, sentence):
    code, said = told(capsys, "--tenants", "1", "--questions", "1", *arguments)
    assert code == 2
    assert sentence in " ".join(said.split())
