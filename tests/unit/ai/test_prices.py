"""What models cost: exact, dated, and never unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.ai.ports import Spent
from salestalk.ai.prices import NANO, NoPrice, Price, price_list

TOKENS = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("model_id", "priced_as"),
    [
        ("amazon.nova-lite-v1:0", "amazon.nova-lite"),
        ("us.amazon.nova-lite-v1:0", "amazon.nova-lite"),
        ("arn:aws:bedrock:us-east-1:111122223333:inference-profile/eu.amazon.nova-pro-v1:0", "amazon.nova-pro"),
        ("anthropic.claude-3-5-haiku-20241022-v1:0", "anthropic.claude-3-5-haiku"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku"),
        ("global.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4"),
    ],
)
def test_a_model_is_priced_whatever_its_version_and_profile(model_id, priced_as):
    listed = price_list()
    assert listed.of("bedrock", model_id) == listed.models[priced_as]


@pytest.mark.parametrize("model_id", ["amazon.nova-liter-v1:0", "meta.llama3-8b", "", "ollama"])
def test_a_model_without_a_price_is_refused_by_name(model_id):
    with pytest.raises(NoPrice, match="no price"):
        price_list().of("bedrock", model_id)


def test_whatever_runs_on_ones_own_machine_has_no_price_by_the_token():
    assert price_list().of("ollama", "anything:8b").of(Spent(10**6, 10**6)) == 0


def test_prices_are_dated():
    assert price_list().listed >= "2025-01-01"
    assert all(price.source for price in price_list().models.values())


@given(TOKENS, TOKENS)
def test_a_cost_is_exact_and_what_is_counted_is_never_less(given_tokens, made):
    price = Price(Decimal("0.035"), Decimal("0.14"), "")
    spent = Spent(given_tokens, made)
    exact = Decimal(given_tokens) * 35 / 10**9 + Decimal(made) * 140 / 10**9
    assert price.of(spent) == exact
    assert 0 <= price.nano(spent) * NANO - exact < NANO
