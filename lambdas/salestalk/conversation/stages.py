"""The five stages, wired once: question → classification → plan → facts → findings → narrative."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from salestalk.analysis import analyze
from salestalk.analysis.model import Findings
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Classification
from salestalk.conversation.knowledge import Knowledge
from salestalk.narration import Narrative, narrate, narrate_unanswered
from salestalk.planning import Unplannable, plan
from salestalk.retrieval import MetricReader, retrieve
from salestalk.understanding import Understanding, understand
from salestalk.values import frozen

if TYPE_CHECKING:
    from salestalk.ai.assistant import Account

Milliseconds = Callable[[], float]


@frozen
class StageTimes:
    """Milliseconds spent in the stages; 0 for one that was not reached."""

    classification: float
    retrieval: float = 0
    narration: float = 0
    generation: float = 0
    """Of a language model, where one was asked."""


@frozen
class Reply:
    """A question carried through the stages: with findings where it was planned, and with an account where a language
    model was wanted.
    """

    understanding: Understanding
    narrative: Narrative
    times: StageTimes
    findings: Findings | None = None
    account: "Account | None" = None


def reply_to(
    question: str,
    previous: Classification | None,
    *,
    knowledge: Knowledge,
    reader: MetricReader,
    as_of: date,
    clock: Milliseconds,
) -> Reply:
    """Answer one question. ``clock`` gives milliseconds and is used for the stage times only."""
    started = clock()
    understanding = understand(
        question,
        knowledge.catalog,
        previous,
        calendar=knowledge.calendar,
        as_of=as_of,
        lexicon=knowledge.lexicon,
    )
    taken = clock() - started
    reply = carried(understanding, knowledge=knowledge, reader=reader, as_of=as_of, clock=clock)
    return replace(reply, times=replace(reply.times, classification=taken))


def carried(
    understanding: Understanding, *, knowledge: Knowledge, reader: MetricReader, as_of: date, clock: Milliseconds
) -> Reply:
    """The way from a question's reading on; the time that the reading took is not in it."""
    began = clock()
    catalog, calendar = knowledge.catalog, knowledge.calendar
    if understanding.outcome is not Outcome.ANSWERED:
        understanding = replace(understanding, choices=_answerable(understanding.choices, knowledge, as_of))
        narrative = narrate_unanswered(understanding, catalog, as_of=as_of, calendar=calendar)
        return Reply(understanding, narrative, StageTimes(0, narration=clock() - began))
    query = plan(understanding, catalog, calendar, as_of)
    if isinstance(query, Unplannable):
        narrative = narrate_unanswered(query, catalog, as_of=as_of, calendar=calendar)
        return Reply(understanding, narrative, StageTimes(0, narration=clock() - began))
    facts = retrieve(query, reader)
    retrieved = clock()
    findings = analyze(query, facts)
    narrative = narrate(findings)
    times = StageTimes(0, retrieval=retrieved - began, narration=clock() - retrieved)
    return Reply(understanding, narrative, times, findings)


def _answerable(choices: tuple[str, ...], knowledge: Knowledge, as_of: date) -> tuple[str, ...]:
    """The choices without those that are understood and yet have nothing loaded to answer them with."""

    def is_lost(choice: str) -> bool:
        read = understand(
            choice, knowledge.catalog, None, calendar=knowledge.calendar, as_of=as_of, lexicon=knowledge.lexicon
        )
        planned = read.outcome is Outcome.ANSWERED and plan(read, knowledge.catalog, knowledge.calendar, as_of)
        return isinstance(planned, Unplannable)

    return tuple(choice for choice in choices if not is_lost(choice))
