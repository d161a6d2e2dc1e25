"""Periods as people write them, brought to one form: ``@q3 2025``, ``@fiscal q3 2025``, ``@september 2025``, ``@2025``.

A label without its year (``@q3``) is kept as it is; whether it can only mean one period is decided by who knows them.
"""

import re
from typing import Final

from salestalk.calendar import MONTH_NAMES

MARK: Final = "@"
"""Begins every period's token."""
_SHORT: Final = {"sept": "september"} | {name[:3].lower(): name.lower() for name in MONTH_NAMES}
_ORDINALS: Final = {"first": "q1", "second": "q2", "third": "q3", "fourth": "q4"}
_MONTH: Final = "|".join((*MONTH_NAMES, "Sept", *(name[:3] for name in MONTH_NAMES if name != "May")))
_YEAR: Final = r"(?:19|20|21)\d\d(?![\w%]|[.,]\d|[ ]?%)"
PERIOD: Final = re.compile(
    rf"""(?P<q1>[Ff]iscal\ )?Q(?P<quarter>[1-4])(?:\ (?:of\ )?(?P<q2>fiscal\ )?(?P<quarter_year>{_YEAR}))?(?!\w)
    |[Tt]he\ (?P<ordinal>first|second|third|fourth)\ quarter\ of\ (?P<o1>fiscal\ )?(?P<ordinal_year>{_YEAR})
    |(?P<day>[1-9]\d?)\ (?P<day_month>{_MONTH})\ (?P<day_year>{_YEAR})
    |(?P<month_first>{_MONTH})\ (?P<day_after>[1-9]\d?),\ (?P<year_after>{_YEAR})
    |(?P<month>{_MONTH})(?:\ (?:of\ )?(?P<month_year>{_YEAR}))?(?!\w)
    |[Ww]eek\ (?P<week>\d\d?)\ of\ (?P<week_year>{_YEAR})
    |(?P<y1>[Ff]iscal\ (?:year\ )?)?(?P<year>{_YEAR})""",
    re.VERBOSE | re.ASCII,
)


def canonical(match: re.Match[str]) -> str:
    """The token of a match of `PERIOD`."""
    has = match.groupdict()
    if has["quarter"]:
        return _token(has["q1"] or has["q2"], f"q{has['quarter']}", has["quarter_year"])
    if has["ordinal"]:
        return _token(has["o1"], _ORDINALS[has["ordinal"]], has["ordinal_year"])
    if has["day"]:
        return _token(None, has["day"], _month(has["day_month"]), has["day_year"])
    if has["month_first"]:
        return _token(None, has["day_after"], _month(has["month_first"]), has["year_after"])
    if has["month"]:
        return _token(None, _month(has["month"]), has["month_year"])
    if has["week"]:
        return _token(None, f"week {int(has['week'])} of", has["week_year"])
    return _token(has["y1"], has["year"])


def _token(fiscal: str | None, *words: str | None) -> str:
    return MARK + " ".join(filter(None, ("fiscal" if fiscal else None, *words)))


def _month(word: str) -> str:
    return _SHORT.get(word.lower(), word.lower())


def before(now: str, then: str) -> tuple[str, str] | None:
    """How two tokens' periods lie to each other: the unit's name and how ``then`` is called beside ``now``.

    ``("quarter", "previous")`` or ``("quarter", "year")``; None when they are neither neighbors nor a year apart.
    """
    one, other = _place(now), _place(then)
    if one is None or other is None or one[0] != other[0]:
        return None
    unit, per_year = one[0].removeprefix("fiscal "), one[2]
    distance = one[1] - other[1]
    if distance == 1:
        return unit, "previous"
    return (unit, "year") if distance == per_year else None


def _place(token: str) -> tuple[str, int, int] | None:
    """Granularity, number on its scale, and how many make a year."""
    words = token.removeprefix(MARK).split(" ")
    fiscal = "fiscal " if words[0] == "fiscal" else ""
    words = words[1:] if fiscal else words
    if not words[-1].isdecimal():
        return None
    year = int(words[-1])
    if len(words) == 1:
        return f"{fiscal}year", year, 1
    if len(words) == 2 and words[0] in _ORDINALS.values():
        return f"{fiscal}quarter", year * 4 + int(words[0][1]), 4
    months = [name.lower() for name in MONTH_NAMES]
    return (f"{fiscal}month", year * 12 + months.index(words[0]), 12) if len(words) == 2 else None
