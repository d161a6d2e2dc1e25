import pytest

from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import InvalidInput
from salestalk.events.delivery import claimed_identity, read_delivery
from tests.unit.events.samples import delivery, event


def test_the_event_is_found_in_the_buss_own_envelope():
    assert read_delivery(delivery(event())) == event()


@pytest.mark.parametrize("body", ["", "{", "null", "[]", "{}", '{"detail": 3}', '{"detail": {"data": {}}}'])
def test_a_message_that_holds_no_event_is_refused(body):
    with pytest.raises(InvalidInput):
        read_delivery(body)


@pytest.mark.parametrize("change", [{"source": "chat-handler"}, {"detail-type": "narrative.generated.v1"}])
def test_a_message_routed_as_another_event_than_it_holds_is_refused(change):
    with pytest.raises(InvalidInput, match="source or type"):
        read_delivery(dumps({**loads(delivery(event())), **change}))


def test_the_identity_of_a_message_is_told_even_when_its_event_is_invalid():
    body = loads(delivery(event()))
    body["detail"]["data"] = None

    assert claimed_identity(dumps(body)) == {
        "tenantId": "acme",
        "eventId": event().event_id,
        "eventType": "metrics.ingested.v1",
        "correlationId": "c-1",
        "eventTime": "2026-01-15T09:30:00.125Z",
    }


@pytest.mark.parametrize("body", ["", "{", "null", "[]", "{}", '{"detail": 3}', '{"detail": {"metadata": 3}}'])
def test_the_identity_of_what_is_no_event_is_unknown(body):
    assert claimed_identity(body) == {"tenantId": "-"}
