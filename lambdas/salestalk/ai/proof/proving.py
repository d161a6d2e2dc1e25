"""The proof itself: whatever it cannot derive from the evidence is unproven, however harmless it may be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from salestalk.ai.proof.evidence import Evidence, sentences_of
from salestalk.ai.proof.facts import NAMING, ORDERED, SHORT, Fact
from salestalk.ai.proof.language import Roles, ends
from salestalk.ai.proof.patterns import (
    HEADERS,
    HEADLESS,
    ITEMS,
    JOINTS,
    LEADS,
    NOTICES,
    PLACED,
    SENTENCES,
    SEPARATORS,
)
from salestalk.ai.proof.tokens import END, FOREIGN, Tokens
from salestalk.values import frozen

MAX_LONGER: Final = 2
"""By how much a text may be longer than the built-in one, as a factor, and `MORE` characters on top."""
MORE: Final = 80
_EXCERPT: Final = 80


class Doubt(StrEnum):
    """Why a text, or a part of it, is unproven."""

    LENGTH = "length"
    CHARACTER = "character"
    UNFINISHED = "unfinished"
    FIGURE = "figure"
    PERIOD = "period"
    NAME = "name"
    WORDING = "wording"
    STATEMENT = "statement"
    """All its words are known, but they say what nobody found: mixed up, turned around, or in other words."""
    LEFT_OUT = "left_out"
    """A caveat, or the answer itself."""


@frozen
class Unproven:
    """What could not be proven, and why."""

    doubt: Doubt
    excerpt: str


@frozen
class _State:
    """What has been said so far: which facts, the last one, and what a pronoun would stand for."""

    told: frozenset[int] = frozenset()
    last: int = -1
    focus: Tokens | None = None


@dataclass(slots=True)
class _Reading:
    """One sentence in the course of being read; places where reading failed are not tried again."""

    evidence: Evidence
    tokens: Tokens
    failed: set[tuple[int, _State]] = field(default_factory=set)


def prove(text: str, evidence: Evidence) -> tuple[Unproven, ...]:
    """What of a text does not follow from the evidence; nothing means that all of it does.

    Pure and deterministic; never raises; takes time linear in the length of the text, which is bounded.
    """
    if not text.strip() or len(text) > MAX_LONGER * len(evidence.text) + MORE:
        return (_unproven(Doubt.LENGTH, text),)
    if not evidence.characters.issuperset(text):
        return (_unproven(Doubt.CHARACTER, "".join(char for char in text if char not in evidence.characters)),)
    tokens = evidence.lexer.tokens(text)
    if tokens[-1] != END or END in (tokens[0], *tokens[-2:-1]):
        return (_unproven(Doubt.UNFINISHED, text[-_EXCERPT:]),)
    state = _State()
    for sentence in sentences_of(tokens):
        after = _read(sentence, state, evidence)
        if after is None:
            return (_unproven(_doubt(sentence, evidence), " ".join(sentence)),)
        state = after
    return tuple(
        _unproven(Doubt.LEFT_OUT, " ".join(fact.sentence))
        for fact in evidence.facts
        if fact.is_required and fact.place not in state.told
    )


def _unproven(doubt: Doubt, excerpt: str) -> Unproven:
    return Unproven(doubt, excerpt[:_EXCERPT])


def _doubt(sentence: Tokens, evidence: Evidence) -> Doubt:
    """What is most likely wrong, for people who look into it; it decides nothing."""
    strange = [token for token in sentence if token[0] in "#@~" and token not in evidence.atoms]
    for mark, doubt in (("#", Doubt.FIGURE), ("@", Doubt.PERIOD), ("~", Doubt.NAME)):
        if any(token[0] == mark for token in strange):
            return doubt
    return Doubt.WORDING if any(token[0] == FOREIGN for token in sentence) else Doubt.STATEMENT


def _read(sentence: Tokens, state: _State, evidence: Evidence) -> _State | None:
    """The state after a sentence that is kept word for word or made of proven clauses; None when it is neither."""
    sentence = _with_years(sentence, evidence)
    for skipped in (0, *(len(notice) for notice in NOTICES if sentence[: len(notice)] == notice)):
        for fact in evidence.facts:
            if fact.sentence == sentence[skipped:] and _may_follow(fact, state):
                return _after(fact, state)
    return _clauses(_Reading(evidence, sentence), 0, state)


def _with_years(sentence: Tokens, evidence: Evidence) -> Tokens:
    """Periods named without their year, where the sentence names one year and one period of the evidence fits it."""
    years = {token[-4:] for token in sentence if token[0] == "@" and token[-4:].isdecimal()}
    if len(years) != 1:
        return sentence
    (year,) = years
    full = {token.removesuffix(f" {year}"): token for token in evidence.atoms if token[0] == "@"}
    return tuple(full.get(token, token) if token[0] == "@" else token for token in sentence)


def _may_follow(fact: Fact, state: _State) -> bool:
    """Whether what a fact leaves unsaid is what was just spoken of; and whether the answer itself comes first."""
    if fact.place in state.told or (not state.told) != (fact.place == 0):
        return False
    is_understood = state.last == fact.place - 1 or (fact.subject is not None and state.focus == fact.subject)
    return fact.place == 0 or fact.is_named or is_understood


def _after(fact: Fact, state: _State) -> _State:
    if fact.kind in NAMING or (not fact.kind and fact.is_named):
        focus = None
    else:
        focus = fact.subject if fact.is_named else state.focus
    return _State(state.told | {fact.place}, fact.place, focus)


def _clauses(reading: _Reading, start: int, state: _State) -> _State | None:
    """The state after the clauses from ``start`` on, which must reach to the end of the sentence."""
    tokens = reading.tokens
    if (start, state) in reading.failed:
        return None
    begin = start + next((len(lead) for lead in LEADS if tokens[start : start + len(lead)] == lead), 0)
    is_list = tokens[max(start - 1, 0)] == ":"
    for fact in reading.evidence.facts:
        if not _may_follow(fact, state) or (is_list and not fact.items):
            continue
        after = _after(fact, state)
        for end in _ends(fact, tokens, begin, state):
            if end == len(tokens):
                return after
            for joint in JOINTS:
                if tokens[end : end + len(joint)] == joint:
                    done = _clauses(reading, end + len(joint), after)
                    if done is not None:
                        return done
    reading.failed.add((start, state))
    return None


def _ends(fact: Fact, tokens: Tokens, start: int, state: _State) -> list[int]:
    """Where a clause that says this fact may end, the longest first."""
    if not fact.kind:
        end = start + len(fact.sentence)
        return [end] if tokens[start:end] == fact.sentence else []
    is_spoken_of = state.focus is not None and state.focus == fact.subject
    roles = (fact.with_pronoun if is_spoken_of else fact.roles) or {}
    if not fact.items:
        return sorted(ends(SENTENCES[fact.kind], tokens, start, roles), reverse=True)
    headers = ends(HEADERS[fact.kind], tokens, start, roles) | ({start} if fact.kind in HEADLESS else set())
    found = (_list_end(fact, tokens, header) for header in sorted(headers, reverse=True))
    return [end for end in found if end is not None and _names_all(fact, tokens[start:end])]


def _names_all(fact: Fact, clause: Tokens) -> bool:
    """Whether a list says of what and of when it is, be it at its beginning or in one of its items."""
    if not fact.is_named or fact.roles is None:
        return True
    wanted = {token for role in ("S", "when") for token in fact.roles[role][0] if token[0] in "~@"}
    return wanted.issubset(clause)


def _list_end(fact: Fact, tokens: Tokens, at: int) -> int | None:
    """Where a list ends that has every item once, or None."""
    left = list(fact.items)
    separators = (PLACED, *SEPARATORS) if fact.kind in ORDERED else SEPARATORS
    while True:
        may_be_short = len(left) < len(fact.items)
        reached, which = _longest(left[:1] if fact.keeps_order else left, tokens, at, may_be_short=may_be_short)
        if which is None:
            return None
        del left[which]
        if not left:
            return reached
        separator = next((one for one in separators if tokens[reached : reached + len(one)] == one), None)
        if separator is None:
            return None
        at = reached + len(separator)


def _longest(
    items: Sequence[tuple[str, Roles]], tokens: Tokens, at: int, *, may_be_short: bool
) -> tuple[int, int | None]:
    """Where the item ends that reaches furthest from here, and which it is; only after the first they may be short."""
    best, which = at, None
    for place, (item, roles) in enumerate(items):
        said = roles if may_be_short else {role: ways for role, ways in roles.items() if role not in SHORT}
        reached = max(ends(ITEMS[item], tokens, at, said), default=at)
        if reached > best:
            best, which = reached, place
    return best, which
