"""How long understanding takes: each question, in several vocabularies, and loading them in a fresh process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from statistics import median
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog
from salestalk.understanding import lexicon_for, understand
from tests.evaluation.labels import load
from tests.performance.processes import Tree
from tests.performance.questions import AS_OF, about, misspelt
from tests.performance.tenant import big_catalog
from tests.performance.timing import best, percentile

METRICS: Final = 500
ROUNDS: Final = 3
CALLS: Final = 5
PROCESSES: Final = 7

_LOADING: Final = """
import time, salestalk.contracts.answer, salestalk.contracts.catalog, salestalk.calendar
from datetime import date
from salestalk.contracts import classification
for name in ("TimeRange", "Filter", "Rank", "Components", "Classification"):
    getattr(classification, name).model_rebuild()  # contracts are built at first use; that is no vocabulary
marks = [time.thread_time()]
from salestalk.understanding import lexicon_for, understand
marks.append(time.thread_time())
lexicon = lexicon_for(None)
marks.append(time.thread_time())
context = {"calendar": salestalk.calendar.FiscalCalendar(), "as_of": date(2026, 1, 10), "lexicon": lexicon}
ask = lambda text: understand(text, None, **context)
ask("What was revnue in Q3?")
marks.append(time.thread_time())
ask("What was ordres in Q3?")
marks.append(time.thread_time())
print(*(after - before for before, after in zip(marks, marks[1:])))
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Processor microseconds of understanding one question of a set."""

    title: str
    questions: int
    p50: float
    p99: float
    slowest: str


@dataclass(frozen=True, slots=True)
class Loading:
    """Processor milliseconds in a fresh process; ``tenant`` is laying a catalog of `METRICS` over the vocabulary."""

    imports: float
    index: float
    first_use: float
    tenant: float

    @property
    def vocabulary(self) -> float:
        """All that has to be read and indexed before questions are understood as quickly as ever."""
        return self.index + self.first_use


def measure() -> Iterator[Speed]:
    """Each set of questions with its vocabulary."""
    labels = load("development")
    built_in = [(label.question, FiscalCalendar.starting(label.fiscal_year_start), label.as_of) for label in labels]
    wrong = [(text, FiscalCalendar(), AS_OF) for text in misspelt([text for text, *_ in built_in])]
    catalog = big_catalog(METRICS)
    own = [(text, FiscalCalendar(), AS_OF) for text in about(catalog)]
    wrong_own = [(text, FiscalCalendar(), AS_OF) for text in misspelt([text for text, *_ in own])]
    yield _speed("development questions, built-in vocabulary", built_in, None)
    yield _speed("the same, one misspelt word each", wrong, None)
    yield _speed(f"development questions, a tenant with {METRICS} metrics", built_in, catalog)
    yield _speed("the same, one misspelt word each", wrong, catalog)
    yield _speed("questions about that tenant's metrics", own, catalog)
    yield _speed("the same, one misspelt word each", wrong_own, catalog)


def _speed(title: str, asked: Sequence[tuple[str, FiscalCalendar, date]], catalog: Catalog | None) -> Speed:
    lexicon = lexicon_for(catalog)
    times = []
    for text, calendar, as_of in asked:
        work = partial(understand, text, catalog, calendar=calendar, as_of=as_of, lexicon=lexicon)
        times.append((best(work, ROUNDS, CALLS) * 1e6, text))
    only = [time for time, _ in times]
    return Speed(title, len(times), percentile(only, 0.5), percentile(only, 0.99), max(times)[1])


def loading(tree: Tree) -> Loading:
    """Medians over fresh processes."""
    tree.warm("-c", _LOADING)
    runs = [[float(part) * 1e3 for part in tree.run("-c", _LOADING).split()] for _ in range(PROCESSES)]
    imports, index, first, second = map(median, zip(*runs, strict=True))
    tenant = best(partial(lexicon_for, big_catalog(METRICS)), ROUNDS) * 1e3
    return Loading(imports, index, first - second, tenant)
