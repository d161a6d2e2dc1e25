"""Times counted from today: ``last quarter``, ``next 3 months``, ``two years ago``; and the grain of a series."""

from typing import Final

from salestalk.understanding.times.atom import DAY, YEAR, AnyTime, Atom, Tokens, word_at
from salestalk.understanding.times.endings import read_ending
from salestalk.understanding.times.parts import read_part
from salestalk.understanding.words.time_words import TIME, number_at
from salestalk.understanding.words.vocabulary_files import grammar


def read_relative(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``last quarter``, ``this fiscal year``, ``next 3 months``, ``last September``, ``last Friday``."""
    steps = TIME.steps.get(tokens[index].word)
    if steps is None:
        return None
    place = index + 1
    while word_at(tokens, place) in TIME.skippable or (steps and word_at(tokens, place) in TIME.steps):
        place += 1
    count = number_at(tokens, place)
    if count and steps < 0 and (run := read_ending(tokens, place, read)):
        return run._replace(start=index)
    place += count.width if count else 0
    while word_at(tokens, place) in TIME.skippable and word_at(tokens, place) != "the":
        place += 1
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None and (adverb := TIME.adverbs.get(word_at(tokens, place))) and tokens[index].word in _LATEST:
        return Atom(index, place + 1, "relative", adverb, steps=steps)
    if grain is None:
        if _is_elliptical(tokens, index, steps):
            return Atom(index, index + 1, "before")
        if count:
            return _as_many(tokens, index, place, count.value) if steps < 0 else None
        return _relative_named(tokens, index, place, steps, read)
    return _relative_grain(tokens, index, place, steps, count.value if count else 0, read)


def _is_elliptical(tokens: Tokens, index: int, steps: int) -> bool:
    """``this month vs last``: the one before, whatever that is."""
    if steps >= 0 or word_at(tokens, index - 1) not in _HELD_AGAINST:
        return False
    after = index + 1
    return after >= len(tokens) or tokens[after].broken or tokens[after].word in _RESUMING


_HELD_AGAINST: Final = frozenset({"vs", "versus", "v", "against", "than", "over", "with", "the"})
_RESUMING: Final = frozenset({"for", "in", "by", "on", "of", "across", "please", "pls", "was"})
_LATEST: Final = grammar("time_atoms.latest")


def _as_many(tokens: Tokens, index: int, place: int, count: int) -> Atom | None:
    """``the last 4 quarters against the *previous 4*``, ``… the *4 before* that``: as many before, of what was said."""
    while word_at(tokens, place) in _EARLIER:
        place += 1
    ends = place >= len(tokens) or tokens[place].broken or tokens[place].word in _RESUMING
    led = {word_at(tokens, index - 1), word_at(tokens, index - 2)}
    return Atom(index, place, "before", number=count) if ends and not led.isdisjoint(_HELD_AGAINST_THEM) else None


_EARLIER: Final = frozenset(
    {"before", "prior", "earlier", "preceding", "previous", "that", "those", "them", "it", "to"}
)
_HELD_AGAINST_THEM: Final = frozenset({"vs", "versus", "v", "against", "than", "with", "to"})


def _relative_grain(tokens: Tokens, index: int, place: int, steps: int, count: int, read: AnyTime) -> Atom | None:
    grain = TIME.grains[tokens[place].word]
    plural = tokens[place].word != tokens[place].stem
    if steps < 0 and (part := read_part(tokens, index, place, grain, -1, count, read)):
        return part
    if count == 0 and plural and steps < 0 and word_at(tokens, index - 1) in ("all", "any", "every"):
        return Atom(index, place + 1, "ambiguous", grain)
    if count == 0 and plural and steps and tokens[place].raw.find("'") < 0:
        count = _counted_before(tokens, index) or 3
    if steps and (count > 1 or (count == 1 and grain is DAY)):
        return Atom(index, place + 1, "run", grain, -steps * count)
    if tokens[index].word in TIME.data["run_only"]:
        return None
    return _year_then_period(
        tokens, Atom(index, place + 1, "relative", grain, steps=steps, code=_nearness(tokens, index)), read
    )


def _counted_before(tokens: Tokens, index: int) -> int:
    """``the 12 past months``, ``four most recent quarters``: the number in front."""
    place = index - 1
    while word_at(tokens, place) in ("most", "very"):
        place -= 1
    for start in (place - 1, place):
        number = number_at(tokens, start) if start >= 0 else None
        if number and start + number.width == place + 1:
            return number.value
    return 0


_PRIOR: Final = frozenset({"previous", "prior", "preceding", "prev"})


def _nearness(tokens: Tokens, index: int) -> str:
    """``the previous quarter`` is the one before another, where "last quarter" is counted from today."""
    return "prior" if tokens[index].word in _PRIOR else ""


def _year_then_period(tokens: Tokens, atom: Atom, read: AnyTime) -> Atom:
    """``last year's Q3``: the period goes with the year said before it."""
    if atom.grain is YEAR and atom.end < len(tokens) and not tokens[atom.end].broken:
        following = read(tokens, atom.end)
        if following and following.is_bare:
            return following._replace(start=atom.start, year_steps=atom.steps)
    return atom


def _relative_named(tokens: Tokens, index: int, place: int, steps: int, read: AnyTime) -> Atom | None:
    if place >= len(tokens):
        return None
    if weekday := TIME.weekdays.get(word_at(tokens, place)):
        return Atom(index, place + 1, "weekday", DAY, weekday, steps=steps)
    atom = read(tokens, place) if word_at(tokens, place) not in TIME.steps else None
    if atom and atom.is_bare and atom.grain is not DAY:
        return atom._replace(start=index, steps=steps, code="tense")
    return None


def read_spoken_year(tokens: Tokens, index: int, _: AnyTime) -> Atom | None:
    """``twenty twenty-four``."""
    if tokens[index].word != "twenty" or word_at(tokens, index + 1) not in ("nineteen", "twenty", "thirty", "eighteen"):
        return None
    number = number_at(tokens, index + 1)
    return Atom(index, index + 1 + number.width, "named", YEAR, 1, 2000 + number.value) if number else None


def read_ago(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``two quarters ago``, ``3 months back``; ``in two quarters``; ``over six months``."""
    number = number_at(tokens, index) or (number_at(tokens, index) if word_at(tokens, index) == "a" else None)
    if number is None or number.value == 0:
        return None
    place = index + number.width
    while word_at(tokens, place) in TIME.skippable:
        place += 1
    grain = TIME.grains.get(word_at(tokens, place))
    if grain is None:
        return _as_many(tokens, index, place, number.value) if word_at(tokens, place) in _EARLIER else None
    if word_at(tokens, place + 1) in ("ago", "back"):
        return Atom(index, place + 2, "relative", grain, steps=-number.value, code="ago")
    before = word_at(tokens, index - 1)
    behind = (word_at(tokens, place + 1), word_at(tokens, place + 2))
    if behind in _FROM_NOW or behind[0] == "hence":
        end = place + (2 if behind[0] == "hence" else 3)
        return Atom(index, end, "relative", grain, steps=number.value, code="ago")
    if behind[0] in ("ahead", "out") and number.value > 1:
        return Atom(index, place + 2, "run", grain, -number.value)
    if before == "in":
        return Atom(index, place + 1, "relative", grain, steps=number.value, code="ago")
    if before in ("over", "across", "for", "during", "trailing", "rolling") or word_at(tokens, place + 1) == "trailing":
        return Atom(index, place + 1, "run", grain, number.value)
    return None


_FROM_NOW: Final = (("from", "now"), ("from", "today"))
_BEFORE_GRAIN: Final = grammar("time_atoms.before_grain")


def _just_over(tokens: Tokens, index: int) -> int | None:
    """The end of ``that just wrapped up``, ``we just closed`` behind a quarter, month or year."""
    for place in range(index, min(index + 3, len(tokens))):
        word = word_at(tokens, place)
        if word == "just":
            return min(place + (3 if word_at(tokens, place + 2) in ("up", "out", "off", "over") else 2), len(tokens))
        if word not in ("that", "which", "we", "has", "have", "is", "had"):
            return None
    return None


_BOUGHT: Final = grammar("time_relative.bought")
_OF_SEVERAL: Final = frozenset(
    {"each", "every", "by", "per", "which", "what", "best", "worst", "strongest", "weakest", "biggest"}
)
"""Words before a period that make it one of several ("*which* month of 2025")."""


def read_grain(tokens: Tokens, index: int, read: AnyTime) -> Atom | None:
    """``monthly``, ``by month``, ``which quarter``."""
    word = tokens[index].word
    if (adverb := TIME.adverbs.get(word)) is not None:
        if word_at(tokens, index + 1) in _BOUGHT:
            return None
        return Atom(index, index + 1, "grain", adverb)
    grain = TIME.grains.get(word)
    before = word_at(tokens, index - 1)
    if grain is not None and (end := _just_over(tokens, index + 1)):
        return Atom(index, end, "relative", grain, steps=-1)
    if before == "and" and not {"by", "per"}.isdisjoint(word_at(tokens, place) for place in range(index - 6, index)):
        before = "by"
    within = word_at(tokens, index + 1) == "of" and before not in _OF_SEVERAL
    if grain is not None and before in _BEFORE_GRAIN and not within and word_at(tokens, index + 1) != "ago":
        return Atom(index, index + 1, "grain", grain, code=before)
    return None
