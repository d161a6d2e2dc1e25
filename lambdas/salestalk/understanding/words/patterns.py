"""Metrics whose words stand apart in a question ("how *satisfied* were our *customers*"): patterns as data."""

from functools import cache
from typing import NamedTuple

from salestalk.understanding.words.text import Token, stem, stem_of
from salestalk.understanding.words.vocabulary_files import load


class Pattern(NamedTuple):
    """A metric and the groups of words of which each needs one nearby; ``nothing`` may not occur."""

    metric: str
    groups: tuple[frozenset[str], ...]
    nothing: frozenset[str]


class Found(NamedTuple):
    """A pattern's metric and the tokens from its first to its last word."""

    metric: str
    start: int
    end: int


@cache
def _patterns() -> tuple[tuple[Pattern, ...], dict[str, tuple[int, ...]], int]:
    """All patterns, those of each first-group word, and how far their words may stand apart."""
    data = load("patterns")
    patterns = tuple(
        Pattern(item["metric"], tuple(_stems(group) for group in item["groups"]), _stems(item.get("none", "")))
        for item in data["patterns"]
    )
    index: dict[str, list[int]] = {}
    for number, pattern in enumerate(patterns):
        for word in min(pattern.groups, key=len):
            index.setdefault(word, []).append(number)
    return patterns, {word: tuple(numbers) for word, numbers in index.items()}, data["span"]


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def find_pattern(tokens: tuple[Token, ...]) -> Found | None:
    """The first pattern, in the order of the file, that a question fits."""
    patterns, index, span = _patterns()
    told = index.keys() & map(stem_of, tokens)
    if not told:
        return None
    stems = list(map(stem_of, tokens[:60]))
    for number in sorted({number for word in told for number in index[word]}):
        pattern = patterns[number]
        if pattern.nothing.isdisjoint(stems) and (found := _fit(pattern, stems, span)):
            return found
    return None


def _fit(pattern: Pattern, stems: list[str], span: int) -> Found | None:
    places = []
    used: set[int] = set()
    for group in pattern.groups:
        if group.isdisjoint(stems):
            return None
        place = next((i for i, word in enumerate(stems) if word in group and i not in used), None)
        if place is None:
            return None
        used.add(place)
        places.append(place)
    start, end = min(places), max(places) + 1
    return Found(pattern.metric, start, end) if end - start <= span else None
