"""What users of one tenant do with each other's answers."""

from typing import Final
from uuid import UUID, uuid4, uuid5

from salestalk.contracts.answer import ChatAnswer
from salestalk.contracts.colleagues import Comment, Person, Pin, Share
from salestalk.contracts.message import Message, Sender
from salestalk.contracts.tenant import Tenant
from salestalk.conversation.exchange import whole_answer
from salestalk.errors import AccessDenied, Conflict, Fault, InvalidInput, NotFound
from salestalk.ingestion.comments import CommentBook, Comments
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.pins import PinBoard
from salestalk.ingestion.shares import NO_SHARE, ShareBook
from salestalk.ingestion.store import Page
from salestalk.values import frozen

NO_MESSAGE: Final = "There is no such message."
_NAMESPACE: Final = UUID("c0a7e5a1-57a1-5a1e-8a1c-0c0ffee00002")


@frozen
class Actor:
    """Who does something. The tenant's owner may also remove what others made."""

    person: Person
    is_owner: bool

    def may_remove(self, made_by: str) -> None:
        """Raise `AccessDenied` unless this user made it, or is the owner."""
        if not self.is_owner and made_by != self.person.user_id:
            raise AccessDenied("Only who made it can remove it, or the owner of the tenant.")


@frozen
class Colleagues:
    """One tenant's users among themselves. ``deadline`` is on the `time.monotonic` scale, ``now`` in Unix seconds.

    Everything lives as long as the answer that it is about. All calls raise `NotFound` for what is not there,
    `InvalidInput` for a message that is no answer, `Unavailable`.
    """

    tenant: Tenant
    history: MessageHistory
    board: PinBoard
    shares: ShareBook
    said: CommentBook
    now: int
    deadline: float

    def pin(self, message_id: str, note: str | None, actor: Actor) -> Pin:
        """Put an answer up for all. Raises `Conflict` for a note on another user's pin."""
        answer = self._answer(message_id)
        question = self._question(answer)
        said = whole_answer(answer)
        pin = Pin(
            message_id=answer.message_id,
            session_id=answer.session_id,
            pinned_by=actor.person,
            pinned_at=self.now,
            note=note,
            question=question.text if question else None,
            asked_at=question.timestamp if question else None,
            answer=answer.text,
            outcome=said.outcome if said else None,
            reason=said.reason if said else None,
            interpretation=said.interpretation if said else None,
        )
        return self.board.pin(self.tenant.tenant_id, pin, until=answer.ttl, deadline=self.deadline)

    def unpin(self, message_id: str, actor: Actor) -> bool:
        """Take it down; False when somebody did. Raises `AccessDenied`."""
        tenant_id = self.tenant.tenant_id
        return self.board.unpin(tenant_id, message_id, actor.may_remove, now=self.now, deadline=self.deadline)

    def pins(self, *, limit: int, cursor: str | None) -> Page[Pin]:
        """What is up, the newest first."""
        return self.board.pins(self.tenant.tenant_id, limit=limit, cursor=cursor, deadline=self.deadline)

    def share(self, message_id: str, actor: Actor) -> tuple[Share, bool]:
        """This user's share of an answer, and whether it is new."""
        answer = self._answer(message_id)
        if whole_answer(answer) is None:
            raise _no_answer("this one is not of a chat")
        question = self._question(answer)
        share = Share(
            share_id=str(uuid4()),
            message_id=answer.message_id,
            shared_by=actor.person,
            shared_at=self.now,
            question=question.text if question else None,
            asked_at=question.timestamp if question else None,
        )
        return self.shares.share(self.tenant.tenant_id, share, until=answer.ttl, deadline=self.deadline)

    def shared(self, share_id: str) -> tuple[Share, ChatAnswer]:
        """A share, and the answer as it was stored."""
        share = self.shares.shared(self.tenant.tenant_id, share_id, deadline=self.deadline)
        message = self.history.message(self.tenant.tenant_id, share.message_id, deadline=self.deadline)
        answer = whole_answer(message) if message else None
        if answer is None:
            raise NotFound(NO_SHARE)
        return share, answer

    def unshare(self, share_id: str, actor: Actor) -> bool:
        """Make a share lead nowhere; False when somebody did. Raises `AccessDenied`."""
        tenant_id = self.tenant.tenant_id
        return self.shares.withdraw(tenant_id, share_id, actor.may_remove, now=self.now, deadline=self.deadline)

    def comment(self, message_id: str, text: str, actor: Actor, *, once: str | None) -> tuple[Comment, bool]:
        """Say something of an answer that is pinned or shared; gives the comment, and whether it is new.

        With ``once`` it is kept once, however often it comes. Raises `Conflict` for an answer that is neither, that has
        all the comments it may have, or where ``once`` was used for something else.
        """
        answer = self._answer(message_id)
        tenant_id, message_id = self.tenant.tenant_id, answer.message_id
        if not self.said.is_open(tenant_id, message_id, deadline=self.deadline):
            raise Conflict("Only an answer that is pinned or shared can be commented on.")
        own = f"{tenant_id}|{actor.person.user_id}|{message_id}|{once}"
        comment = Comment(
            comment_id=str(uuid4() if once is None else uuid5(_NAMESPACE, own)),
            message_id=message_id,
            author=actor.person,
            text=text,
            written_at=self.now,
        )
        return self.said.add(tenant_id, comment, until=answer.ttl, deadline=self.deadline)

    def comments(self, message_id: str) -> Comments:
        """What was said of an answer."""
        found = self.said.all(self.tenant.tenant_id, message_id, deadline=self.deadline)
        if not found.items and not found.is_open:
            self._answer(message_id)
        return found

    def uncomment(self, message_id: str, comment_id: str, actor: Actor) -> bool:
        """Remove a comment; False when somebody did. Raises `AccessDenied`."""
        tenant_id = self.tenant.tenant_id
        return self.said.remove(
            tenant_id, message_id, comment_id, actor.may_remove, now=self.now, deadline=self.deadline
        )

    def _answer(self, message_id: str) -> Message:
        message = self.history.message(self.tenant.tenant_id, message_id, deadline=self.deadline)
        if message is None:
            raise NotFound(NO_MESSAGE)
        if message.sender is not Sender.ASSISTANT:
            raise _no_answer("this message is a user's")
        return message

    def _question(self, answer: Message) -> Message | None:
        """What was asked, where that is known."""
        question_id = (answer.metadata or {}).get("userMessageId")
        if question_id is None:
            return None
        return self.history.message(self.tenant.tenant_id, question_id, deadline=self.deadline)


def _no_answer(why: str) -> InvalidInput:
    fault = Fault("id", "no_answer", f"id: must be that of an answer; {why}")
    return InvalidInput("Only answers can be shown to colleagues.", [fault])
