"""Every kind of chart is a valid Vega-Lite specification, over the same values as the answer's."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from salestalk.contracts.jsontext import dumps
from tests.desk import desk

SCHEMA = Path(__file__).parents[2] / "node_modules/vega-lite/build/vega-lite-schema.json"

QUESTIONS = {
    "comparison": "Compare revenue in Q4 2025 with Q3 2025",
    "trend": "How did revenue develop over the last 8 quarters?",
    "breakdown": "Revenue by region in Q4 2025",
    "ranking": "Top 3 product lines by revenue in Q4 2025",
    "root cause": "Why did revenue grow in Q4 2025?",
    "root cause of a ratio": "Why did margin fall in Q4 2025?",
    "anomaly": "Anything unusual in revenue?",
    "prediction": "Forecast revenue for the next quarter",
    "correlation": "Does ad spend correlate with leads?",
}


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text()))


def numbers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_chart_is_valid_vega_lite_over_the_values_of_its_answer(question: str):
    told = desk().ask(question).narrative
    assert told.chart is not None
    chart = json.loads(dumps(told.chart))

    faults = [error.message[:200] for error in validator().iter_errors(chart)]
    assert faults == []
    stated = {float(each.value) for each in (*told.data_references, *told.derived)}
    drawn = numbers(chart["data"]["values"])
    assert drawn
    assert [number for number in drawn if float(number) not in stated] == []


def test_parts_of_a_change_of_percent_are_drawn_in_points():
    chart = desk().ask("Why did margin fall in Q4 2025?").narrative.chart
    assert chart is not None
    amounts = chart["encoding"]["x"]
    assert amounts["title"] == "contribution to the change of Gross margin (points)"
    assert amounts["axis"] == {"labelExpr": "format(datum.value * 100, '.1f')"}


def test_a_single_number_has_no_chart():
    assert desk().ask("What was revenue in Q3 2025?").narrative.chart is None


def test_the_schema_finds_fault_with_what_is_no_chart():
    assert list(validator().iter_errors({"mark": "no-such-mark", "data": {"values": []}}))
