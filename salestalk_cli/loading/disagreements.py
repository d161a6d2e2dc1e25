"""Totals that their slices do not add up to, over all batches of a file."""

from collections.abc import Iterable, Mapping
from typing import Any

from salestalk.contracts.agreement import MAX_SLICE_WARNINGS


class Disagreements:
    """What the batches' answers say; of a period that several batches touch, the last one knows."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], str] = {}
        self._unlisted = 0
        self._is_complete = True

    def add(self, stored: Iterable[Mapping[str, Any]], answer: Mapping[str, Any]) -> None:
        """Take in the answer to a batch and forget what its stored records have overtaken."""
        listed = answer.get("warnings", ())
        self._unlisted += answer.get("warningCount", 0) - len(listed)
        if answer.get("notAllChecked"):
            self._is_complete = False
        else:
            self._forget(stored)
        self._found |= {(each["subject"], each["period"], each["dimension"]): each["message"] for each in listed}

    def _forget(self, stored: Iterable[Mapping[str, Any]]) -> None:
        touched = {(each["subject"], each["period"], *(each.get("dimensions") or ())) for each in stored}
        gone = [key for key in self._found if key in touched or key[:2] in touched]
        for key in gone:
            del self._found[key]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The first hundred, how many more there are, and whether something was not looked at."""
        said = list(self._found.values())
        more = max(0, len(said) - MAX_SLICE_WARNINGS) + self._unlisted
        return (
            *said[:MAX_SLICE_WARNINGS],
            *([f"{more:,} more totals differ from their slices"] if more else []),
            *([] if self._is_complete else ["not all totals were compared with their slices"]),
        )
