import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.errors import InvariantBroken
from salestalk.events.publisher import MAX_BYTES, MAX_ENTRIES, Letter, batches
from tests.unit.events.samples import event

EVENT = event()


@given(st.lists(st.integers(0, MAX_BYTES - 100), max_size=40))
def test_every_batch_is_one_that_the_bus_takes_and_nothing_is_lost(sizes):
    letters = [Letter(EVENT, "x" * size) for size in sizes]

    parts = list(batches(letters))

    assert [letter for part in parts for letter in part] == letters
    assert all(1 <= len(part) <= MAX_ENTRIES for part in parts)
    assert all(sum(letter.size for letter in part) <= MAX_BYTES for part in parts)


def test_events_that_fit_together_go_together():
    assert len(list(batches([Letter(EVENT, "x")] * MAX_ENTRIES))) == 1


def test_an_event_that_no_call_takes_is_refused():
    with pytest.raises(InvariantBroken, match=r"metrics\.ingested\.v1"):
        list(batches([Letter(EVENT, "é" * (MAX_BYTES // 2))]))
