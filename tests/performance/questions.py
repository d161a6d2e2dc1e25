"""The questions that are put for measuring, and how they are misspelt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from salestalk.contracts.catalog import Catalog

FIXED_FILE: Final = Path(__file__).with_name("questions.txt")
AS_OF: Final = date(2026, 1, 10)

_LONG_WORD: Final = re.compile(r"[A-Za-z]{6,}")
_FORMS: Final = (
    "What was {} in Q3?",
    "{} last month",
    "why did {} fall in September",
    "show me {} by region over the last 12 months",
    "compare {} this quarter with the one before",
    "top 5 products by {} in 2025",
    "forecast {} for next quarter",
    "how are we doing on {} against plan",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A question about the year of months, with the intent it must be carried out as."""

    name: str
    question: str
    intent: str


KINDS: Final = (
    Kind("lookup", "What was revenue in November 2025?", "fact_retrieval"),
    Kind("comparison", "Compare revenue in November 2025 with October 2025", "comparison"),
    Kind("trend", "Revenue trend by month in 2025", "trend_analysis"),
    Kind("trend of each slice", "Revenue trend by product in 2025", "trend_analysis"),
    Kind("breakdown of a month", "Break down revenue in November 2025 by product", "breakdown"),
    Kind("breakdown of the year", "Break down revenue in 2025 by product", "breakdown"),
    Kind("ranking over the year", "Top 5 products by revenue in 2025", "ranking"),
    Kind("root cause", "Why did revenue change in November 2025?", "root_cause"),
    Kind("root cause of a ratio", "Why did gross margin change in November 2025?", "root_cause"),
    Kind("target", "Did revenue meet its target in November 2025?", "target"),
    Kind("anomaly", "Any unusual revenue values in 2025?", "anomaly"),
    Kind("forecast", "Forecast revenue for January 2026", "prediction"),
    Kind("correlation", "Is revenue correlated with orders?", "correlation"),
    Kind("list", "Which metrics do you have?", "list"),
)
GROWING: Final = ("breakdown of the year", "ranking over the year", "trend of each slice", "root cause of a ratio")
"""Kinds whose rows grow with the slices."""


def fixed() -> tuple[str, ...]:
    """The hundred questions instructions are counted for; they stay the same while the labelled set grows."""
    return tuple(FIXED_FILE.read_text(encoding="utf-8").splitlines())


def about(catalog: Catalog) -> Iterator[str]:
    """A question about each metric, by its name and by its synonym in turn."""
    for place, entry in enumerate(catalog):
        name = entry.synonyms[0] if place % 2 and entry.synonyms else entry.display_name
        yield _FORMS[place % len(_FORMS)].format(name)


def misspelt(questions: Sequence[str]) -> Iterator[str]:
    """Each question that has a long word, with two letters of its longest word swapped."""
    for question in questions:
        words = sorted(_LONG_WORD.finditer(question), key=lambda word: len(word[0]))
        if words:
            start = words[-1].start() + 2
            yield question[:start] + question[start + 1] + question[start] + question[start + 2 :]
