"""The circuit breaker, as a whole state machine and step by step."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from salestalk.ai.breaker import Breaker, State
from tests.unit.ai.fakes import Clock

FAILURES, REST = 3, 30.0


class Breaking(RuleBasedStateMachine):
    """A model of what the breaker promises, beside the breaker itself."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker(self.clock, FAILURES, REST)
        self.failed = 0
        self.opened: float | None = None
        self.trying = False

    @property
    def due(self) -> bool:
        return self.opened is not None and self.clock.now - self.opened >= REST

    @precondition(lambda self: self.opened is None)
    @rule(outcome=st.sampled_from(["worked", "failed", "unsettled"]))
    def call_while_closed(self, outcome: str) -> None:
        assert self.breaker.lets_through()
        getattr(self.breaker, outcome)()
        if outcome == "worked":
            self.failed = 0
        if outcome == "failed":
            self.failed += 1
            self.opened = self.clock.now if self.failed >= FAILURES else None

    @precondition(lambda self: self.opened is not None and not self.due)
    @rule()
    def call_while_open(self) -> None:
        assert not self.breaker.lets_through()

    @precondition(lambda self: self.due and not self.trying)
    @rule()
    def try_once(self) -> None:
        assert self.breaker.lets_through()
        self.trying = True

    @precondition(lambda self: self.trying)
    @rule()
    def others_wait_for_the_try(self) -> None:
        assert not self.breaker.lets_through()

    @precondition(lambda self: self.trying)
    @rule(outcome=st.sampled_from(["worked", "failed", "unsettled"]))
    def the_try_ends(self, outcome: str) -> None:
        getattr(self.breaker, outcome)()
        self.trying = False
        if outcome == "worked":
            self.failed, self.opened = 0, None
        if outcome == "failed":
            self.opened = self.clock.now

    @rule(seconds=st.floats(0.1, 40))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def it_stands_where_it_should(self) -> None:
        closed = State.CLOSED if self.opened is None else State.HALF_OPEN if self.due else State.OPEN
        assert self.breaker.state is closed


TestBreaking = Breaking.TestCase


def opened() -> tuple[Clock, Breaker]:
    clock = Clock()
    breaker = Breaker(clock, FAILURES, REST)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    return clock, breaker


def test_it_opens_after_so_many_failures_in_a_row_and_rests():
    clock, breaker = opened()
    assert (breaker.state, breaker.lets_through()) == (State.OPEN, False)
    clock.now += REST
    assert (breaker.state, breaker.lets_through(), breaker.lets_through()) == (State.HALF_OPEN, True, False)


def test_a_call_that_began_before_it_opened_does_not_prolong_the_rest():
    clock, breaker = opened()
    clock.now += REST - 1
    breaker.failed()
    clock.now += 1
    assert breaker.lets_through()


@given(st.lists(st.booleans(), max_size=30))
def test_a_success_between_failures_keeps_it_closed(outcomes: list[bool]):
    breaker = Breaker(Clock(), FAILURES, REST)
    row = 0
    for worked in outcomes:
        if not breaker.lets_through():
            break
        breaker.worked() if worked else breaker.failed()
        row = 0 if worked else row + 1
        assert (breaker.state is State.OPEN) == (row >= FAILURES)
