"""Names as typed: customers, reps, products, campaigns and others that no dictionary holds."""

from dataclasses import replace
from typing import Final, NamedTuple

from salestalk.understanding.slots.lone_names import is_introduced, joins, stands_alone
from salestalk.understanding.slots.name_keys import key_for
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.small_names import SMALL_NOUNS, is_inner_value, small_name, small_name_behind
from salestalk.understanding.words.matching import Mark
from salestalk.understanding.words.spelling import is_known, known_words
from salestalk.understanding.words.text import Token, is_plural, stem_of
from salestalk.understanding.words.vocabulary_files import grammar


class Name(NamedTuple):
    """A proper name and the dimension it belongs to."""

    start: int
    end: int
    key: str
    value: str


_NAMED_BY_NOUN: Final = grammar("names.named_by_noun")
_LEADS_NAME: Final = grammar("names.leads_name")
_COMPANY_ENDS: Final = grammar("names.company_ends")
_STOP: Final = grammar("names.stop")


def find_names(sentence: Sentence, group_key: str | None = None) -> tuple[Name, ...]:
    """Names beside a noun ("campaign Spring Launch", "the Pumps product line") and names that stand alone."""
    small = not sentence.said.isdisjoint(SMALL_NOUNS)
    if not small and not sentence.written and _is_ordinary(sentence):
        return ()
    taken = _taken(sentence)
    if not (small or sentence.written) and not _has_candidate(sentence, taken) and not _large_noun(sentence):
        return ()
    names: list[Name] = []
    for mark in sentence.parts("dimension"):
        names.extend(_beside_noun(sentence, mark, taken))
    for start, end in sentence.written:
        if not any(name.start <= start < name.end for name in names):
            names.append(Name(start, end, key_for(sentence, start, end, group_key), _text(sentence, start, end)))
    names = [name for name in names if not any(_holds(other, name) for other in names)]
    covered = taken | {index for name in names for index in range(name.start, name.end)}
    known = {name.value for name in names}
    names.extend(name for name in _alone(sentence, covered, group_key) if name.value not in known)
    return tuple(names)


def _holds(longer: Name, name: Name) -> bool:
    return longer.start <= name.start and name.end <= longer.end and longer.end - longer.start > name.end - name.start


def without_cues_in_names(sentence: Sentence, names: tuple[Name, ...]) -> Sentence:
    """``product Top Secret``: words of a name rank, compare and forecast nothing."""
    inside = {index for name in names for index in range(name.start, name.end)}
    if not inside or not any(role.part == "cue" and role.mark.start in inside for role in sentence.roles):
        return sentence
    roles = tuple([role for role in sentence.roles if not (role.part == "cue" and role.mark.start in inside)])
    cues = frozenset().union(*[role.mark.entry.cues for role in roles])
    return replace(sentence, roles=roles, cues=cues)


def _is_ordinary(sentence: Sentence) -> bool:
    """Whether nothing behind the first word is written large, and every word is known: no name can be among them."""
    rest = sentence.text.clean[sentence.tokens[0].end :] if sentence.tokens else ""
    if not rest.islower() or not _UNIT_WORDS.isdisjoint(sentence.said):
        return False
    return known_words(sentence.lexicon).issuperset(map(stem_of, sentence.tokens))


def _large_noun(sentence: Sentence) -> bool:
    """Whether a noun that names a dimension is written large, as part of a name ("the Warehouse team")."""
    return any(sentence.tokens[mark.start].raw[:1].isupper() and mark.start for mark in sentence.parts("dimension"))


def _has_candidate(sentence: Sentence, taken: frozenset[int]) -> bool:
    """Whether a word is written large, or known to nobody: most questions hold no name."""
    for index, token in enumerate(sentence.tokens):
        if token.word in _UNIT_WORDS:
            return True
        if index not in taken and (
            (index and not token.raw[:2].islower()) or not is_known(token.stem, sentence.lexicon)
        ):
            return True
    return False


def _taken(sentence: Sentence) -> frozenset[int]:
    used = [index for mark, part in sentence.roles if part != "cue" for index in range(mark.start, mark.end)]
    if "x" in sentence.said:
        ends, starts = ({mark[place] for mark in sentence.parts("dimension")} for place in (1, 0))
        used += [
            index
            for index, word in enumerate(sentence.words)
            if word == "x" and {index} <= ends and index + 1 in starts
        ]
    return sentence.time_tokens.union(used)


def _shouting(sentence: Sentence) -> bool:
    letters = [token.raw for token in sentence.tokens if token.raw.isalpha() and len(token.raw) > 3]
    return len(letters) > 1 and all(raw.isupper() for raw in letters)


def _beside_noun(sentence: Sentence, mark: Mark, taken: frozenset[int]) -> list[Name]:
    key = mark.entry.dimension
    if (key not in _NAMED_BY_NOUN and key not in sentence.lexicon.dimensions) or key is None:
        return []
    if written := _written_beside(sentence, mark):
        return [Name(start, end, key, _text(sentence, start, end)) for start, end in written]
    after = _after_noun(sentence, mark, taken)
    if after:
        start, end = after[0], _over_value(sentence, after[1])
        return [Name(start, end, key, _text(sentence, start, end))]
    return [Name(start, end, key, _text(sentence, start, end)) for start, end in _before_noun(sentence, mark, taken)]


def _written_beside(sentence: Sentence, mark: Mark) -> list[tuple[int, int]]:
    """The names that stand right before the noun, several before a plural, or right behind it."""
    found: list[tuple[int, int]] = []
    plural = is_plural(sentence.tokens[mark.end - 1])
    for start, end in reversed(sentence.written):
        following = found[-1][0] if found else mark.start
        if not found and mark.end == start and not _is_parted(sentence, start):
            return [(start, end), *(_listed_behind(sentence, end) if plural else ())]
        joined = plural and bool(found) and following == end + 1 and sentence.word(end) in ("and", "or", "vs", "versus")
        if joined or (end == following and (found or not sentence.tokens[end].broken)):
            found.append((start, end))
    return found


def _listed_behind(sentence: Sentence, end: int) -> list[tuple[int, int]]:
    """The further names of a list ("products Finch Mini *and Finch Max*")."""
    found: list[tuple[int, int]] = []
    for start, last in sentence.written:
        joined = start == end + 1 and sentence.word(end) in ("and", "or", "vs", "versus")
        if joined or (start == end and sentence.tokens[start].before == ","):
            found.append((start, last))
            end = last
    return found


def _is_parted(sentence: Sentence, index: int) -> bool:
    """Whether punctuation other than a quotation mark parts a word from the one before."""
    token = sentence.tokens[index]
    return token.broken and not set(token.before) <= set("\"'“‘”’")


def _text(sentence: Sentence, start: int, end: int) -> str:
    raw = sentence.text.raw(start, end)
    return raw.removesuffix("'s").removesuffix("’s")


def _after_noun(sentence: Sentence, mark: Mark, taken: frozenset[int]) -> tuple[int, int] | None:
    """``customer Northwind``, ``campaign 'Back to School'``, ``product A-100``."""
    start = mark.end
    if start >= len(sentence.tokens) or start in taken:
        return None
    if quoted := _quoted(sentence, start):
        return start, quoted
    if sentence.tokens[start].broken or _shouting(sentence):
        return None
    end = start
    while end < len(sentence.tokens) and end not in taken and _is_name_word(sentence, end, end > start):
        end += 1
    return (start, end) if end > start else small_name_behind(sentence, mark, taken)


def _quoted(sentence: Sentence, start: int) -> int | None:
    """The end of a quotation that begins here."""
    before = sentence.tokens[start].before
    if not before or before[-1] not in "\"'“‘":
        return None
    for end in range(start + 1, min(start + 9, len(sentence.tokens) + 1)):
        following = sentence.tokens[end].before if end < len(sentence.tokens) else sentence.text.clean[-2:]
        if any(mark in following for mark in "\"'”’"):
            return end
    return None


def _is_name_word(sentence: Sentence, index: int, inside: bool) -> bool:
    token = sentence.tokens[index]
    if token.broken and inside:
        return False
    if inside and joins(sentence, index):
        return True
    if inside and token.raw[0].isdigit() and len(token.raw) <= 5:
        return True
    if len(token.raw) == 1 and token.raw.isupper() and token.raw != "I":
        return True
    return token.raw[:1].isupper() and token.word not in _STOP and not _is_cue(sentence, index)


def _is_cue(sentence: Sentence, index: int) -> bool:
    return index == 0 or any(
        role.part == "cue" and role.mark.start <= index < role.mark.end and sentence.tokens[index].raw.islower()
        for role in sentence.roles
    )


def _before_noun(sentence: Sentence, mark: Mark, taken: frozenset[int]) -> list[tuple[int, int]]:
    """``the Industrial Pumps product line``, ``the footwear category``, ``Pumps and Valves product lines``."""
    if sentence.tokens[mark.start].broken or _shouting(sentence):
        return []
    key = mark.entry.dimension or ""
    end = mark.start
    start = end
    if start > 1 and _is_noun_as_name(sentence, start - 1, mark):
        start -= 1
    while (
        start > 0
        and (start - 1 not in taken or is_inner_value(sentence, start, end))
        and _is_before_word(sentence, start - 1, end - start, key)
    ):
        start -= 1
        if sentence.tokens[start].broken:
            break
    if start == end:
        start = small_name(sentence, end) if key in _COMMON_NOUNS and key != "team" else end
    if start == end:
        return []
    found = [(start, end)]
    plural = sentence.tokens[mark.end - 1].word != sentence.tokens[mark.end - 1].stem
    if plural and sentence.word(start - 1) in ("and", "vs", "or", "versus") and start >= 2 and start - 2 not in taken:
        other = start - 2
        if _is_before_word(sentence, other, 0, key):
            found.insert(0, (other, other + 1))
    return found


def _is_noun_as_name(sentence: Sentence, index: int, mark: Mark) -> bool:
    """``the Warehouse team``: a noun of its own, written large, names the one behind it."""
    raw = sentence.tokens[index].raw
    if sentence.word(index) in _UNIT_WORDS and mark.entry.dimension in _UNITS:
        return sentence.word(index - 1) not in _GROUPING
    nouns = [other for other in sentence.parts("dimension") if other.end == index + 1 and other.end - other.start == 1]
    return bool(nouns) and raw[:1].isupper() and not raw.isupper() and not sentence.tokens[mark.start].broken


def _is_before_word(sentence: Sentence, index: int, length: int, key: str) -> bool:
    token: Token = sentence.tokens[index]
    small = token.word in _STOP or token.word in _LEADS_NAME
    if length >= 4 or (small and (token.raw.islower() or length == 0)):
        return False
    if token.raw[:1].isupper() and index > 0:
        return not any(
            role.part == "cue" and role.mark.start <= index < role.mark.end and role.mark.entry.cues & _STRONG_CUES
            for role in sentence.roles
        )
    if token.word.isdecimal():
        return length == 0 and index > 1 and sentence.tokens[index - 1].raw[:1].isupper()
    if key in _UNITS and token.word in _UNIT_WORDS and token.word not in _GROUPING:
        return sentence.word(index - 1) not in _GROUPING
    return length == 0 and key in _COMMON_NOUNS and not is_known(token.stem, sentence.lexicon)


_KEYS_OF_NAMES: Final = frozenset({"rep", "customer", "product", "campaign", "team", "product_line"})
"""Dimensions whose values are proper names: the one that is named beside a name is its own."""
_COMMON_NOUNS: Final = frozenset({"category", "product_line", "product", "team"})
"""Dimensions whose values are ordinary nouns, written small ("the footwear category")."""
_UNITS: Final = frozenset({"team", "department"})
_GROUPING: Final = grammar("groups.by")
_UNIT_WORDS: Final = grammar("names.unit_words")
"""Ordinary words by which teams and departments are called ("the consulting team")."""
_STRONG_CUES: Final = grammar("names.strong_cues")


def _alone(sentence: Sentence, taken: frozenset[int], group_key: str | None) -> list[Name]:
    """Capitalised words that nobody knows, after a preposition or in a comparison."""
    if _shouting(sentence):
        return []
    names: list[Name] = []
    index = 0
    while index < len(sentence.tokens):
        end = index
        while (
            end < len(sentence.tokens)
            and end not in taken
            and stands_alone(sentence, end, end > index, bool(group_key))
        ):
            end += 1
        if end > index and is_introduced(sentence, index, end, group_key):
            end = _over_value(sentence, end)
            names.append(Name(index, end, key_for(sentence, index, end, group_key), _text(sentence, index, end)))
        index = max(end, index + 1)
    return names


def _over_value(sentence: Sentence, end: int) -> int:
    """``Widget Pro``: a known value written right behind a name is part of it."""
    for mark in sentence.parts("value"):
        if mark.start == end and sentence.tokens[end].raw[:1].isupper() and not sentence.tokens[end].broken:
            return mark.end
    return end
