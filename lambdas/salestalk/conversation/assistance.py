"""A reply made better by a language model, where one may help; what it cannot prove is not said."""

from collections.abc import Callable
from dataclasses import replace

from salestalk.ai.assistant import Assistant, Help
from salestalk.contracts.answer import Outcome
from salestalk.conversation.knowledge import Knowledge
from salestalk.conversation.stages import Milliseconds, Reply
from salestalk.conversation.workspace import Moment
from salestalk.understanding import Understanding


def assisted(
    reply: Reply,
    assistant: Assistant,
    moment: Moment,
    *,
    knowledge: Knowledge,
    carry: Callable[[Understanding], Reply],
    clock: Milliseconds,
    deadline: float,
) -> Reply:
    """The reply, read or told with the model's help as far as that can be answered for, with an account of it.

    ``carry`` takes a reading the rest of the way to a reply; ``deadline`` is that of the request.
    """
    given = assistant.help_with(now=moment.now, elapsed_ms=clock() - moment.started, deadline=deadline)
    reply = _told(_read(reply, given, moment, knowledge, carry), given)
    account = given.account()
    if account is None:
        return reply
    assistant.observe(account)
    return replace(reply, account=account, times=replace(reply.times, generation=account.milliseconds))


def _read(
    reply: Reply, given: Help, moment: Moment, knowledge: Knowledge, carry: Callable[[Understanding], Reply]
) -> Reply:
    if not given.is_wanted(reply.understanding):
        return reply
    found = given.read(reply.understanding, knowledge.catalog, calendar=knowledge.calendar, as_of=moment.as_of)
    if found is None:
        return reply
    other = carry(found)
    answers = other.narrative.outcome is Outcome.ANSWERED
    given.took_reading(leads_to_an_answer=answers)
    if not answers:
        return reply
    return replace(other, times=replace(other.times, classification=reply.times.classification))


def _told(reply: Reply, given: Help) -> Reply:
    if reply.findings is None:
        return reply
    told = given.phrase(reply.understanding, reply.narrative, reply.findings)
    times = replace(reply.times, narration=reply.times.narration + given.checking_ms)
    return replace(reply, narrative=told, times=times)
