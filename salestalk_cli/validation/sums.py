"""Do the figures agree with each other? Everything that adds up must add up exactly."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from salestalk.calendar import Granularity
from salestalk.contracts.catalog import Kind
from salestalk_cli.validation.book import Book, Slot
from salestalk_cli.validation.checks import Checks

SUMS: Checks[Book] = Checks()

OPENING, NEW, CHURNED, CLOSING = "opening_customers", "new_customers", "churned_customers", "customers"


@SUMS.check
def months_in_quarters(book: Book) -> Iterator[str]:
    """Months of a flow add up to their quarter, totals and slices."""
    yield from _added_over_time(book, Granularity.QUARTER, Granularity.MONTH)


@SUMS.check
def quarters_in_years(book: Book) -> Iterator[str]:
    """Quarters of a flow add up to their year."""
    yield from _added_over_time(book, Granularity.YEAR, Granularity.QUARTER)


def _added_over_time(book: Book, longer: Granularity, shorter: Granularity) -> Iterator[str]:
    for slot, value in book.actuals(Kind.FLOW):
        if slot.granularity is longer and slot.names in book.slicings[slot.subject, shorter]:
            found = _total(book, book.parts(slot, shorter))
            if found != value:
                yield f"{slot}: {value}, but its {shorter}s add up to {found}"


@SUMS.check
def last_month(book: Book) -> Iterator[str]:
    """The quarter of a level is its last month, totals and slices."""
    yield from _edge_of_time(book, Granularity.QUARTER, Granularity.MONTH)


@SUMS.check
def last_quarter(book: Book) -> Iterator[str]:
    """The year of a level is its last quarter."""
    yield from _edge_of_time(book, Granularity.YEAR, Granularity.QUARTER)


def _edge_of_time(book: Book, longer: Granularity, shorter: Granularity) -> Iterator[str]:
    """What is counted at the beginning of a period is that of its first part, any other level that of its last."""
    for slot, value in book.actuals(Kind.STOCK):
        if slot.granularity is longer and slot.names in book.slicings[slot.subject, shorter]:
            part = book.parts(slot, shorter)[0 if slot.subject == OPENING else -1]
            if book.value(part) != value:
                yield f"{slot}: {value}, but {part} says {book.value(part)}"


@SUMS.check
def slices_in_totals(book: Book) -> Iterator[str]:
    """Slices along each dimension add up to their total."""
    yield from _added_over_slices(book, dimensions=1)


@SUMS.check
def slices_in_slices(book: Book) -> Iterator[str]:
    """Slices along two dimensions add up to the slices along each."""
    yield from _added_over_slices(book, dimensions=2)


def _added_over_slices(book: Book, *, dimensions: int) -> Iterator[str]:
    sums: dict[tuple[Slot, str], Decimal] = defaultdict(Decimal)
    for slot, record in book.records.items():
        if len(slot.slice) == dimensions and book.kind(slot.subject) is not Kind.RATIO:
            for name in slot.names:
                sums[slot.without(name), name] += record.value
    for (whole, name), found in sums.items():
        if book.value(whole) != found:
            yield f"{whole}: {book.value(whole)}, but its slices by {name} add up to {found}"


@SUMS.check
def ratios(book: Book) -> Iterator[str]:
    """Ratios are exactly their numerator over their denominator."""
    for slot, value in book.actuals(Kind.RATIO):
        definition = book.definitions[slot.subject]
        if definition.numerator and definition.denominator:
            above = book.value(Slot(definition.numerator, slot.period, slot.slice))
            below = book.value(Slot(definition.denominator, slot.period, slot.slice))
            if above is None or not below or Fraction(value) != Fraction(above) / Fraction(below):
                yield f"{slot}: {value} is not {above} / {below}"


@SUMS.check
def customers(book: Book) -> Iterator[str]:
    """Opening + new - churned customers = closing customers."""
    for slot, closing in book.actuals(Kind.STOCK):
        if slot.subject == CLOSING and slot.names in book.slicings[OPENING, slot.granularity]:
            opening, new, churned = (
                book.value(Slot(subject, slot.period, slot.slice)) for subject in (OPENING, NEW, CHURNED)
            )
            if opening is None or new is None or churned is None or opening + new - churned != closing:
                yield f"{slot}: {closing} is not {opening} + {new} - {churned}"


@SUMS.check
def carried_over(book: Book) -> Iterator[str]:
    """A period opens with the customers with which the one before closed."""
    for slot, value in book.actuals(Kind.STOCK):
        before = book.previous(Slot(CLOSING, slot.period, slot.slice))
        if slot.subject == OPENING and book.value(before) not in (None, value):
            yield f"{slot}: {value}, but {before} says {book.value(before)}"


@SUMS.check
def parts_of_wholes(book: Book) -> Iterator[str]:
    """Nobody churned who was not there, nothing was earned that was not sold."""
    wholes = {
        CHURNED: OPENING,
        "gross_profit": "revenue",
        "deals_won": "deals_closed",
        "renewed_contracts": "contracts_due",
    }
    for slot, value in book.actuals(Kind.FLOW):
        whole = Slot(wholes.get(slot.subject, ""), slot.period, slot.slice)
        limit = book.value(whole)
        if limit is not None and value > limit:
            yield f"{slot}: {value} is more than {whole}: {limit}"


def _total(book: Book, slots: list[Slot]) -> Decimal | None:
    values = [book.value(slot) for slot in slots]
    return sum((value for value in values if value is not None), Decimal()) if None not in values else None
