"""The vocabulary's files: JSON beside this module, read once a process."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "vocabulary"


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``vocabulary/{name}.json``; the caller never changes it."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def grammar(name: str) -> frozenset[str]:
    """A set of small words from ``vocabulary/grammar.json``, such as those that lead to a name."""
    return frozenset(load("grammar")[name].split(" "))
