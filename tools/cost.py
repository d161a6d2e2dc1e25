"""Keeps the tables of docs/cost.md: ``python -m tools.cost --write``; without it, checks them."""

import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from salestalk_cli.cost import work
from salestalk_cli.cost.bills import Bill
from salestalk_cli.cost.budget import call_budget
from salestalk_cli.cost.prices import price_list
from tools.sections import keep, table

FILE: Final = Path(__file__).parents[1] / "docs" / "cost.md"
DIGITS: Final = 3


def sections() -> Mapping[str, str]:
    """Every generated table, by the name of its section."""
    listed = price_list()
    return {
        "calls": _calls(),
        "platform": _bill(work.Platform().month()),
        "prices": f"{listed.region}, as listed on {listed.listed}.\n\n{_prices()}",
        "idle": _bill(work.month(work.IDLE)),
        "question": _bill(work.question(), times=1_000_000),
        "row": _bill(work.row(), times=1_000_000),
        "months": _months(),
        "shared": table(("one of these, a month", "amount", "unit", "USD"), _rows(work.shared(), 1)),
    }


def _calls() -> str:
    head = ("request", "calls", "in sequence", "read units", "write units", "bytes sent", "bytes received")
    rows = [
        (
            request,
            str(sum(each.calls.values())),
            str(each.round_trips),
            f"{each.read_units:g}",
            f"{each.write_units:g}",
            f"{each.sent_bytes:,}",
            f"{each.received_bytes:,}",
        )
        for request, each in call_budget().items()
    ]
    return table(head, rows)


def _prices() -> str:
    rows = [
        (each.unit, f"{each.usd.normalize():f}", f"{each.per:,}", each.source) for each in price_list().prices.values()
    ]
    return table(("unit", "USD", "for", "source"), rows)


def _bill(of: Bill, times: int = 1) -> str:
    head = ("what", "amount", "unit", "USD" if times == 1 else f"USD for {times:,}")
    return table(head, [*_rows(of, times), ("**together**", "", "", f"**{_usd(of.usd * times)}**")])


def _rows(of: Bill, times: int) -> list[tuple[str, ...]]:
    return [(line.why, _number(line.amount), line.unit, _usd(line.usd * times)) for line in of.lines]


def _months() -> str:
    rows = [
        (
            f"{each.title}: {each.stored_gb} GB, {each.questions:,} questions, {each.rows:,} rows",
            _usd(work.stored(each.stored_gb, each.files_gb).usd),
            _usd(work.question().times(each.questions).usd),
            _usd(work.row().times(each.rows).usd),
            f"**{_usd(work.month(each).usd)}**",
        )
        for each in work.MONTHS
    ]
    return table(("a tenant's month, USD", "stored", "questions", "rows", "together"), rows)


def _usd(amount: Decimal) -> str:
    return f"{amount:,.3f}"


def _number(amount: Decimal) -> str:
    """At most `DIGITS` digits after those that say nothing."""
    if amount >= 1:
        return f"{amount:,.2f}".rstrip("0").rstrip(".")
    return f"{amount:.{max(0, DIGITS - 1 - amount.adjusted())}f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    sys.exit(keep(FILE, sections(), sys.argv[1:]))
