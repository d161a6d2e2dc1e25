"""Text that people write for people: shown as it is, never as markup, and unable to disturb what is around it."""

import unicodedata
from typing import Final

from pydantic import AfterValidator

from salestalk.contracts.base import fault

_TURNS_ROUND: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the order of what follows, beyond the text itself: https://www.unicode.org/reports/tr9/."""
_CONTROLS: Final = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_DRAWN_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol by their category, and nothing to the eye."""


def one_line(most: int) -> AfterValidator:
    """Holds a text to 1 to ``most`` characters on one line, the blanks around it left out."""
    return AfterValidator(lambda value: _checked(value, most, allowed=""))


def lines(most: int) -> AfterValidator:
    """The same for one or several lines, which end with a line feed then; tabs are allowed too."""
    return AfterValidator(lambda value: _checked(value.replace("\r\n", "\n"), most, allowed="\n\t"))


def _checked(value: str, most: int, *, allowed: str) -> str:
    said = value.strip()
    if any(_is_control(character) for character in said if character not in allowed):
        raise fault("control_character", "must not hold control characters")
    if all(character in _DRAWN_BLANK or unicodedata.category(character) in _UNSEEN for character in said):
        raise fault("blank", "must say something")
    if len(said) > most:
        raise fault("too_long", f"has {len(said):,} characters; at most {most:,} are kept")
    return said


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in _CONTROLS or character in _TURNS_ROUND
