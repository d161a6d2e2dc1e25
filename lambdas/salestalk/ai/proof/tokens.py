"""A text as tokens: words and marks as they are, and what stands for data as atoms that begin with a sign of their own.

``#$2.5M`` is a figure, ``@q3 2025`` a period, ``~Gross margin`` a name. Whatever is none of all that begins with
`FOREIGN` and matches nothing but itself. A text means what its tokens mean: nothing is thrown away but single spaces.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from salestalk.ai.proof.labels import PERIOD, canonical

Tokens = tuple[str, ...]
FIGURE, NAME = "#", "~"
FOREIGN: Final = "?"
END: Final = "."
_MONEY_WORDS: Final = {"dollars": "$", "US dollars": "$", "euros": "€", "pounds": "£"}
_SCALES: Final = {"thousand": "K", "million": "M", "billion": "B", "trillion": "T"}
_NUMBER: Final = re.compile(
    r"""(?P<sign>[+−-]?)(?P<money>[A-Z]{0,3}[$€£¥₹₩₪]|CN¥|[A-Z]{3}\ )?
    (?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<decimals>\.\d+)?
    (?P<scale>[KMBT](?![A-Za-z])|\ (?:thousand|million|billion|trillion)(?!\w))?
    (?P<unit>\ ?%|\ per\ ?cent(?!\w)|\ percentage\ points?(?!\w)|\ points?(?!\w))?
    (?P<coin>\ (?:US\ dollars|dollars|euros|pounds)(?!\w))?""",
    re.VERBOSE | re.ASCII,
)
_WORD: Final = re.compile(r"[A-Za-z]+(?:[-'][A-Za-z]+)*")
_QUOTED: Final = re.compile(r"“[^”]*”")
_MARKS: Final = frozenset(".,;:()=")
_SPACES: Final = {0xA0: " ", 0x202F: " ", ord("’"): "'", ord("—"): ","}
_POSSESSIVE: Final = "'s"


class Lexer:
    """Makes tokens, given the names and the units that may occur.

    ``names`` maps each way of writing a name to the name; ``suffixes`` are the units printed behind numbers, other than
    percent, with their space; ``has_fractions`` tells that points are percentage points.
    """

    def __init__(self, names: Mapping[str, str], suffixes: Iterable[str], *, has_fractions: bool) -> None:
        self._names: dict[str, list[tuple[str, str]]] = {}
        for written in sorted(names, key=len, reverse=True):
            plain = written.translate(_SPACES)
            self._names.setdefault(plain[0], []).append((plain, NAME + names[written]))
        self._suffixes = sorted((one.translate(_SPACES) for one in suffixes if one != " points"), key=len, reverse=True)
        self._points = {" percentage points", " percentage point"} if has_fractions else set()

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text; linear in its length."""
        text = text.translate(_SPACES)
        found: list[str] = []
        at, glued = 0, False
        while at < len(text):
            if text[at] == " ":
                at, glued = at + 1, False
                continue
            end, token = self._next(text, at)
            found.append(FOREIGN + text[at:end] if _runs_on(token, found, glued=glued) else token)
            at, glued = end, token != "("  # noqa: S105 - a mark
        return tuple(found)

    def _next(self, text: str, at: int) -> tuple[int, str]:
        for written, token in self._names.get(text[at], ()):
            end = at + len(written)
            if text.startswith(written, at) and not (text[end : end + 1].isalnum() or text[end : end + 1] == "_"):
                return end, token
        if match := _QUOTED.match(text, at):
            return match.end(), NAME + match.group()
        if match := PERIOD.match(text, at):
            return match.end(), canonical(match)
        if match := _NUMBER.match(text, at):
            return self._figure(text, match)
        if text.startswith(_POSSESSIVE, at):
            return at + 2, _POSSESSIVE
        if match := _WORD.match(text, at):
            return match.end(), _word(match.group())
        return at + 1, text[at] if text[at] in _MARKS or text[at] == "–" else FOREIGN + text[at]

    def _figure(self, text: str, match: re.Match[str]) -> tuple[int, str]:
        sign, money, unit = match["sign"].replace("-", "−"), match["money"] or "", match["unit"] or ""
        scale = (match["scale"] or "").strip()
        unit = self._point(unit) if "point" in unit else " %" if unit else ""
        coin = (match["coin"] or "").strip()
        end = match.end()
        if coin:
            money = money + _MONEY_WORDS[coin]
        elif not unit:
            unit = next((one for one in self._suffixes if text.startswith(one, end)), "")
            end += len(unit)
        letter = _SCALES.get(scale, scale)
        return end, f"{FIGURE}{sign}{money}{match['digits']}{match['decimals'] or ''}{letter}{unit}"

    def _point(self, unit: str) -> str:
        return " points" if unit in self._points or unit == " point" else unit


def _word(word: str) -> str:
    """A word as it stands within a sentence; capitals that no sentence gives it are kept."""
    return word.lower() if word[1:] == word[1:].lower() else word


def _runs_on(token: str, found: list[str], *, glued: bool) -> bool:
    """Whether two tokens touch that would read as one: ``$2.5M2``, ``1,23``, ``rose.fell``."""
    if not glued or not found:
        return False
    return token not in (".", ",", ";", ":", ")", _POSSESSIVE, "–") and found[-1] != "–"
