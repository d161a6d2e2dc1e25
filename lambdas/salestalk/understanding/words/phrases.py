"""The phrases that lead to a refusal, in one index: a question is looked through once for all of them."""

from functools import cache
from typing import Any, Final, NamedTuple

from salestalk.understanding.words.text import Token, key_of, stem_of
from salestalk.understanding.words.vocabulary_files import (
    as_sets,
    by_first_word,
    by_width,
    lengths,
    load,
    prepared,
    second_words,
)

_LISTED: Final = (
    ("out_of_scope", "phrases"), ("out_of_scope", "strong"), ("out_of_scope", "idioms"),
    ("personal_data", "phrases"), ("personal_data", "strong"),
    ("other_tenant", "phrases"), ("other_tenant", "own"), ("unknown_metric", "phrases"), ("action_request", "commands"),
)  # fmt: skip


class Index(NamedTuple):
    """Phrases with the lists they are on (``out_of_scope.strong``), and the longest that begins with a word."""

    lists: dict[str, frozenset[str]]
    longest: dict[str, int]
    seconds: dict[str, set[str]]
    """Per first word, the second words of the phrases that begin with it."""

    def find(self, tokens: tuple[Token, ...]) -> dict[str, str]:
        """Per list, the first of its phrases that occurs: gone through from the end, what comes earlier stays."""
        found: dict[str, str] = {}
        following = ""
        lists, longest, seconds = self
        stems = list(map(stem_of, tokens))
        for index in range(len(tokens) - 1, -1, -1):
            first = stems[index]
            if first in longest and (first in lists or following in seconds.get(first, ())):
                found |= dict(reversed(self._at(tokens, index)))
            following = first
        return found

    def places(self, tokens: tuple[Token, ...], wanted: str) -> tuple[int, ...]:
        """Where phrases of one list begin."""
        return tuple(
            index
            for index, token in enumerate(tokens)
            if token.stem in self.longest and any(name == wanted for name, _ in self._at(tokens, index))
        )

    def _at(self, tokens: tuple[Token, ...], index: int) -> list[tuple[str, str]]:
        first = tokens[index].stem
        goes_on = index + 1 < len(tokens) and tokens[index + 1].stem in self.seconds.get(first, ())
        if not goes_on:
            return [(name, first) for name in self.lists.get(first, ())]
        out: list[tuple[str, str]] = []
        for width in range(self.longest[first], 0, -1):
            key = " ".join(map(stem_of, tokens[index : index + width]))
            out.extend((name, key) for name in self.lists.get(key, ()))
        return out


@cache
def refusal_phrases() -> Index:
    """All of them, built on first use."""
    made = prepared("refusal_phrases", plain_refusal_phrases)
    lists: dict[str, frozenset[str]] = {}
    for names, keys in made["lists"].items():
        lists.update(dict.fromkeys(keys.split("|"), frozenset(names.split(" "))))
    return Index(lists, by_first_word(made["longest"]), as_sets(made["seconds"]))


def plain_refusal_phrases() -> dict[str, Any]:
    """The index, plain as JSON is: phrases joined by bars per lists they are on, first words by spaces per width."""
    lists: dict[str, list[str]] = {}
    data = load("refusals")
    for code, part in _LISTED:
        for key in dict.fromkeys(key_of(phrase) for phrase in data[code][part]):
            if key:
                lists.setdefault(key, []).append(f"{code}.{part}")
    by_lists: dict[str, list[str]] = {}
    for key, names in lists.items():
        by_lists.setdefault(" ".join(names), []).append(key)
    joined = {names: "|".join(keys) for names, keys in by_lists.items()}
    return {"lists": joined, "longest": by_width(lengths(lists)), "seconds": second_words(lists)}
