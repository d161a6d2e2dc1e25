"""Before an exchange is stored, its events are owed: a note in the outbox says so."""

from salestalk.contracts.outbox import ExchangePledge
from salestalk.conversation.exchange import ExchangeIds
from salestalk.conversation.service import Question
from salestalk.events.outbox import PLEDGE_SECONDS, Outbox
from salestalk.values import frozen


@frozen
class Pledging:
    """A preparation of `ChatService`. Whoever dies between storing and putting leaves a note that somebody finds."""

    outbox: Outbox

    def __call__(self, question: Question, ids: ExchangeIds) -> None:
        """Leave the note. Raises `Unavailable`."""
        pledge = ExchangePledge(
            tenant_id=question.tenant_id,
            question_id=ids.question,
            user_id=question.user_id,
            origin=question.origin,
        )
        self.outbox.keep(pledge, delay=PLEDGE_SECONDS, deadline=question.deadline)
