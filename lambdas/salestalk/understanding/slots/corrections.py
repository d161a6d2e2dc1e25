"""Self-corrections: what was said before "I mean" counts no longer where something of the same kind follows."""

from typing import Final

from salestalk.understanding.times.atom import Atom
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token, word_of
from salestalk.understanding.words.vocabulary_files import grammar

_RELATED: Final = (frozenset({"channel", "source", "campaign"}), frozenset({"product", "product_line", "category"}))


def correction_at(tokens: tuple[Token, ...], marks: tuple[Mark, ...]) -> int | None:
    """Where somebody corrects themselves ("… I mean …", "… no, …"): the token at which the new words begin."""
    for mark in reversed(marks):
        if "correction" in mark.entry.cues and mark.start > 0:
            return mark.end
    if _MAY_TAKE_BACK.isdisjoint(map(word_of, tokens)):
        return None
    for index in range(len(tokens) - 1, 0, -1):
        if not tokens[index].broken or index + 1 >= len(tokens):
            continue
        if tokens[index].word in _TAKING_BACK or (tokens[index].word in ("no", "sorry") and tokens[index + 1].broken):
            return index + 1
    return None


_TAKING_BACK: Final = frozenset({"wait", "oops", "actually", "whoops"})
_MAY_TAKE_BACK: Final = _TAKING_BACK | {"no", "sorry"}


# --- What is said not to be wanted ----------------------------------------------------------------------

_SHAPES: Final = grammar("corrections.shapes")
_WISHING: Final = grammar("corrections.wishing")
_REACH: Final = 7


def wanted_marks(tokens: tuple[Token, ...], marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Without what is declined ("I don't want a forecast, …", "no ranking, just …", "don't compare, …")."""
    spans = [
        span for index, token in enumerate(tokens) if token.word in DECLINING and (span := _declined(tokens, index))
    ]
    if not spans:
        return marks
    inside = [mark for mark in marks if any(start <= mark.start < end for start, end in spans)]
    other_metric = any(mark.entry.metrics for mark in marks if mark not in inside)
    return tuple([mark for mark in marks if mark not in inside or not _is_declined(mark, other_metric)])


DECLINING: Final = frozenset({"not", "no", "without"})


def _declined(tokens: tuple[Token, ...], index: int) -> tuple[int, int] | None:
    """The words that a negation declines, up to the next pause."""
    end = index + 1
    while end < min(index + _REACH, len(tokens)) and not tokens[end].broken and tokens[end].word not in ("just", "but"):
        end += 1
    words = [token.word for token in tokens[index + 1 : end]]
    before = tokens[index - 1].word if index else ""
    if tokens[index].word == "not" and before in ("do", "did"):
        opens = index == 1 or tokens[index - 1].broken or tokens[index - 2].word in _WISHING
        return (
            (index, end)
            if opens and words and words[0] not in ("you", "we", "i", "they") and words[0] in _WISHES
            else None
        )
    if before == "am" and words[:1] and words[0] in _SEEKING:
        return index, end
    if words[:1] and words[0] in ("a", "an", "any", "the"):
        words = words[1:]
    elif tokens[index].word == "not" and not tokens[index].broken and index:
        return None
    return (index, min(end, index + 4)) if words and words[0] in _SHAPE_NOUNS else None


_SEEKING: Final = frozenset({"asking", "looking", "interested", "after"})
_WISHES: Final = grammar("corrections.wishes")
_SHAPE_NOUNS: Final = grammar("corrections.shape_nouns")


def _is_declined(mark: Mark, other_metric: bool) -> bool:
    return bool(mark.entry.metrics and other_metric) or not _SHAPES.isdisjoint(mark.entry.cues)


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
    kept = tuple([mark for mark in marks if mark.start >= place or not _taken_back(mark, metric, keys)])
    return _without_other_noun(kept, place)


def _without_other_noun(marks: tuple[Mark, ...], place: int) -> tuple[Mark, ...]:
    """``which city, sorry, which country``: the noun right before the correction, where one stands right behind."""
    nouns = [mark for mark in marks if mark.entry.dimension and not mark.entry.metrics]
    after = [mark for mark in nouns if 0 <= mark.start - place <= 2]
    before = [mark for mark in nouns if 0 <= place - mark.end <= 3]
    return tuple([mark for mark in marks if mark not in before]) if after and before else marks


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
