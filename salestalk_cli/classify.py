"""`salestalk classify`: what a question is understood to ask, without emulator or network."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import typer

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog, CatalogEntry
from salestalk.contracts.metric import TARGET_SUFFIX, MetricRecord
from salestalk.errors import CallerError
from salestalk.ingestion.catalog import defined, extended
from salestalk.understanding import Lexicon, Understanding, lexicon_for, understand
from salestalk_cli.output import print_json
from salestalk_cli.problems import ExitCode, Problem
from seed_data.loader import TENANT_IDS, SeedTenant, load

Questions = Annotated[
    list[str] | None, typer.Argument(help="Questions; without any, one per line is read from standard input.")
]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is asked; today by default.")]
Tenant = Annotated[
    str | None,
    typer.Option("--tenant", "-t", help="An example tenant's metrics and calendar; else built-in words."),
]
FiscalYearStart = Annotated[str | None, typer.Option(help="First day of the fiscal year, MM-DD.")]


@dataclass(frozen=True, slots=True)
class Desk:
    """Against what questions are read."""

    catalog: Catalog | None
    lexicon: Lexicon
    calendar: FiscalCalendar
    as_of: date

    def read(self, question: str) -> Understanding:
        """One question, by itself."""
        return understand(question, self.catalog, calendar=self.calendar, as_of=self.as_of, lexicon=self.lexicon)


def classify(
    questions: Questions = None,
    as_of: AsOf = None,
    tenant: Tenant = None,
    fiscal_year_start: FiscalYearStart = None,
) -> None:
    """Print, for each question, one line of JSON: question, outcome, reason, classification."""
    desk = _desk(tenant, as_of.date() if as_of else date.today(), fiscal_year_start)  # noqa: DTZ011 - the asker's day
    for question in questions or _lines():
        print_json(document(desk.read(question)))


def document(understood: Understanding) -> dict[str, Any]:
    """What is printed of one question."""
    return {
        "question": understood.question,
        "outcome": understood.outcome.value,
        "reason": understood.reason,
        "classification": understood.classification.as_item(),
    }


def _lines() -> Iterator[str]:
    """Standard input without line ends; an empty line is a question too, and refused."""
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _desk(tenant: str | None, as_of: date, fiscal_year_start: str | None) -> Desk:
    seed = _seed(tenant) if tenant else None
    catalog = catalog_of(seed) if seed else None
    start = fiscal_year_start or (seed.tenant.metadata.fiscal_year_start if seed else "01-01")
    return Desk(catalog, lexicon_for(catalog), _calendar(start), as_of)


def _calendar(start: str) -> FiscalCalendar:
    try:
        calendar = FiscalCalendar.starting(start)
        date(2025, calendar.start_month, calendar.start_day)
    except ValueError:
        raise Problem("--fiscal-year-start must be a day of the year, MM-DD, such as 04-01.", ExitCode.USAGE) from None
    if calendar.start_day > 28:
        raise Problem("--fiscal-year-start must be one of the first 28 days of a month.", ExitCode.USAGE)
    return calendar


def _seed(tenant: str) -> SeedTenant:
    if tenant not in TENANT_IDS:
        raise Problem(f"There is no example tenant {tenant}; there are {', '.join(TENANT_IDS)}.", ExitCode.USAGE)
    try:
        return load(tenant)
    except CallerError as error:
        raise Problem(f"The example data of {tenant} cannot be read: {error}") from error


def catalog_of(seed: SeedTenant) -> Catalog:
    """The catalog that ingestion would have made of an example tenant's files."""
    entries: dict[str, CatalogEntry] = {}
    definitions = {definition.subject: definition for definition in seed.definitions}
    for subject, records in _by_subject(seed.records):
        base = entries.get(subject.removesuffix(TARGET_SUFFIX)) if subject.endswith(TARGET_SUFFIX) else None
        entry = defined(subject, None, definitions.get(subject), unit=records[0].unit, base=base)
        if entry is not None:
            entries[subject] = extended(entry, records)
    return Catalog(seed.tenant.tenant_id, dict(sorted(entries.items())))


def _by_subject(records: Iterable[MetricRecord]) -> list[tuple[str, list[MetricRecord]]]:
    """Records per subject, targets after what they are targets of."""
    grouped: defaultdict[str, list[MetricRecord]] = defaultdict(list)
    for record in records:
        grouped[record.subject].append(record)
    return sorted(grouped.items(), key=lambda item: (item[0].endswith(TARGET_SUFFIX), item[0]))
