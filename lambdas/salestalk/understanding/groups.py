"""Groupings ("by region", "each rep", "which channel") and ranks ("top 5", "the worst three")."""

from typing import Final, Literal, NamedTuple

from salestalk.contracts.catalog import GoodDirection
from salestalk.contracts.classification import Rank
from salestalk.understanding.matching import Mark
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.text import is_plural
from salestalk.understanding.time_words import number_at
from salestalk.understanding.vocabulary_files import grammar

_BY: Final = grammar("groups.by")
_OPENERS: Final = grammar("groups.openers")
_ADJECTIVES: Final = frozenset(["regional", "geographic", "geographical", "regionally", "geographically"])
_HOLDERS: Final = frozenset({"manager", "director", "head", "vp", "president", "supervisor", "coordinator", "chief"})
_OFFICES: Final = _HOLDERS | {"office", "lead"}
"""Behind a noun they name whoever asks ("plant *manager* here: …"), not what to group by."""
DEFAULT_LIMIT: Final = 5
"""How many a plural without a number means."""
ALL: Final = 1000


class Group(NamedTuple):
    """A dimension to group by, and whether it was introduced by "by" and its like."""

    dimension: str
    mark: Mark
    said_by: bool


def find_groups(sentence: Sentence, named: frozenset[int], ranked: bool) -> tuple[Group, ...]:
    """The dimensions grouped by, in order. Tokens in ``named`` belong to values: their nouns group nothing."""
    groups: list[Group] = []
    for mark in sentence.parts("dimension"):
        dimension = mark.entry.dimension
        if dimension is None or any(group.dimension == dimension for group in groups):
            continue
        by = _is_said_by(sentence, mark, groups)
        if mark.end in named and not sentence.tokens[mark.end].broken:
            continue
        if not by and "plan" in mark.entry.cues and sentence.tokens[mark.start].word == "plan":
            continue
        if _is_beside_the_point(sentence, mark):
            continue
        if by or _is_implied(sentence, mark, named, ranked):
            groups.append(Group(dimension, mark, by))
    groups.extend(_inside_metrics(sentence, groups))
    if any(group.said_by for group in groups):
        groups = [group for group in groups if sentence.word(group.mark.start) not in _ADJECTIVES]
    return tuple(groups)


def _inside_metrics(sentence: Sentence, groups: list[Group]) -> list[Group]:
    """``which customers churned``: the noun that a metric's name begins with."""
    if groups:
        return []
    for mark in sentence.parts("metric"):
        first = sentence.tokens[mark.start]
        noun = sentence.lexicon.phrases.get(first.stem)
        asked = sentence.word(mark.start - 1) in ("which", "whose") and mark.end - mark.start > 1
        if asked and noun and noun.dimension and is_plural(first):
            return [Group(noun.dimension, Mark(mark.start, mark.start + 1, noun), said_by=True)]
    return []


_GREETING: Final = grammar("groups.greeting")
_PERSONS: Final = frozenset({"customer", "rep", "team", "department"})
"""The dimensions whose members one asks for with "who"."""


def _is_beside_the_point(sentence: Sentence, mark: Mark) -> bool:
    """Nouns that group nothing: ``hi team``, ``customers who …``, ``our largest customer, who is it``."""
    before = sentence.word(mark.start - 1)
    if mark.start and before in _GREETING:
        return True
    if sentence.word(mark.start) in ("who", "whose") and mark.start:
        others = [role.mark for role in sentence.roles if role.part in ("dimension", "noun", "metric")]
        beside = any(other.end == mark.start and is_plural(sentence.tokens[other.end - 1]) for other in others)
        named = any(other.entry.dimension in _PERSONS for other in others if other.end < mark.start)
        return beside or before in ("those", "people", "anyone", "everyone", "customers") or named
    compound = any(other.start == mark.end and other.entry.dimension for other in sentence.parts("dimension"))
    return mark.entry.dimension == "site" and compound and not sentence.tokens[mark.end].broken


def _is_said_by(sentence: Sentence, mark: Mark, groups: list[Group]) -> bool:
    index = mark.start - 1
    for _ in range(3):
        word = sentence.word(index)
        if word in _BY:
            return True
        if word not in _OPENERS:
            break
        index -= 1
    if sentence.word(mark.end) == "wise":
        return True
    if sentence.word(mark.end) == "by" and sentence.word(mark.end + 1) == sentence.word(mark.end - 1):
        return True
    if groups and groups[-1].said_by:
        between = [sentence.word(i) for i in range(groups[-1].mark.end, mark.start)]
        return len(between) <= 3 and all(word in ("and", "then", "by", "per", "plus", "or", "also") for word in between)
    return sentence.word(mark.start) in ("who", "whose") and sentence.word(mark.end) not in ("are", "or")


def _is_implied(sentence: Sentence, mark: Mark, named: frozenset[int], ranked: bool) -> bool:
    """A noun that groups without "by": ranked, in the plural, an adjective ("regional"), telegram style."""
    if mark.start - 1 in named or mark.end in named:
        return False
    before = sentence.word(mark.start - 1)
    noun = sentence.tokens[mark.end - 1]
    if before in ("that", "this", "these", "those", "same", "s", "as"):
        return False
    if noun.word in _ADJECTIVES:
        return sentence.word(mark.end) not in _OFFICES
    if sentence.word(mark.end) in _HOLDERS and not sentence.tokens[mark.end].broken:
        return False
    if sentence.word(mark.start) in ("who", "whose"):
        return ranked and sentence.word(mark.end) not in ("are", "or")
    if ranked:
        return before not in ("in", "within")
    if is_plural(noun) or sentence.has("list"):
        return before not in ("in", "other") or sentence.has("every", "breakdown")
    return before not in ("the", "our", "a", "in", "my", "of", "to", "an", "for", "on", "new", "with")


# --- Ranks ----------------------------------------------------------------------------------------------

Direction = Literal["top", "bottom"]

_RANKS: Final = ("rank_top", "rank_bottom", "rank_good", "rank_bad", "rank_fast", "rank_slow")


class RankCue(NamedTuple):
    """A word that ranks, and where."""

    mark: Mark
    cue: str


def rank_cue(sentence: Sentence) -> RankCue | None:
    """The first word that ranks something, "most recent" and "at least" left out."""
    ranking = [cue for cue in _RANKS if cue in sentence.cues]
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
        return DEFAULT_LIMIT if is_plural(noun) and noun.word not in ("sales", "us") else 1
    plural = sentence.tokens[mark.end - 1].word.endswith("s") and sentence.word(mark.end - 1) not in ("tops", "less")
    return DEFAULT_LIMIT if plural else 1
