"""Self-corrections: what was said before "I mean" counts no longer where something of the same kind follows."""

from typing import Final

from salestalk.understanding.matching import Mark
from salestalk.understanding.text import Token
from salestalk.understanding.time_atom import Atom

_RELATED: Final = (frozenset({"channel", "source", "campaign"}), frozenset({"product", "product_line", "category"}))


def correction_at(tokens: tuple[Token, ...], marks: tuple[Mark, ...]) -> int | None:
    """Where somebody corrects themselves ("… I mean …", "… no, …"): the token at which the new words begin."""
    for mark in reversed(marks):
        if "correction" in mark.entry.cues and mark.start > 0:
            return mark.end
    for index in range(len(tokens) - 1, 0, -1):
        if tokens[index].word == "no" and tokens[index].broken and index + 1 < len(tokens) and tokens[index + 1].broken:
            return index + 1
    return None


def corrected_marks(marks: tuple[Mark, ...], place: int | None) -> tuple[Mark, ...]:
    """Without metrics and values that were taken back."""
    if place is None:
        return marks
    if not any(_means(mark) for mark in marks if mark.start >= place):
        place = _start_of_last_word(marks, place)
    after = [mark for mark in marks if mark.start >= place]
    metric = any(mark.entry.metrics for mark in after)
    keys = {key for mark in after for key, _ in mark.entry.values}
    keys |= {key for group in _RELATED if group & keys for key in group}
    return tuple([mark for mark in marks if mark.start >= place or not _taken_back(mark, metric, keys)])


def _means(mark: Mark) -> bool:
    return bool(mark.entry.values or (mark.entry.metrics and not mark.entry.dimension))


def _start_of_last_word(marks: tuple[Mark, ...], place: int) -> int:
    """``…, utilization I mean``: what was meant stands right before."""
    cue = next((mark.start for mark in marks if mark.end == place), place)
    return next((mark.start for mark in marks if mark.end == cue and _means(mark)), place)


def _taken_back(mark: Mark, metric: bool, keys: set[str]) -> bool:
    if mark.entry.metrics:
        return metric
    return bool(mark.entry.values) and mark.entry.values[0][0] in keys


def corrected_atoms(tokens: tuple[Token, ...], atoms: tuple[Atom, ...], place: int | None) -> tuple[Atom, ...]:
    """Without times that were taken back, or corrected in passing ("2032... 2023")."""
    if place is not None and any(atom.start >= place for atom in atoms):
        atoms = tuple(atom for atom in atoms if atom.start >= place)
    atoms = tuple([a for a in atoms if not (a.end < len(tokens) and tokens[a.end].word == "aside")]) or atoms
    kept = []
    for index, atom in enumerate(atoms):
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        beside = following and following.start == atom.end and following.grain is atom.grain
        if not (beside and _trails_off(tokens[atom.end])):
            kept.append(atom)
    return tuple(kept)


def _trails_off(token: Token) -> bool:
    return "..." in token.before or "…" in token.before
