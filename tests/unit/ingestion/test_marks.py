"""A consumer that writes nothing else marks each event once."""

import pytest

from salestalk.ingestion.idempotency import TransientNetwork
from salestalk.ingestion.marks import EventMarks
from tests.unit.ingestion.builders import TENANT
from tests.unit.ingestion.fakes import DictStore, FakeTime


@pytest.fixture
def store():
    return DictStore()


def marks(store, consumer="quality"):
    return EventMarks(store, FakeTime().strategy(), lambda: 1_760_000_000, consumer)


def test_only_the_first_of_many_deliveries_marks_an_event(store):
    assert [marks(store).set(TENANT, "e-1", deadline=1e9) for _ in range(4)] == [True, False, False, False]
    assert marks(store).is_set(TENANT, "e-1", deadline=1e9)


def test_consumers_and_events_are_marked_each_for_themselves(store):
    assert marks(store, "quality").set(TENANT, "e-1", deadline=1e9)
    assert marks(store, "welcome").set(TENANT, "e-1", deadline=1e9)
    assert not marks(store).is_set(TENANT, "e-2", deadline=1e9)


def test_a_mark_whose_answer_was_lost_is_the_first_all_the_same(store):
    store.faults_after.append(TransientNetwork("lost"))
    assert marks(store).set(TENANT, "e-1", deadline=1e9)
