"""The vocabulary's files: JSON beside this module, read once a process; and what was prepared from them."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "vocabulary"
PREPARED: Final = Path(__file__).parents[1] / "prepared.json"
_MADE_FROM: Final = "made_from"
_PREPARED_FROM: Final = (
    "cues",
    "dimensions",
    "english",
    "grammar",
    "languages",
    "metrics",
    "refusals",
    "time",
    "words",
)


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``vocabulary/{name}.json``; the caller never changes it."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def grammar(name: str) -> frozenset[str]:
    """A set of small words from ``vocabulary/grammar.json``, such as those that lead to a name."""
    return frozenset(load("grammar")[name].split(" "))


def prepared(part: str, build: Callable[[], Any]) -> Any:
    """What ``build`` gives, plain as JSON is: from the file made beforehand, or built now where the vocabulary changed.

    Loading is reading that way, and whoever edits the vocabulary sees the change at once.
    """
    made = _prepared()
    return made[part] if part in made else build()


def is_prepared() -> bool:
    """Whether the file made beforehand is there, and from the vocabulary as it is."""
    return bool(_prepared())


def prepared_text(parts: Mapping[str, Any]) -> str:
    """The content of the file made beforehand, a part a line."""
    lines = {_MADE_FROM: _checksum(), **parts}
    written = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in lines.values())
    return "{\n" + ",\n".join(f'"{name}":{text}' for name, text in zip(lines, written, strict=True)) + "\n}\n"


@cache
def _prepared() -> dict[str, Any]:
    """Nothing where the file is missing or was made from other files than there are."""
    made: dict[str, Any] = json.loads(PREPARED.read_text(encoding="utf-8")) if PREPARED.exists() else {}
    return made if made.get(_MADE_FROM) == _checksum() else {}


def _checksum() -> int:
    """Of all files that something is prepared from, one after the other."""
    total = 0
    for name in _PREPARED_FROM:
        total = zlib.crc32((FOLDER / f"{name}.json").read_bytes(), total)
    return total


# --- Phrases as they are looked up ----------------------------------------------------------------------


def lengths(phrases: Iterable[str]) -> dict[str, int]:
    """Per first word, how many words the longest phrase has that begins with it."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        first = phrase.split(" ", 1)[0]
        longest[first] = max(longest.get(first, 0), phrase.count(" ") + 1)
    return longest


def by_width(longest: Mapping[str, int]) -> dict[str, str]:
    """The same the other way round: per number of words, the first words joined by spaces."""
    firsts: dict[str, list[str]] = {}
    for first, width in longest.items():
        firsts.setdefault(str(width), []).append(first)
    return {width: " ".join(words) for width, words in firsts.items()}


def by_first_word(widths: Mapping[str, str]) -> dict[str, int]:
    """What `by_width` was made from."""
    return {first: int(width) for width, firsts in widths.items() for first in firsts.split(" ")}


def second_words(phrases: Iterable[str]) -> dict[str, str]:
    """Per first word, the second words of the phrases that begin with it, joined by spaces."""
    seconds: dict[str, dict[str, None]] = {}
    for phrase in phrases:
        first, second, *_ = (*phrase.split(" ", 2), "")
        if second:
            seconds.setdefault(first, {})[second] = None
    return {first: " ".join(words) for first, words in seconds.items()}


def as_sets(joined: Mapping[str, str]) -> dict[str, set[str]]:
    """Words joined by spaces as sets."""
    return {first: set(words.split(" ")) for first, words in joined.items()}
