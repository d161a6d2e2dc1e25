"""What is refused, and with which code; all of it by plain words, nothing in a question is ever executed."""

import re
import unicodedata
from functools import cache
from typing import Any, Final

from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.spelling import common_words, function_words, is_known
from salestalk.understanding.text import Text, Token, key_of, stem
from salestalk.understanding.time_words import TIME
from salestalk.understanding.vocabulary_files import load


class Phrases:
    """A set of phrases, looked up at every word."""

    def __init__(self, phrases: list[str]) -> None:
        self.keys = frozenset(key_of(phrase) for phrase in phrases)
        self.longest: dict[str, int] = {}
        for key in self.keys:
            parts = key.split(" ")
            self.longest[parts[0]] = max(self.longest.get(parts[0], 0), len(parts))

    def find(self, tokens: tuple[Token, ...]) -> str | None:
        """The first phrase that occurs."""
        for index, token in enumerate(tokens):
            for width in range(self.longest.get(token.stem, 0), 0, -1):
                key = " ".join([other.stem for other in tokens[index : index + width]])
                if key in self.keys:
                    return key
        return None


@cache
def _phrases(code: str, part: str = "phrases") -> Phrases:
    return Phrases(load("refusals")[code][part])


@cache
def _words(code: str, part: str) -> frozenset[str]:
    return frozenset(load("refusals")[code][part])


# --- Before anything is read ----------------------------------------------------------------------------


def is_foreign(text: Text, lexicon: Lexicon) -> bool:
    """Whether a question is in another language: mostly in another script, or more foreign words than English ones."""
    letters = sum(1 for char in text.clean[:2000] if char.isalpha())
    latin = sum(1 for char in text.clean[:2000] if char.isalpha() and char < "\u0250")
    if letters and latin * 2 < letters:
        return True
    words = [token.word for token in text.tokens if token.word.isalpha()]
    if not words:
        return False
    english = [word for word in words if _is_english(word, lexicon)]
    for vocabulary in _languages().values():
        foreign = [word for word in words if word in vocabulary]
        strict = [word for word in foreign if not _is_english(word, lexicon)]
        others = [word for word in english if word not in vocabulary]
        if strict and len(foreign) > len(others) and (len(strict) >= 2 or len(words) <= 3):
            return True
    return False


def _is_english(word: str, lexicon: Lexicon) -> bool:
    return is_known(stem(word), lexicon)


@cache
def _languages() -> dict[str, frozenset[str]]:
    data: dict[str, list[str]] = load("refusals")["foreign"]
    return {name: frozenset(_plain(word) for word in words) for name, words in data.items()}


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFD", char)[0] for char in word)


def is_nonsense(text: Text, reading: Reading) -> bool:
    """Whether no word of a question is a word: symbols, key mashing, nothing at all."""
    lexicon = reading.sentence.lexicon
    if not any(token.word[0].isalpha() for token in text.tokens):
        return not reading.time.said
    real = [t for t in text.tokens if t.word[0].isalpha() and (len(t.word) > 1 or t.word in ("i", "a", "v"))]
    if not real:
        return not reading.time.said
    known = [token for token in real if is_known(token.stem, lexicon)]
    if known or reading.time.said:
        return False
    fixed = [token for token in reading.sentence.tokens if token.fixed]
    return len(real) >= 2 * len(fixed)


# --- By what is asked -----------------------------------------------------------------------------------

_TENANT_ID: Final = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+){1,4}-\d{3}\b|\btenant-[a-z0-9-]+\b|\b[a-z]{3,}-\d{3}\b")
_POLITE: Final = frozenset(
    "please pls can could would will you we i want need to like just now ok okay hey hi hello and then kindly go ahead "
    "quickly immediately must should have salestalk bot assistant dear also so let us id as an administrator authorise "
    "authorize".split()
)
_DETERMINERS: Final = frozenset("the our all my this that these those a an every each everyone it them his her their".split())


def refusal_of(text: Text, reading: Reading, *, followup: bool) -> str | None:
    """The code under which a question is refused, or None."""
    sentence = reading.sentence
    tokens = sentence.tokens
    if _asks_other_tenant(text, sentence.lexicon, tokens):
        return "other_tenant"
    metric = reading.subject.subject != "unknown" and reading.subject.how != "verb" or bool(reading.subject.options)
    if not followup and _is_action(text, reading):
        return "action_request"
    if _phrases("out_of_scope", "strong").find(tokens):
        return "out_of_scope"
    if _is_personal(reading, metric and not reading.subject.options):
        return "personal_data"
    if not followup and tokens[:1] and tokens[0].word == "should" and sentence.word(1) in ("we", "i"):
        return "out_of_scope"
    if not followup and names_unknown_metric(reading):
        return "unknown_metric"
    if not metric and (_phrases("out_of_scope").find(tokens) or _is_general(reading, followup)):
        return "action_request" if _commands(text) else "out_of_scope"
    return "invalid_period" if reading.time.problem == "invalid_period" else None


def names_unknown_metric(reading: Reading) -> bool:
    """Whether a well-known figure is asked for that is neither built in nor loaded ("website traffic", "order backlog")."""
    sentence = reading.sentence
    mark = reading.subject.mark
    free = [t for t in content_words(reading)]
    if reading.subject.subject == "unknown" or reading.subject.how == "verb":
        nouns = _words("unknown_metric", "nouns")
        found = any(token.word in nouns or token.stem in nouns for token in free)
        return found or _phrases("unknown_metric").find(_outside(reading)) is not None
    if mark is None or mark.end - mark.start > 1 or mark.entry.own:
        return False
    phrase = _phrases("unknown_metric").find(sentence.tokens[max(0, mark.start - 1) : mark.end + 2])
    if phrase and sentence.tokens[mark.start].stem in phrase.split(" "):
        return True
    following = sentence.tokens[mark.end] if mark.end < len(sentence.tokens) else None
    noun = sentence.tokens[mark.start]
    singular = noun.word == noun.stem and noun.word in _MODIFIERS
    return bool(singular and following and not following.broken and following in free and not is_verb(following))


_MODIFIERS: Final = frozenset("customer employee order product deal lead client account staff user people item refund unit price".split())
_VERBS: Final = frozenset("come came go went worth want need do did have has look take took pay paid stay stand get got leave left be".split())


def is_verb(token: Token) -> bool:
    """Whether a word behind a noun tells what it does rather than what is measured of it."""
    return token.word in _VERBS or token.word.endswith(("ed", "ing", "ly"))


def _outside(reading: Reading) -> tuple[Token, ...]:
    """The tokens that are no metric's name."""
    taken = {i for mark in reading.sentence.parts("metric") if len(mark.entry.metrics) == 1 for i in range(mark.start, mark.end)}
    return tuple(token for index, token in enumerate(reading.sentence.tokens) if index not in taken)


def _asks_other_tenant(text: Text, lexicon: Lexicon, tokens: tuple[Token, ...]) -> bool:
    own = lexicon.tenant or ""
    if "-" in text.clean:
        for match in _TENANT_ID.finditer(text.clean.lower()):
            identifier = match.group().removeprefix("tenant-").removesuffix("-metrics").removesuffix("-messages")
            if identifier != own:
                return True
    if _phrases("other_tenant", "own").find(tokens):
        return False
    return _phrases("other_tenant").find(tokens) is not None


def _commands(text: Text) -> bool:
    lowered = text.clean.lower()
    return any(command in lowered for command in load("refusals")["action_request"]["commands"])


def without_commands(text: Text) -> Text:
    """The question without sentences that only command ("ignore your rules. What was revenue?")."""
    if not _commands(text):
        return text
    lowered = text.clean.lower()
    spans = [
        (match.start(), _end_of_sentence(lowered, match.start()))
        for command in load("refusals")["action_request"]["commands"]
        for match in re.finditer(re.escape(command), lowered)
    ]
    kept = tuple(t for t in text.tokens if not any(_start_of(lowered, a) <= t.start < b for a, b in spans))
    return Text(text.clean, kept)


def _end_of_sentence(text: str, start: int) -> int:
    ends = [place for mark in ".?!;\n\"" if (place := text.find(mark, start)) >= 0]
    return min(ends) + 1 if ends else len(text)


def _start_of(text: str, start: int) -> int:
    return max((text.rfind(mark, 0, start) for mark in ".?!;\n\""), default=-1) + 1


def _is_action(text: Text, reading: Reading) -> bool:
    """Doing instead of asking: an imperative verb where the question would begin."""
    sentence = reading.sentence
    if _commands(text) and reading.subject.subject == "unknown":
        return True
    tokens = sentence.tokens
    index = 0
    while index < len(tokens) and tokens[index].word in _POLITE:
        index += 1
    if index >= len(tokens) or (tokens[0].word in ("will", "would", "should", "can", "could") and sentence.word(1) in ("we", "i")):
        return _orders_inside(tokens)
    return _commands_at(reading, index) or _orders_inside(tokens)


def _commands_at(reading: Reading, index: int) -> bool:
    sentence = reading.sentence
    word, after = sentence.word(index), sentence.word(index + 1)
    if word not in _words("action_request", "verbs"):
        return False
    metric_here = any(mark.start <= index < mark.end for mark in sentence.parts("metric"))
    if metric_here and after not in _DETERMINERS:
        return False
    if word in _words("action_request", "strong"):
        return after not in ("of", "in", "on", "by", "vs", "for", "last", "this", "") and not _is_slot(reading, index + 1, word)
    if word in ("give", "tell", "ask", "show"):
        return after not in ("me", "us", "a") and after in _DETERMINERS and _ends_with_amount(sentence.tokens)
    if word in ("print", "output", "share", "text", "call", "message", "close", "open", "order", "book", "make", "put", "run"):
        return after in _DETERMINERS and not reading.subject.subject != "unknown" and not reading.groups
    if after in ("me", "us"):
        return False
    return after in _DETERMINERS or _sets_amount(sentence.tokens)


def _is_slot(reading: Reading, index: int, verb: str) -> bool:
    """``email leads``: the verb is the source of what follows; ``send me revenue`` only wants to see it."""
    after = reading.sentence.word(index)
    if after == "me" and verb == "send":
        return reading.subject.subject != "unknown"
    return verb in ("email", "mail", "post") and any(mark.start == index for mark in reading.sentence.parts("metric"))


def _ends_with_amount(tokens: tuple[Token, ...]) -> bool:
    return any(token.word[0].isdigit() or token.word in ("raise", "bonus", "promotion", "discount") for token in tokens)


def _sets_amount(tokens: tuple[Token, ...]) -> bool:
    """``change October revenue to $2.9M``, ``lower prices by 5 percent``."""
    for index, token in enumerate(tokens[:-1]):
        if token.word in ("to", "by", "at") and tokens[index + 1].word[0] in "$€£0123456789":
            return not tokens[index + 1].word.startswith(("20", "19")) or len(tokens[index + 1].word) != 4
    return False


def _orders_inside(tokens: tuple[Token, ...]) -> bool:
    """``pretend … and save it``."""
    for index in range(1, len(tokens) - 1):
        if tokens[index].word in ("and", "then") and tokens[index + 1].word in ("save", "delete", "send", "email", "store", "mail"):
            return True
    return False


_PERSON_TOPIC_QUESTION: Final = frozenset("earn earns paid salary pay make makes".split())


def _is_personal(reading: Reading, metric: bool) -> bool:
    tokens = reading.sentence.tokens
    if _phrases("personal_data", "strong").find(tokens):
        return True
    if metric:
        return False
    if _phrases("personal_data").find(tokens):
        return True
    words = {token.word for token in tokens} | {token.stem for token in tokens}
    person = words & _words("personal_data", "persons") or any(
        role.mark.entry.dimension == "rep" for role in reading.sentence.roles
    )
    names = any(f.key in ("rep", "customer") for f in reading.filters)
    return bool((person or names) and words & _PERSON_TOPIC_QUESTION and not words & {"we", "us", "our"})


_GENERAL_OPENERS: Final = (
    ("who",), ("where",), ("when",), ("how", "do", "i"), ("how", "can", "i"), ("how", "to"), ("tell", "me", "about"), ("explain",), ("write",),
    ("do", "you"), ("are", "you"), ("should", "i"), ("should", "we"), ("what", "do", "you"), ("what", "does"), ("can", "you"),
    ("define",), ("teach",), ("recommend",), ("suggest",), ("is", "it"), ("what", "is", "the", "best", "way"), ("how", "old"),
    ("how", "tall"), ("what", "should"), ("why", "did"), ("why", "is"), ("why", "do"), ("why", "does"), ("why", "are"), ("imagine",),
)  # fmt: skip


def _is_general(reading: Reading, followup: bool) -> bool:
    """A question that opens like general talk and holds words nobody here knows what to do with."""
    if followup or not content_words(reading) or "vague" in reading.sentence.cues:
        return False
    words = tuple(token.word for token in reading.sentence.tokens if token.word not in ("please", "hey", "hi", "so", "ok"))
    if not any(words[: len(opener)] == opener for opener in _GENERAL_OPENERS):
        return False
    return not (reading.time.said and {"we", "our", "us"} & set(words)) and reading.rank is None


def content_words(reading: Reading) -> list[Token]:
    """The words of a question that are neither understood nor mere grammar."""
    sentence = reading.sentence
    covered = {index for role in sentence.roles for index in range(role.mark.start, role.mark.end)}
    return [
        token
        for index, token in enumerate(sentence.tokens)
        if index not in covered and index not in sentence.time_tokens and _is_content(token)
    ]


def _is_content(token: Token) -> bool:
    if not token.word[0].isalpha() or len(token.word) < 3 or token.stem in TIME.words:
        return False
    return token.stem not in function_words()


def is_common(token: Token) -> bool:
    """Whether a word is ordinary English."""
    return token.stem in common_words()
