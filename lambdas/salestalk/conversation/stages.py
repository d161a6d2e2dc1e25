"""The five stages, wired once: question → classification → plan → facts → findings → narrative."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from salestalk.analysis import analyze
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Classification
from salestalk.conversation.knowledge import Knowledge
from salestalk.narration import Narrative, narrate, narrate_unanswered
from salestalk.planning import Unplannable, plan
from salestalk.retrieval import MetricReader, retrieve
from salestalk.understanding import Understanding, understand

Milliseconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Milliseconds spent in the stages; 0 for one that was not reached."""

    classification: float
    retrieval: float = 0
    narration: float = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A question carried through the stages."""

    understanding: Understanding
    narrative: Narrative
    times: StageTimes


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
    understood = clock()
    classification = understood - started
    if understanding.outcome is not Outcome.ANSWERED:
        understanding = replace(understanding, choices=_answerable(understanding.choices, knowledge, as_of))
        narrative = narrate_unanswered(understanding, knowledge.catalog, as_of=as_of, calendar=knowledge.calendar)
        return Reply(understanding, narrative, StageTimes(classification, narration=clock() - understood))
    query = plan(understanding, knowledge.catalog, knowledge.calendar, as_of)
    if isinstance(query, Unplannable):
        narrative = narrate_unanswered(query, knowledge.catalog, as_of=as_of, calendar=knowledge.calendar)
        return Reply(understanding, narrative, StageTimes(classification, narration=clock() - understood))
    facts = retrieve(query, reader)
    retrieved = clock()
    narrative = narrate(analyze(query, facts))
    return Reply(
        understanding, narrative, StageTimes(classification, retrieved - understood, narration=clock() - retrieved)
    )


def _answerable(choices: tuple[str, ...], knowledge: Knowledge, as_of: date) -> tuple[str, ...]:
    """The choices without those that are understood and yet have nothing loaded to answer them with."""

    def is_lost(choice: str) -> bool:
        read = understand(
            choice, knowledge.catalog, None, calendar=knowledge.calendar, as_of=as_of, lexicon=knowledge.lexicon
        )
        planned = read.outcome is Outcome.ANSWERED and plan(read, knowledge.catalog, knowledge.calendar, as_of)
        return isinstance(planned, Unplannable)

    return tuple(choice for choice in choices if not is_lost(choice))
