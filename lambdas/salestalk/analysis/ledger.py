"""The books of one answer: which rows it cites and which numbers it derived, each with its id."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from salestalk.analysis.notes import Note
from salestalk.analysis.numbers import Number
from salestalk.contracts.answer import DerivedValue
from salestalk.contracts.base import MAX_DIGITS
from salestalk.contracts.metric import MetricValue
from salestalk.errors import InvariantBroken
from salestalk.values import frozen

_TOO_LONG: Final = "a computed value has more digits than can be kept exactly"


@frozen
class Citation:
    """A stored row with the id (``r1``, ``r2``, …) by which an answer cites it."""

    id: str
    row: MetricValue
    sk: str
    """The row's sort key, worked out once."""


@frozen
class Amount:
    """A number that is in the books: its id, value and unit."""

    id: str
    value: Decimal
    unit: str


class Ledger:
    """Enters numbers, each once and with everything it was computed from, in the order of their use."""

    def __init__(self) -> None:
        self._cited: dict[tuple[str, str], Citation] = {}
        self._seen: dict[int, tuple[MetricValue, str]] = {}
        self._derived: list[DerivedValue] = []
        self._entered: dict[int, tuple[Number, Amount]] = {}
        self._same: dict[tuple[str, str, tuple[str, ...]], str] = {}
        self._notes: dict[Note, None] = {}

    def enter(self, number: Number) -> Amount:
        """The number with its id; its inputs are entered before it."""
        if known := self._entered.get(id(number)):
            return known[1]
        if number.notes:
            self.say(*number.notes)
        amount = Amount(self._cite(number.row) if number.row else self._derive(number), number.value, number.unit)
        self._entered[id(number)] = (number, amount)
        return amount

    def enter_all(self, numbers: Iterable[Number]) -> tuple[Amount, ...]:
        """Several, in order."""
        return tuple(self.enter(number) for number in numbers)

    def enter_maybe(self, number: Number | None) -> Amount | None:
        """The number if there is one."""
        return None if number is None else self.enter(number)

    def say(self, *notes: Note) -> None:
        """Something the answer has to mention; the same thing once."""
        self._notes |= dict.fromkeys(notes)

    @property
    def references(self) -> tuple[Citation, ...]:
        """The rows cited, in the order of their first use."""
        return tuple(self._cited.values())

    @property
    def derived(self) -> tuple[DerivedValue, ...]:
        """The derived values, each after its inputs."""
        return tuple(self._derived)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What has to be said."""
        return tuple(self._notes)

    def _cite(self, row: MetricValue) -> str:
        if known := self._seen.get(id(row)):
            return known[1]
        place = (row.subject, row.sk)
        if place not in self._cited:
            self._cited[place] = Citation(f"r{len(self._cited) + 1}", row, place[1])
        self._seen[id(row)] = (row, self._cited[place].id)
        return self._cited[place].id

    def _id_of(self, one: Number | MetricValue) -> str:
        return self._cite(one) if isinstance(one, MetricValue) else self.enter(one).id

    def _derive(self, number: Number) -> str:
        inputs = tuple(dict.fromkeys(map(self._id_of, number.inputs)))
        content = (number.label, number.operation, inputs)
        if content in self._same:
            return self._same[content]
        if len(number.value.normalize().as_tuple().digits) > MAX_DIGITS:
            raise InvariantBroken(_TOO_LONG)
        derived = DerivedValue(
            id=f"d{len(self._derived) + 1}",
            label=number.label,
            value=number.value,
            unit=number.unit,
            operation=number.operation,
            inputs=inputs,
        )
        self._derived.append(derived)
        self._same[content] = derived.id
        return derived.id
