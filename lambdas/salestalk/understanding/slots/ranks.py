"""Ranks: "top 5", "the worst three", "which one has the most"."""

from itertools import pairwise
from typing import Final, Literal, NamedTuple

from salestalk.contracts.catalog import GoodDirection
from salestalk.contracts.classification import Rank
from salestalk.understanding.slots.groups import Group
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token, is_plural
from salestalk.understanding.words.time_words import TIME, number_at

DEFAULT_LIMIT: Final = 5
"""How many a plural without a number means."""
ALL: Final = 1000

Direction = Literal["top", "bottom"]

_RANKS: Final = ("rank_top", "rank_bottom", "rank_good", "rank_bad", "rank_fast", "rank_slow")


class RankCue(NamedTuple):
    """A word that ranks, and where."""

    mark: Mark
    cue: str


def rank_cue(sentence: Sentence) -> RankCue | None:
    """The first word that ranks something, "most recent" and "at least" left out."""
    ranking = [cue for cue in _RANKS if cue in sentence.cues] if sentence.has(*_RANKS) else ()
    for role in sentence.roles if ranking else ():
        if role.part in ("value", "noun"):
            continue
        for cue in ranking:
            if cue in role.mark.entry.cues and _ranks(sentence, role.mark):
                return RankCue(role.mark, cue)
    if sentence.has("rank_all"):
        mark = next(role.mark for role in sentence.roles if "rank_all" in role.mark.entry.cues)
        return RankCue(mark, "rank_all")
    return None


def _ranks(sentence: Sentence, mark: Mark) -> bool:
    word, after = sentence.word(mark.start), sentence.word(mark.end)
    if word in ("most", "least") and (sentence.word(mark.start - 1) == "at" or after in ("recent", "likely")):
        return False
    if word == "record" and not sentence.said.isdisjoint(("did", "do", "does")):
        return False
    if word in ("most", "least") and after == "of":
        return sentence.word(0) in ("which", "what") or sentence.word(1) in ("which", "what")
    return not (word in ("top", "record", "leading") and after in ("line", "up", "to", "of"))


def read_rank(sentence: Sentence, cue: RankCue, subject: str, groups: tuple[Group, ...]) -> Rank:
    """Direction by the numbers' size, whatever is good; limit as said, 1 for a singular, 5 for a plural."""
    if cue.cue == "rank_all":
        limit = _number_beside(sentence, cue.mark) or _number_of_groups(sentence, groups) or ALL
        lowest = sentence.has("rank_bottom") or sentence.word(cue.mark.end) in ("lowest", "last", "worst", "bottom")
        return Rank(direction="bottom" if lowest else "top", limit=limit)
    return Rank(direction=_direction(sentence, cue.cue, subject), limit=_limit(sentence, cue.mark, groups))


def directed(rank: Rank, sentence: Sentence, subject: str) -> Rank:
    """The rank for a subject that the sentence itself does not name: what is worst depends on what is meant."""
    cue = rank_cue(sentence)
    if cue is None or cue.cue == "rank_all":
        return rank
    return rank.model_copy(update={"direction": _direction(sentence, cue.cue, subject)})


def _direction(sentence: Sentence, cue: str, subject: str) -> Direction:
    facts = sentence.lexicon.facts(subject)
    down = facts.good is GoodDirection.DOWN
    match cue:
        case "rank_top":
            return "top"
        case "rank_bottom":
            return "bottom"
        case "rank_good":
            return "bottom" if down else "top"
        case "rank_bad":
            return "top" if down else "bottom"
        case "rank_fast":
            return "bottom" if facts.duration else "top"
    return "top" if facts.duration else "bottom"


def _number_beside(sentence: Sentence, mark: Mark) -> int | None:
    """The number right behind the ranking word or right before it ("top 5", "five best")."""
    after = number_at(sentence.tokens, mark.end)
    if after and mark.end not in sentence.time_tokens and after.value:
        return min(after.value, ALL)
    before = number_at(sentence.tokens, mark.start - 1) if mark.start else None
    if before and mark.start - 1 not in sentence.time_tokens and before.value:
        return min(before.value, ALL)
    return None


def _number_of_groups(sentence: Sentence, groups: tuple[Group, ...]) -> int | None:
    """``which three countries``, ``ten of them``."""
    for group in groups:
        number = number_at(sentence.tokens, group.mark.start - 1) if group.mark.start else None
        if number and number.value and group.mark.start - 1 not in sentence.time_tokens:
            return min(number.value, ALL)
    for index in range(len(sentence.tokens) - 2):
        if sentence.word(index) in ("which", "what") and sentence.word(index + 2) in ("are", "have", "had", "were"):
            number = number_at(sentence.tokens, index + 1)
            if number and number.value:
                return min(number.value, ALL)
        if sentence.word(index + 1) == "of" and sentence.word(index + 2) in ("them", "those", "these"):
            number = number_at(sentence.tokens, index)
            return min(number.value, ALL) if number and number.value else None
    return None


_THINGS: Final = frozenset({"deal_count", "order_count", "customers"})


def _are_several(sentence: Sentence, index: int, following: Token) -> bool:
    """``our best months``, ``the biggest deals``: several of what is ranked, where none is asked for by "which"."""
    if following.stem in TIME.grains:
        return True
    things = [mark for mark in sentence.parts("metric") if mark.start == index and mark.entry.metrics[0] in _THINGS]
    return bool(things) and sentence.said.isdisjoint(("which", "what", "who", "where", "when"))


def _asks_for_one(sentence: Sentence) -> bool:
    """``out of all our reps, *who* closed the most``, which "who are" does not."""
    return any(one == "who" and two not in ("are", "were") for one, two in pairwise(sentence.words[2:]))


def _limit(sentence: Sentence, mark: Mark, groups: tuple[Group, ...]) -> int:
    said = _number_beside(sentence, mark) or _number_of_groups(sentence, groups)
    if said:
        return said
    if groups:
        nouns = [group.mark for group in groups]
        nearest = min(nouns, key=lambda noun: abs(noun.start - mark.end))
        noun = sentence.tokens[nearest.end - 1]
        if any(
            sentence.word(i) in ("which", "who", "one") and sentence.word(i + 1) == "of" for i in range(nearest.start)
        ):
            return 1
        if ("which", "one") in pairwise(sentence.words) or _asks_for_one(sentence):
            return 1
        return DEFAULT_LIMIT if is_plural(noun) and noun.word not in ("sales", "us") else 1
    following = sentence.tokens[mark.end] if mark.end < len(sentence.tokens) else None
    if following is not None and is_plural(following) and _are_several(sentence, mark.end, following):
        return DEFAULT_LIMIT
    plural = sentence.tokens[mark.end - 1].word.endswith("s") and sentence.word(mark.end - 1) not in ("tops", "less")
    return DEFAULT_LIMIT if plural else 1
