from typing import Any

import pytest

from salestalk.contracts.base import parse
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.metric import MetricRecord, MetricValue
from tests.contracts.support import DEFINITION, ENTRY, RECORD, VALUE, faults, with_at, without


@pytest.mark.parametrize("field", ["subject", "period", "value", "unit"])
def test_a_record_says_what_when_how_much_and_in_which_unit(field: str) -> None:
    assert faults(MetricRecord, without(RECORD, field)) == [(field, "missing")]


def test_a_record_without_dimensions_is_a_total() -> None:
    assert parse(MetricRecord, without(RECORD, "dimensions")).dimensions == {}


def test_dimensions_are_kept_in_the_order_of_their_names() -> None:
    record = parse(MetricRecord, {**RECORD, "dimensions": {"segment": "SMB", "region": "EMEA"}})
    assert list(record.dimensions) == ["region", "segment"]


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("unit", "", "unit", "string_too_short"),
        ("unit", "x" * 33, "unit", "string_too_long"),
        ("unit", 1, "unit", "string_type"),
        ("dimensions", {"region": ""}, "dimensions.region", "string_too_short"),
        ("dimensions", {"region": "x" * 257}, "dimensions.region", "string_too_long"),
        ("dimensions", {"region": 1}, "dimensions.region", "string_type"),
        ("dimensions", {"Region": "x"}, "dimensions.Region.[key]", "subject"),
        ("dimensions", {"region": "\ud800"}, "dimensions.region", "string_unicode"),
        ("dimensions", [], "dimensions", "dict_type"),
        ("dimensions", {f"d{n}": "x" for n in range(9)}, "dimensions", "too_many_dimensions"),
        ("dimensions", {f"d{n}": "x" * 250 for n in range(4)}, "dimensions", "dimensions_too_long"),
        ("dimensions", {f"d{n}": "&" * 85 for n in range(4)}, "dimensions", "dimensions_too_long"),
        ("dimensions", {f"d{n}": "ä" * 130 for n in range(4)}, "dimensions", "dimensions_too_long"),
        ("metadata", {"a": "x" * 10_240}, "metadata", "map_too_large"),
        ("metadata", {"a": "ä" * 5_120}, "metadata", "map_too_large"),
        ("metadata", {"a": 0.5}, "metadata", "map_value"),
        ("metadata", {"a": b"x"}, "metadata", "map_value"),
        ("metadata", {"a": "\ud800"}, "metadata", "map_value"),
        ("recordedAt", "today", "recordedAt", "timestamp"),
        ("tenantId", "acme-corp-001", "tenantId", "extra_forbidden"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused(path: str, value: Any, where: str, rule: str) -> None:
    assert faults(MetricRecord, with_at(RECORD, path, value)) == [(where, rule)]


def test_a_map_too_deep_to_write_is_a_fault_and_no_crash() -> None:
    nested: Any = "x"
    for _ in range(5_000):
        nested = [nested]
    assert faults(MetricRecord, {**RECORD, "metadata": {"a": nested}}) == [("metadata", "map_too_deep")]


def test_a_map_of_exactly_the_limit_is_kept() -> None:
    metadata = {"a": "x" * (10 * 1024 - len('{"a":""}'))}
    assert parse(MetricRecord, {**RECORD, "metadata": metadata}).metadata == metadata


def test_a_stored_value_survives_a_round_trip_and_knows_its_key() -> None:
    value = parse(MetricValue, VALUE)
    assert value.as_item() == VALUE
    assert (value.pk, value.sk) == ("METRIC#revenue", "2025-Q3#region=EMEA")


@pytest.mark.parametrize(
    ("field", "value", "where", "rule"),
    [
        ("metricType", "orders", "", "metric_type"),
        ("dimensionKey", "region:APAC", "", "dimension_key"),
        ("dimensionKey", None, "", "dimension_key"),
        ("dimensions", None, "", "dimension_key"),
        ("version", 0, "version", "greater_than_equal"),
        ("version", "1", "version", "whole_number"),
        ("timestamp", 1.5, "timestamp", "whole_number"),
        ("metricId", "1", "metricId", "uuid"),
        ("recordedAt", None, "recordedAt", "timestamp"),
    ],
)
def test_a_stored_value_that_contradicts_itself_is_refused(field: str, value: Any, where: str, rule: str) -> None:
    assert faults(MetricValue, {**VALUE, field: value}) == [(where, rule)]


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("synonyms", ["x"] * 51, "synonyms", "too_long"),
        ("synonyms", [""], "synonyms.0", "string_too_short"),
        ("kind", "sum", "kind", "enum"),
        ("goodDirection", "left", "goodDirection", "enum"),
        ("targetOf", "Revenue", "targetOf", "subject"),
        ("displayName", "", "displayName", "string_too_short"),
        ("formula", "a/b", "formula", "extra_forbidden"),
    ],
)
def test_a_definition_that_breaks_a_rule_is_refused(path: str, value: Any, where: str, rule: str) -> None:
    assert faults(MetricDefinition, with_at(DEFINITION, path, value)) == [(where, rule)]


def test_a_catalog_entry_survives_a_round_trip() -> None:
    entry = parse(CatalogEntry, ENTRY)
    assert parse(CatalogEntry, entry.as_item()) == entry


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("revision", 0, "greater_than_equal"),
        ("periods", {"decade": {"first": "2024", "last": "2025"}}, "enum"),
        ("periods.quarter.first", "2024-Q9", "period"),
        ("dimensions", {"A": ["x"]}, "subject"),
    ],
)
def test_a_catalog_entry_that_breaks_a_rule_is_refused(path: str, value: Any, rule: str) -> None:
    assert [found for _, found in faults(CatalogEntry, with_at(ENTRY, path, value))] == [rule]
