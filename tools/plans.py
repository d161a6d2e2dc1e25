"""Keeps the table of the plans in docs/plans.md: ``python -m tools.plans --write``; without it, checks the table."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Final

from pydantic.alias_generators import to_camel

from salestalk.contracts.tenant import Plan
from salestalk.tenancy.plans import PLANS, Limits
from tools.sections import keep, table

FILE: Final = Path(__file__).parents[1] / "docs" / "plans.md"
TITLES: Final = {
    "questions_per_day": "questions a day",
    "questions_per_minute": "questions a minute",
    "rows_per_day": "rows sent to be loaded, a day",
    "loads_per_minute": "batches and uploads a minute",
    "changes_per_minute": "pins, shares, comments and other changes a minute",
    "history_days": "days that messages are kept",
    "language_model": "a language model may help",
    "model_tokens_per_day": "tokens of a language model, a day",
    "model_usd_per_day": "US dollars for a language model, a day",
}


def plans_table() -> str:
    """A row for each limit, with its name in `limits`; a column for each plan."""
    rows = []
    for name in (field.name for field in fields(Limits)):
        values = (getattr(PLANS[plan], name) for plan in Plan)
        said = (("yes" if value else "no") if isinstance(value, bool) else f"{value:,}" for value in values)
        rows.append((f"{TITLES[name]} (`{to_camel(name)}`)", *said))
    return table(("", *(f"`{plan}`" for plan in Plan)), rows)


if __name__ == "__main__":
    sys.exit(keep(FILE, {"plans": plans_table()}, sys.argv[1:]))
