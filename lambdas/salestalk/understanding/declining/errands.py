"""Errands that name no record of ours: to a person, into a tool, on a numbered thing, or for when something happens."""

from itertools import pairwise
from typing import Final

from salestalk.understanding.pipeline import Reading
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.text import Token
from salestalk.understanding.words.vocabulary_files import grammar

_TOOLS: Final = grammar("errands.tools")
_THINGS: Final = grammar("errands.things")
_CALLING: Final = grammar("errands.calling")
_GETTING: Final = grammar("errands.getting")
_EVENTS: Final = grammar("errands.events")
_WRITINGS: Final = grammar("errands.writings")
_TURNING: Final = frozenset(
    {"lower", "raise", "reduce", "cut", "increase", "decrease", "stop", "pause", "freeze", "double"}
)
_LEVERS: Final = grammar("errands.levers")
_INTO: Final = frozenset({"to", "into", "in", "on", "onto", "with", "via"})
_ARTICLES: Final = frozenset({"the", "our", "a", "an", "my", "another", "this"})
_MORE: Final = frozenset({"more", "another", "some", "new", "extra", "additional"})
_JOINING: Final = frozenset({"sync", "connect", "integrate", "share", "link"})
_TELLING: Final = (
    ("let", "me", "know"),
    ("tell", "me"),
    ("inform", "me"),
    ("warn", "me"),
    ("give", "me", "a", "shout"),
)
_PASSING_ON: Final = frozenset({"that", "to", "about", "for", "the", "whether"})
_DISPATCHING: Final = frozenset(
    {"send", "email", "mail", "forward", "export", "download", "upload", "publish", "post", "save", "archive", "delete",
     "erase", "schedule", "print", "share", "slack"}
)  # fmt: skip
_IT: Final = frozenset({"it", "this", "that", "them", "these", "those"})
_LEADING: Final = frozenset(
    {"and", "ok", "okay", "now", "then", "please", "pls", "can", "could", "you", "great", "thanks"}
)
_WHEN: Final = frozenset({"when", "once", "whenever", "if"})


def is_errand(reading: Reading, index: int) -> bool:
    """Whether the order that begins at this place is one of these: ``post revenue to Slack``, ``call Anna``."""
    sentence = reading.sentence
    tokens, word, after = sentence.tokens, sentence.word(index), sentence.word(index + 1)
    behind = tokens[index + 1 :]
    if not after or any(":" in token.before for token in behind[:1]):
        return False
    if word in _JOINING and after == "with":
        return True
    if word in ("write", "draft", "compose") and any(token.word in _WRITINGS for token in behind[:4]):
        return True
    if word in _GETTING and after in _MORE and len(behind) > 1:
        return reading.subject.subject == "unknown" or reading.subject.mark is None or _is_verb_mark(reading, index)
    passed_on = reading.subject.subject == "unknown" or sentence.word(index + 2) in _PASSING_ON
    if word in _CALLING and passed_on and _is_somebody(reading, index + 1):
        return True
    if word in _TURNING and after in _LEVERS:
        return True
    return _names_numbered_thing(behind) or _goes_into_tool(behind)


def _is_verb_mark(reading: Reading, index: int) -> bool:
    """Whether what looks like the metric is the order itself ("*order* more paper")."""
    mark = reading.subject.mark
    return mark is not None and mark.start == index


def _is_somebody(reading: Reading, index: int) -> bool:
    token = reading.sentence.tokens[index]
    if any(role.mark.start == index and _is_team(role.mark) for role in reading.sentence.roles):
        return True
    named = [value for condition in reading.filters if condition.key == "rep" for value in condition.values]
    return token.raw[:1].isupper() or any(value.lower().startswith(token.word) for value in named)


def _is_team(value: Mark) -> bool:
    return any(key == "department" for key, _ in value.entry.values)


def _names_numbered_thing(tokens: tuple[Token, ...]) -> bool:
    """``order 4711``, ``ticket 12``, ``invoice #77``."""
    return any(one.word in _THINGS and two.word.isdecimal() and not two.broken for one, two in pairwise(tokens[:6]))


def _goes_into_tool(tokens: tuple[Token, ...]) -> bool:
    """``… to Slack``, ``… into the CRM``, ``… in a spreadsheet``."""
    for index, token in enumerate(tokens):
        if token.word in _INTO:
            place = index + 1 + (tokens[index + 1].word in _ARTICLES if index + 1 < len(tokens) else 0)
            if place < len(tokens) and tokens[place].stem in _TOOLS:
                return True
    return False


_ACCESS: Final = frozenset({"access", "permission", "permissions", "rights", "login"})
_MARKED: Final = frozenset({"wrong", "invalid", "incorrect", "final", "done", "approved", "confirmed"})


def is_favor(reading: Reading) -> bool:
    """``give Lena access to …``, ``let the board know …``, ``mark … as wrong``, ``put a meeting into my calendar``."""
    words = reading.sentence.words
    for index, word in enumerate(words):
        ahead = words[index + 1 : index + 8]
        if word in ("give", "get") and not _ACCESS.isdisjoint(ahead) and "to" in words[index + 2 :]:
            return words[index + 1] not in ("me", "us", "access")
        if word == "let" and "know" in ahead and words[index + 1] not in ("me", "us"):
            return True
        if word == "mark" and any(one == "as" and two in _MARKED for one, two in pairwise(words[index:])):
            return True
        if word in ("put", "place", "add") and ahead[:1] in (("a",), ("an",)) and ahead[1:2] in _DATES:
            return True
        if word == "set" and ahead[:2] in (("that", "up"), ("it", "up"), ("this", "up")):
            return True
    return False


_DATES: Final = (("meeting",), ("call",), ("reminder",), ("appointment",), ("event",))


def orders_it(reading: Reading) -> bool:
    """``email it to Tom``, ``delete that``: an order about the answer before."""
    words = reading.sentence.words
    start = next((index for index, word in enumerate(words) if word not in _LEADING), 0)
    return start < len(words) and words[start] in _DISPATCHING and reading.sentence.word(start + 1) in _IT


def asks_to_be_told(reading: Reading) -> bool:
    """``let me know when NPS falls under 30``: to be watched; "tell me when churn peaked" is a question."""
    words = reading.sentence.words
    if (_WHEN.isdisjoint(words) and "soon" not in words) or _EVENTS.isdisjoint(words):
        return False
    start = 1 if words[:1] in (("please",), ("pls",)) else 0
    for telling in _TELLING:
        end = start + len(telling)
        if words[start:end] == telling and words[end : end + 1] and (words[end] in _WHEN or words[end] == "as"):
            return True
    return False
