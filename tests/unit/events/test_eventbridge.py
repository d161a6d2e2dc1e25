import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.contracts.jsontext import loads
from salestalk.errors import InvariantBroken
from salestalk.events.envelope import read_event
from salestalk.events.publisher import EventsNotPut
from salestalk.ingestion.idempotency import NETWORK_RETRIES, THROTTLING_RETRIES, IdempotencyStrategy
from tests.unit.events.samples import NOW, event

EVENTS = [event(cause=str(number)) for number in range(3)]


class Bus:
    """EventBridge's client; ``plan`` says of each call in turn what it does to each entry: a code, or nothing."""

    def __init__(self, *plan: list[str | None] | Exception) -> None:
        self.plan = list(plan)
        self.calls: list[list[dict]] = []
        self.taken: list[dict] = []

    def put_events(self, *, Entries):  # noqa: N803
        self.calls.append(Entries)
        step = self.plan.pop(0) if self.plan else [None] * len(Entries)
        if isinstance(step, Exception):
            raise step
        self.taken += [entry for entry, code in zip(Entries, step, strict=True) if code is None]
        return {"Entries": [{"ErrorCode": code} if code else {"EventId": "1"} for code in step]}

    @property
    def ids(self) -> list[str]:
        return [read_event(loads(entry["Detail"])).event_id for entry in self.taken]


class Time:
    """Passes only while waiting."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def publish(bus: Bus, events=tuple(EVENTS), *, deadline: float = 1000.0) -> None:
    time = Time()
    strategy = IdempotencyStrategy(clock=time.clock, sleep=time.sleep, uniform=lambda low, high: high)
    EventBridgePublisher(bus, "the-bus", strategy).publish(events, deadline=deadline)


def refused(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutEvents")


def test_several_events_are_put_in_one_call():
    bus = Bus()

    publish(bus)

    assert (len(bus.calls), bus.ids) == (1, [each.event_id for each in EVENTS])
    entry = bus.taken[0]
    assert (entry["EventBusName"], entry["Source"], entry["DetailType"]) == (
        "the-bus",
        "metrics-handler",
        "metrics.ingested.v1",
    )
    assert entry["Time"] == NOW


def test_no_event_needs_no_call():
    bus = Bus()

    publish(bus, [])

    assert bus.calls == []


def test_only_the_events_that_were_not_taken_are_put_again():
    bus = Bus([None, "InternalFailure", "ThrottlingException"], ["InternalFailure", None])

    publish(bus)

    assert [len(call) for call in bus.calls] == [3, 2, 1]
    assert sorted(bus.ids) == sorted(each.event_id for each in EVENTS)


@pytest.mark.parametrize(
    "fault",
    [
        refused("ThrottlingException", 400),
        refused("InternalException", 500),
        ReadTimeoutError(endpoint_url="https://e"),
    ],
)
def test_a_call_that_fails_whole_is_repeated(fault):
    bus = Bus(fault)

    publish(bus)

    assert bus.ids == [each.event_id for each in EVENTS]


@pytest.mark.parametrize(
    ("code", "tries"), [("InternalFailure", NETWORK_RETRIES + 1), ("ThrottlingException", THROTTLING_RETRIES + 1)]
)
def test_what_the_bus_never_takes_is_named_and_the_rest_is_put(code, tries):
    bus = Bus([None, code, None], *[[code]] * 20)

    with pytest.raises(EventsNotPut) as caught:
        publish(bus)

    assert caught.value.events == (EVENTS[1],)
    assert (len(bus.calls), bus.ids) == (tries, [EVENTS[0].event_id, EVENTS[2].event_id])


def test_nothing_is_tried_past_the_deadline():
    bus = Bus(*[["InternalFailure"] * 3] * 20)

    with pytest.raises(EventsNotPut) as caught:
        publish(bus, deadline=0.25)

    assert (len(bus.calls), caught.value.events) == (2, tuple(EVENTS))


def test_a_refusal_is_not_repeated_and_loses_no_event():
    bus = Bus(refused("AccessDeniedException", 400))

    with pytest.raises(EventsNotPut) as caught:
        publish(bus)

    assert (len(bus.calls), caught.value.events) == (1, tuple(EVENTS))


def test_an_invalid_event_keeps_all_from_being_put():
    bus = Bus()

    with pytest.raises(InvariantBroken):
        publish(bus, [*EVENTS, event().model_copy(update={"tenant_id": "*"})])

    assert bus.calls == []


def test_more_events_than_one_call_takes_go_in_several():
    bus, many = Bus(), [event(cause=str(number)) for number in range(23)]

    publish(bus, many)

    assert ([len(call) for call in bus.calls], bus.ids) == ([10, 10, 3], [each.event_id for each in many])
