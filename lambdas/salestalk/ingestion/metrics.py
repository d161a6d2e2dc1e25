"""Loading metric values: each lands once and exactly, or is handed back with every reason.

The order is: check, claim new subjects in the catalog (so that two loads cannot begin one metric in two units), write
the rows, then extend the catalog by what is stored. A load that dies in between leaves the catalog behind the rows,
never ahead of them, and the same load again completes it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from salestalk import names
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.catalog import CatalogEntry, MetricDefinition
from salestalk.contracts.metric import MetricRecord, MetricValue
from salestalk.errors import Conflict, Fault, InvalidInput
from salestalk.ingestion.agreement import MAX_TOUCHED_PER_BATCH, Agreement, Comparison, compare, touched
from salestalk.ingestion.batch import Batch, BatchOutcome, NewSubject
from salestalk.ingestion.catalog import defined, extended
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.checks import (
    Definitions,
    base_of_target,
    checked_definitions,
    definition_faults,
    future_faults,
    unit_faults,
)
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.inference import guess_kind
from salestalk.ingestion.origin import Origin
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.rows import value_of_record
from salestalk.ingestion.rowwrites import write_values
from salestalk.ingestion.store import ItemStore
from salestalk.values import frozen

Record = MetricRecord | Mapping[str, Any]
Definition = MetricDefinition | Mapping[str, Any]
Entries = Mapping[str, CatalogEntry]


class MetricsIngestion:
    """Loads metrics of any tenant whose tables the store may reach.

    ``calendar_of`` gives a tenant's fiscal calendar, ``clock`` the time (aware) where a call does not say it.
    """

    def __init__(
        self,
        store: ItemStore,
        strategy: IdempotencyStrategy,
        *,
        calendar_of: Callable[[str], FiscalCalendar],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._strategy = strategy
        self._calendar_of = calendar_of
        self._clock = clock
        self._keeper = CatalogKeeper(store, strategy)

    def ingest_metric(
        self, tenant_id: str, metric: Record, *, now: datetime | None = None, deadline: float | None = None
    ) -> IngestStatus:
        """Load one value. Raises `InvalidInput` with every fault, `Conflict` for another unit than the metric's."""
        (result,) = self.ingest_batch(tenant_id, [metric], now=now, deadline=deadline).results
        if result.status is IngestStatus.REJECTED:
            broken = Conflict if all(fault.rule == "unit_conflict" for fault in result.faults) else InvalidInput
            raise broken("The metric was not stored.", result.faults)
        return result.status

    def ingest_batch(
        self,
        tenant_id: str,
        metrics: Sequence[Record],
        *,
        definitions: Sequence[Definition] = (),
        origin: Origin | None = None,
        now: datetime | None = None,
        deadline: float | None = None,
    ) -> BatchOutcome:
        """Load many values: good ones land though others are bad. Values of one key are taken in order of `recordedAt`.

        ``origin`` says which part of an upload this is; the same part again gives the same statuses again.
        Raises `RightMissing`, and `Unavailable` when storage did not take all in time: some may be stored then, and
        loading the same again stores the rest.
        """
        moment = now or self._clock()
        valid, faults = checked_definitions(definitions)
        load = _Load(
            RetryingStore(self._store, self._strategy, deadline),
            self._keeper,
            tenant_id,
            self._calendar_of(tenant_id),
            moment,
            Batch(metrics, int(moment.timestamp())),
            valid,
            origin,
        )
        outcome = load.run()
        return replace(outcome, definition_faults=(*faults, *outcome.definition_faults))

    def compare_slices(
        self, tenant_id: str, to_compare: Sequence[Comparison], *, seconds: float, deadline: float | None = None
    ) -> Agreement:
        """Whether totals agree with their slices as they are stored now, as far as ``seconds`` allow to look.

        Raises `RightMissing`.
        """
        end = min(self._strategy.deadline_in(seconds), deadline if deadline is not None else float("inf"))
        view = RetryingStore(self._store, self._strategy, end)
        agreement = compare(view, names.metrics_table(tenant_id), to_compare)
        is_cut = len(to_compare) >= MAX_TOUCHED_PER_BATCH
        return replace(agreement, is_complete=agreement.is_complete and not is_cut)


@frozen
class _Load:
    """One batch of one tenant."""

    view: RetryingStore
    keeper: CatalogKeeper
    tenant_id: str
    calendar: FiscalCalendar
    now: datetime
    batch: Batch
    definitions: Definitions
    origin: Origin | None = None

    def run(self) -> BatchOutcome:
        known = self._known_entries()
        self.batch.reject(partial(self._faults_before, known))
        entries = self._claim(known)
        self.batch.reject(lambda record: unit_faults(record, entries[record.subject]))
        grouped = self.batch.by_key(self._value)
        statuses = write_values(self.view, names.metrics_table(self.tenant_id), grouped.values, self.origin)
        self.batch.settle(grouped.by_index(statuses))
        extended_entries = self._extend(entries)
        faults = definition_faults(self.definitions, entries)
        to_compare = islice(touched(grouped.values, statuses, known, extended_entries), MAX_TOUCHED_PER_BATCH)
        return BatchOutcome(self.batch.results(), tuple(faults), self._new_subjects(known, entries), tuple(to_compare))

    def _known_entries(self) -> dict[str, CatalogEntry]:
        subjects = {*self.batch.subjects(), *self.definitions}
        bases = {base_of_target(subject, self.definitions.get(subject), None) for subject in subjects}
        wanted = sorted(subject for subject in subjects | bases if subject)
        return self.keeper.entries(self.tenant_id, wanted, deadline=self.view.deadline)

    def _faults_before(self, known: Entries, record: MetricRecord) -> tuple[Fault, ...]:
        """Faults that need no claim, all at once."""
        entry, definition = known.get(record.subject), self.definitions.get(record.subject)
        faults = unit_faults(record, entry) if entry is not None and entry.periods else ()
        if base_of_target(record.subject, definition, entry) is not None:
            return faults
        return (*faults, *future_faults(record, self.calendar, self.calendar.today(self.now)))

    def _claim(self, known: Entries) -> dict[str, CatalogEntry]:
        """All entries: new ones made and definitions applied; targets last, as they go by their base."""
        entries = dict(known)
        new = [subject for subject in self.batch.subjects() if subject not in known]
        bases = {s: self._base(s, known) for s in dict.fromkeys((*new, *self.definitions))}
        units = self.batch.units()
        for wave in ([s for s, base in bases.items() if not base], [s for s, base in bases.items() if base]):
            transitions = {
                subject: partial(
                    _definition_transition,
                    subject,
                    self.definitions.get(subject),
                    units.get(subject),
                    entries.get(bases[subject] or ""),
                )
                for subject in wave
            }
            entries |= self.keeper.change(self.tenant_id, transitions, known=entries, deadline=self.view.deadline)
        return entries

    def _base(self, subject: str, known: Entries) -> str | None:
        return base_of_target(subject, self.definitions.get(subject), known.get(subject))

    def _value(self, index: int, record: MetricRecord) -> MetricValue:
        upload = (self.origin.batch_id, self.origin.first_record + index) if self.origin else (None, None)
        return value_of_record(self.tenant_id, record, self.calendar, int(self.now.timestamp()), upload)

    def _extend(self, entries: Entries) -> Entries:
        """Stale and unchanged records count too: that repairs a catalog which an earlier load did not get to."""
        loaded: dict[str, list[MetricRecord]] = defaultdict(list)
        for record in self.batch.standing.values():
            loaded[record.subject].append(record)
        transitions = {subject: partial(_extension, records) for subject, records in loaded.items()}
        return self.keeper.change(self.tenant_id, transitions, known=entries, deadline=self.view.deadline)

    def _new_subjects(self, known: Entries, entries: Entries) -> tuple[NewSubject, ...]:
        made = [entry for subject, entry in entries.items() if subject not in known]
        return tuple(NewSubject(entry.subject, entry.kind, self._reason(entry)) for entry in made)

    def _reason(self, entry: CatalogEntry) -> str:
        definition = self.definitions.get(entry.subject)
        if definition is not None and definition.kind is not None:
            return "it is defined so"
        guess = guess_kind(entry.subject, entry.unit)
        return guess.reason if guess.kind is entry.kind else f"it holds the targets of {entry.target_of}"


def _definition_transition(
    subject: str,
    definition: MetricDefinition | None,
    unit: str | None,
    base: CatalogEntry | None,
    entry: CatalogEntry | None,
) -> CatalogEntry | None:
    return defined(subject, entry, definition, unit=unit, base=base)


def _extension(records: Sequence[MetricRecord], entry: CatalogEntry | None) -> CatalogEntry | None:
    return extended(entry, records) if entry is not None else None
