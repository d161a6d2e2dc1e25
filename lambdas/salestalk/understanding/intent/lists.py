"""Whether members or things are wanted rather than values: "list the deals over $100k", "all campaigns we run"."""

from typing import Final

from salestalk.contracts.classification import Measure
from salestalk.understanding.intent.parts import Parts, Test
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.vocabulary_files import grammar

_POLITE: Final = grammar("intent_lists.polite")
_LISTING: Final = frozenset({"list", "enumerate", "name", "names"})
_SHOWING: Final = frozenset({"show", "give", "get", "find", "display", "pull", "see", "fetch"})
_BETWEEN: Final = frozenset(
    {"me", "us", "all", "the", "our", "a", "list", "of", "every", "any", "which", "up", "those"}
)
_WITH: Final = frozenset({"with", "whose", "having", "where"})
_HELD_TO: Final = frozenset(
    {
        "above", "below", "over", "under", "more", "less", "least", "most", "greater", "fewer", "beyond", "worth",
        "exceeding", "bigger", "larger", "smaller", "higher", "lower", "up",
    }
)  # fmt: skip
_AMOUNT_STARTS: Final = frozenset("$€£¥0123456789")
_MEMBERS: Final = frozenset({"which", "what", "who", "list", "name", "names", "show", "enumerate", "display", "give"})
_THINGS: Final = frozenset({"deal_count", "order_count", "refund_count", "leads", "customers", "pipeline_value"})
"""What can be listed one by one."""


def opening(words: list[str]) -> list[str]:
    """The words from where the question really begins ("could you please *list* …")."""
    start = next((place for place, word in enumerate(words) if word not in _POLITE), 0)
    return words[start:]


def _is_list_of_counted(parts: Parts, words: list[str]) -> bool:
    """``list all deals over $250k``, ``show me the deals under $20k``: things counted, one by one."""
    first = opening(words)
    if first[:1] and first[0] in _LISTING:
        return parts.sentence.lexicon.facts(parts.subject.subject).measure is Measure.COUNT
    if not first or first[0] not in _SHOWING or (parts.subject.subject not in _THINGS and parts.subject.mark):
        return False
    mark = _first_thing(parts)
    if mark is None or not mark.entry.metrics or parts.sentence.tokens[mark.end - 1].word == mark.entry.metrics[0]:
        return False
    begins = len(words) - len(first) + 1
    led = all(word in _BETWEEN for word in words[begins : mark.start])
    return led and (_held_behind(words, mark.end) or "list" in words[begins : mark.start])


def _first_thing(parts: Parts) -> Mark | None:
    """What is to be shown: the first noun, where it stands in the plural."""
    marks = [role.mark for role in parts.sentence.roles if role.part in ("metric", "dimension", "noun")]
    if not marks:
        return None
    words = parts.sentence.words[marks[0].start : marks[0].end]
    return marks[0] if any(word.endswith("s") for word in words) else None


def _held_behind(words: list[str], place: int) -> bool:
    """Whether an amount is named behind a place, and that something is held to it."""
    return any(
        words[index] in _HELD_TO and any(_is_amount(later) for later in words[index + 1 : index + 5])
        for index in range(place, len(words))
    )


def _is_amount(word: str) -> bool:
    return word.strip()[:1] in _AMOUNT_STARTS


def _asks_members(parts: Parts, words: list[str]) -> bool:
    """``which campaigns are we running``, ``names of all teams``: a dimension named, but not with "by"."""
    if not parts.groups or _MEMBERS.isdisjoint(words[:5]):
        return False
    mark = parts.groups[0].mark
    return parts.sentence.word(mark.start - 1) not in ("by", "per", "each", "across", "about")


def _asks_who_did(parts: Parts, _: list[str]) -> bool:
    """``which customers cancelled in May``: those of whom something is counted, one by one."""
    mark = parts.subject.mark
    if mark is None or not parts.groups or parts.subject.subject not in _DEEDS:
        return False
    group = parts.groups[0].mark
    asked = parts.sentence.word(group.start - 1) in ("which", "what", "whose")
    return asked and group.start <= mark.start and group.end <= mark.end and mark.end - mark.start > 1


_DEEDS: Final = frozenset({"churn_count", "new_customers", "signups"})


def _lists(parts: Parts, words: list[str]) -> bool:
    sentence = parts.sentence
    first = opening(words)
    if first[:1] and first[0] in _LISTING:
        return bool(sentence.parts("dimension")) or "catalog" in sentence.cues
    if first[:1] in (["all"], ["available"]) and "catalog" in sentence.cues:
        return parts.subject.subject == "unknown"
    asks = any(word in ("which", "what", "who") for word in first[:3])
    return asks and ("catalog" in sentence.cues or bool(parts.groups))


def _names_those_with(parts: Parts, words: list[str]) -> bool:
    """``products with a margin below 20%``: members that meet a condition, named first and without "how many"."""
    start = 1 if words[:1] in (["all"], ["any"], ["which"]) else 0
    mark = next((role.mark for role in parts.sentence.roles if role.mark.start == start), None)
    if mark is None or mark.entry.dimension is None or words[mark.end : mark.end + 1] == []:
        return False
    return words[mark.end] in _WITH and _held_behind(words, mark.end + 1)


def _names_those_held(parts: Parts, words: list[str]) -> bool:
    """``which regions have churn above 5%``, ``in which countries is margin over 20%``: members under a condition."""
    start = 1 if words[:1] in (["in"], ["for"], ["at"], ["on"], ["with"]) else 0
    if words[start : start + 1] not in (["which"], ["what"]):
        return False
    nouns = [group.mark for group in parts.groups]
    nouns += [mark for mark in parts.sentence.parts("metric") if mark.entry.metrics[0] in _THINGS]
    return any(mark.start == start + 1 for mark in nouns) and _held_behind(words, 0)


_HAVING: Final = frozenset({"get", "receive", "have", "take", "ship", "serve", "sell", "deliver", "run"})


def _asks_where_from(parts: Parts, words: list[str]) -> bool:
    """``which countries do we get orders from``: the members of a dimension that there is anything of."""
    if words[:1] not in (["which"], ["what"]) or not parts.groups or parts.groups[0].mark.start != 1:
        return False
    end = parts.groups[0].mark.end
    return (
        words[end : end + 2] in (["do", "we"], ["did", "we"])
        and words[end + 2 : end + 3] != []
        and words[end + 2] in _HAVING
    )


def _asks_values(parts: Parts, words: list[str]) -> bool:
    """``list revenue by region``: values of a metric by a dimension, whatever the verb."""
    if parts.subject.mark is None or parts.subject.how == "verb":
        return False
    return any(words[group.mark.start - 1] in ("by", "per") for group in parts.groups if group.mark.start)


_LIST_OPENERS: Final = _LISTING | _SHOWING
_LIST_SHAPES: Final = _LISTING | {"which", "what", "who", "all", "available"}

LIST_TESTS: Final = (
    Test("list_of_counted", _is_list_of_counted, _LIST_OPENERS),
    Test("values_by", _asks_values, frozenset({"by", "per"})),
    Test("members", _asks_members, _MEMBERS),
    Test("who_did", _asks_who_did, frozenset({"which", "what", "whose"})),
    Test("where_from", _asks_where_from, frozenset({"which", "what"})),
    Test("list_shape", _lists, _LIST_SHAPES),
    Test("those_with", _names_those_with, _WITH),
    Test("those_held", _names_those_held, frozenset({"which", "what"})),
)
