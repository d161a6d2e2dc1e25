"""Repairing spellings: only words that no dictionary knows, only letters, only where one repair is nearest."""

from collections.abc import Sequence
from functools import cache, lru_cache, partial
from typing import Final

from salestalk.understanding.words.lexicon import Lexicon, built_in, lexicon_of, plain_lexicon
from salestalk.understanding.words.text import Token, stem, stem_of
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import grammar, load, prepared

MAX_REPAIRS: Final = 16
"""Unknown words looked at in one question: more than that is no misspelt question."""
_SHORTEST: Final = 4
_LONGEST: Final = 24


@cache
def common_words() -> frozenset[str]:
    """Ordinary English words: known, though they mean nothing to us."""
    return frozenset(prepared("common_words", plain_common_words).split(" "))


def plain_common_words() -> str:
    """The same, joined by spaces."""
    words, refusals = load("words"), load("refusals")
    groups = [
        group
        for code, parts in refusals.items()
        if code not in ("general_openers", "general_strong", "general_always")
        for group in parts.values()
    ]
    said = (word for group in groups for phrase in group for word in phrase.split(" "))
    common = (stem(word) for word in (*load("english")["common"], *words["function"], *words["first_names"], *said))
    return " ".join(dict.fromkeys(common))


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing by themselves."""
    return frozenset(stem(word) for word in load("words")["function"])


def is_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a stem is in any dictionary."""
    return word in known_words(lexicon) or _is_inflected(word)


def known_words(lexicon: Lexicon) -> set[str]:
    """The stems in any dictionary; forms of ordinary words are known besides."""
    if not lexicon.known:
        lexicon.known.update(lexicon.words, TIME.words, common_words())
    return lexicon.known


def unknown_words(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[int, ...]:
    """The places of words that no dictionary knows; what begins with a digit is no word."""
    known = known_words(lexicon)
    if known.issuperset(map(stem_of, tokens)):
        return ()
    return tuple(
        [
            index
            for index, token in enumerate(tokens)
            if token.stem not in known and not token.word[0].isdigit() and not _is_inflected(token.stem)
        ]
    )


_ENDINGS: Final = (
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
    ("est", ""),
    ("d", ""),
)


@lru_cache(maxsize=4096)
def _is_inflected(word: str) -> bool:
    """Whether a word is a form of an ordinary one ("sitting", "quickly")."""
    common = common_words()
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if base.endswith("e") and ending[0] in "ie" and not instead:
                continue
            if base + instead in common or (base[-1] == base[-2] and base[:-1] in common):
                return True
    return False


def repaired(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with misspelt vocabulary put right; all others as they were."""
    unknown = unknown_words(tokens, lexicon)
    if not unknown:
        return tokens
    mended = {
        index: words
        for index in unknown[:MAX_REPAIRS]
        if not _is_a_name(tokens, index)
        and (words := _repair(tokens[index], lexicon))
        and _stays_a_word(tokens, index, words, lexicon)
    }
    return tuple([word for index, token in enumerate(tokens) for word in mended.get(index, (token,))])


def _stays_a_word(tokens: tuple[Token, ...], index: int, words: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether a word written large is repaired to something by itself: "Zalando" is no half of "New Zealand"."""
    named = index and tokens[index - 1].stem in _NAMED_BEHIND  # "team falcons"
    if index == 0 or not (named or _is_title(tokens[index])):
        return True
    if tokens[index].word[0] != words[0].word[0]:  # "Pampers" are no "campers"
        return False
    if len(words) > 1:
        stems = [word.stem for word in words]
        return " ".join(stems) in lexicon.phrases or TIME.words.issuperset(stems)
    beside = any(_is_title(token) for token in (tokens[index - 1], *tokens[index + 1 : index + 2]))
    entry = lexicon.phrases.get(words[0].stem)  # "Falcons" are not "falling", which only is a cue
    means = entry is not None and bool(entry.metrics or entry.values or entry.dimension)
    return beside or means or words[0].stem in TIME.words


def _is_title(token: Token) -> bool:
    return token.start > 0 and token.raw[:1].isupper() and not token.raw.isupper()


_NAMED_BEHIND: Final = frozenset({"team", "rep", "campaign", "customer"})
_NAMING: Final = grammar("spelling.naming")


@cache
def _companies() -> frozenset[str]:
    return frozenset(load("words")["companies"])


def _is_a_name(tokens: tuple[Token, ...], index: int) -> bool:
    """A capitalised word beside a noun that is named by it ("the Valves product line") is no misspelling."""
    raw = tokens[index].raw
    if tokens[index].word in _companies() or (raw[:1].islower() and raw[:1] != "x" and raw[1:2].isupper()):  # "eBay"
        return True
    if index == 0 or not tokens[index].raw[:1].isupper() or tokens[index].raw.isupper():
        return False
    if len(tokens[index].word) < 6 and not tokens[index].broken:
        return True
    around = (*tokens[index + 1 : index + 4], tokens[index - 1])
    return any(token.stem in _NAMING for token in around)


def _repair(token: Token, lexicon: Lexicon) -> tuple[Token, ...] | None:
    word = token.word
    if word[0] == "x" and (value := lexicon.phrases.get(stem(word[1:]))) and value.values:  # "EMEA xUK"
        without = token._replace(word="ex", stem="ex", fixed=True)
        return without, token._replace(word=word[1:], stem=stem(word[1:]), before="", broken=False, fixed=True)
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or not word.isascii():
        return None
    if _VOWELS.isdisjoint(word) and not token.raw.isupper() and (full := _by_consonants(lexicon).get(token.stem)):
        return (token._replace(word=full, stem=full, fixed=True),)
    nearest = _nearest(token.stem, lexicon, _allowed(len(word)))
    if word.endswith("s") and (whole := _nearest(word, lexicon, 1)) and whole.endswith("ss"):
        return (token._replace(word=whole, stem=whole, fixed=True),)
    if nearest:
        plural = word.endswith("s") and not nearest.endswith("s")
        return (token._replace(word=nearest + "s" if plural else nearest, stem=nearest, fixed=True),)
    return _apart(token, lexicon)


_VOWELS: Final = frozenset("aeiou")


def _by_consonants(lexicon: Lexicon) -> dict[str, str]:
    """Words of the vocabulary by their consonants, where no two share them: ``mrgn``, ``bkng``, ``cstmr``."""
    if not lexicon.consonants:
        found: dict[str, list[str]] = {}
        for words in _spellings(lexicon).values():
            for word in words:
                found.setdefault("".join([letter for letter in word if letter not in _VOWELS]), []).append(word)
        lexicon.consonants.update({bare: words[0] for bare, words in found.items() if len(words) == 1})
    return lexicon.consonants


def _apart(token: Token, lexicon: Lexicon) -> tuple[Token, ...] | None:
    """Two words written as one ("grossmargin", "lastquarter")."""
    word = token.word
    for cut in range(3, len(word) - 2):
        left, right = word[:cut], word[cut:]
        means = stem(right) in lexicon.words or stem(right) in TIME.words
        if means and is_known(stem(left), lexicon):
            first = token._replace(word=left, stem=stem(left), fixed=True)
            return first, token._replace(word=right, stem=stem(right), fixed=True, before="", broken=False)
    return None


def _allowed(length: int) -> int:
    """How many letters may be wrong in a word of this length."""
    return 1 if length < 6 else 2 if length < 12 else 3


def _nearest(word: str, lexicon: Lexicon, limit: int) -> str | None:
    """The likeliest of the vocabulary's nearest words within the allowed distance; None when there is none."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 47 modules, which no question needs that is spelt right
    from rapidfuzz.process import extract  # noqa: PLC0415

    near = extract(word, _candidates(word, limit, lexicon), scorer=OSA.distance, score_cutoff=limit, limit=None)
    if not near:
        return None
    return max([candidate for candidate, distance, _ in near if distance == near[0][1]], key=partial(_likeness, word))


def _likeness(word: str, candidate: str) -> tuple[bool, bool, int, str]:
    """Breaks ties: people get first and last letters right, and lose letters rather than add them."""
    same_letters = set(word) == set(candidate)
    return same_letters, word[0] == candidate[0], (word[-1] == candidate[-1]) + len(candidate), candidate


def _candidates(word: str, limit: int, lexicon: Lexicon) -> Sequence[str]:
    """Words of about this length that begin with its first letter or its second."""
    spellings = _spellings(lexicon)
    firsts = (word[0], word[1]) if word[0] != word[1] else (word[0],)
    lengths = range(len(word) - limit, len(word) + limit + 1)
    return [candidate for first in firsts for length in lengths for candidate in spellings.get(f"{first}{length}", ())]


_GRAMMAR: Final = grammar("spelling.grammar")


def _worth_meaning(lexicon: Lexicon) -> set[str]:
    """Words a misspelling may be meant as: those of metrics, dimensions and values, and telling words by themselves."""
    function = set(function_words())
    found: set[str] = set(load("words")["repairable"])
    for phrase, entry in lexicon.phrases.items():
        if entry.metrics or entry.dimension or entry.values:
            found.update(phrase.split(" "))
        elif " " not in phrase and (entry.verb or entry.cues - _GRAMMAR):
            found.add(phrase)
    function -= set(load("words")["repairable"])
    telling = {phrase for phrase, entry in lexicon.phrases.items() if "exclude" in entry.cues and " " not in phrase}
    return {word for word in found if word not in function or word in telling}


def _spellings(lexicon: Lexicon) -> dict[str, Sequence[str]]:
    """Vocabulary and time words by first letter and length."""
    if not lexicon.spellings:
        usual = lexicon is built_in()
        groups = prepared("spellings", plain_spellings) if usual else _by_letter_and_length(lexicon)
        lexicon.spellings.update(groups)
    return lexicon.spellings


def plain_spellings() -> dict[str, list[str]]:
    """Those of the built-in vocabulary, plain as JSON is."""
    return _by_letter_and_length(lexicon_of(plain_lexicon()))


def _by_letter_and_length(lexicon: Lexicon) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(_worth_meaning(lexicon) | TIME.repairable | {"what", "show"}):
        if len(word) >= _SHORTEST - 1 and word.isalpha():
            groups.setdefault(f"{word[0]}{len(word)}", []).append(word)
    return groups
