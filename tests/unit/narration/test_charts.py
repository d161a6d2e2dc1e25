"""Charts are valid Vega-Lite over the very values an answer cites."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from salestalk.contracts.jsontext import dumps
from tests.unit.planning.world import seeded
from tests.unit.test_stages import QUESTIONS

SCHEMA = Path(__file__).parents[3] / "node_modules" / "vega-lite" / "build" / "vega-lite-schema.json"


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "-".join(map(str, question[0])))
def test_a_chart_is_valid_and_shows_cited_values_only(question) -> None:
    answer = seeded().ask(*question[0], **question[1])
    if answer.chart is None:
        return
    chart: dict[str, Any] = json.loads(dumps(answer.chart))
    assert [error.message for error in validator().iter_errors(chart)] == []
    cited = {one.id: one.value for one in (*answer.data_references, *answer.derived)}
    shown = [(point["id"], point["value"]) for point in answer.chart["data"]["values"] if "id" in point]
    assert all(cited[id_] == value for id_, value in shown)


def test_a_single_number_has_no_chart() -> None:
    assert seeded().ask("revenue", ["2025-Q3"]).chart is None


def test_a_forecast_draws_its_interval() -> None:
    chart = seeded().ask("revenue", ["2026-Q1"], "prediction").chart
    assert chart is not None
    assert len(chart["layer"]) == 2
    assert [set(point) >= {"low", "high"} for point in chart["data"]["values"]].count(True) == 1
