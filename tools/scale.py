"""Keeps the tables of docs/scale.md: ``python -m tools.scale --write``; without it, checks them."""

import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from salestalk_cli.cost import work
from tools.quotas import QUESTIONS_OF_ONE_KEY, Limit, limits
from tools.sections import keep, table
from tools.simulate_day import DAY, Day, simulate

FILE: Final = Path(__file__).parents[1] / "docs" / "scale.md"
TENANTS: Final = 1_000
MESSAGES: Final = 500_000
MANY: Final = 10_000


@cache
def day() -> Day:
    """The promised day."""
    return simulate(tenants=TENANTS, messages=MESSAGES)


def all_limits() -> tuple[Limit, ...]:
    """Every limit, with the rates of that day."""
    return limits(day().peaks, TENANTS, day().most_at_once)


def throttled(tenants: int) -> list[str]:
    """Which default limits so many tenants are beyond."""
    return [each.what for each in all_limits() if each.used(tenants) > each.default]


def sections() -> Mapping[str, str]:
    """Every generated table, by the name of its section."""
    return {"limits": _limits(), "day": _day(), "waits": _waits(), "peaks": _peaks()}


def _limits() -> str:
    head = (
        "limit",
        "default",
        "at most",
        f"{TENANTS:,} tenants",
        f"{MANY:,} tenants",
        "binds at",
        "raised, at",
        "then",
    )
    rows = sorted(all_limits(), key=lambda each: each.binds_at(each.default) or 10**9)
    return table(
        head,
        [
            (
                each.what,
                f"{each.default:,}",
                f"{each.raised:,}" if each.raised else "more" if each.is_adjustable else "the same",
                _amount(each.used(TENANTS)),
                _amount(each.used(MANY)),
                _tenants(each, each.default),
                _tenants(each, each.raised) if each.raised else "–",
                each.then,
            )
            for each in rows
        ],
    )


def _day() -> str:
    found = day()
    month = work.Platform().month().usd
    said = {
        "tenants": f"{found.tenants:,}",
        "questions": f"{found.questions:,}",
        "of the largest tenant": f"{found.largest_tenant:,}",
        "refused by a plan's limits": f"{found.refused:,}",
        "functions at once, most / mean": f"{found.most_at_once} / {found.seconds / DAY:.1f}",
        "functions started": f"{found.starts:,} ({100 * found.starts / found.questions:.2f} % of questions)",
        "credentials asked for": f"{found.calls['sts:AssumeRole']:,}",
        "read units": f"{found.read_units:,.0f}",
        "write units": f"{found.write_units:,.0f}",
        "put off by AWS at its default limits": f"{len(throttled(TENANTS))}",
        "USD for the questions": f"{found.usd:.2f}",
        "USD for the platform, a day of it": f"{month / work.DAYS_A_MONTH:.2f}",
        "USD for a tenant's idle tables, a day of all": f"{_idle(found.tenants):.2f}",
    }
    return table(("a day", ""), list(said.items()))


def _idle(tenants: int) -> Decimal:
    return work.month(work.IDLE).usd * tenants / work.DAYS_A_MONTH


def _waits() -> str:
    found = day()
    rows = [(str(trips), f"{number:,}", f"{100 * number / found.questions:.1f}") for trips, number in _by_trips(found)]
    return table(("round trips in sequence", "questions", "%"), rows)


def _by_trips(found: Day) -> list[tuple[int, int]]:
    return sorted(found.waits.items())


def _peaks() -> str:
    one = day().peaks["questions of one tenant"]
    rows = [(name, str(peak)) for name, peak in day().peaks.items()]
    share = f"Of what one key can take ({QUESTIONS_OF_ONE_KEY} questions a second), the busiest tenant takes"
    rates = f"All rates could rise {room():.0f} times before one is at its limit"
    said = f"{share} {100 * one / QUESTIONS_OF_ONE_KEY:.1f} %. {rates}."
    return f"{table(('in the busiest second', 'number'), rows)}\n\n{said}"


def room() -> float:
    """By how much the busiest second could be busier, as far as limits on rates go."""
    return min(each.default / each.used(TENANTS) for each in all_limits() if each.is_rate)


def _amount(used: float) -> str:
    return f"{used:,.0f}" if used >= 10 or used == int(used) else f"{used:.1f}"


def _tenants(limit: Limit, allowed: int) -> str:
    number = limit.binds_at(allowed)
    return "never" if number is None else f"{number:,}"


if __name__ == "__main__":
    sys.exit(keep(FILE, sections(), sys.argv[1:]))
