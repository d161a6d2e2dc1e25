"""What attacks have in common: where the figures and periods of a text are, and how to put something else there."""

import re
from random import Random
from typing import Final

FIGURE: Final = re.compile(r"[+−]?[$€]?\d+(?:,\d{3})*(?:\.\d+)?[KMB]?(?: ?%| points)?")
_MONTH: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTHS: Final = _MONTH.split("|")
PERIOD: Final = re.compile(rf"(?:fiscal )?Q\d \d{{4}}|(?:{_MONTH}) \d{{4}}|(?:fiscal )?\b20\d\d\b")
VERB: Final = re.compile(r"\b(was|were|grew|rose|fell|is|are|declined|increased|came|stood)\b")


def figures_of(text: str) -> list[re.Match[str]]:
    """The figures of a text, without the numbers of its periods."""
    taken = [match.span() for match in PERIOD.finditer(text)]
    return [one for one in FIGURE.finditer(text) if not any(a <= one.start() < b for a, b in taken)]


def put(text: str, match: re.Match[str], new: str) -> str | None:
    return text[: match.start()] + new + text[match.end() :] if new != match.group() else None


def pick(random: Random, found: list[re.Match[str]]) -> re.Match[str] | None:
    return random.choice(found) if found else None


def appended(random: Random, text: str, words: str) -> str:
    """Words at the end of one of the sentences."""
    ends = [one.start() for one in re.finditer(r"\.(?= |$)", text)]
    at = random.choice(ends or [len(text)])
    return text[:at] + random.choice([" ", ", "]) + words + text[at:]


def swapped(random: Random, text: str, found: list[re.Match[str]], *, fold: bool = False) -> str | None:
    def key(one: re.Match[str]) -> str:
        return one.group().lower() if fold else one.group()

    pairs = [(a, b) for place, a in enumerate(found) for b in found[place + 1 :] if key(a) != key(b)]
    pairs = [(a, b) for a, b in pairs if not _are_interchangeable(text, a, b)]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def _are_interchangeable(text: str, a: re.Match[str], b: re.Match[str]) -> bool:
    """Whether swapping changes nothing: two names before the same figure, two figures behind the same name."""
    if a.group()[-1].isalpha() and not a.group()[-1].isupper():
        return _figure_behind(text, a) == _figure_behind(text, b)
    words = text[: a.start()].rstrip(" (")[-12:], text[: b.start()].rstrip(" (")[-12:]
    between = text[a.end() : b.start()]
    return words[0] == words[1] or between in (", ", " and ", " (")


def _figure_behind(text: str, one: re.Match[str]) -> str | None:
    following = next((figure for figure in figures_of(text) if figure.start() >= one.end()), None)
    if following is None:
        return None
    rest = re.match(r"[^,;]*?(?=,| and |\.$|\. |;|$)", text[one.end() :])
    return rest.group() if rest else None
