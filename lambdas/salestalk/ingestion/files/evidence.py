"""What the beginning of a file proves: how its numbers and dates are written, and in which units its metrics are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from salestalk.ingestion.files.cells import Cell, number_of, text_of
from salestalk.ingestion.files.headings import name_of, words
from salestalk.ingestion.files.model import (
    Column,
    DateOrder,
    DecimalStyle,
    FilePlan,
    Layout,
    Options,
    PlannedUnit,
    Role,
)
from salestalk.ingestion.files.money import candidates
from salestalk.ingestion.files.numbers import Number, style_of
from salestalk.ingestion.files.periods import order_of
from salestalk.ingestion.files.units import RATIO, split_heading

NOT_NEEDED: Final = "no date in the file needs it"

Rows = Sequence[Sequence[Cell]]

_VALUE_ROLES: Final = frozenset({Role.VALUE, Role.VALUES_OF_METRIC, Role.VALUES_OF_PERIOD})
_COUNTED: Final = frozenset(
    {
        "accounts",
        "calls",
        "clicks",
        "clients",
        "complaints",
        "contracts",
        "customers",
        "deals",
        "downloads",
        "employees",
    }
    | {"headcount", "hires", "impressions", "installs", "invoices", "items", "leads", "licenses", "meetings", "members"}
    | {"mqls", "opportunities", "orders", "products", "returns", "seats", "sessions", "shipments", "signups", "sqls"}
    | {"stores", "subscribers", "tickets", "transactions", "units", "users", "visitors", "visits"}
)
_SHARES: Final = frozenset({"churn", "conversion", "margin", "rate", "ratio", "retention", "share", "utilization"})


def decimal_style(
    rows: Rows, columns: Iterable[Column], options: Options, delimiter: str | None
) -> tuple[DecimalStyle, str]:
    """The style of the whole file and the reason. Numbers that could be read both ways decide nothing."""
    if options.decimal is not None:
        return options.decimal, "it was asked for"
    proofs: dict[DecimalStyle, str] = {}
    ambiguous = None
    for text in _texts(rows, columns):
        style, unclear = style_of(text)
        if style is not None:
            proofs.setdefault(style, text)
        if unclear:
            ambiguous = ambiguous or text
    if len(proofs) == 1:
        ((style, text),) = proofs.items()
        return style, f"{text.strip()!r} can be read in no other way"
    if proofs:
        point, comma = proofs[DecimalStyle.POINT].strip(), proofs[DecimalStyle.COMMA].strip()
        return DecimalStyle.UNSETTLED, f"{point!r} and {comma!r} contradict each other"
    if delimiter == ",":
        return DecimalStyle.POINT, "columns are separated by commas, as programs write them whose decimals have a point"
    if ambiguous is not None:
        return DecimalStyle.UNSETTLED, f"{ambiguous.strip()!r} can be read in two ways and nothing in the file decides"
    return DecimalStyle.UNSETTLED, "no number at the beginning of the file has a separator"


def date_order(rows: Rows, options: Options) -> tuple[DateOrder, str]:
    """The order of day and month in the whole file, and the reason."""
    if options.dates is not None:
        return options.dates, "it was asked for"
    proofs: dict[DateOrder, str] = {}
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (order := order_of(cell)) is not None:
                proofs.setdefault(order, cell.strip())
    settled = [order for order in (DateOrder.DMY, DateOrder.MDY) if order in proofs]
    if len(settled) == 1:
        return settled[0], f"{proofs[settled[0]]!r} can be read in no other way"
    if settled:
        return DateOrder.UNSETTLED, f"{proofs[settled[0]]!r} and {proofs[settled[1]]!r} contradict each other"
    if proofs:
        said = f"{proofs[DateOrder.UNSETTLED]!r} can be read in two ways and nothing in the file decides"
        return DateOrder.UNSETTLED, said
    return DateOrder.UNSETTLED, NOT_NEEDED


def planned_units(rows: Rows, plan: FilePlan, known: Mapping[str, str]) -> dict[str, PlannedUnit]:
    """The unit of each metric at the beginning of the file that is not said beside every value."""
    signs: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, list[Decimal]] = defaultdict(list)
    for subject, cell in _values(rows, plan):
        number = number_of(cell, plan.decimal)
        if isinstance(number, Number):
            marks = "%" if number.percent else number.money
            if marks:
                signs[subject].add(marks)
            else:
                numbers[subject].append(number.value)
    found = {subject: PlannedUnit(unit=unit, reason="the metric is kept in it") for subject, unit in known.items()}
    for subject in signs.keys() | numbers.keys():
        guess = None if subject in found else _guess(subject, signs[subject], numbers[subject])
        if guess is not None:
            found[subject] = guess
    return dict(sorted(found.items()))


def _guess(subject: str, signs: set[str], numbers: Sequence[Decimal]) -> PlannedUnit | None:
    if len(signs) == 1 and (possible := candidates(next(iter(signs)))):
        return PlannedUnit(unit=possible[0], reason=f"other values of it carry {next(iter(signs))}")
    if signs:
        return None
    said = words(subject).split()
    if counted := _COUNTED.intersection(said[-1:]):
        return PlannedUnit(unit="count", reason=f"{min(counted)!r} are counted")
    if (shares := _SHARES.intersection(said)) and all(-1 <= number <= 1 for number in numbers):
        return PlannedUnit(unit=RATIO, reason=f"it is a {min(shares)!r} and no value lies beyond 1")
    return None


def _texts(rows: Rows, columns: Iterable[Column]) -> Iterator[str]:
    places = [column.index for column in columns if column.role in _VALUE_ROLES]
    for row in rows:
        for index in places:
            if index < len(row) and isinstance(cell := row[index], str):
                yield cell


def _values(rows: Rows, plan: FilePlan) -> Iterator[tuple[str, Cell]]:
    """Each value cell with its metric."""
    columns = [column for column in plan.columns if column.role in _VALUE_ROLES]
    metric = next(iter(plan.having(Role.METRIC)), None)
    for row in rows:
        label = text_of(row[metric.index]) if metric and metric.index < len(row) else plan.metric or ""
        subject = "" if plan.layout is Layout.WIDE_METRICS else name_of(split_heading(label)[0])
        for column in columns:
            if column.index < len(row):
                yield subject or column.name, row[column.index]
