"""What was agreed about the example tenants, written down apart from the data it is held against."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from salestalk_cli.validation.book import Slot

YEARS: Final = (2024, 2025)

EXPECTED: Final[Mapping[str, Mapping[str, str]]] = {
    "acme-corp-001": {
        "name": "ACME Corporation",
        "plan": "standard",
        "status": "active",
        "industry": "Manufacturing",
        "region": "North America",
        "currency": "USD",
        "fiscalYearStart": "01-01",
        "timeZone": "America/Chicago",
    },
    "techstart-inc-002": {
        "name": "TechStart Inc",
        "plan": "enterprise",
        "status": "active",
        "industry": "Technology",
        "region": "Europe",
        "currency": "EUR",
        "fiscalYearStart": "04-01",
        "timeZone": "Europe/Berlin",
    },
}

SESSIONS: Final = {"acme-corp-001": "session-acme-001", "techstart-inc-002": "session-tech-001"}


def _headlines(*lines: str) -> dict[Slot, tuple[Decimal, str]]:
    split = (line.split() for line in lines)
    return {Slot(subject, period): (Decimal(value), unit) for subject, period, value, unit in split}


HEADLINES: Final[Mapping[str, Mapping[Slot, tuple[Decimal, str]]]] = {
    "acme-corp-001": _headlines(
        "revenue 2025-Q2 2170000 USD",
        "revenue 2025-Q3 2500000 USD",
        "revenue 2025-Q4 2750000 USD",
        "margin 2025-Q3 0.35 ratio",
        "margin 2025-Q4 0.32 ratio",
        "customers 2025-Q3 245 count",
        "customers 2025-Q4 268 count",
        "products 2025-Q3 12500 count",
        "renewal_rate 2025-Q2 0.89 ratio",
        "renewal_rate 2025-Q3 0.95 ratio",
    ),
    "techstart-inc-002": _headlines(
        "revenue 2025-Q3 1800000 EUR",
        "revenue 2025-Q4 2100000 EUR",
        "margin 2025-Q3 0.68 ratio",
        "margin 2025-Q4 0.70 ratio",
        "customers 2025-Q3 1250 count",
        "customers 2025-Q4 1480 count",
        "churn_rate 2025-Q3 0.08 ratio",
        "churn_rate 2025-Q4 0.06 ratio",
        "arr 2025-Q3 7200000 EUR",
        "arr 2025-Q4 8400000 EUR",
    ),
}
