"""The event bus on EventBridge: several events in one call, and those it did not take tried again."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from salestalk.adapters.aws_errors import aws_errors
from salestalk.contracts.events import Event
from salestalk.errors import SalesTalkError
from salestalk.events.envelope import write_event
from salestalk.events.publisher import EventsNotPut, Letter, batches
from salestalk.ingestion.idempotency import IdempotencyStrategy, Throttled, TransientNetwork

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef, PutEventsResultEntryTypeDef

_THROTTLING: Final = "ThrottlingException"
_TRACE_PREFIX: Final = "Root="


class EventBridgePublisher:
    """Implements `salestalk.events.publisher.EventPublisher`."""

    def __init__(self, client: "EventBridgeClient", bus: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._bus = bus
        self._strategy = strategy

    def publish(self, events: Sequence[Event], *, deadline: float) -> None:
        """Validate all events, then put them. Raises `InvariantBroken` before anything is put, and `EventsNotPut`."""
        deliveries = [
            _Delivery(self._client, self._bus, letters)
            for letters in batches([Letter(event, write_event(event)) for event in events])
        ]
        left: list[Event] = []
        reason: SalesTalkError | None = None
        for delivery in deliveries:
            try:
                self._strategy.call(delivery.attempt, deadline=deadline)
            except SalesTalkError as error:
                left += [letter.event for letter in delivery.letters]
                reason = error
        if reason is not None:
            raise EventsNotPut(f"{len(left)} of {len(events)} events were not put: {reason}", left) from reason


class _Delivery:
    """The events of one call, fewer with every attempt."""

    def __init__(self, client: "EventBridgeClient", bus: str, letters: Sequence[Letter]) -> None:
        self._client = client
        self._bus = bus
        self.letters = list(letters)

    def attempt(self) -> None:
        """Put what is left. Raises a transient fault when the bus did not take all of it."""
        with aws_errors():
            answer = self._client.put_events(Entries=[_entry(letter, self._bus) for letter in self.letters])
        results = answer["Entries"]
        self.letters = [letter for letter, result in zip(self.letters, results, strict=True) if "ErrorCode" in result]
        if self.letters:
            raise _fault(results)


def _entry(letter: Letter, bus: str) -> "PutEventsRequestEntryTypeDef":
    event = letter.event
    entry: PutEventsRequestEntryTypeDef = {
        "EventBusName": bus,
        "Source": event.source,
        "DetailType": event.event_type,
        "Detail": letter.text,
        "Time": datetime.fromisoformat(event.timestamp),
    }
    trace_id = event.metadata.trace_id or ""
    return {**entry, "TraceHeader": trace_id} if trace_id.startswith(_TRACE_PREFIX) else entry


def _fault(results: Sequence["PutEventsResultEntryTypeDef"]) -> SalesTalkError:
    codes = sorted({result["ErrorCode"] for result in results if "ErrorCode" in result})
    said = f"PutEvents: {', '.join(codes)}"
    return Throttled(said) if _THROTTLING in codes else TransientNetwork(said)
