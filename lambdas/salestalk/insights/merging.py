"""Several told things as one: their texts one after the other, their numbers under new ids."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from salestalk.contracts.answer import CitedReference, DerivedValue
from salestalk.values import frozen


class Told(Protocol):
    """A text with the rows and the derived values that its numbers are: an insight, or a narrative."""

    @property
    def text(self) -> str:
        """The text, checked."""

    @property
    def data_references(self) -> tuple[CitedReference, ...]:
        """The rows."""

    @property
    def derived(self) -> tuple[DerivedValue, ...]:
        """What was computed, each after its inputs."""


@frozen
class Statement:
    """A text with its numbers; itself something told."""

    text: str
    data_references: tuple[CitedReference, ...] = ()
    derived: tuple[DerivedValue, ...] = ()


def merged(parts: Sequence[Told]) -> Statement:
    """One statement of many; a row that several of them cite is cited once."""
    references: dict[tuple[str, str], CitedReference] = {}
    derived: list[DerivedValue] = []
    for part in parts:
        ids: dict[str, str] = {}
        for row in part.data_references:
            place = (row.source.pk, row.source.sk)
            known = references.setdefault(place, row.model_copy(update={"id": f"r{len(references) + 1}"}))
            ids[row.id] = known.id
        for value in part.derived:
            ids[value.id] = f"d{len(derived) + 1}"
            inputs = tuple(ids[one] for one in value.inputs)
            derived.append(value.model_copy(update={"id": ids[value.id], "inputs": inputs}))
    return Statement(_joined(part.text for part in parts), tuple(references.values()), tuple(derived))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))
