"""Whole phrases of time ("year to date", "the quarter that just ended"), and the year said behind a period."""

from typing import Final

from salestalk.calendar import Granularity
from salestalk.understanding.times.atom import (
    FISCAL,
    QUARTER,
    YEAR,
    YEAR_NUMBER,
    Atom,
    Tokens,
    word_at,
    word_stem,
    year_of,
)
from salestalk.understanding.words.text import stem_of
from salestalk.understanding.words.time_words import TIME, Number, number_at


def phrase_at(tokens: Tokens, index: int, width: int) -> Atom | None:
    """The time that a whole phrase of at most ``width`` words says."""
    if width > 1 and word_stem(tokens, index + 1) not in TIME.seconds.get(tokens[index].stem, ()):
        width = 1
    if width == 1 and tokens[index].stem not in TIME.phrases:
        return None
    stop = min(index + width, len(tokens))
    for end in range(stop, index, -1):
        found = TIME.phrases.get(" ".join(map(stem_of, tokens[index:end])))
        if found and not any(token.broken for token in tokens[index + 1 : end]):
            if found[0] == "now" and tokens[end - 1].stem == "time":
                return None
            if found[0] == "relative" and _goes_on(tokens, end):
                continue
            if found[0] == "run" and tokens[end - 1].word.isdecimal() and word_at(tokens, end) in TIME.grains:
                continue
            if found[0] == "vague" and (word_at(tokens, end) in _NAMED_AFTER or not _is_season(tokens, index)):
                return None
            return _of_phrase(index, end, *found)
    return None


_NAMED_AFTER: Final = frozenset(
    {"campaign", "sale", "promotion", "promo", "launch", "offer", "collection", "event", "edition"}
)


def _is_season(tokens: Tokens, index: int) -> bool:
    """``over the summer``, ``on Black Friday`` as against the campaign "Summer Sale"."""
    before = word_at(tokens, index - 1)
    if index + 1 < len(tokens) and tokens[index].raw[:1].isupper() and tokens[index + 1].raw[:1].isupper():
        return word_at(tokens, index) in ("black", "cyber")
    return before in ("the", "over", "in", "during", "last", "this", "for", "on", "since", "before", "after", "at")


def _goes_on(tokens: Tokens, end: int) -> bool:
    """Whether "for the week" is only the beginning ("for the week of March 3", "the quarter that just ended")."""
    plural = tokens[end - 1].word != tokens[end - 1].stem
    return plural or word_at(tokens, end) in (
        "of",
        "before",
        "that",
        "which",
        "just",
        "ending",
        "ended",
        "beginning",
        "starting",
        "commencing",
        "we",
        "to",
    )


def _of_phrase(start: int, end: int, kind: str, grain: str = "", number: int = 0) -> Atom:
    match kind:
        case "run":
            return Atom(start, end, kind, Granularity(grain), number)
        case "relative":
            return Atom(start, end, kind, Granularity(grain), steps=number)
        case "sametime":
            return Atom(start, end, kind, Granularity(grain or "month"))
        case "compare":
            return Atom(start, end, kind, code=grain)
        case "before" | "todate" | "grain" if grain:
            return Atom(start, end, kind, Granularity(grain), code="grain")
    return Atom(start, end, kind)


_SHORT_YEARS: Final = frozenset(str(year) for year in range(15, 40))
"""Years as written right behind a quarter ("Q3 24")."""


def with_year(tokens: Tokens, atom: Atom) -> Atom:
    """The atom together with the year said right behind it ("Q3 2025", "September of last year", "Q3 '25")."""
    if atom.kind not in ("named", "invalid") or atom.year is not None:
        return atom
    if back := _year_back(tokens, atom):
        return back
    place = atom.end
    joiners = TIME.data["year_joiners"]
    while word_at(tokens, place) in joiners and place - atom.end < 3:
        place += 1
    if place >= len(tokens):
        return atom
    word, before = tokens[place].word, tokens[place].before
    goes_on = word_at(tokens, place + 1) in ("q1", "q2", "q3", "q4") and not tokens[place + 1].broken
    if YEAR_NUMBER.fullmatch(word) and not goes_on:
        return atom._replace(end=place + 1, year=int(word))
    marked = before.endswith(("'", "’", "-", "/")) or word_at(tokens, place - 1) == "fy"
    marked = marked or (
        place == atom.end and atom.grain is QUARTER and word in _SHORT_YEARS and not tokens[place].broken
    )
    if marked and len(word) == 2 and word.isdecimal():
        return atom._replace(end=place + 1, year=year_of(word))
    if (match := FISCAL.fullmatch(word)) and not match[2]:
        return atom._replace(end=place + 1, year=year_of(match[1]))
    return _with_relative_year(tokens, atom, place)


def _year_back(tokens: Tokens, atom: Atom) -> Atom | None:
    """``Q4 the year before``."""
    place = atom.end
    if place >= len(tokens) or tokens[place].broken or tokens[place].stem not in TIME.longest or not atom.is_bare:
        return None
    back = phrase_at(tokens, place, TIME.longest[tokens[place].stem])
    if back and back.kind == "before" and back.grain is YEAR:
        return atom._replace(end=back.end, year_steps=-1, code="yearback")
    return None


def _years_ago(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """Where ``two years ago`` ends, and how many years it goes back."""
    number = number_at(tokens, place) or (Number(1, 1) if tokens[place].word == "a" else None)
    end = place + number.width if number else place
    if (
        number
        and word_at(tokens, end) in ("year", "years", "yrs")
        and word_at(tokens, end + 1) in ("ago", "back", "earlier")
    ):
        return end + 2, number.value
    return None


def _with_relative_year(tokens: Tokens, atom: Atom, place: int) -> Atom:
    """``September of last year``, ``Q3 this fiscal year``."""
    if (ago := _years_ago(tokens, place)) and not tokens[place].broken and atom.grain is not YEAR:
        return atom._replace(end=ago[0], year_steps=-ago[1])
    steps = TIME.steps.get(tokens[place].word)
    if steps is None or tokens[place].broken or atom.grain is YEAR:
        return atom
    end = place + 1
    while word_at(tokens, end) in TIME.skippable:
        end += 1
    if TIME.grains.get(word_at(tokens, end)) is YEAR and word_at(tokens, end) in ("year", "yr"):
        return atom._replace(end=end + 1, year_steps=steps)
    return atom
