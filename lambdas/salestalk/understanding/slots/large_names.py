"""Names of several words written large: "for Cyber Sprint", "the Race for Life campaign", "from H&M".

They are found before anything else, so that no word of theirs is taken for a value, a time or a cue. A run of large
words is a name where a slice stands, where a word of it means nothing to us, and where other words are written small.
"""

import re
from typing import Final, NamedTuple

from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.matching import Mark, find_marks
from salestalk.understanding.words.spelling import function_words
from salestalk.understanding.words.text import Text, Token, is_plural, stem
from salestalk.understanding.words.vocabulary_files import grammar

Span = tuple[int, int]
Tokens = tuple[Token, ...]

_PAIR: Final = re.compile(
    r"[A-Z][^\s,;:.?!]*\s(?:(?:of|to|for|the|in|on|at|and|de|la|du|von|van|der|with|from|by|&)\s){0,2}[A-Z&]"
)
_PARTICLE: Final = re.compile(r"\s(?:van|von|de|di|der)\s[A-Z]")
_STOP: Final = grammar("names.stop")
_LEADS: Final = grammar("large_names.leads")
_ARTICLES: Final = grammar("large_names.articles")
_ACTING: Final = grammar("large_names.acting")
_LINKS: Final = grammar("large_names.links")
_LINKS_ALWAYS: Final = grammar("large_names.links_always")
_NO_NAME: Final = grammar("large_names.no_name")
_COMPANY_ENDS: Final = grammar("names.company_ends")
_PARTICLES: Final = grammar("large_names.particles")
_SIGNS: Final = grammar("large_names.signs")
_LONGEST: Final = 7


class _Seen(NamedTuple):
    """What the words of a message mean, by place."""

    tokens: Tokens
    kinds: dict[int, str]
    """``time``, ``metric``, ``dimension`` or ``value``; cues and unknown words are not in it."""
    nouns: tuple[Mark, ...]
    """The nouns that name dimensions."""


def large_names(text: Text, lexicon: Lexicon, taken: frozenset[int]) -> tuple[Span, ...]:
    """Token ranges of such names; tokens in ``taken`` stand in quotation marks."""
    if not _may_hold_one(text.clean) or is_headline(text.tokens):
        return ()
    seen = _seen(text.tokens, lexicon)
    spans: list[Span] = []
    index = 0
    while index < len(text.tokens):
        end = _end_of_run(seen, index)
        if end > index and (span := _name_within(seen, index, end, spans)) and taken.isdisjoint(range(*span)):
            spans.append(span)
        index = max(end, index + 1)
    return tuple(spans)


def _may_hold_one(clean: str) -> bool:
    """A quick look: most questions have no two large words beside each other, and no sign."""
    return _PAIR.search(clean) is not None or "&" in clean or _PARTICLE.search(clean) is not None


def as_written(text: Text, spans: tuple[Span, ...]) -> Text:
    """The text without repaired spellings inside names."""
    if not spans or not any(token.fixed for token in text.tokens):
        return text
    inside = {index for start, end in spans for index in range(start, end)}
    tokens = [_unrepaired(token) if index in inside else token for index, token in enumerate(text.tokens)]
    return text._replace(tokens=tuple(tokens))


def _unrepaired(token: Token) -> Token:
    word = token.raw.lower()
    return token._replace(word=word, stem=stem(word), fixed=False) if token.fixed else token


def _seen(tokens: Tokens, lexicon: Lexicon) -> _Seen:
    kinds: dict[int, str] = {}
    marks = find_marks(tokens, lexicon)
    for mark in marks:
        entry = mark.entry
        kind = "value" if entry.values else "metric" if entry.metrics else "dimension" if entry.dimension else ""
        if kind:
            kinds.update(dict.fromkeys(range(mark.start, mark.end), kind))
    for atom in find_atoms(tokens, frozenset(kinds)):
        kinds.update(dict.fromkeys(range(atom.start, atom.end), "time"))
    return _Seen(tokens, kinds, tuple([mark for mark in marks if mark.entry.dimension]))


def is_headline(tokens: Tokens) -> bool:
    """``Revenue For The Last Quarter``, ``REVENUE BY REGION``: where small words are large, being so tells nothing."""
    small = large = 0
    for token in tokens[1:]:
        if not token.broken and token.stem in function_words() and token.word != "i":
            large += token.raw[:1].isupper()
            small += token.raw[:1].islower()
    return large > small or all(token.raw.isupper() for token in tokens if token.raw.isalpha())


def _end_of_run(seen: _Seen, start: int) -> int:
    """Where the large words end that begin here, small words between them included; ``start`` where none does."""
    if not _begins(seen, start):
        return start
    end, last = start + 1, start + 1
    while end < len(seen.tokens) and end - start < _LONGEST and not seen.tokens[end].broken:
        token = seen.tokens[end]
        number = token.raw.isdigit() and len(token.raw) < _YEAR
        if _is_sign(seen, end):
            end += 1
            last = end + 1
        elif _is_large(seen.tokens, end) or number or (last == start + 1 and _is_particle(seen, end)):
            last = end + 1
        elif token.raw not in _LINKS or not _links(seen, start, end):
            break
        end += 1
    return last


_YEAR: Final = 4
"""Digits of a year, which belongs to no name."""


def _begins(seen: _Seen, index: int) -> bool:
    if _is_sign(seen, index + 1) and _is_tight(seen.tokens, index + 1):
        return True
    token = seen.tokens[index]
    large = index > 0 and (_is_large(seen.tokens, index) or _is_particle(seen, index))
    return large and token.word not in _STOP


def _is_particle(seen: _Seen, index: int) -> bool:
    """``customer van der Berg``."""
    behind = index + 1 + (_word(seen, index + 1) in _PARTICLES)
    particle = seen.tokens[index].raw in _PARTICLES and behind < len(seen.tokens)
    return particle and not seen.tokens[behind].broken and _is_large(seen.tokens, behind)


def _is_large(tokens: Tokens, index: int) -> bool:
    token = tokens[index]
    same = index > 0 and tokens[index - 1].start == token.start  # the second half of "What's"
    return token.raw[:1].isupper() and token.raw[:1].isalpha() and not same


def owns(tokens: Tokens, index: int) -> bool:
    """``Hooli's``, ``Winter Warmers' ad spend``."""
    if tokens[index].raw.endswith(("'s", "’s")):
        return True
    behind = tokens[index + 1].before if index + 1 < len(tokens) else ""
    return behind[:1] in ("'", "’") and tokens[index].word.endswith("s")


def _is_sign(seen: _Seen, index: int) -> bool:
    """``H&M``, ``Johnson & Johnson``: a sign within a name; "Hooli & Globex" are two."""
    tokens = seen.tokens
    if not 0 < index < len(tokens) - 1 or tokens[index].raw != "&":
        return False
    alike = tokens[index - 1].word == tokens[index + 1].word
    ends = tokens[index + 1].word in _COMPANY_ENDS and tokens[index + 1].raw[:1].isupper()
    return (alike or ends or _is_tight(tokens, index)) and index - 1 not in seen.kinds


def _is_tight(tokens: Tokens, index: int) -> bool:
    one, sign, two = tokens[index - 1 : index + 2]
    return one.end == sign.start and sign.end == two.start and one.word + "&" + two.word not in _SIGNS


def _links(seen: _Seen, start: int, index: int) -> bool:
    """Whether a small word within a name stands here: behind it the name goes on."""
    following = index + 1
    if following < len(seen.tokens) and seen.tokens[following].raw in _LINKS:
        following += 1
    if following >= len(seen.tokens) or not _is_large(seen.tokens, following) or seen.tokens[following].broken:
        return False
    if seen.kinds.get(following) in ("time", "metric", "dimension") and not _has_noun_behind(seen, following + 1):
        return False
    if seen.tokens[index].raw in _LINKS_ALWAYS:
        return seen.kinds.get(start) != "metric"
    return _is_beside_noun(seen, start, following)


def _is_beside_noun(seen: _Seen, start: int, following: int) -> bool:
    """``campaign Race for Life``, ``the Made in Italy campaign``: a noun says that all of it is one name."""
    if any(noun.end == start for noun in seen.nouns) and not seen.tokens[start].broken:
        return following not in seen.kinds and seen.tokens[following - 1].word != "and"
    end = following
    while end < len(seen.tokens) and _is_large(seen.tokens, end) and not seen.tokens[end].broken:
        end += 1
    return _word(seen, start - 1) in _ARTICLES and _has_noun_behind(seen, end)


def _has_noun_behind(seen: _Seen, index: int) -> bool:
    if index >= len(seen.tokens) or seen.tokens[index].broken:
        return False
    return any(noun.start == index and not is_plural(seen.tokens[noun.end - 1]) for noun in seen.nouns)


def _name_within(seen: _Seen, start: int, end: int, before: list[Span]) -> Span | None:
    """The run without times and nouns at its ends, if what remains is a name where a slice stands."""
    called = _has_noun_behind(seen, end)
    named = called or any(noun.end == start for noun in seen.nouns)
    metric = False
    while end > start and not called and seen.kinds.get(end - 1) in _AT_THE_ENDS:
        metric = metric or seen.kinds[end - 1] == "metric"
        end -= 1
    while start < end and (seen.kinds.get(start) in _AT_THE_ENDS or _is_acronym(seen, start)):
        start += 1
    words = [seen.tokens[index].word for index in range(start, end)]
    if end - start < 2 or (metric and not owns(seen.tokens, end - 1)) or not (called or _NO_NAME.isdisjoint(words)):
        return None
    large = [
        index for index in range(start, end) if _is_large(seen.tokens, index) or words[index - start] in _PARTICLES
    ]
    unknown = [index for index in range(start, end) if index not in seen.kinds and seen.tokens[index].raw not in _LINKS]
    if not unknown or (not named and any(seen.kinds.get(index) == "metric" for index in range(start, end))):
        return None
    is_sign = "and" in words and _is_sign(seen, start + words.index("and"))
    if len(large) < 2 and not is_sign:
        return None
    return (start, end) if named or _stands_as_slice(seen, start, end, before) else None


_AT_THE_ENDS: Final = frozenset({"time", "metric", "dimension"})


def _is_acronym(seen: _Seen, index: int) -> bool:
    """``EMEA Golden Ticket``: a value in capitals in front of a name is none of it."""
    return seen.kinds.get(index) == "value" and seen.tokens[index].raw.isupper()


def _stands_as_slice(seen: _Seen, start: int, end: int, before: list[Span]) -> bool:
    """``for …``, ``excluding …``, ``… vs another``, ``Hooli Foods's``; in a list behind another name."""
    if _word(seen, start - 1) in _ACTING:
        return True
    index = start - 1
    while _word(seen, index) in _ARTICLES:
        index -= 1
    if _word(seen, index) in _LEADS or _word(seen, end) in ("vs", "versus"):
        return True
    if owns(seen.tokens, end - 1) or _has_noun_behind(seen, end):
        return True
    return bool(before) and before[-1][1] == start and seen.tokens[start].before == ","


def _word(seen: _Seen, index: int) -> str:
    return seen.tokens[index].word if 0 <= index < len(seen.tokens) else ""
