"""Patterns of sentences, and which tokens they match when their roles are filled in.

A pattern is words and marks with ``{roles}``; ``[…]`` may be left out and ``<…|…>`` is one of several. A role is filled
with the ways in which one fact's part may be written, so a match says what the fact says and nothing else.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from salestalk.ai.proof.tokens import Tokens

Ways = tuple[Tokens, ...]
Roles = Mapping[str, Ways]
Node = str | tuple["Node", ...]
"""A word, a ``{role}``, or alternatives, each a sequence of nodes: ``(seq, seq, …)`` where a sequence is a tuple."""
_OPEN: Final = {"[": "]", "<": ">"}
Grammar = tuple[tuple[Node, tuple[tuple[Node, ...], ...]], ...]
"""Patterns by their first node, which is looked at once for all of them."""


@cache
def grammar(*patterns: str) -> Grammar:
    """Several patterns, ready to be matched."""
    by_first: dict[Node, list[tuple[Node, ...]]] = {}
    for pattern in patterns:
        words = pattern.replace("[", " [ ").replace("]", " ] ").replace("<", " < ").replace(">", " > ")
        sequence, _ = _sequence(words.replace("|", " | ").split(), 0)
        by_first.setdefault(sequence[0], []).append(sequence[1:])
    return tuple((first, tuple(rests)) for first, rests in by_first.items())


def _sequence(words: list[str], at: int) -> tuple[tuple[Node, ...], int]:
    """The nodes up to a closing bracket or a bar, and where it stands."""
    nodes: list[Node] = []
    while at < len(words) and words[at] not in ("]", ">", "|"):
        if close := _OPEN.get(words[at]):
            choices: list[Node] = [()] if close == "]" else []
            while words[at] != close:
                choice, at = _sequence(words, at + 1)
                choices.append(choice)
            nodes.append(tuple(choices))
        else:
            nodes.append(words[at])
        at += 1
    return tuple(nodes), at


def ends(patterns: Grammar, tokens: Tokens, start: int, roles: Roles) -> set[int]:
    """Where matches that begin at ``start`` may end."""
    found: set[int] = set()
    for first, rests in patterns:
        begun = _step(first, tokens, start, roles)
        if begun:
            for rest in rests:
                found |= _follow(rest, tokens, begun, roles)
    return found


def _follow(nodes: Iterable[Node], tokens: Tokens, places: set[int], roles: Roles) -> set[int]:
    for node in nodes:
        if len(places) == 1:
            (at,) = places
            places = _step(node, tokens, at, roles)
        else:
            places = {end for at in places for end in _step(node, tokens, at, roles)}
        if not places:
            break
    return places


def _step(node: Node, tokens: Tokens, at: int, roles: Roles) -> set[int]:
    if isinstance(node, tuple):
        return {end for choice in node for end in _follow(choice, tokens, {at}, roles)}
    if node[0] == "{":
        ways = roles.get(node[1:-1], ())
        return {at + len(way) for way in ways if tokens[at : at + len(way)] == way}
    return {at + 1} if at < len(tokens) and tokens[at] == node else set()
