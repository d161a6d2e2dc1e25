"""Whether a message is a question in English at all: other scripts, other languages, key mashing."""

import unicodedata
from functools import cache
from typing import Final

from salestalk.understanding.pipeline import Reading
from salestalk.understanding.words.lexicon import Lexicon, lexicon_of, plain_lexicon
from salestalk.understanding.words.spelling import is_known, known_words, plain_common_words, unknown_words
from salestalk.understanding.words.text import Text, stem, word_of
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import load, prepared

_LOOKED_AT: Final = 2000
_FIRST_WORDS: Final = 4
"""One of them is a word in nearly every question."""
_LAST_LATIN: Final = "\u024f"


def is_foreign(text: Text, lexicon: Lexicon) -> bool:
    """Whether a message is in another language: mostly in another script, or more foreign words than English ones."""
    if not text.clean.isascii() and _is_other_script(text.clean[:_LOOKED_AT]):
        return True
    if _telling().isdisjoint(map(word_of, text.tokens)):
        return False
    if _telling().isdisjoint([text.tokens[index].word for index in unknown_words(text.tokens, lexicon)]):
        return False
    words = _as_written(text)
    english = [word for word in words if is_known(stem(word), lexicon)]
    return any(_is_in(vocabulary, words, english) for vocabulary in _languages().values())


def _as_written(text: Text) -> list[str]:
    """The words as they stand there: "im" is no "I am" in another language."""
    once = {token.start: token.raw.lower() for token in text.tokens if token.word.isalpha()}
    return [word if word.isalpha() else word.split("'")[0] for word in once.values()]


def _is_in(vocabulary: frozenset[str], words: list[str], english: list[str]) -> bool:
    foreign = [word for word in words if word in vocabulary]
    strict = [word for word in foreign if word not in english]
    others = [word for word in english if word not in vocabulary]
    return bool(strict) and len(foreign) > len(others) and (len(strict) >= 2 or len(words) <= 3)


def _is_other_script(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    latin = [char for char in letters if char <= _LAST_LATIN]
    return len(latin) * 2 < len(letters)


@cache
def _languages() -> dict[str, frozenset[str]]:
    """Telling words of other languages, without accents as questions are read."""
    made: dict[str, str] = prepared("languages", plain_languages)
    return {name: frozenset(words.split(" ")) for name, words in made.items()}


def plain_languages() -> dict[str, str]:
    """The same, joined by spaces."""
    data = {name: words for name, words in load("languages").items() if name != "comment"}
    return {name: " ".join(dict.fromkeys(_plain(word) for word in words)) for name, words in data.items()}


@cache
def _telling() -> frozenset[str]:
    """The words of other languages that are none of English or of business: most questions hold not one."""
    return frozenset(prepared("telling_words", plain_telling_words).split(" "))


def plain_telling_words() -> str:
    """The same, joined by spaces."""
    known = {*lexicon_of(plain_lexicon()).words, *TIME.plain()["words"], *plain_common_words().split(" ")}
    return " ".join(sorted({word for words in _languages().values() for word in words if stem(word) not in known}))


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFD", char)[0] for char in word)


def is_nonsense(text: Text, reading: Reading) -> bool:
    """Whether no word of a message is a word: symbols, key mashing, nothing at all."""
    if reading.time.said:
        return False
    lexicon = reading.sentence.lexicon
    known = known_words(lexicon)
    if any(token.stem in known and token.raw.isalpha() and len(token.word) > 1 for token in text.tokens[:_FIRST_WORDS]):
        return False
    real = [
        t
        for t in text.tokens
        if t.raw[0].isalnum() and t.word[0].isalpha() and (len(t.word) > 1 or t.word in ("i", "a", "v"))
    ]
    if any(is_known(token.stem, lexicon) for token in real):
        return False
    fixed = [token for token in reading.sentence.tokens if token.fixed]
    return len(real) >= 2 * len(fixed)
