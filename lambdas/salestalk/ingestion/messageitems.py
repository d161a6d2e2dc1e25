"""Messages, their guards and session roll-ups as items, and back."""

from typing import Any, Final

from salestalk.contracts.message import GUARD_PREFIX, GUARD_SK, SESSION_SK, Message
from salestalk.contracts.session import SESSION_SENDER, SessionRollup, session_pk
from salestalk.ingestion.store import STORED, Item, Key

SEQUENCE: Final = "sequence"
"""A message's number within its session: the order of messages of the same second."""
ANSWER_ID: Final = "answerId"
ANSWER_SK: Final = "answerSk"
MESSAGE_SK: Final = "messageSk"

_ONLY_STORED: Final = frozenset({"pk", "sk", SEQUENCE})
_ONLY_INDEXED: Final = frozenset({"pk", "sk", "sender", "timestamp"})


def message_item(message: Message, sequence: int) -> dict[str, Any]:
    """The row of a message."""
    return {"pk": message.pk, "sk": message.sk, **message.as_item(), SEQUENCE: sequence}


def message_of(item: Item) -> Message:
    """The message of a row."""
    fields = {name: value for name, value in item.items() if name not in _ONLY_STORED}
    return Message.model_validate(fields, context=STORED)


def guard_key(message_id: str) -> Key:
    """Where the guard of a message id is."""
    return Key(GUARD_PREFIX + message_id, GUARD_SK)


def guard_item(message: Message, answer: Message | None = None) -> dict[str, Any]:
    """The item that may exist once per message id. It says where the message is, and the answer stored with it."""
    key = guard_key(message.message_id)
    item: dict[str, Any] = {"pk": key.pk, "sk": key.sk, MESSAGE_SK: message.sk}
    if message.ttl is not None:
        item["ttl"] = message.ttl
    if answer is not None:
        item |= {ANSWER_ID: answer.message_id, ANSWER_SK: answer.sk}
    return item


def session_key(session_id: str) -> Key:
    """Where a session's roll-up is."""
    return Key(session_pk(session_id), SESSION_SK)


def session_item(session: SessionRollup) -> dict[str, Any]:
    """The item of a roll-up, listed by `SenderIndex` and not by `SessionIndex`."""
    key = session_key(session.session_id)
    item = session.as_item()
    del item["sessionId"]
    return {"pk": key.pk, "sk": key.sk, "sender": SESSION_SENDER, "timestamp": session.last_activity_at, **item}


def session_of(item: Item) -> SessionRollup:
    """The roll-up of an item."""
    fields = {name: value for name, value in item.items() if name not in _ONLY_INDEXED}
    return SessionRollup.model_validate({"sessionId": item["pk"].removeprefix(session_pk("")), **fields})
