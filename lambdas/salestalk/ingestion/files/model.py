"""What may be asked of a file, what was settled about it, and what reading it gives: all of them values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from salestalk.contracts.base import Contract
from salestalk.values import frozen

MAX_LINE_BYTES: Final = 1024 * 1024
"""A longer line is no row of metrics; the first line of a file must end within it."""
SHOWN_OF_ORIGINAL: Final = 2_000
"""Characters of an original line that a reject keeps."""


class FileFormat(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSON_ARRAY = "json_array"
    JSON_LINES = "json_lines"
    SHEET = "sheet"


class Layout(StrEnum):
    """What a row holds."""

    EXACT = "exact"
    """Our own field names (`subject, period, value, unit, recordedAt`): every cell is meant literally."""
    LONG = "long"
    """One value: columns for metric, period, value and unit; every other column is a dimension."""
    WIDE_PERIODS = "wide_periods"
    """One metric; every period is a column."""
    WIDE_METRICS = "wide_metrics"
    """One period; every metric is a column."""


class DecimalStyle(StrEnum):
    """What separates whole from fraction. `UNSETTLED`: only numbers that can be read in one way are read."""

    POINT = "point"
    COMMA = "comma"
    UNSETTLED = "unsettled"


class DateOrder(StrEnum):
    """Which comes first in 03/04/2025. `UNSETTLED`: only dates that can be read in one way are read."""

    DMY = "dmy"
    MDY = "mdy"
    UNSETTLED = "unsettled"


class Role(StrEnum):
    """What a column is for."""

    METRIC = "metric"
    PERIOD = "period"
    YEAR = "year"
    PART_OF_YEAR = "part_of_year"
    VALUE = "value"
    UNIT = "unit"
    RECORDED_AT = "recordedAt"
    METADATA = "metadata"
    DIMENSION = "dimension"
    VALUES_OF_PERIOD = "values_of_period"
    VALUES_OF_METRIC = "values_of_metric"
    IGNORED = "ignored"


class Column(Contract):
    """One column and how it was understood. ``name`` is a dimension's name, a metric's subject or a period's key."""

    index: int
    header: str
    role: Role
    name: str = ""
    unit: str | None = None
    """The unit that the header names, as written there."""


class PlannedUnit(Contract):
    """The unit of a metric's values that carry none themselves, and what speaks for it."""

    unit: str
    reason: str


class Position(NamedTuple):
    """Where reading goes on: a byte, the number of the line that begins there, and values of that line already read."""

    offset: int
    line: int
    item: int = 0


@frozen
class Options:
    """What is forced or known beforehand; whatever is None is settled from the file itself."""

    wide: bool | None = None
    decimal: DecimalStyle | None = None
    dates: DateOrder | None = None
    unit: str | None = None
    """The unit of values that name none."""
    metric: str | None = None
    """The metric of a file that names none."""
    months: bool = False
    """Days stand for their months, as databases write them."""
    keep_totals: bool = False
    """A dimension "Total" means: not split by that dimension. Otherwise such rows are left out."""
    encoding: str | None = None
    ignore: tuple[str, ...] = ()
    """Headings of columns that are not loaded."""
    known_units: Mapping[str, str] = field(default_factory=dict)
    """The units in which metrics are kept already, by subject."""


class FilePlan(Contract):
    """Everything that was settled about a file from its beginning: with a position it is all that resuming needs."""

    format: FileFormat
    encoding: str
    delimiter: str | None = None
    layout: Layout
    columns: tuple[Column, ...]
    decimal: DecimalStyle = DecimalStyle.POINT
    decimal_reason: str = ""
    dates: DateOrder = DateOrder.UNSETTLED
    dates_reason: str = ""
    metric: str | None = None
    unit: str | None = None
    months: bool = False
    keep_totals: bool = False
    units: dict[str, PlannedUnit] = {}
    notes: tuple[str, ...] = ()
    """What a person should know about how the file is read, one sentence each."""
    offset: int = 0
    line: int = 1

    @property
    def start(self) -> Position:
        """Where the first row of data begins."""
        return Position(self.offset, self.line)

    def having(self, role: Role) -> tuple[Column, ...]:
        """The columns of a role, in order."""
        return tuple(column for column in self.columns if column.role is role)


class Reject(NamedTuple):
    """A row, or one value of it, that is not loaded: where it stands, which rule it breaks, and how it was written."""

    line: int
    field: str
    rule: str
    message: str
    original: str


class Read(NamedTuple):
    """A record (fields of `MetricRecord` by JSON name) or a reject; where to go on; the row as it was written."""

    line: int
    record: dict[str, Any] | None
    reject: Reject | None
    resume: Position
    original: str = ""


class ByteStream(Protocol):
    """What a file is read from: a file, a request's body, an object in S3."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


@dataclass(slots=True)
class Tally:
    """What reading met so far. Plain numbers and lists, so that a checkpoint can keep it."""

    records: int = 0
    rejected: int = 0
    missing: int = 0
    """Empty cells: nothing is known there, which is not zero."""
    blank: int = 0
    totals: int = 0
    totals_lines: list[int] = field(default_factory=list)
    """The first twenty lines that hold totals."""

    def total_at(self, line: int) -> None:
        """Count a totals row."""
        self.totals += 1
        if len(self.totals_lines) < 20:
            self.totals_lines.append(line)

    def as_document(self) -> dict[str, Any]:
        """By JSON names."""
        return {
            "records": self.records,
            "rejected": self.rejected,
            "missing": self.missing,
            "blankLines": self.blank,
            "totalsRows": self.totals,
            "totalsLines": list(self.totals_lines),
        }
