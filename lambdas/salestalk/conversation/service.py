"""Answering a message: read the session, run the stages, store the exchange, emit its events."""

from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from functools import partial

from salestalk.contracts.answer import ChatAnswer, ChatRequest
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.message import Message
from salestalk.contracts.tenant import Tenant
from salestalk.conversation.answering import chat_answer
from salestalk.conversation.basis import Basis, Memory, read_basis
from salestalk.conversation.events import exchange_events
from salestalk.conversation.exchange import ExchangeIds, answer_message, question_message, stored_answer
from salestalk.conversation.limited import Limited
from salestalk.conversation.stages import Reply, StageTimes, carried, reply_to
from salestalk.conversation.workspace import Clock, Moment, Workspace
from salestalk.errors import Conflict, Fault, InvalidInput
from salestalk.events.publisher import EventPublisher
from salestalk.ingestion.rollup import advance
from salestalk.understanding import Understanding
from salestalk.values import frozen
from salestalk.workers import Workers


@frozen
class Question:
    """A chat request with who sent it and how it can be traced. ``deadline`` is on the `time.monotonic` scale."""

    tenant_id: str
    user_id: str
    request: ChatRequest
    origin: EventMetadata
    deadline: float
    idempotency_key: str | None = None


def _nothing(_: Question, __: ExchangeIds) -> None:
    """No preparation."""


def _counted() -> None:
    """The question was counted already."""


def _nobody(_: StageTimes) -> None:
    """Nobody wants to know."""


@frozen
class ChatService:
    """The chat of all tenants: everything tenant-bound comes from the workspace it opens for each question."""

    open_workspace: Callable[[str, float], Workspace]
    """By tenant id and deadline."""
    publisher: EventPublisher
    clock: Clock
    memory: Memory = field(default_factory=Memory)
    limited: Limited = field(default_factory=Limited)
    prepare: Callable[[Question, ExchangeIds], None] = _nothing
    """What must have happened before an exchange is stored. It runs beside the reading, so that nobody waits for it;
    what it raises ends the request, with nothing stored."""
    observe: Callable[[StageTimes], None] = _nobody
    """Is told how long the stages of each answer took, more finely than the answer tells."""

    def ask(self, question: Question) -> ChatAnswer:
        """The answer; with an idempotency key that was used before, the first one.

        Raises `TenantNotActive`, `LimitReached`, `InvalidInput` for an `asOf` in the future or an answer too large to
        keep, `Conflict` for a key that was used for another question, `Unavailable` when storage or the bus did not
        take the exchange in time: then nothing is lost by asking again with the same key.
        """
        started = self.clock.milliseconds()
        now = self.clock.now()
        workspace = self.open_workspace(question.tenant_id, question.deadline)
        as_of = _as_of(question.request.as_of, workspace.tenant, now)
        ids = ExchangeIds.of(
            question.tenant_id,
            question.user_id,
            session_id=question.request.session_id,
            idempotency_key=question.idempotency_key,
        )
        # A key names a question that may come again, and is counted once.
        once = ids.question if question.idempotency_key else None
        charge = partial(workspace.allowance.question, now, once=once, deadline=question.deadline)
        count: Callable[[], None] = partial(self.limited.count, question.tenant_id, charge)
        if question.tenant_id in self.limited:
            count()
            count = _counted
        with Workers(2) as pool:
            counted = pool.submit(count)
            prepared = pool.submit(self.prepare, question, ids)
            reply, basis = self._reply(question, workspace, as_of)
            counted.result()
            prepared.result()
        moment = Moment(now, as_of, started)
        reply = self._assisted(question, ids, workspace, basis, reply, moment)
        self.observe(reply.times)
        answer = chat_answer(ids, reply, total_ms=self.clock.milliseconds() - started)
        return self._keep(question, workspace, basis, answer, now)

    def _reply(self, question: Question, workspace: Workspace, as_of: date) -> tuple[Reply, Basis]:
        """The reply and what it was read with: with what was last known, if that turns out to be true."""
        session_id, deadline = question.request.session_id, question.deadline
        guess = self.memory.recall(question.tenant_id, session_id)
        if guess is None:
            basis = read_basis(workspace, session_id, deadline=deadline)
            return self._carry(question, workspace, basis, as_of), basis
        with Workers(1) as pool:
            reading = pool.submit(read_basis, workspace, session_id, deadline=deadline)
            reply = self._carry(question, workspace, guess, as_of)
            basis = reading.result()
        return (reply if guess.agrees_with(basis) else self._carry(question, workspace, basis, as_of)), basis

    def _carry(self, question: Question, workspace: Workspace, basis: Basis, as_of: date) -> Reply:
        return reply_to(
            question.request.message,
            basis.session.last_classification if basis.session else None,
            knowledge=basis.knowledge,
            reader=workspace.reader,
            as_of=as_of,
            clock=self.clock.milliseconds,
        )

    def _assisted(
        self, question: Question, ids: ExchangeIds, workspace: Workspace, basis: Basis, reply: Reply, moment: Moment
    ) -> Reply:
        """The reply with a language model's help, where the tenant has one; a question that was answered needs none."""
        assistant = workspace.assistant()
        if assistant is None or _was_answered(question, ids, workspace):
            return reply
        from salestalk.conversation.assistance import assisted  # noqa: PLC0415 - where there is no model, not loaded

        def carry(understanding: Understanding) -> Reply:
            return carried(
                understanding,
                knowledge=basis.knowledge,
                reader=workspace.reader,
                as_of=moment.as_of,
                clock=self.clock.milliseconds,
            )

        return assisted(
            reply,
            assistant,
            moment,
            knowledge=basis.knowledge,
            carry=carry,
            clock=self.clock.milliseconds,
            deadline=question.deadline,
        )

    def _keep(
        self, question: Question, workspace: Workspace, basis: Basis, answer: ChatAnswer, now: datetime
    ) -> ChatAnswer:
        """Store the exchange and emit its events; a retry emits those of the first exchange again."""
        tenant_id, timestamp = question.tenant_id, int(now.timestamp())
        asked = question_message(tenant_id, answer, question.request.message, timestamp, question.user_id)
        said = answer_message(tenant_id, answer, timestamp)
        kept_until = {"ttl": workspace.allowance.limits.kept_until(timestamp)}
        asked, said = asked.model_copy(update=kept_until), said.model_copy(update=kept_until)
        first = workspace.messages.store_exchange(
            tenant_id, asked, said, known_session=basis.session, deadline=question.deadline
        )
        if first is None:
            self.memory.remember(tenant_id, basis.knowledge, advance(basis.session, (asked, said)))
        else:
            answer = stored_answer(first)
            asked = _first_question(workspace, asked, question, answer)
        events = exchange_events(asked, answer, user_id=question.user_id, origin=question.origin, now=now)
        self.publisher.publish(events, deadline=question.deadline)
        return answer


def _was_answered(question: Question, ids: ExchangeIds, workspace: Workspace) -> bool:
    """Whether this came before, so that its first answer is the one to be given. Raises `Unavailable`."""
    if question.idempotency_key is None:
        return False
    return workspace.history.message(question.tenant_id, ids.answer, deadline=question.deadline) is not None


def _first_question(workspace: Workspace, asked: Message, question: Question, answer: ChatAnswer) -> Message:
    """What the key was used for before, which must be what is asked now: else this would answer something else."""
    request = question.request
    first = workspace.history.message(question.tenant_id, asked.message_id, deadline=question.deadline) or asked
    day = request.as_of and _day(request.as_of, workspace.tenant)
    same = (
        first.text == asked.text
        and request.session_id in (None, first.session_id)
        and (day is None or str(day) == answer.interpretation.as_of)
    )
    if not same:
        said = "Idempotency-Key: was used for another question; take a new one"
        raise Conflict(
            "The key belongs to another question.", [Fault("Idempotency-Key", "idempotency_key_reused", said)]
        )
    return first


def _as_of(requested: datetime | date | None, tenant: Tenant, now: datetime) -> date:
    """The tenant's date at which the question is read."""
    today = _day(now, tenant)
    if requested is None:
        return today
    day = _day(requested, tenant)
    if day > today:
        raise InvalidInput(
            "The question cannot be read as of a day to come.",
            [Fault("asOf", "not_in_future", f"asOf: must not be later than today ({today})")],
        )
    return day


def _day(moment: datetime | date, tenant: Tenant) -> date:
    """A moment's date where the tenant is; a date is one already."""
    return tenant.metadata.calendar.today(moment) if isinstance(moment, datetime) else moment
