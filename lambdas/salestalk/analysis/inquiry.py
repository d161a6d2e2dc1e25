"""Looks up and puts together the values a plan names, from the rows that were read."""

from collections.abc import Sequence
from typing import Final

from salestalk.analysis.coverage import in_step
from salestalk.analysis.gaps import gaps
from salestalk.analysis.ledger import Ledger
from salestalk.analysis.notes import Absent, Computed, Incomplete, Note, RolledUp
from salestalk.analysis.numbers import Number, difference, quotient, stored, total
from salestalk.analysis.slices import sum_of_slices
from salestalk.calendar import Period
from salestalk.contracts.catalog import CatalogEntry, Kind
from salestalk.planning.model import QueryPlan, Slice, Term
from salestalk.planning.sources import quotient_of, quotient_ways, ways
from salestalk.planning.wording import clean, run_label
from salestalk.retrieval.facts import Facts, Names

Way = tuple[Period, ...]
_NO_NOTES: Final[tuple[Note, ...]] = ()


class Inquiry:
    """One plan with its facts. Values are put together as the metric's kind allows, or are None.

    What is stored comes first; then finer periods (a flow is summed, a stock is its last value); a ratio comes from
    its numerator and denominator. A value of which any part is missing is missing.
    """

    def __init__(self, plan: QueryPlan, facts: Facts) -> None:
        self.plan = plan
        self.facts = facts
        self.ledger = Ledger()
        self.groups: dict[tuple[str, ...], dict[Names, Slice]] = {}
        """Groups by the names of their dimensions, then by their values: made once for all splits."""
        self._known: dict[tuple[str, Period, Slice], Number | None] = {}

    @property
    def entry(self) -> CatalogEntry:
        """The subject's catalog entry."""
        return self.plan.entry

    def label(self, *periods: Period) -> str:
        """Periods in words."""
        return run_label(periods, self.plan.timeline.calendar)

    def name(self, entry: CatalogEntry | None = None) -> str:
        """A metric's name for labels."""
        return clean((entry or self.entry).display_name)

    def at(
        self, period: Period, entry: CatalogEntry | None = None, terms: Sequence[Term] | None = None
    ) -> Number | None:
        """The value of one period under the plan's selection (or ``terms``)."""
        entry = entry or self.entry
        terms = self.plan.selection.terms if terms is None else terms
        if len(terms) == 1 and terms[0].sign > 0:
            return self._slice(entry, period, terms[0].dimensions)
        if entry.kind is Kind.RATIO:
            return self._quotient(entry, period, terms)
        return self._signed_sum(entry, period, terms, ways(entry, period, self.plan.timeline))

    def over(
        self, periods: Sequence[Period], entry: CatalogEntry | None = None, terms: Sequence[Term] | None = None
    ) -> Number | None:
        """The value of a run of periods as a whole: a flow's sum, a stock's last, a ratio of sums."""
        entry = entry or self.entry
        if len(periods) == 1:
            return self.at(periods[0], entry, terms)
        match entry.kind:
            case Kind.STOCK:
                return self.at(periods[-1], entry, terms)
            case Kind.FLOW:
                return self._run_total(periods, entry, terms)
        parts = quotient_of(entry, self.plan.metrics)
        if parts is None or parts[0].kind is not parts[1].kind:
            return None
        run = self.in_step(parts, periods, terms)
        if run is None:
            return None
        above, below = (self.over(run, part, terms) for part in parts)
        return self._divide(entry, above, below, periods)

    def each(self, periods: Sequence[Period], entry: CatalogEntry | None = None) -> dict[Period, Number]:
        """One value per period that has one; those without are noted."""
        entry = entry or self.entry
        found = {period: self.at(period, entry) for period in periods}
        absent = tuple(period for period, number in found.items() if number is None)
        if absent and len(absent) < len(found):
            self.ledger.say(Absent(entry.subject, absent, gaps(self.plan, self.facts, entry, absent)))
        return {period: number for period, number in found.items() if number is not None}

    def progress(self, entry: CatalogEntry, period: Period) -> tuple[Note, ...]:
        """A target is final from the start; an actual value only when its period is over."""
        running = entry.target_of is None and self.plan.timeline.in_progress(period)
        return (Incomplete(period),) if running else _NO_NOTES

    def _run_total(self, periods: Sequence[Period], entry: CatalogEntry, terms: Sequence[Term] | None) -> Number | None:
        numbers = [self.at(period, entry, terms) for period in periods]
        while numbers and numbers[-1] is None and self.plan.timeline.in_progress(periods[len(numbers) - 1]):
            numbers.pop()
        whole = [number for number in numbers if number is not None]
        if not whole or len(whole) < len(numbers):
            return None
        notes: tuple[Note, ...] = ()
        if len(whole) < len(periods):
            notes = (Incomplete(periods[-1]),)
        return total(f"{self.name(entry)}, {self.label(*periods)}", whole, notes)

    def _slice(self, entry: CatalogEntry, period: Period, dimensions: Slice) -> Number | None:
        key = (entry.subject, period, dimensions)
        if key not in self._known:
            self._known[key] = self._put_together(entry, period, dimensions)
        return self._known[key]

    def _put_together(self, entry: CatalogEntry, period: Period, dimensions: Slice) -> Number | None:
        found = self._plain(entry, period, dimensions, ways(entry, period, self.plan.timeline))
        if found is None and entry.kind is Kind.RATIO:
            return self._quotient(entry, period, (Term(1, dimensions),))
        return found

    def _plain(self, entry: CatalogEntry, period: Period, dimensions: Slice, found: Sequence[Way]) -> Number | None:
        """The value from rows of exactly this slice or, where they are not all there, from finer slices too."""
        return self._from_rows(entry, period, dimensions, found) or self._from_slices(entry, period, dimensions, found)

    def _from_rows(self, entry: CatalogEntry, period: Period, dimensions: Slice, found: Sequence[Way]) -> Number | None:
        for way in found:
            rows = [self.facts.get(entry.subject, part.key, dimensions) for part in way]
            if way == (period,) and rows[0]:
                return stored(rows[0], self.progress(entry, period))
            present = [stored(row) for row in rows if row]
            if len(way) != len(present) and not self._is_open(period, rows):
                continue
            if present:
                notes = (RolledUp(entry.subject, way[0].granularity, entry.kind), *self.progress(entry, period))
                label = f"{self.name(entry)}, {self.label(period)}"
                if entry.kind is Kind.STOCK:
                    return Number(present[-1].value, entry.unit, label, "last", (present[-1],), notes=notes)
                return total(label, present, notes)
        return None

    def _is_open(self, period: Period, rows: Sequence[object]) -> bool:
        """Whether all that is missing is the end of a period in progress."""
        present = [row is not None for row in rows]
        return self.plan.timeline.in_progress(period) and present == sorted(present, reverse=True)

    def _signed_sum(
        self, entry: CatalogEntry, period: Period, terms: Sequence[Term], found: Sequence[Way]
    ) -> Number | None:
        plus, minus_ = list[Number](), list[Number]()
        for term in terms:
            number = self._plain(entry, period, term.dimensions, found)
            if number is None:
                return None
            (plus if term.sign > 0 else minus_).append(number)
        label = f"{self.name(entry)}, {self.label(period)}"
        added = total(f"{label}, selected", plus)
        if not minus_:
            return added
        return difference(f"{label}, without what is excluded", added, total(f"{label}, excluded", minus_))

    def _quotient(self, entry: CatalogEntry, period: Period, terms: Sequence[Term]) -> Number | None:
        parts = quotient_of(entry, self.plan.metrics)
        if parts is None:
            return None
        run = self.in_step(parts, (period,), terms)
        if run is None:
            return None
        if run == (period,):
            above, below = (
                self._signed_sum(part, period, terms, quotient_ways(part, parts, period, self.plan.timeline))
                for part in parts
            )
        else:
            above, below = (self.over(run, part, terms) for part in parts)
        return self._divide(entry, above, below, (period,))

    def in_step(
        self, parts: Sequence[CatalogEntry], periods: Sequence[Period], terms: Sequence[Term] | None = None
    ) -> Way | None:
        """The periods as far as all of these metrics are loaded, where the last is in progress; see `coverage`."""
        if len({part.kind for part in parts}) > 1:  # taken as stored, never rolled up
            return tuple(periods)
        wanted = self.plan.selection.terms if terms is None else terms

        def has(part: CatalogEntry, period: Period) -> bool:
            return all(self._plain(part, period, term.dimensions, ((period,),)) for term in wanted)

        return in_step(self.plan, parts, periods, has)

    def _divide(
        self, entry: CatalogEntry, above: Number | None, below: Number | None, periods: Sequence[Period]
    ) -> Number | None:
        if above is None or below is None:
            return None
        notes = (Computed(entry.subject), *self.progress(entry, periods[-1]))
        return quotient(f"{self.name(entry)}, {self.label(*periods)}", above, below, entry.unit, notes)

    def _from_slices(
        self, entry: CatalogEntry, period: Period, dimensions: Slice, found: Sequence[Way]
    ) -> Number | None:
        """A value of which rows are missing, put together from finer slices; None where there are not enough."""
        if entry.kind is Kind.RATIO or not self.facts.whole:
            return None
        label = f"{self.name(entry)}, {self.label(period)}"
        for way in found:
            numbers = [sum_of_slices(self.facts, entry, part, dimensions, label) for part in way]
            present = [number for number in numbers if number is not None]
            if not present or (len(way) != len(present) and not self._is_open(period, numbers)):
                continue
            progress = self.progress(entry, period)
            if way == (period,):
                return present[0]._replace(notes=(*present[0].notes, *progress))
            notes = (RolledUp(entry.subject, way[0].granularity, entry.kind), *progress)
            if entry.kind is Kind.STOCK:
                return Number(present[-1].value, entry.unit, label, "last", (present[-1],), notes=notes)
            return total(label, present, notes)
        return None
