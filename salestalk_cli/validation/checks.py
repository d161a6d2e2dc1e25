"""A check has a name and finds faults; a collection of checks is one group, about one kind of thing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Subject = TypeVar("Subject")
Find = Callable[[Subject], Iterable[str]]

SHOWN_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: no fault means passed. One that had nothing to look at says why it was left out."""

    group: str
    name: str
    faults: tuple[str, ...] = ()
    left_out: str | None = None

    @property
    def outcome(self) -> str:
        """``passed``, ``failed`` or ``left out``."""
        return "left out" if self.left_out else "failed" if self.faults else "passed"

    def as_document(self) -> dict[str, Any]:
        """As `--json` prints it."""
        document: dict[str, Any] = {"group": self.group, "name": self.name, "outcome": self.outcome}
        if self.faults:
            document["faults"] = list(self.faults[:SHOWN_FAULTS])
            document["faultCount"] = len(self.faults)
        if self.left_out:
            document["reason"] = self.left_out
        return document


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One rule; ``find`` gives a sentence for each place that breaks it."""

    name: str
    find: Find[Subject]


class Checks(Generic[Subject]):
    """The checks of one kind of thing, in the order in which they were written."""

    def __init__(self) -> None:
        self._checks: list[Check[Subject]] = []

    def __iter__(self) -> Iterator[Check[Subject]]:
        return iter(self._checks)

    def check(self, find: Find[Subject]) -> Find[Subject]:
        """Register the decorated function; its docstring is the rule, as a statement."""
        self._checks.append(Check((find.__doc__ or find.__name__).removesuffix("."), find))
        return find

    def run(self, group: str, subject: Subject) -> list[Result]:
        """Every check's result."""
        return [Result(group, check.name, tuple(check.find(subject))) for check in self._checks]

    def leave_out(self, group: str, reason: str) -> list[Result]:
        """Every check, left out for this reason."""
        return [Result(group, check.name, left_out=reason) for check in self._checks]
