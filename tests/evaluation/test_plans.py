"""Nothing of a labelled question vanishes between its classification and the plan that carries it out.

The catalog knows every metric, dimension and value that the vocabulary and the questions name, over many years: so
what is refused is refused because it cannot be carried out, and then it is refused by name.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import salestalk.understanding
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind
from salestalk.contracts.classification import Classification, Comparison, FilterOp, Intent
from salestalk.planning import Unplannable, plan
from salestalk.understanding import Understanding
from tests.evaluation.labels import SPLITS
from tests.evaluation.run import run_split

VOCABULARY = Path(salestalk.understanding.__file__).parent / "vocabulary"
PERIODS = {
    "year": {"first": "2018", "last": "2027"},
    "quarter": {"first": "2018-Q1", "last": "2027-Q4"},
    "month": {"first": "2018-01", "last": "2027-12"},
    "week": {"first": "2018-W01", "last": "2027-W52"},
    "day": {"first": "2018-01-01", "last": "2027-12-31"},
}


def vocabulary(file: str) -> Any:
    return json.loads((VOCABULARY / file).read_text())


@cache
def understood() -> tuple[tuple[str, Any, Understanding], ...]:
    """Every question of both splits that is answered, with its label."""
    results = [(split, result) for split in SPLITS for result in run_split(split)]
    return tuple(
        (f"{split}:{result.label.id}", result.label, result.understood)
        for split, result in results
        if result.understood.outcome is Outcome.ANSWERED
    )


@cache
def dimensions() -> dict[str, tuple[str, ...]]:
    """Every value that the vocabulary lists or a question filters by."""
    values = {each["id"]: set(each.get("values", ())) for each in vocabulary("dimensions.json")["dimensions"]}
    for _, _, each in understood():
        for filtered in each.classification.filters:
            if filtered.op in (FilterOp.EQ, FilterOp.NOT):
                values.setdefault(filtered.key, set()).update(filtered.values)
    return {name: tuple(sorted(found)) for name, found in sorted(values.items())}


@cache
def catalog() -> Catalog:
    subjects = {each["id"]: each for each in vocabulary("metrics.json")["metrics"]}
    entries = {}
    for subject, each in subjects.items():
        entries[subject] = CatalogEntry.model_validate(
            {
                "subject": subject,
                "displayName": each["name"],
                "unit": "USD",
                "kind": each.get("kind", Kind.FLOW),
                "dimensions": dimensions(),
                "periods": PERIODS,
            }
        )
        target = f"{subject}_target"
        entries[target] = entries[subject].model_copy(update={"subject": target, "target_of": subject})
    return Catalog("acme", entries)


def test_every_question_is_planned_whole_or_refused_by_name() -> None:
    planned, lost = 0, []
    for name, label, reading in understood():
        calendar = FiscalCalendar.starting(label.fiscal_year_start)
        made = plan(reading, catalog(), calendar, label.as_of)
        if isinstance(made, Unplannable):
            if not (made.reason and made.sentence):
                lost.append(f"{name}: refused without a reason")
            continue
        planned += 1
        lost += [f"{name}: {what}" for what in missing(reading.classification, made)]
    assert lost == []
    assert planned > 0.8 * len(understood())


def missing(said: Classification, made: Any) -> list[str]:
    """What the classification says and the plan does not."""
    lost = []
    if [(f.key, f.op, len(f.values)) for f in said.filters] != [
        (f.key, f.op, len(f.values)) for f in made.selection.filters
    ]:
        lost.append("a filter")
    if made.intent is not Intent.LIST and not set(said.group_by) <= {*made.group_by, *made.dimensions}:
        lost.append("a grouping")
    if said.rank is not None and made.rank != said.rank:
        lost.append("the rank")
    if said.related_subject is not None and said.related_subject not in {*made.related, made.subject}:
        lost.append("the related subject")
    comparison = said.time_range.comparison if said.time_range else None
    if comparison is Comparison.TARGET and not any(each.endswith("_target") for each in made.related):
        lost.append("the target")
    if comparison not in (None, Comparison.TARGET) and not (made.base or made.intent is Intent.TREND_ANALYSIS):
        lost.append("the comparison")
    if said.time_range and said.time_range.keys and made.intent is not Intent.LIST:
        shown = {*made.periods, *made.base, *made.history}
        if not shown:
            lost.append("the time")
    return lost


@pytest.mark.parametrize("part", ["filters", "group_by", "rank"])
def test_the_check_itself_finds_what_is_missing(part: str) -> None:
    """A plan without a part that its question has is found out."""
    for _, label, reading in understood():
        made = plan(reading, catalog(), FiscalCalendar.starting(label.fiscal_year_start), label.as_of)
        if getattr(reading.classification, part) and not isinstance(made, Unplannable):
            bare = reading.classification.model_copy(update={part: None if part == "rank" else ()})
            whole = reading.classification
            if part == "rank":
                assert missing(whole, replace(made, rank=None))
            elif part == "filters":
                assert missing(bare, made)
            else:
                assert missing(whole, replace(made, group_by=(), dimensions=()))
            return
    pytest.fail(f"no question has {part}")
