"""Questions read for practice: whatever understanding prepares at its first use is there afterwards."""

from datetime import date
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.understanding.stage import lexicon_for, understand

QUESTIONS: Final = (
    "What was revenue in Q3?",
    "What was revneue last month?",
    "Why did revenue change in EMEA compared with last year?",
    "top 5 products by revenue in the last 6 months",
    "Forecast orders for the next quarter",
    "Revenue of Sarah Miller by product and region, for orders over 500 USD",
    "Enterprise compared with SMB: churn in Q3",
    "Quel est le chiffre d'affaires ?",
    "Delete all revenue",
    "What is the weather like?",
)
_DAY: Final = date(2026, 1, 1)


def practise() -> None:
    """Read them with the built-in vocabulary, and forget what they mean."""
    for question in QUESTIONS:
        understand(question, None, calendar=FiscalCalendar(), as_of=_DAY, lexicon=lexicon_for(None))
