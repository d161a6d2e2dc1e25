"""The help of a language model with one question, and a true account of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from salestalk.ai.breaker import Breaker
from salestalk.ai.budget import Budget
from salestalk.ai.calling import Calls, Fallback, NotHelped
from salestalk.ai.phrasing import answer_data, can_be_phrased, given_text, phrasing_schema, retold
from salestalk.ai.policy import Policy, policy
from salestalk.ai.ports import Model, Spent, Task
from salestalk.ai.proof import Evidence, evidence_of, prove
from salestalk.ai.reading import helped, question_data, repair_data, wants_help
from salestalk.ai.reading_check import Checked, Faulty, checked, given_reading
from salestalk.ai.reading_form import UNKNOWN, schema_over
from salestalk.ai.vocabulary import vocabulary_of
from salestalk.analysis.model import Findings
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog
from salestalk.narration.model import Narrative
from salestalk.understanding.result import Understanding
from salestalk.values import frozen


@frozen
class Account:
    """What a model was asked for a question, what of it was used, what it took, and why the rest was not."""

    provider: str
    model_id: str
    max_tokens: int
    used_for: tuple[Task, ...]
    prompts: tuple[str, ...]
    spent: Spent
    cost_usd: Decimal
    milliseconds: float
    calls: int
    failures: int
    fallback: Fallback | None
    hallucinated: bool


@frozen
class Assistant:
    """A tenant's model with what bounds it. ``seconds`` is the clock of deadlines (`time.monotonic`)."""

    model: Model
    breaker: Breaker
    budget: Budget
    seconds: Callable[[], float]
    observe: Callable[[Account], None]
    """Is told of every question for which a model was wanted."""
    policy: Policy = field(default_factory=policy)

    def help_with(self, *, now: datetime, elapsed_ms: float, deadline: float) -> "Help":
        """Help with a question of which so many milliseconds are gone, and that must be stored by its deadline."""
        left = self.policy.answer_within_ms - self.policy.kept_for_storing_ms - elapsed_ms
        useful = min(self.seconds() + left / 1000, deadline - self.policy.kept_for_storing_ms / 1000)
        calls = Calls(
            model=self.model,
            breaker=self.breaker,
            budget=self.budget,
            policy=self.policy,
            seconds=self.seconds,
            now=now,
            deadline=useful,
            storing=deadline,
        )
        return Help(calls)


@dataclass(slots=True)
class Help:
    """One question's help. Nothing it does raises because of the model, and what it could not do is told at the end."""

    calls: Calls
    _used: list[Task] = field(default_factory=list)
    _fallback: Fallback | None = None
    _has_hallucinated: bool = False
    checking_ms: float = 0.0
    """What it took to prove a text, or not."""

    def is_wanted(self, understood: Understanding) -> bool:
        """Whether a model is asked to read this question."""
        return wants_help(understood, self.calls.policy.understanding)

    def read(
        self, understood: Understanding, catalog: Catalog, *, calendar: FiscalCalendar, as_of: date
    ) -> Understanding | None:
        """The question with the model's reading; None where the parser's own stands."""
        try:
            reading = self._reading(understood.question, catalog, calendar=calendar, as_of=as_of)
        except NotHelped as reason:
            self._fallback = reason.fallback
            return None
        found = helped(understood, reading, self.calls.policy.understanding)
        if found is None:
            self._fallback = Fallback.INVALID
        return found

    def took_reading(self, *, leads_to_an_answer: bool) -> None:
        """Say what became of the reading."""
        if leads_to_an_answer:
            self._used.append(Task.UNDERSTANDING)
        else:
            self._fallback = Fallback.UNANSWERABLE

    def phrase(self, understood: Understanding, narrative: Narrative, findings: Findings) -> Narrative:
        """The narrative in the model's words, if all they say is proven; else as it is, and told if they were not."""
        bounds = self.calls.policy.phrasing
        if not can_be_phrased(narrative, bounds):
            return narrative
        evidence = evidence_of(findings, narrative.text)
        try:
            data, schema = answer_data(understood.question, narrative, bounds), phrasing_schema(bounds)
            reply = self.calls.ask(Task.PHRASING, data, schema, bounds.max_tokens)
        except NotHelped as reason:
            self._fallback = reason.fallback
            return narrative
        text = given_text(reply.structure, bounds)
        if text is None:
            self._fallback = Fallback.MALFORMED
            return narrative
        if not self._is_proven(text, evidence):
            self._fallback, self._has_hallucinated = Fallback.UNPROVEN, True
            return replace(narrative, hallucination_detected=True)
        self._used.append(Task.PHRASING)
        return retold(narrative, text, evidence)

    def _is_proven(self, text: str, evidence: Evidence) -> bool:
        began = self.calls.seconds()
        unproven = prove(text, evidence)
        self.checking_ms = (self.calls.seconds() - began) * 1000
        return not unproven

    def account(self) -> Account | None:
        """What was asked and used; None where no model was wanted."""
        calls = self.calls
        if not calls.made and self._fallback is None:
            return None
        asked = {prompt.task for prompt in calls.prompts}
        bounds = {
            Task.UNDERSTANDING: calls.policy.understanding.max_tokens,
            Task.PHRASING: calls.policy.phrasing.max_tokens,
        }
        return Account(
            provider=calls.model.provider,
            model_id=calls.model.model_id,
            max_tokens=max((bounds[task] for task in asked), default=0),
            used_for=tuple(self._used),
            prompts=tuple(prompt.name for prompt in calls.prompts),
            spent=calls.spent,
            cost_usd=calls.budget.price.of(calls.spent),
            milliseconds=calls.milliseconds,
            calls=calls.made,
            failures=calls.failed,
            fallback=self._fallback,
            hallucinated=self._has_hallucinated,
        )

    def _reading(self, question: str, catalog: Catalog, *, calendar: FiscalCalendar, as_of: date) -> Checked:
        """A reading whose names exist, at the second try if need be. Raises `NotHelped`."""
        bounds = self.calls.policy.understanding
        vocabulary = vocabulary_of(catalog, bounds)
        told, schema = question_data(question, as_of, vocabulary), schema_over(vocabulary)
        data = told
        for _ in range(2):
            structure = self.calls.ask(Task.UNDERSTANDING, data, schema, bounds.max_tokens).structure
            given = given_reading(structure)
            if isinstance(given, Faulty):
                found: Checked | Faulty = given
            elif given.subject == UNKNOWN:
                raise NotHelped(Fallback.UNSURE)
            else:
                found = checked(given, vocabulary, calendar=calendar, as_of=as_of)
            if isinstance(found, Checked):
                return found
            data = repair_data(told, structure, found.sentences)
        raise NotHelped(Fallback.INVALID)
