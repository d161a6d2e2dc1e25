"""`PATCH /metrics/{subject}`: what may be changed of a metric, all faults at once, and nobody's change overwritten."""

from typing import Any

import pytest

from tests.unit.functions.test_metrics_handler import Door, record


@pytest.fixture
def door() -> Door:
    door = Door()
    margin = {"subject": "gross_margin", "numerator": "gross_profit", "denominator": "revenue"}
    stored = [record(), record(subject="gross_profit"), record(subject="orders", unit="count")]
    ratios = [record(subject="gross_margin", unit="ratio", value=0), record(subject="share_count", unit="count")]
    batch = {"records": stored + ratios, "definitions": [margin, {"subject": "orders", "synonyms": ["bookings"]}]}
    assert door.call("POST /metrics", batch)[0] == 200
    return door


def patch(door: Door, subject: str, **change: Any) -> tuple[int, Any]:
    return door.call("PATCH /metrics/{subject}", change, pathParameters={"subject": subject})


def entry(door: Door, subject: str) -> Any:
    return next(each for each in door.call("GET /metrics")[1]["metrics"] if each["subject"] == subject)


def test_what_is_given_is_replaced_and_the_rest_stays(door: Door) -> None:
    before = entry(door, "orders")
    status, after = patch(door, "orders", synonyms=["  sold   deals "], goodDirection="neutral", domain="sales")
    assert status == 200
    changed = {"synonyms": ["sold deals"], "goodDirection": "neutral", "domain": "sales"}
    assert after == {**before, **changed, "revision": before["revision"] + 1} == entry(door, "orders")


def test_synonyms_can_be_taken_away(door: Door) -> None:
    assert patch(door, "orders", synonyms=[])[1]["synonyms"] == []


def test_a_change_to_what_is_there_already_writes_nothing(door: Door) -> None:
    before = entry(door, "orders")
    assert patch(door, "orders", synonyms=["bookings"]) == (200, before)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, [("", "no_change")]),
        ({"revision": 1}, [("", "no_change")]),
        ({"displayName": None}, [("", "null")]),
        ({"unit": "EUR"}, [("unit", "extra_forbidden")]),
        (
            {"displayName": "", "synonyms": ["ok", "   "], "kind": "sum", "goodDirection": 1, "revision": 0},
            [
                ("displayName", "string_too_short"),
                ("goodDirection", "enum"),
                ("kind", "enum"),
                ("revision", "greater_than_equal"),
                ("synonyms.1", "blank"),
            ],
        ),
        ({"synonyms": ["x"] * 51}, [("synonyms", "too_long")]),
        ({"displayName": "x" * 257}, [("displayName", "string_too_long")]),
    ],
)
def test_every_fault_of_a_change_is_told_at_once(door: Door, change: Any, faults: Any) -> None:
    before = entry(door, "orders")
    status, problem = door.call("PATCH /metrics/{subject}", change, pathParameters={"subject": "orders"})
    assert status == 400
    assert sorted((each["field"], each["rule"]) for each in problem["errors"]) == faults
    assert entry(door, "orders") == before


@pytest.mark.parametrize("name", ["Revenue", "REVENUE", "gross profit", "Gross_Profit", " gross  margin "])
def test_a_name_that_means_another_metric_is_refused(door: Door, name: str) -> None:
    status, problem = patch(door, "orders", displayName=name, synonyms=["fine", name])
    assert status == 409
    assert [(each["field"], each["rule"]) for each in problem["errors"]] == [
        ("displayName", "name_taken"),
        ("synonyms.1", "name_taken"),
    ]


def test_a_metric_may_be_called_what_it_is_called(door: Door) -> None:
    assert patch(door, "orders", displayName="Orders", synonyms=["orders", "bookings"])[0] == 200


@pytest.mark.parametrize(
    ("subject", "kind", "rule"),
    [
        ("gross_margin", "flow", "ratio_unit"),
        ("revenue", "ratio", "part_of_a_ratio"),
        ("gross_profit", "ratio", "part_of_a_ratio"),
    ],
)
def test_a_kind_by_which_something_would_be_summed_that_must_not_be_is_refused(
    door: Door, subject: str, kind: str, rule: str
) -> None:
    status, problem = patch(door, subject, kind=kind)
    assert (status, problem["errors"][0]["rule"]) == (409, rule)


@pytest.mark.parametrize(("subject", "kind"), [("orders", "stock"), ("orders", "ratio"), ("share_count", "stock")])
def test_a_kind_that_was_only_guessed_can_be_set_right(door: Door, subject: str, kind: str) -> None:
    assert patch(door, subject, kind=kind)[1]["kind"] == kind


def test_a_change_of_what_was_changed_since_is_told_with_all_else_that_is_wrong(door: Door) -> None:
    known = entry(door, "orders")["revision"]
    assert patch(door, "orders", displayName="Bookings made", revision=known)[0] == 200
    status, problem = patch(door, "orders", displayName="Revenue", revision=known)
    assert status == 409
    assert [each["rule"] for each in problem["errors"]] == ["changed_since", "name_taken"]


def test_of_two_changes_of_the_same_revision_one_is_made(door: Door) -> None:
    """The other one's write comes between the reading and the writing of this one."""
    known = entry(door, "orders")["revision"]
    door.store.before_transact = [lambda: patch(door, "orders", displayName="First", revision=known)]
    status, problem = patch(door, "orders", displayName="Second", revision=known)
    assert (status, problem["errors"][0]["rule"]) == (409, "changed_since")
    assert entry(door, "orders")["displayName"] == "First"


@pytest.mark.parametrize("subject", ["nothing", "x" * 3_000, "..", ""])
def test_what_is_not_in_the_catalog_cannot_be_changed(door: Door, subject: str) -> None:
    assert patch(door, subject, synonyms=["x"])[0] == 404
