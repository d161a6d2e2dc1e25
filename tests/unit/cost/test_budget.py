"""What the call budget allows keeps the promises, and what differs from it is told by name."""

from dataclasses import replace

import pytest

from salestalk_cli.cost import budget
from salestalk_cli.cost.budget import Taken, call_budget, differences
from tests.performance.calls import CHAT_COLD, CHAT_REPLAY, CHAT_WARM, QUESTIONS, judge

ROOT_CAUSE = f"{CHAT_WARM}, root cause"
"""Where a sum is not stored, its parts are looked for in a second read; in the example, they are."""
ONE = Taken({"dynamodb:Query": 1}, 1, 0.5, 0, 200, 300)


@pytest.mark.parametrize("request_kind", [each for each in QUESTIONS if each != ROOT_CAUSE])
def test_a_warm_question_waits_for_three_round_trips(request_kind):
    assert call_budget()[request_kind].round_trips <= 3


def test_a_second_read_is_one_more_round_trip():
    assert call_budget()[ROOT_CAUSE].round_trips == 4


def test_a_cold_question_waits_for_five_round_trips():
    assert call_budget()[CHAT_COLD].round_trips <= 5


@pytest.mark.parametrize("request_kind", [CHAT_COLD, *QUESTIONS])
def test_an_exchange_is_one_write_and_both_its_events_one_put(request_kind):
    calls = call_budget()[request_kind].calls
    assert (calls["dynamodb:TransactWriteItems"], calls["eventbridge:PutEvents"]) == (2, 1), "one of two is the limits'"


def test_a_question_that_comes_again_writes_nothing():
    assert call_budget()[CHAT_REPLAY].write_units == 0


def test_a_hundred_records_take_no_more_calls_than_one():
    one, hundred = (call_budget()[f"POST /metrics, {number}"] for number in ("1 record", "100 records"))
    assert (one.calls, one.round_trips) == (hundred.calls, hundred.round_trips)


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        (replace(ONE, calls={"dynamodb:Query": 2}), "r: dynamodb:Query is called 2 times, the budget says 1"),
        (replace(ONE, calls={}), "r: dynamodb:Query is called 0 times, the budget says 1"),
        (replace(ONE, round_trips=2), "r: takes 2 round trips in sequence, the budget says 1"),
        (replace(ONE, read_units=1.0), "r: takes 1.0 read units, the budget says 0.5"),
        (replace(ONE, write_units=1), "r: takes 1 write units, the budget says 0"),
        (replace(ONE, sent_bytes=205), "r: takes 205 bytes sent to AWS, the budget says 200"),
        (replace(ONE, sent_bytes=195), "r: takes 195 bytes sent to AWS, the budget says 200"),
        (replace(ONE, received_bytes=307), "r: takes 307 bytes received from AWS, the budget says 300"),
    ],
)
def test_each_difference_is_told_by_its_name(taken, sentence):
    assert list(differences("r", taken, ONE)) == [sentence]


def test_another_word_in_an_answer_is_no_other_budget():
    assert not list(differences("r", replace(ONE, sent_bytes=204, received_bytes=294), ONE))


def test_a_new_service_is_told_by_its_name():
    taken = replace(ONE, calls={**ONE.calls, "s3:GetObject": 1})
    assert list(differences("r", taken, ONE)) == ["r: s3:GetObject is called 1 times, the budget says 0"]


def test_what_has_no_budget_and_what_was_not_measured_is_told():
    assert judge({"new": ONE}, {"old": ONE}) == ["new: has no budget", "old: is in the budget and not measured"]
    assert judge({"r": ONE}, {"r": ONE}) == []


def test_a_budget_is_read_as_it_was_written(tmp_path):
    budget.write(call_budget(), tmp_path / "budget.json")
    assert budget.read(tmp_path / "budget.json") == call_budget()
    assert (tmp_path / "budget.json").read_text() == budget.FILE.read_text()
