"""How long the five stages take without AWS, for each kind of question, and how that grows with the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final

from salestalk.contracts.answer import Outcome
from salestalk.contracts.metric import MetricValue
from salestalk.conversation.stages import Reply, reply_to
from salestalk.retrieval import RowKey, SliceRange
from tests.performance.questions import AS_OF, GROWING, KINDS, Kind
from tests.performance.tenant import Example, year_of_months
from tests.performance.timing import best, seconds

SLICES: Final = 200
ROUNDS: Final = 15
GROWTH: Final = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor milliseconds of one answer, and the rows it read."""

    kind: str
    median: float
    best: float
    rows: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Milliseconds of one kind of question at each size of `GROWTH`, and the rows read there."""

    kind: str
    rows: tuple[int, ...]
    times: tuple[float, ...]

    @property
    def linearity(self) -> float:
        """How much more a row costs at the largest size than at the smallest: 1 when the cost is linear."""
        return (self.times[-1] / self.rows[-1]) / (self.times[0] / self.rows[0])


@dataclass
class Counting:
    """A reader that counts what it gives."""

    example: Example
    rows: int = 0

    def fetch(self, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> Sequence[MetricValue]:
        """As the shelf does."""
        found = self.example.shelf.fetch(keys, ranges)
        self.rows += len(found)
        return found


def measure() -> Iterator[Cost]:
    """Every kind of question over a year of months with `SLICES` slices; rounds go through all kinds in turn."""
    example = year_of_months(SLICES)
    rows = {kind.name: rows_read(kind, example) for kind in KINDS}
    times: dict[str, list[float]] = {kind.name: [] for kind in KINDS}
    for _ in range(ROUNDS):
        for kind in KINDS:
            times[kind.name].append(seconds(partial(_reply, kind, example)) * 1e3)
    for name, taken in times.items():
        yield Cost(name, median(taken), min(taken), rows[name])


def growth() -> Iterator[Growth]:
    """The kinds whose rows grow, at each size."""
    examples = [year_of_months(SLICES * size) for size in GROWTH]
    for kind in growth_kinds():
        rows = tuple(rows_read(kind, example) for example in examples)
        times = tuple(best(partial(_reply, kind, example), 7) * 1e3 for example in examples)
        yield Growth(kind.name, rows, times)


def growth_kinds() -> tuple[Kind, ...]:
    """The kinds whose rows grow with the slices."""
    return tuple(kind for kind in KINDS if kind.name in GROWING)


def rows_read(kind: Kind, example: Example) -> int:
    """How many rows a question reads. Raises `RuntimeError` unless it is answered as the kind it stands for."""
    reader = Counting(example)
    reply = reply_to(kind.question, None, knowledge=example.knowledge, reader=reader, as_of=AS_OF, clock=float)
    intent = reply.understanding.classification.intent.value
    if (reply.narrative.outcome, intent) != (Outcome.ANSWERED, kind.intent):
        raise RuntimeError(f"{kind.question!r} is not answered as {kind.intent}: {intent}, {reply.narrative.text}")
    return reader.rows


def _reply(kind: Kind, example: Example) -> Reply:
    return reply_to(kind.question, None, knowledge=example.knowledge, reader=example.shelf, as_of=AS_OF, clock=float)
