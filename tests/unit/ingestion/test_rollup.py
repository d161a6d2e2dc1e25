"""What messages add to their session."""

from hypothesis import given
from hypothesis import strategies as st

from salestalk.ingestion.rollup import MAX_LISTED, advance
from tests.unit.ingestion.builders import classification, message

T = 1_760_000_000


def test_the_first_message_begins_the_session():
    session = advance(None, [message(text="  What\nwas revenue? ", timestamp=T)])
    assert (session.started_at, session.last_activity_at, session.revision) == (T, T, 1)
    assert (session.message_count, session.user_message_count, session.assistant_message_count) == (1, 1, 0)
    assert session.title == "What was revenue?"


def test_a_session_is_that_of_who_asked_first_whoever_goes_on():
    first = advance(None, [message(timestamp=T, metadata={"userId": "ada"})])
    assert advance(first, [message(timestamp=T + 1, metadata={"userId": "bob"})]).started_by == "ada"
    for unknown in (None, {}, {"userId": 5}):
        assert advance(None, [message(timestamp=T, metadata=unknown)]).started_by is None


def test_an_exchange_counts_both_sides_subjects_intents_and_time_taken():
    answer = message(
        sender="assistant",
        timestamp=T,
        classification=classification("margin", "root_cause"),
        metadata={"performance": {"totalTimeMs": 120}},
    )
    session = advance(advance(None, [message(timestamp=T), answer]), [message(timestamp=T + 9), answer])
    assert (session.message_count, session.user_message_count, session.assistant_message_count) == (4, 2, 2)
    assert (session.subjects, session.intents) == (("margin",), ("root_cause",))
    assert session.total_response_time_ms == 240


def test_an_earlier_message_that_arrives_late_changes_the_start_and_not_the_reading():
    late = message(timestamp=T - 50, classification=classification("orders"))
    session = advance(advance(None, [message(timestamp=T, classification=classification("revenue"))]), [late])
    assert (session.started_at, session.last_activity_at) == (T - 50, T)
    assert session.last_classification.subject == "revenue"
    assert session.subjects == ("revenue", "orders")


def test_what_was_not_understood_is_no_subject():
    session = advance(None, [message(classification=classification("unknown", "unknown"))])
    assert session.subjects == ()


def test_a_very_long_session_keeps_its_item_small():
    session = None
    for number in range(MAX_LISTED + 5):
        session = advance(session, [message(classification=classification(f"m{number}"))])
    assert len(session.subjects) == MAX_LISTED


@given(
    st.lists(st.tuples(st.integers(1, 1000), st.sampled_from(["user", "assistant", "system"])), min_size=1, max_size=8)
)
def test_counts_and_times_do_not_depend_on_the_order_of_arrival(said):
    messages = [message(timestamp=T + offset, sender=sender) for offset, sender in said]
    one_by_one, reversed_order = None, None
    for each in messages:
        one_by_one = advance(one_by_one, [each])
    for each in reversed(messages):
        reversed_order = advance(reversed_order, [each])
    together = advance(None, messages)
    for session in (reversed_order, together):
        for field in ("started_at", "last_activity_at", "message_count", "user_message_count"):
            assert getattr(session, field) == getattr(one_by_one, field)
    assert one_by_one.revision == len(messages)
