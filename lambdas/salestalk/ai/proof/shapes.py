"""The sentences of the built-in text by their shapes: which part says what.

A shape is words and marks with ``{role:kind}``; ``[…]`` may be missing and ``<…|…>`` is one of several. A sentence of
no known shape is no less true, it can only be kept word for word.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from salestalk.ai.proof.tokens import Tokens

_ATOM: Final = r"[^\n]+\n"
_NAMES: Final = rf"~{_ATOM}(?:(?:,\n|and\n)~{_ATOM})*"
_KINDS: Final = {
    "figure": f"#{_ATOM}",
    "subject": rf"(?:growth\nof\n)?~{_ATOM}(?:(?:,\n)?(?:for|without)\n{_NAMES})*",
    "when": rf"(?:in\n@{_ATOM}(?:(?:,\n@{_ATOM})*and\n@{_ATOM})?|on\n@{_ATOM}|from\n@{_ATOM}to\n@{_ATOM})",
    "names": _NAMES,
    "split": rf"(?:{_NAMES}|(?:day|week|month|quarter|year)\n)",
    "key": rf"(?:{_NAMES}|@{_ATOM})",
    "group": rf"(?:{_NAMES}|all\nother\n|in\nnone\nof\nthese\n)",
    "rest": rf"(?:{_ATOM})+",
}
_BOUNDS: Final = "{bounds:[, within the bounds named] [( <of|the largest of> #count )]}"
SHAPES: Final = {
    "value": "{S:subject} <was|were> {value:figure}"
    " {how:[<in total|overall|on average per <day|week|month|quarter|year>>]} {when:when}"
    " {zero:[: zero is the value that is stored]}",
    "moved": "{S:subject} {verb:<grew|rose|fell>} by {change:figure} [( {rate:figure} )] [, without a break ,]"
    " from {before:figure} {then:when} to {now:figure} {when:when}",
    "moved_after": "{S:subject} {verb:<grew|rose|fell>} by {change:figure} [( {rate:figure} )]"
    " : {now:figure} {when:when} , after {before:figure} {then:when}",
    "breakdown": f"{{S:subject}} [by {{D:split}}] {{when:when}} {_BOUNDS} : {{items:rest}}",
    "contributions": "by {D:split} {cut:[, the largest parts]} : {items:rest}",
    "most": "by {D:split} , most came from {items:rest}",
    "ranking": f"by {{D:split}} , the {{extreme:<highest|lowest>}} {{S:subject}} [{{when:when}}] {_BOUNDS}"
    " : {items:rest}",
    "first": "the {D:split} with the {extreme:<highest|lowest>} {S:subject} [{when:when}] was {G:key}"
    " : {value:figure} [, {share:figure} of the whole]",
    "changes": f"changes by {{D:split}} {_BOUNDS} : {{items:rest}}",
    "one_by_one": "one by one : {items:rest}",
    "others": "at the same time {items:rest}",
    "effects": "changes within each {D:names} account for {within:figure} , the shift of weight between them for"
    " {between:figure}",
    "within": "it comes from changes within each {D:names} , not from a shift of weight between them",
    "between": "it comes from a shift of weight between parts by {D:names} , not from changes within them",
    "gap": "{G:names} is {gap:figure} [( {rate:figure} )] above {H:names}",
    "pair_gap": "{S:subject} <was|were> {gap:figure} {side:<above|below>} {H:names}",
    "extreme": "its {extreme:<highest|lowest>} point was {value:figure} {when:when}",
    "total": "{all:<in total|overall>} : {value:figure}",
    "whole": "{S:subject} as a whole : {value:figure}",
    "target": "{S:subject} <was|were> {value:figure} {when:when} , {gap:figure} {side:<above|below>} the target of"
    " {target:figure} [( {attained:figure} of it )] [; the target was {verdict:<met|missed>}]",
    "on_target": "{S:subject} <was|were> {value:figure} {when:when} , exactly on the target of {target:figure}",
    "forecast": "{S:subject} <is|are> forecast at {value:figure} {when:when}"
    " , most likely between {low:figure} and {high:figure}",
    "forecast_total": "{S:subject} <is|are> forecast at {value:figure} in total {when:when}",
    "forecast_each": "{S:subject} <is|are> forecast at {items:rest}",
    "unusual": "{S:subject} <was|were> unusually {extreme:<high|low>} {when:when} : {value:figure}"
    " , {gap:figure} {side:<above|below>} the {expected:figure} to be expected",
    "usual": "{S:subject} <was|were> within the usual range {when:when} : {value:figure}"
    " , {gap:figure} {side:<above|below>} the {expected:figure} to be expected",
    "quiet": "nothing unusual : {S:subject} kept within the usual range {when:when}",
    "record": "{S:subject} {how:<reached a record high|fell to a record low>} {when:when} : {value:figure}"
    " , {gap:figure} {side:<above|below>} the former one of {former:figure} {then:when}",
    "each": "{S:subject} <was|were> {items:rest}",
    "parts": "{items:rest}",
}  # fmt: skip
"""In the order in which they are tried."""

ITEMS: Final = {
    "share": "{G:group} {value:figure} [( {share:figure} )]",
    "signed": "{G:group} {how:[( <new|no longer there> )]} {value:figure}",
    "placed": "{G:key} {value:figure}",
    "change": "{G:names} {verb:<up|down>} {change:figure} [( {rate:figure} )] to {now:figure}",
    "grown": "{G:key} {verb:<up|down>} {rate:figure} to {now:figure}",
    "level": "{G:key} at {value:figure}",
    "unchanged": "{G:key} unchanged at {value:figure}",
    "mover": "{G:names} {verb:<rose|fell>} by {rate:figure}",
    "mover_between": "{G:names} {verb:<rose|fell>} from {before:figure} to {now:figure}",
    "stayer": "{G:names} stayed at {value:figure}",
    "dated": "{value:figure} {when:when}",
    "span": "{value:figure} {when:when} ( {low:figure} to {high:figure} )",
    "aimed": "{G:names} {value:figure} ( {gap:figure} {side:<above|below>} target )",
    "aimed_exactly": "{G:names} {value:figure} ( on target )",
}
_MOVERS: Final = ("mover", "mover_between", "stayer")
ITEMS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "breakdown": ("share",), "contributions": ("signed",), "most": ("signed",), "changes": ("change", "unchanged"),
    "ranking": ("grown", "unchanged", "placed"), "others": _MOVERS, "parts": _MOVERS, "each": ("dated",),
    "one_by_one": ("span", "dated", "change", "level", "aimed", "aimed_exactly"), "forecast_each": ("span",),
}  # fmt: skip
"""Which items each kind of list may hold; a list with any other is kept word for word."""

Parts = Mapping[str, Tokens]


def shape_of(sentence: Tokens) -> tuple[str, Parts] | None:
    """The first shape that a sentence, without its full stop, has; with its parts."""
    line = _line(sentence)
    for kind in SHAPES:
        if match := _compiled(SHAPES[kind]).fullmatch(line):
            return kind, _parts(match)
    return None


def items_of(kind: str, tokens: Tokens) -> tuple[tuple[str, Parts], ...] | None:
    """The items of a list with their shapes and parts; None when something in it is no item."""
    line, at = _line(tokens), 0
    found: list[tuple[str, Parts]] = []
    while True:
        matches = [(name, match) for name in ITEMS_OF[kind] if (match := _compiled(ITEMS[name]).match(line, at))]
        if not matches:
            return None
        name, match = max(matches, key=lambda one: one[1].end())
        found.append((name, _parts(match)))
        if match.end() == len(line):
            return tuple(found)
        separator = _SEPARATOR.match(line, match.end())
        if separator is None:
            return None
        at = separator.end()


_SEPARATOR: Final = re.compile(r",\nwhile\n|,\n|and\n")


def _line(tokens: Tokens) -> str:
    return "".join(f"{token}\n" for token in tokens)


def _parts(match: re.Match[str]) -> Parts:
    return {name: tuple(text.split("\n")[:-1]) for name, text in match.groupdict().items() if text is not None}


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(_pattern(shape), re.ASCII)


_PIECE: Final = re.compile(r"\{(\w+):|[\[\]<>|}]|#count|[^\s\[\]<>|{}]+")


def _pattern(shape: str) -> str:
    """The shape as a regular expression over lines of tokens."""
    kinds = {f"{{{role}:{kind}}}": f"(?P<{role}>{_KINDS[kind]})" for role, kind in _SIMPLE.findall(shape)}
    pieces = _SIMPLE.sub(lambda match: f" \x00{match.group()}\x00 ", shape).split("\x00")
    return "".join(kinds.get(piece) or _PIECE.sub(_translated, piece).replace(" ", "") for piece in pieces)


_SIMPLE: Final = re.compile(rf"\{{(\w+):({'|'.join(_KINDS)})\}}")
_BRACKETS: Final = {"[": "(?:", "]": ")?", "<": "(?:", ">": ")", "|": "|", "}": ")", "#count": rf"#{_ATOM}"}


def _translated(match: re.Match[str]) -> str:
    piece = match.group()
    if match.group(1):
        return f"(?P<{match.group(1)}>"
    return _BRACKETS.get(piece) or re.escape(piece) + "\\n"
