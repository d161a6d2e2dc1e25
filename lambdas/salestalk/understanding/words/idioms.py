"""Fixed groups of words ("like for like", "moving average"), looked for by the first of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from salestalk.understanding.words.vocabulary_files import grammar

Words = tuple[str, ...]
_NONE: Final[tuple[Words, ...]] = ()


class Idioms(NamedTuple):
    """The groups by their first words."""

    by_first: Mapping[str, tuple[Words, ...]]

    @classmethod
    def of(cls, part: str) -> "Idioms":
        """Those of a part of ``grammar.json``, where the words of a group are joined by underscores."""
        return cls.made_of(tuple(words.split("_")) for words in sorted(grammar(part)))

    @classmethod
    def made_of(cls, groups: Iterable[Words]) -> "Idioms":
        """An index of these groups."""
        by_first: dict[str, tuple[Words, ...]] = {}
        for group in groups:
            by_first[group[0]] = (*by_first.get(group[0], _NONE), group)
        return cls(by_first)

    def places(self, words: Words) -> Iterator[tuple[int, Words]]:
        """Where groups begin, and which; in order."""
        by_first = self.by_first
        for index, word in enumerate(words):
            for group in by_first.get(word, _NONE):
                if words[index : index + len(group)] == group:
                    yield index, group
