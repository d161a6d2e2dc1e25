"""One exchange: the question and its answer as they are stored, sent back and emitted."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from salestalk.contracts.answer import ChatAnswer
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.message import MAX_METADATA_BYTES, Message, Sender
from salestalk.contracts.reference import DataReference
from salestalk.errors import Fault, InvalidInput
from salestalk.values import frozen

_NAMESPACE: Final = UUID("c0a7e5a1-57a1-5a1e-8a1c-0c0ffee00001")
MAX_CITED_BYTES: Final = 180_000
"""JSON of the references of one answer: with the rest of it they fit an item (400 KB) and an event (256 KB)."""

_STORED_APART: Final = frozenset({"messageId", "sessionId", "answer", "classification", "dataReferences"})
_REFERENCE_IDS: Final = "referenceIds"
_CHART_PACKED: Final = "chartPacked"
_CHART_OMITTED: Final = "chartOmitted"
_ONLY_STORED: Final = frozenset({_REFERENCE_IDS, _CHART_PACKED, _CHART_OMITTED})


@frozen
class ExchangeIds:
    """The ids of a question and its answer; both follow from the idempotency key when there is one."""

    question: str
    answer: str
    session: str

    @classmethod
    def of(cls, tenant_id: str, user_id: str, *, session_id: str | None, idempotency_key: str | None) -> "ExchangeIds":
        """Ids for a new exchange or, for a key that this user used before, those of the first."""
        question = uuid5(_NAMESPACE, f"{tenant_id}|{user_id}|{idempotency_key}") if idempotency_key else uuid4()
        session = session_id or str(uuid5(question, "session"))
        return cls(str(question), str(uuid5(question, "answer")), session)


def question_message(tenant_id: str, answer: ChatAnswer, text: str, timestamp: int, user_id: str) -> Message:
    """The user's message that ``answer`` answers, as stored."""
    return Message(
        tenant_id=tenant_id,
        message_id=answer.user_message_id,
        session_id=answer.session_id,
        sender=Sender.USER,
        text=text,
        timestamp=timestamp,
        metadata={"userId": user_id},
    )


def answer_message(tenant_id: str, answer: ChatAnswer, timestamp: int) -> Message:
    """The assistant's message as stored: the whole answer, so that a retry gets the first one back.

    Raises `InvalidInput` for an answer that rests on more rows than can be kept with it.
    """
    return Message(
        tenant_id=tenant_id,
        message_id=answer.message_id,
        session_id=answer.session_id,
        sender=Sender.ASSISTANT,
        text=answer.answer,
        timestamp=timestamp,
        classification=answer.classification,
        data_references=_cited(answer) or None,
        metadata=_small_enough(_metadata(answer)),
    )


def stored_answer(message: Message) -> ChatAnswer:
    """The answer of a stored assistant message; the inverse of `answer_message`."""
    metadata = message.metadata or {}
    own = {key: value for key, value in metadata.items() if key not in _ONLY_STORED}
    if _CHART_PACKED in metadata:
        own["chart"] = loads(zlib.decompress(b64decode(metadata[_CHART_PACKED])))
    cited = zip(metadata.get(_REFERENCE_IDS, ()), message.data_references or (), strict=True)
    return ChatAnswer.model_validate(
        {
            **own,
            "messageId": message.message_id,
            "sessionId": message.session_id,
            "answer": message.text,
            "classification": message.classification,
            "dataReferences": [{"id": name, **reference.as_item()} for name, reference in cited],
        }
    )


def whole_answer(message: Message) -> ChatAnswer | None:
    """The same for any message; None for one that is no answer of a chat, such as the examples' first ones."""
    is_one = message.sender is Sender.ASSISTANT and _REFERENCE_IDS in (message.metadata or {})
    return stored_answer(message) if is_one else None


def _cited(answer: ChatAnswer) -> tuple[DataReference, ...]:
    references = tuple(reference.without_id() for reference in answer.data_references)
    if len(dumps([reference.as_item() for reference in references]).encode()) > MAX_CITED_BYTES:
        said = f"message: the answer rests on {len(references)} rows; ask about a shorter time or fewer of them"
        raise InvalidInput(
            "The answer rests on more rows than can be kept with it.", [Fault("message", "too_many_rows", said)]
        )
    return references


def _metadata(answer: ChatAnswer) -> dict[str, Any]:
    """The rest of the answer; its references stand beside it, and only their ids here."""
    rest = {key: value for key, value in answer.as_item().items() if key not in _STORED_APART}
    return {**rest, _REFERENCE_IDS: [reference.id for reference in answer.data_references]}


def _small_enough(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A chart that would break the size limit is packed, to about a tenth; if it is too large then, it is left out."""
    if "chart" not in metadata or _fits(metadata):
        return dict(metadata)
    rest = {key: value for key, value in metadata.items() if key != "chart"}
    packed = b64encode(zlib.compress(dumps(metadata["chart"]).encode(), 9)).decode()
    with_chart = {**rest, _CHART_PACKED: packed}
    return with_chart if _fits(with_chart) else {**rest, _CHART_OMITTED: True}


def _fits(metadata: Mapping[str, Any]) -> bool:
    return len(dumps(metadata).encode()) <= MAX_METADATA_BYTES
