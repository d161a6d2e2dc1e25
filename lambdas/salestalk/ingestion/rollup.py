"""What messages add to their session: pure, and the same in whatever order they arrive within one write."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from salestalk.contracts.message import Message, Sender
from salestalk.contracts.session import MAX_TITLE, SessionRollup

MAX_LISTED: Final = 200
"""Subjects and intents that are kept per session, so that the item stays small."""


def advance(session: SessionRollup | None, messages: Sequence[Message]) -> SessionRollup:
    """The roll-up after these messages, all of one session; its revision is raised."""
    ordered = sorted(messages, key=lambda message: message.timestamp)
    before = session or _empty(ordered[0])
    counted = [message.sender for message in ordered]
    read = [message.classification for message in ordered if message.classification is not None]
    is_latest = ordered[-1].timestamp >= before.last_activity_at
    return before.model_copy(
        update={
            "title": before.title or _title(ordered),
            "started_at": min(before.started_at, ordered[0].timestamp),
            "last_activity_at": max(before.last_activity_at, ordered[-1].timestamp),
            "message_count": before.message_count + len(ordered),
            "user_message_count": before.user_message_count + counted.count(Sender.USER),
            "assistant_message_count": before.assistant_message_count + counted.count(Sender.ASSISTANT),
            "subjects": _listed(before.subjects, (c.subject for c in read if c.subject != "unknown")),
            "intents": _listed(before.intents, (c.intent for c in read)),
            "last_classification": read[-1] if read and is_latest else before.last_classification,
            "total_response_time_ms": before.total_response_time_ms + sum(map(_response_time, ordered)),
            "total_cost_usd": before.total_cost_usd + sum(map(_model_cost, ordered)),
            "completed_at": None,
            "is_end_told": False,
            "ttl": ordered[-1].ttl if is_latest else before.ttl,
            "revision": session.revision + 1 if session else 1,
        }
    )


def _empty(first: Message) -> SessionRollup:
    return SessionRollup(
        session_id=first.session_id,
        started_by=_asked_by(first),
        started_at=first.timestamp,
        last_activity_at=first.timestamp,
        message_count=0,
        user_message_count=0,
        assistant_message_count=0,
    )


def _asked_by(message: Message) -> str | None:
    user_id = (message.metadata or {}).get("userId")
    return user_id if isinstance(user_id, str) else None


def _title(messages: Iterable[Message]) -> str | None:
    text = next((message.text for message in messages if message.sender is Sender.USER), None)
    return " ".join(text.split())[:MAX_TITLE] if text else None


def _listed(known: tuple[Any, ...], more: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*known, *more)))[:MAX_LISTED]


def _response_time(message: Message) -> int:
    """Milliseconds an answer says it took, in the `performance` of its metadata."""
    performance = (message.metadata or {}).get("performance")
    taken = performance.get("totalTimeMs", 0) if isinstance(performance, dict) else 0
    return int(taken) if isinstance(taken, int | Decimal) else 0


def _model_cost(message: Message) -> Decimal:
    """USD an answer says its language model cost, in the `cost` of its metadata."""
    cost = (message.metadata or {}).get("cost")
    amount = cost.get("amountUSD", 0) if isinstance(cost, dict) else 0
    return Decimal(amount) if isinstance(amount, int | Decimal) else Decimal(0)
