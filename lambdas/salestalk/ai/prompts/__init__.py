"""What models are told to do: a text file for each task and version, beside this module.

A version that was used is never changed: answers and events name it with its hash. `versions.json` holds both.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from salestalk.ai.ports import Task
from salestalk.contracts.jsontext import loads
from salestalk.values import frozen

FOLDER: Final = Path(__file__).parent
VERSIONS: Final = FOLDER / "versions.json"


@frozen
class Prompt:
    """A task's instructions."""

    task: Task
    version: int
    text: str

    @property
    def sha256(self) -> str:
        """Of the text in UTF-8, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def name(self) -> str:
        """As answers and events tell it: ``phrasing@1:3f5a…``."""
        return f"{self.task}@{self.version}:{self.sha256}"


@cache
def prompt(task: Task) -> Prompt:
    """The instructions that are in use."""
    return _read(task, known_versions(task)[-1])


def known_versions(task: Task) -> list[int]:
    """Those that there are, in order; the last is in use."""
    return sorted(int(version) for version in _kept()[task])


def kept_hash(task: Task, version: int) -> str:
    """The SHA-256 that a version had when it was first used."""
    return str(_kept()[task][str(version)])


def _read(task: Task, version: int) -> Prompt:
    text = (FOLDER / f"{task}-{version}.txt").read_text(encoding="utf-8")
    return Prompt(task, version, text)


@cache
def _kept() -> Any:
    return loads(VERSIONS.read_bytes())
