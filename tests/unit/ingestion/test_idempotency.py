"""The retry policy, to the exact count and delay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.base import parse
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import InvalidInput, RightMissing, Unavailable
from salestalk.ingestion.idempotency import (
    NETWORK,
    THROTTLING,
    AlreadyExists,
    Contended,
    Creation,
    IdempotencyStrategy,
    Throttled,
    TransientNetwork,
)
from tests.unit.ingestion.fakes import FakeTime


class Flaky:
    """Raises the given faults one after the other, then succeeds; counts how often it was tried."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.tries = 0

    def __call__(self) -> str:
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        return "done"


def test_a_network_fault_is_retried_five_times_with_doubling_delays():
    time, operation = FakeTime(), Flaky(*[TransientNetwork("no answer")] * 9)
    with pytest.raises(Unavailable) as raised:
        time.strategy().call(operation)
    assert operation.tries == 6
    assert time.slept == [0.1, 0.2, 0.4, 0.8, 1.6]
    assert isinstance(raised.value.__cause__, TransientNetwork)


@pytest.mark.parametrize("fault", [Throttled("slow down"), Contended("somebody else")])
def test_throttling_and_lost_races_are_retried_ten_times_up_to_the_cap(fault):
    time, operation = FakeTime(), Flaky(*[fault] * 20)
    with pytest.raises(Unavailable):
        time.strategy().call(operation)
    assert operation.tries == 11
    assert time.slept == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 5.0]


def test_an_operation_that_recovers_gives_its_result():
    time, operation = FakeTime(), Flaky(TransientNetwork("no answer"), Throttled("slow down"))
    assert time.strategy().call(operation) == "done"
    assert operation.tries == 3


def test_kinds_of_fault_are_counted_apart():
    faults = [TransientNetwork("no answer")] * 5 + [Throttled("slow down")] * 10
    time, operation = FakeTime(), Flaky(*faults)
    assert time.strategy().call(operation) == "done"
    assert time.slept[:6] == [0.1, 0.2, 0.4, 0.8, 1.6, 0.1]


@pytest.mark.parametrize("refusal", [InvalidInput("bad"), RightMissing("no"), KeyError("ours"), Unavailable("later")])
def test_what_would_be_refused_again_is_not_retried(refusal):
    time, operation = FakeTime(), Flaky(refusal)
    with pytest.raises(type(refusal)):
        time.strategy().call(operation)
    assert (operation.tries, time.slept) == (1, [])


def test_what_exists_already_is_a_success_without_retry():
    time, operation = FakeTime(), Flaky(AlreadyExists())
    assert time.strategy().create(operation) is Creation.ALREADY_EXISTS
    assert time.strategy().create(operation) is Creation.CREATED
    assert (operation.tries, time.slept) == (2, [])


def test_nothing_is_tried_once_the_deadline_has_passed():
    time, operation = FakeTime(), Flaky()
    with pytest.raises(Unavailable):
        time.strategy().call(operation, deadline=time.now)
    assert operation.tries == 0


@given(seconds=st.floats(0.001, 40), faults=st.lists(st.sampled_from([TransientNetwork, Throttled]), max_size=20))
def test_no_retry_begins_past_the_deadline(seconds, faults):
    time, operation = FakeTime(), Flaky(*[fault("passes") for fault in faults])
    strategy = time.strategy()
    deadline = strategy.deadline_in(seconds)
    try:
        strategy.call(operation, deadline=deadline)
    except Unavailable:
        assert operation.tries <= len(faults)
    assert time.now < deadline


@given(st.integers(1, 40))
def test_exponential_delays_double_from_a_tenth_of_a_second_to_five(retry):
    assert NETWORK.delay(retry, lambda low, high: pytest.fail("no jitter")) == min(5.0, 0.1 * 2 ** (retry - 1))


@given(st.integers(1, 40), st.floats(0, 1))
def test_full_jitter_lies_anywhere_between_nothing_and_the_exponential_delay(retry, part):
    delay = THROTTLING.delay(retry, lambda low, high: low + part * (high - low))
    assert delay == pytest.approx(part * min(5.0, 0.1 * 2 ** (retry - 1)))


def test_keys_follow_from_what_identifies_a_thing():
    record = parse(
        MetricRecord,
        {"subject": "revenue", "period": "2025-Q3", "value": 1, "unit": "USD", "dimensions": {"region": "EMEA"}},
    )
    assert IdempotencyStrategy.metric_key("acme", record) == "acme:revenue:2025-Q3:region=EMEA"
    assert IdempotencyStrategy.message_key("acme", "m1") == "acme:m1"
