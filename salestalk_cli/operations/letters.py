"""Messages as they lie in a queue: looked at without being taken, or sent on to where they failed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput
from salestalk.events.delivery import UNTOLD, claimed_identity

HIDDEN_SECONDS: Final = 120
"""While they are looked at or moved; nobody else reads dead letters."""
WAIT_SECONDS: Final = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of a queue."""

    message_id: str
    body: str
    attributes: dict[str, str]
    message_attributes: dict[str, Any]
    receipt: str

    @classmethod
    def of(cls, message: dict[str, Any]) -> "Letter":
        """As SQS gives it."""
        return cls(
            message["MessageId"],
            message["Body"],
            message.get("Attributes", {}),
            message.get("MessageAttributes", {}),
            message["ReceiptHandle"],
        )

    @property
    def identity(self) -> dict[str, Any]:
        """Whom and what it says it is about."""
        return claimed_identity(self.body)

    @property
    def sent(self) -> datetime:
        """When it was first put into the queue where it failed."""
        return datetime.fromtimestamp(int(self.attributes.get("SentTimestamp", "0")) / 1000, UTC)

    @property
    def content(self) -> Any:
        """The body as JSON, or its text when it is none."""
        try:
            return loads(self.body)
        except InvalidInput:
            return self.body

    def is_about(self, wanted: str | None) -> bool:
        """Whether an id names this message or what it is about; no id names every message."""
        return wanted is None or wanted in (self.message_id, *map(str, self.identity.values()))

    def is_named(self, wanted: str) -> bool:
        """Whether an id names this message or its event; a tenant's names no message."""
        return wanted in (self.message_id, self.identity.get("eventId"))

    def told(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "messageId": self.message_id,
            "sentAt": self.sent.isoformat(timespec="seconds"),
            "deliveries": int(self.attributes.get("ApproximateReceiveCount", "0")),
            **{name: value for name, value in self.identity.items() if value != UNTOLD},
            "body": self.content,
        }


def looked_at(sqs: Any, url: str, limit: int) -> list[Letter]:
    """Up to so many of a queue's messages; all are in it again afterwards."""
    letters: list[Letter] = []
    try:
        for batch in _batches(sqs, url):
            letters += batch
            if len(letters) >= limit:
                break
    finally:
        _put_back(sqs, url, letters)
    return letters[:limit]


def moved(
    sqs: Any, from_url: str, to_url: str | None, chosen: Callable[[Letter], bool], limit: int | None
) -> list[Letter]:
    """Send the chosen messages on, each before it is taken out: one may come twice, and none is lost.

    What fails again while this runs is left alone. Without a queue to send them to they are taken out for good.
    """
    started = datetime.now(UTC)
    sent_on: list[Letter] = []
    kept: list[Letter] = []
    try:
        for batch in _batches(sqs, from_url):
            for letter in batch:
                if chosen(letter) and letter.sent <= started and (limit is None or len(sent_on) < limit):
                    _send_on(sqs, from_url, to_url, letter)
                    sent_on.append(letter)
                else:
                    kept.append(letter)
            if limit is not None and len(sent_on) >= limit:
                break
    finally:
        _put_back(sqs, from_url, kept)
    return sent_on


def _send_on(sqs: Any, from_url: str, to_url: str | None, letter: Letter) -> None:
    attributes = {"MessageAttributes": letter.message_attributes} if letter.message_attributes else {}
    if to_url is not None:
        sqs.send_message(QueueUrl=to_url, MessageBody=letter.body, **attributes)
    sqs.delete_message(QueueUrl=from_url, ReceiptHandle=letter.receipt)


def _batches(sqs: Any, url: str) -> Iterator[list[Letter]]:
    """Every message of the queue, each once, hidden from others for now."""
    seen: set[str] = set()
    while True:
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=WAIT_SECONDS,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        fresh = [Letter.of(each) for each in answer.get("Messages", ()) if each["MessageId"] not in seen]
        if not fresh:
            return
        seen |= {letter.message_id for letter in fresh}
        yield fresh


def _put_back(sqs: Any, url: str, letters: Iterable[Letter]) -> None:
    for letter in letters:
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=letter.receipt, VisibilityTimeout=0)
