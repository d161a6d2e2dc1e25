"""The labelled set holds together: a label that contradicts itself would blame the parser for our mistake."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from salestalk.calendar import FiscalCalendar, Granularity, Period
from salestalk.contracts.classification import TIME_EXPRESSIONS, Comparison, Domain, FilterOp, Intent, Measure
from tests.evaluation.labels import ADDED, SPLITS, Label, judge, keys_of, load, load_file

DEVELOPMENT, HOLDOUT = load("development"), load("holdout")
LABELS = DEVELOPMENT + HOLDOUT
ANSWERED = [label for label in LABELS if label.outcome == "answered"]
REFUSALS = {
    "out_of_scope", "unsupported_language", "action_request", "personal_data",
    "invalid_period", "unknown_metric", "other_tenant", "nonsense",
}  # fmt: skip
CLARIFICATIONS = {"missing_metric", "ambiguous_metric", "ambiguous_time", "missing_context"}
METRICS = {
    "revenue", "arr", "mrr", "nrr", "grr", "arpu", "gmv", "bookings", "gross_profit", "margin",
    "contribution_margin", "op_margin", "ebitda", "net_income", "cash", "runway", "burn_rate",
    "revenue_per_employee", "customers", "new_customers", "churn_rate", "churn_count", "retention_rate",
    "renewal_rate", "ltv", "cac", "ltv_cac_ratio", "nps", "csat", "signups", "units_sold", "aov", "asp",
    "order_count", "refund_count", "return_rate", "discount_rate", "win_rate", "pipeline_value", "deal_count",
    "average_deal_size", "cycle_time", "quota_attainment", "leads", "conversion_rate", "roas", "ad_spend",
    "fulfillment_time", "inventory_turns", "stockout_rate", "utilization", "headcount", "attrition",
    "productivity",
}  # fmt: skip
DIMENSIONS = {
    "region", "country", "segment", "industry", "account_tier", "product_line", "product", "category",
    "channel", "source", "campaign", "rep", "team", "department", "stage", "customer", "plan_tier", "device",
}  # fmt: skip
SLOTS = {
    "outcome",
    "reason",
    "intent",
    "subject",
    "measure",
    "filters",
    "groupBy",
    "rank",
    "relatedSubject",
    "timeRange",
    "dimensions",
}
AMOUNTS = {"deal_size", "order_value", "amount"}

each_answered = pytest.mark.parametrize("label", ANSWERED, ids=lambda label: label.id)


def classification(label: Label) -> dict[str, Any]:
    assert label.classification is not None, label.id
    return dict(label.classification)


def times(label: Label) -> list[dict[str, Any]]:
    return [classification(label)["timeRange"], *label.accept.get("timeRange", ())]


def chains() -> dict[str, list[Label]]:
    found = defaultdict(list)
    for label in LABELS:
        if label.chain:
            found[label.chain].append(label)
    return found


def test_every_id_is_given_once() -> None:
    assert len({label.id for label in LABELS}) == len(LABELS)


def put_alone(labels: Sequence[Label]) -> Counter[tuple[str, ...]]:
    """How often each question that stands alone is put, as of the same day of the same fiscal year."""
    return Counter(
        (label.question, label.as_of.isoformat(), label.fiscal_year_start) for label in labels if not label.chain
    )


def test_every_question_is_put_once_and_hardly_one_in_both_splits() -> None:
    development, holdout = put_alone(DEVELOPMENT), put_alone(HOLDOUT)
    assert max(development.values()) == 1
    again = max(holdout.values())
    assert again == 1
    in_both = len(development.keys() & holdout.keys())
    assert in_both <= 0.01 * len(holdout), "whole questions that two hands happened to write alike"


def test_half_of_the_questions_written_last_are_held_out() -> None:
    dealt, kept = len(load_file("development-10")), len(HOLDOUT)
    assert dealt + kept >= 750
    assert 0.49 <= dealt / (dealt + kept) <= 0.51


def test_the_first_questions_and_their_retired_holdout_are_for_development() -> None:
    first, retired = load_file("development"), load_file("development-6")
    assert 0.59 <= len(first) / (len(first) + len(retired)) <= 0.61
    assert not [label.id for label in (*first, *retired) if not label.id.startswith("q")]


def test_what_was_added_later_is_for_development_only() -> None:
    added = [label for name in ADDED["development"] for label in load_file(name)]
    held_out = load_file("holdout") == HOLDOUT
    assert set(ADDED) == {"development"}
    assert held_out
    assert load_file("development") + tuple(added) == DEVELOPMENT
    assert not [label.id for label in added if not label.id.startswith(("p", "q", "r", "s", "w", "x"))]


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_every_intent_measure_and_refusal(split: str) -> None:
    labels = load(split)
    answered = [classification(label) for label in labels if label.outcome == "answered"]
    assert {reading["intent"] for reading in answered} == {str(intent) for intent in Intent} - {"unknown"}
    assert {str(measure) for measure in Measure} <= {reading["measure"] for reading in answered}
    assert {label.reason for label in labels if label.outcome == "refused"} == REFUSALS


def test_every_metric_dimension_and_time_expression_is_asked_for() -> None:
    readings = [classification(label) for label in ANSWERED]
    subjects = {name for reading in readings for name in (reading["subject"], reading["relatedSubject"]) if name}
    keys = {name for reading in readings for name in [*reading["groupBy"], *(f["key"] for f in reading["filters"])]}
    assert subjects - {"unknown"} == METRICS
    assert keys >= DIMENSIONS
    assert {time["expression"] for label in ANSWERED for time in times(label)} - {None} == set(TIME_EXPRESSIONS)


def test_each_category_has_its_share() -> None:
    counts = Counter(label.category for label in LABELS)
    assert counts["chain"] >= 60
    assert counts["refusal"] >= 60
    assert all(count >= 9 for count in counts.values()), counts


def test_labels_use_the_words_of_the_contract() -> None:
    reasons = {"answered": {None}, "clarification": CLARIFICATIONS, "refused": REFUSALS}
    for label in LABELS:
        assert label.reason in reasons[label.outcome], label.id
        assert label.catalog == "builtin", label.id
        assert set(label.accept) <= SLOTS, label.id
        assert all(label.accept.values()), f"{label.id}: an empty list of further values says nothing"


@each_answered
def test_a_reading_holds_to_the_contract(label: Label) -> None:
    reading = classification(label)
    assert reading["intent"] in set(Intent)
    assert reading["domain"] in set(Domain)
    assert reading["measure"] in set(Measure) or (reading["measure"] is None and reading["subject"] == "unknown")
    assert (reading["relatedSubject"] is not None) == (reading["intent"] == "correlation")
    assert (reading["rank"] is not None) == (reading["intent"] == "ranking")
    assert (reading["timeRange"]["comparison"] == "target") == (reading["intent"] == "target")
    assert set(reading["groupBy"]) <= DIMENSIONS
    for condition in reading["filters"]:
        op = FilterOp(condition.get("op", "eq"))
        assert condition["key"] in (DIMENSIONS if op in (FilterOp.EQ, FilterOp.NOT) else AMOUNTS | METRICS)


@each_answered
def test_period_keys_exist_and_stand_in_order(label: Label) -> None:
    calendar = FiscalCalendar.starting(label.fiscal_year_start)
    for time in times(label):
        periods = [Period.parse(key) for key in keys_of(time)]
        assert len({period.granularity for period in periods}) <= 1
        assert all(before < after for before, after in pairwise(periods))
        assert time["comparison"] in {None, *Comparison}
        assert time["expression"] in {None, *TIME_EXPRESSIONS}
        assert (not periods) == (time["expression"] in ("current", "future"))
        looks_ahead = classification(label)["intent"] in ("prediction", "target") or time["expression"] in (
            "this_week",
            "this_year",
        )
        half = str(classification(label)["timeRange"]["value"]).startswith("H")
        begun = periods[:1] if half else periods
        assert looks_ahead or all(calendar.interval(period).start <= label.as_of for period in begun)


def steps(label: Label, granularity: Granularity, first: int, last: int) -> list[str]:
    """The keys from ``first`` to ``last`` periods after the one in progress."""
    calendar = FiscalCalendar.starting(label.fiscal_year_start)
    now = calendar.containing(label.as_of, granularity)
    return [calendar.shift(now, step).key for step in range(first, last + 1)]


def relative(label: Label, expression: str) -> list[str]:
    """The keys of a relative time, worked out by the calendar rather than by hand."""
    near = {"last": -1, "this": 0, "next": 1}
    windows = {"l3m": 3, "l6m": 6, "l12m": 12, "l4q": 4, "l8q": 8}
    if expression in windows:
        grain = Granularity.MONTH if expression.endswith("m") else Granularity.QUARTER
        return steps(label, grain, -windows[expression], -1)
    if expression in ("last_7d", "last_30d", "last_90d"):
        return steps(label, Granularity.DAY, -int(expression[5:-1]), -1)
    if expression in ("today", "yesterday"):
        return steps(label, Granularity.DAY, -(expression == "yesterday"), -(expression == "yesterday"))
    if expression in ("wtd", "mtd"):
        return steps(label, Granularity.WEEK if expression == "wtd" else Granularity.MONTH, 0, 0)
    if expression in ("qtd", "ytd"):
        calendar = FiscalCalendar.starting(label.fiscal_year_start)
        whole = calendar.containing(label.as_of, Granularity.QUARTER if expression == "qtd" else Granularity.YEAR)
        months = calendar.parts(whole, Granularity.MONTH) or ()
        return [month.key for month in months if calendar.interval(month).start <= label.as_of]
    word, grain_name = expression.split("_")
    return steps(label, Granularity(grain_name), near[word], near[word])


def test_relative_times_have_the_keys_the_calendar_gives_them() -> None:
    checked = 0
    for label in ANSWERED:
        time = classification(label)["timeRange"]
        keys = keys_of(time)
        if time["expression"] in (None, "current", "future"):
            continue
        wanted = relative(label, time["expression"])
        if _grain(keys) != _grain(wanted):
            _lies_within(label, keys, wanted)
        else:
            assert keys == wanted, label.id
        checked += 1
    assert checked > 150


def _grain(keys: Sequence[str]) -> Granularity:
    return Period.parse(keys[0]).granularity


def _lies_within(label: Label, keys: Sequence[str], wanted: Sequence[str]) -> None:
    """A finer grain than the expression's own covers what has begun of it, to its end or to the day of asking."""
    calendar = FiscalCalendar.starting(label.fiscal_year_start)
    spans = [calendar.interval(Period.parse(wanted[side])) for side in (0, -1)]
    parts = [calendar.interval(Period.parse(keys[side])) for side in (0, -1)]
    assert parts[0].start <= spans[0].start < parts[0].end, label.id
    assert spans[1].end <= parts[1].end or label.as_of in parts[1], label.id


def test_chains_have_two_to_five_turns_in_order_and_stay_in_one_split() -> None:
    assert len(chains()) >= 20
    for name, turns in chains().items():
        assert [label.turn for label in turns] == list(range(1, len(turns) + 1)), name
        assert 2 <= len(turns) <= 5, name
        assert len({(label.as_of, label.fiscal_year_start, label in DEVELOPMENT) for label in turns}) == 1, name


@each_answered
def test_a_label_is_right_by_its_own_measure(label: Label) -> None:
    reading = classification(label)
    reading["timeRange"] = {**reading["timeRange"], "keys": keys_of(reading["timeRange"])}
    if reading["rank"] and reading["rank"]["limit"] is None:
        reading["rank"] = {**reading["rank"], "limit": 7}
    assert judge(label, label.outcome, label.reason, reading).everything


def test_what_differs_is_wrong_in_its_slot_alone() -> None:
    label = next(label for label in ANSWERED if label.question == "What was EMEA revenue in Q3?")
    right = classification(label)
    changes = {
        "intent": {"intent": "list"},
        "subject": {"subject": "arr"},
        "measure": {"measure": "rate"},
        "dimensions": {"filters": []},
        "time": {"timeRange": {**right["timeRange"], "keys": ["2025-Q2"]}},
    }
    for slot, change in changes.items():
        verdict = judge(label, "answered", None, right | change)
        wrong = {name for name in changes if getattr(verdict, name) is False}
        assert wrong == {slot}
        assert not verdict.everything


def test_a_refusal_is_right_only_with_its_reason() -> None:
    label = next(label for label in LABELS if label.question == "Revenue in Q5?")
    assert judge(label, "refused", "invalid_period", None).everything
    assert not judge(label, "refused", "nonsense", None).everything
    assert not judge(label, "answered", None, {}).everything


def test_spelling_of_filters_does_not_count_but_exclusion_does() -> None:
    label = replace(
        next(label for label in ANSWERED if label.question == "Revenue everywhere except Germany, Q3"), accept={}
    )
    right = classification(label)
    shouted = [{"key": "country", "value": ["GERMANY"], "op": "not"}]
    kept = [{"key": "country", "value": "Germany"}]
    assert judge(label, "answered", None, right | {"filters": shouted}).dimensions
    assert not judge(label, "answered", None, right | {"filters": kept}).dimensions


def test_a_share_may_lose_its_group_or_its_filter_but_not_both() -> None:
    label = next(label for label in ANSWERED if label.question == "What share of revenue comes from EMEA?")
    right = classification(label)
    assert judge(label, "answered", None, right | {"groupBy": []}).dimensions
    assert judge(label, "answered", None, right | {"filters": []}).dimensions
    assert not judge(label, "answered", None, right | {"filters": [], "groupBy": []}).dimensions
