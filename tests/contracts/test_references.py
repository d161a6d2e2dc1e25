from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.base import parse
from salestalk.contracts.message import Message
from salestalk.contracts.metric import metric_sk
from salestalk.contracts.reference import DataReference
from tests.contracts.strategies import dimensions
from tests.contracts.support import MESSAGE, REFERENCE, SLICE_REFERENCE, TABLE, faults, with_at, without


@pytest.mark.parametrize("reference", [REFERENCE, SLICE_REFERENCE])
def test_a_reference_that_agrees_with_its_source_is_kept_as_it_is(reference: dict[str, Any]) -> None:
    assert parse(DataReference, reference).as_item() == reference


@pytest.mark.parametrize("field", ["metric", "period", "value", "unit", "source"])
def test_a_reference_says_what_where_and_how_much(field: str) -> None:
    assert faults(DataReference, without(REFERENCE, field)) == [(field, "missing")]


@pytest.mark.parametrize("field", ["table", "pk", "sk"])
def test_a_source_is_complete(field: str) -> None:
    reference = {**REFERENCE, "source": without(REFERENCE["source"], field)}
    assert faults(DataReference, reference) == [(f"source.{field}", "missing")]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("metric", "orders", "reference_metric"),
        ("source.pk", "METRIC#orders", "reference_metric"),
        ("period", "2025-Q4", "reference_period"),
        ("source.sk", "2025-Q4", "reference_period"),
        ("dimensions", {"region": "EMEA"}, "reference_dimensions"),
        ("source.sk", "2025-Q3#region=EMEA", "reference_dimensions"),
        ("source.sk", "2025-Q3#", "reference_key"),
        ("unit", "", "string_too_short"),
        ("value", None, "exact_number"),
        ("value", "2500000", "exact_number"),
        ("value", 2.5, "exact_number"),
        ("value", True, "exact_number"),
        ("period", "2025-Q5", "period"),
        ("source.pk", "MSG#revenue", "string_pattern_mismatch"),
        ("source.pk", "METRIC#Revenue", "string_pattern_mismatch"),
        ("source.table", "tenants-metadata", "string_pattern_mismatch"),
        ("source.table", "tenant-acme-corp-001-messages", "string_pattern_mismatch"),
        ("source.table", "tenant--metrics", "string_pattern_mismatch"),
        ("source.table", f"{TABLE}\n", "string_pattern_mismatch"),
        ("source.sk", "", "string_too_short"),
        ("source.version", 0, "greater_than_equal"),
        ("source.version", "1", "whole_number"),
        ("source.region", "eu", "extra_forbidden"),
        ("note", "x", "extra_forbidden"),
    ],
)
def test_a_reference_that_disagrees_or_is_malformed_is_refused(path: str, value: Any, rule: str) -> None:
    assert [found for _, found in faults(DataReference, with_at(REFERENCE, path, value))] == [rule]


@pytest.mark.parametrize(
    ("sk", "said"),
    [
        ("2025-Q3#segment=SMB&region=EMEA", {"region": "EMEA", "segment": "SMB"}),
        ("2025-Q3#region=%45MEA", {"region": "EMEA"}),
        ("2025-Q3#region=R&D", {"region": "R", "D": ""}),
    ],
)
def test_a_key_that_no_row_can_have_is_refused(sk: str, said: dict[str, str]) -> None:
    reference = {**REFERENCE, "dimensions": said, "source": {**REFERENCE["source"], "sk": sk}}
    assert faults(DataReference, reference)


@given(dimensions(), dimensions())
def test_a_slice_is_cited_by_its_own_key_and_no_other(mine: dict[str, str], other: dict[str, str]) -> None:
    def cite(key: dict[str, str]) -> list[tuple[str, str]]:
        source = {**REFERENCE["source"], "sk": metric_sk("2025-Q3", key)}
        return faults(DataReference, {**REFERENCE, "dimensions": mine, "source": source})

    assert cite(mine) == []
    assert bool(cite(other)) == (other != mine)


@given(st.sampled_from(["tenant-acme-corp-0011-metrics", "tenant-acme-corp-00-metrics", "tenant-other-metrics"]))
def test_a_message_cites_its_own_tenants_table_only(table: str) -> None:
    assert faults(Message, with_at(MESSAGE, "dataReferences.0.source.table", table)) == [("", "reference_table")]
