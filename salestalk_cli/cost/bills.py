"""Bills: amounts of priced units, line by line, whose sum is a cost. All numbers are exact decimals in USD."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from salestalk_cli.cost.prices import price_list


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of a price (by its name), and what they are for."""

    price: str
    amount: Decimal
    why: str

    @property
    def usd(self) -> Decimal:
        """What they cost."""
        return price_list().prices[self.price].of(self.amount)

    @property
    def unit(self) -> str:
        """What is counted."""
        return price_list().prices[self.price].unit


@dataclass(frozen=True, slots=True)
class Bill:
    """What something costs."""

    title: str
    lines: tuple[Line, ...]

    @property
    def usd(self) -> Decimal:
        """The sum of its lines."""
        return sum((line.usd for line in self.lines), Decimal(0))

    def times(self, number: Decimal | int) -> "Bill":
        """The same thing so many times."""
        return Bill(self.title, tuple(Line(line.price, line.amount * number, line.why) for line in self.lines))

    @classmethod
    def summed(cls, title: str, bills: Iterable["Bill"]) -> "Bill":
        """Several bills as one, with all of their lines that come to anything."""
        return cls(title, tuple(line for bill in bills for line in bill.lines if line.amount))


def bill(title: str, lines: Mapping[tuple[str, str], Decimal | int | str]) -> Bill:
    """A bill from amounts by price and purpose."""
    return Bill(title, tuple(Line(price, Decimal(amount), why) for (price, why), amount in lines.items()))
