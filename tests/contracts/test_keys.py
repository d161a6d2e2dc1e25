from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.metric import (
    dimension_key,
    idempotency_key,
    metric_id,
    metric_pk,
    metric_sk,
    parse_sk,
    version_pk,
    version_sk,
)
from tests.contracts.strategies import dimensions

PERIODS = st.sampled_from(["2025", "2025-Q3", "2025-09", "2025-W07", "2025-09-30"])


def test_a_total_is_addressed_by_its_period_alone() -> None:
    assert (metric_pk("revenue"), metric_sk("2025-Q3", {})) == ("METRIC#revenue", "2025-Q3")


def test_a_slice_names_its_dimensions_in_order() -> None:
    assert metric_sk("2025-Q3", {"segment": "SMB", "region": "EMEA"}) == "2025-Q3#region=EMEA&segment=SMB"
    assert dimension_key({"segment": "SMB", "region": "EMEA"}) == "region:EMEA|segment:SMB"


def test_reserved_characters_are_encoded() -> None:
    assert metric_sk("2025", {"line": "R&D #1 = 50%"}) == "2025#line=R%26D %231 %3D 50%25"


@given(PERIODS, dimensions())
def test_a_sort_key_gives_back_what_it_was_made_of(period: str, slices: dict[str, str]) -> None:
    assert parse_sk(metric_sk(period, slices)) == (period, slices)


@given(PERIODS, dimensions(), dimensions())
def test_different_slices_never_share_a_key(period: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert (metric_sk(period, one) == metric_sk(period, other)) == (one == other)


@given(PERIODS, dimensions(min_size=1))
def test_the_order_in_which_dimensions_are_given_does_not_matter(period: str, slices: dict[str, str]) -> None:
    backwards = dict(reversed(slices.items()))
    assert metric_sk(period, slices) == metric_sk(period, backwards)
    assert dimension_key(slices) == dimension_key(backwards)


def test_the_idempotency_key_is_tenant_subject_period_and_slice() -> None:
    assert idempotency_key("acme", "revenue", "2025-Q3") == "acme:revenue:2025-Q3"
    assert idempotency_key("acme", "revenue", "2025-Q3", {"region": "EMEA"}) == "acme:revenue:2025-Q3:region=EMEA"


@given(dimensions(), dimensions())
def test_the_same_key_has_the_same_id_and_another_key_another(one: dict[str, str], other: dict[str, str]) -> None:
    def identity(slices: dict[str, str]) -> str:
        return metric_id(idempotency_key("acme", "revenue", "2025", slices))

    assert (identity(one) == identity(other)) == (one == other)


def test_versions_sort_in_the_order_in_which_they_were_replaced() -> None:
    assert version_pk("revenue", "2025-Q3") == "VERSION#revenue#2025-Q3"
    assert sorted([version_sk(10), version_sk(9), version_sk(1)]) == [version_sk(1), version_sk(9), version_sk(10)]
