"""Asking the parser in one line, as of 15 November 2025 unless a test says otherwise."""

from dataclasses import dataclass, field
from datetime import date

from salestalk.calendar import FiscalCalendar, Granularity
from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind, Span
from salestalk.contracts.classification import Classification
from salestalk.understanding import Lexicon, Understanding, lexicon_for, understand

TODAY = date(2025, 11, 15)


@dataclass
class Asker:
    """Asks, and remembers the last answered question as the one before."""

    catalog: Catalog | None = None
    as_of: date = TODAY
    fiscal_year_start: str = "01-01"
    previous: Classification | None = None
    lexicon: Lexicon = field(init=False)

    def __post_init__(self) -> None:
        self.lexicon = lexicon_for(self.catalog)

    def ask(self, question: str) -> Understanding:
        return understand(
            question,
            self.catalog,
            self.previous,
            calendar=FiscalCalendar.starting(self.fiscal_year_start),
            as_of=self.as_of,
            lexicon=self.lexicon,
        )

    def then(self, question: str) -> Understanding:
        understood = self.ask(question)
        self.previous = understood.classification
        return understood


def ask(question: str, **changes: object) -> Understanding:
    return Asker(**changes).ask(question)  # type: ignore[arg-type]


def read(question: str, **changes: object) -> Classification:
    return ask(question, **changes).classification


def time_of(question: str, **changes: object) -> tuple[str | None, tuple[str, ...], str | None]:
    time = read(question, **changes).time_range
    assert time is not None
    return time.expression, time.keys, time.comparison


def filters_of(question: str, **changes: object) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.key, one.op.value, one.values) for one in read(question, **changes).filters}


def catalog(*entries: CatalogEntry, tenant_id: str = "acme-corp-001") -> Catalog:
    return Catalog(tenant_id, {entry.subject: entry for entry in entries})


def entry(subject: str, name: str, *synonyms: str, last: str = "2025-Q2", **changes: object) -> CatalogEntry:
    first = last.replace("2025", "2024")
    return CatalogEntry(
        subject=subject,
        display_name=name,
        unit="USD",
        synonyms=synonyms,
        kind=Kind.FLOW,
        periods={Granularity.QUARTER: Span(first=first, last=last)},
        **changes,  # type: ignore[arg-type]
    )
