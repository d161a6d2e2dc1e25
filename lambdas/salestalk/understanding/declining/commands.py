"""Doing instead of asking: "send …", "delete …", orders to a database, talk against the product's rules."""

from functools import cache
from itertools import pairwise
from typing import Final

from salestalk.understanding.declining.errands import asks_to_be_told, is_errand, is_favor
from salestalk.understanding.declining.general_talk import makes_analysis
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.words.phrases import refusal_phrases
from salestalk.understanding.words.text import Text, Token
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar, load

_POLITE: Final = grammar("commands.polite")
_DETERMINERS: Final = grammar("commands.determiners")
_AUXILIARIES: Final = frozenset(["will", "would", "should", "can", "could"])
_SHOWING: Final = grammar("commands.showing")
_GIVING: Final = frozenset({"give", "tell", "ask", "show"})
_NOT_AFTER_STRONG: Final = frozenset({"of", "in", "on", "by", "vs", "for", "help", ""})
_SAVING: Final = grammar("commands.saving")
_FAVORS: Final = frozenset({"give", "get", "let", "mark", "put", "place", "add", "set"})
_MAKING: Final = grammar("commands.making")
_DOCUMENTS: Final = grammar("commands.documents")
_TAKING_AWAY: Final = grammar("commands.taking_away")
_REMINDED_OF: Final = grammar("commands.reminded_of")
_SENDING: Final = frozenset({"send", "email", "mail", "remind", "notify", "post", "export"})
_SENTENCE_ENDS: Final = '.?!;\n">'


@cache
def _verbs(part: str) -> frozenset[str]:
    return frozenset(load("refusals")["action_request"][part])


@cache
def _ordering() -> frozenset[str]:
    """The words without one of which nothing is ordered."""
    return _verbs("verbs") | _SAVING


COMMANDS: Final = "action_request.commands"


def without_commands(text: Text) -> Text:
    """The message without the sentences that only command ("ignore your rules. What was revenue?")."""
    places = refusal_phrases().places(text.tokens, COMMANDS)
    if not places:
        return text
    spans = [_sentence_around(text.clean, text.tokens[place].start) for place in places]
    kept = tuple(token for token in text.tokens if not any(start <= token.start < end for start, end in spans))
    return text._replace(tokens=kept)


def _sentence_around(text: str, place: int) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, place) for mark in _SENTENCE_ENDS) + 1
    ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, place)) >= 0]
    return start, min(ends) + 1 if ends else len(text)


def is_action(reading: Reading) -> bool:
    """Whether something is to be done: an imperative verb where the question would begin."""
    if not _FAVORS.isdisjoint(reading.sentence.said) and is_favor(reading):
        return True
    if _ordering().isdisjoint(reading.sentence.said):
        return False
    if asks_to_be_told(reading):
        return True
    tokens = reading.sentence.tokens
    index = 2 if tokens and tokens[0].word in ("every", "each") else 0
    if index and reading.sentence.word(index) in _SENDING:
        return True
    while index < len(tokens) and tokens[index].word in _POLITE:
        index += 1
    asks_itself = bool(tokens) and tokens[0].word in _AUXILIARIES and reading.sentence.word(1) in ("we", "i")
    if index < len(tokens) and not asks_itself and _commands_at(reading, index) and not _asks_after_all(reading, index):
        return True
    return _orders_inside(tokens)


def _asks_after_all(reading: Reading, index: int) -> bool:
    """``schedule... no, just tell me …``, ``set Germany aside: …``, ``update me on …``, ``revert with …``."""
    tokens = reading.sentence.tokens
    if reading.sentence.word(index + 1) == "me" and tokens[index].word == "update":
        return True
    if reading.sentence.words[index : index + 3] == ("set", "me", "straight"):
        return True
    if tokens[index].word == "set" and reading.sentence.word(index + 1) in ("against", "beside"):
        return True
    if tokens[index].word == "revert" and reading.sentence.word(index + 1) in ("with", "back", "on"):
        return True
    if any(token.word == "aside" for token in tokens[index : index + 5]) or _puts_beside(reading, index):
        return True
    if reading.subject.subject == "unknown" or all(token.word != "me" for token in tokens[index + 2 :]):
        return False
    later = pairwise(tokens[index + 1 :])
    return any(one.word in ("tell", "show", "give") and two.word == "me" for one, two in later)


_PUTTING: Final = frozenset({"set", "put", "place", "hold", "lay", "line", "stack", "pit", "match"})
_BESIDE: Final = frozenset({"against", "beside", "alongside", "next", "side", "versus", "vs"})


def _puts_beside(reading: Reading, index: int) -> bool:
    """``set CAC for Q3 against Q2``: figures are held against each other, and nothing is changed."""
    sentence = reading.sentence
    compares = sentence.word(index) in _PUTTING and not _BESIDE.isdisjoint(sentence.words[index + 1 :])
    return compares and reading.subject.subject != "unknown" and not sentence.has("target")


def _commands_at(reading: Reading, index: int) -> bool:
    """Whether the word at this place orders something."""
    sentence = reading.sentence
    word, after = sentence.word(index), sentence.word(index + 1)
    if word not in _verbs("verbs") or _introduces(sentence.tokens, index):
        return False
    if (
        word in _MAKING
        and makes_analysis(sentence, reading.subject.subject)
        and not _makes_document(sentence.tokens, index)
    ):
        return False
    if f"{word} {after}" in _PHRASAL or _makes_document(sentence.tokens, index):
        return True
    if after in ("me", "us") and (word == "book" or (word == "make" and sentence.word(index + 2) in ("a", "an"))):
        return True
    if word == "order" and after.isdecimal():
        return True
    if is_errand(reading, index):
        return True
    strong = word in _verbs("strong")
    if strong and any(_is_number_of_thing(token.word) for token in sentence.tokens):
        return True
    if any(mark.start <= index < mark.end for mark in sentence.parts("metric")) and after not in _DETERMINERS:
        asked_to = sentence.word(index - 1) in ("you", "please", "pls")
        return asked_to and after not in _NOT_AFTER_STRONG and word not in _GIVING
    return _orders_strongly(reading, index) if strong else _orders_weakly(reading, word, after)


def _introduces(tokens: tuple[Token, ...], index: int) -> bool:
    """``update: what is …``: a heading."""
    return index + 1 < len(tokens) and ":" in tokens[index + 1].before


def _orders_strongly(reading: Reading, index: int) -> bool:
    """``send``, ``delete``: orders unless what follows is a time alone or the verb is part of a name."""
    sentence = reading.sentence
    after = sentence.word(index + 1)
    if after in ("last", "this") and sentence.word(index + 2) in TIME.grains:
        if sentence.word(index) in _TAKING_AWAY and sentence.tokens[index + 2].raw.endswith(("'s", "’s")):
            return True
        return any(token.word in ("to", "into") for token in sentence.tokens[index + 2 :])
    return after not in _NOT_AFTER_STRONG and not _only_shows(reading, index + 1, sentence.word(index))


def _orders_weakly(reading: Reading, word: str, after: str) -> bool:
    """``change``, ``give``: orders with an object or an amount."""
    tokens = reading.sentence.tokens
    if word in _GIVING:
        return after in _DETERMINERS and after != "a" and _ends_with_amount(reading.sentence)
    if word in _SHOWING:
        return after in _DETERMINERS and reading.subject.subject == "unknown" and not reading.groups
    if word in ("add", "remove", "register", "make", "invite") and tokens[-1].word not in ("", after):
        named = any(token.word == after and token.raw[:1].isupper() for token in tokens)
        if named and reading.subject.subject == "unknown" and any(token.word in _AS for token in tokens):
            return True
    if (
        word in ("add", "remove")
        and (after.isdecimal() or after in TIME.numbers)
        and not _AS.isdisjoint(reading.sentence.words[2:])
    ):
        return True
    return after not in ("me", "us") and reading.rank is None and (after in _DETERMINERS or _sets_amount(tokens))


_PHRASAL: Final = frozenset(load("refusals")["action_request"]["phrasal"])
_AS: Final = frozenset({"as", "from", "to"})


def _is_number_of_thing(word: str) -> bool:
    """``48213``: the number of an order or invoice, no year and no amount."""
    return word.isdecimal() and len(word) >= 5


def _makes_document(tokens: tuple[Token, ...], index: int) -> bool:
    """``make a PowerPoint of Q3 revenue``: a piece of work rather than an answer."""
    return tokens[index].word in _MAKING and any(token.stem in _DOCUMENTS for token in tokens[index + 1 : index + 8])


def _only_shows(reading: Reading, index: int, verb: str) -> bool:
    """``email leads``: the verb is the source of what follows; ``send me revenue`` only wants to see it."""
    if reading.sentence.word(index) == "me" and verb in ("send", "remind"):
        asks = reading.sentence.word(index + 1) in _REMINDED_OF
        return reading.subject.subject != "unknown" and (verb == "send" or asks)
    sources = (*reading.sentence.parts("metric"), *reading.sentence.parts("dimension"))
    return verb in ("email", "mail", "post") and any(mark.start == index for mark in sources)


_GIFTS: Final = frozenset({"raise", "bonus", "promotion", "discount", "higher", "lower", "bigger", "extra"})


def _ends_with_amount(sentence: Sentence) -> bool:
    """``give the team 10 %``, ``give the client a discount``; the number of a period is no amount."""
    amounts = [index for index, word in enumerate(sentence.words) if word[0].isdigit()]
    return not (sentence.time_tokens.issuperset(amounts) and _GIFTS.isdisjoint(sentence.words))


def _sets_amount(tokens: tuple[Token, ...]) -> bool:
    """``change October revenue to $2.9M``, ``lower prices by 5 percent``; a year is no amount."""
    for token, following in pairwise(tokens):
        if token.word in ("to", "by", "at") and following.word[0] in "$€£0123456789":
            return not (len(following.word) == 4 and following.word[:2] in ("19", "20"))
    return False


def _orders_inside(tokens: tuple[Token, ...]) -> bool:
    """``pretend … and save it``."""
    if _SAVING.isdisjoint([token.word for token in tokens]):
        return False
    pairs = pairwise(tokens[1:])
    return any(token.word in ("and", "then") and following.word in _SAVING for token, following in pairs)
