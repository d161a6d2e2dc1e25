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
