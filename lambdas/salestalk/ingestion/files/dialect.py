"""What separates the columns of a text file, settled from its first rows."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_ROWS: Final = 200


def detect_delimiter(lines: Sequence[str], is_heading: Callable[[str], bool]) -> str:
    """The separator under which most rows have as many columns as the likeliest header; a comma where none fits.

    ``is_heading`` tells a cell that can head a column: of two separators that split alike, the one wins that gives
    such cells ("1,5;2,5" splits at both).
    """
    sample = [line for line in lines[:SAMPLE_ROWS] if line.strip()]
    return max(DELIMITERS, key=lambda delimiter: _score(sample, delimiter, is_heading)) if sample else ","


def parsed(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Rows of complete lines; where a quote is never closed, only what stands before it."""
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            return rows
        if row is None:
            return rows
        rows.append(row)


def _score(sample: Sequence[str], delimiter: str, is_heading: Callable[[str], bool]) -> tuple[int, float, int]:
    rows = [row for row in parsed(sample, delimiter) if row]
    widths = Counter(len(row) for row in rows)
    width, agreeing = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    if width < 2:
        return (0, 0.0, 0)
    headings = max(sum(map(is_heading, row)) for row in rows[:20])
    return (min(headings, 2), round(agreeing / len(rows), 1), width)
