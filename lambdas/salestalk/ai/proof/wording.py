"""The ways in which a part of a fact may be written: its figures, periods, subject, and the verbs of its direction."""

import re
from typing import Final

from salestalk.ai.proof.labels import before
from salestalk.ai.proof.language import Ways
from salestalk.ai.proof.tokens import Tokens

UP: Final = {
    "rose": ("rose", "grew", "increased", "climbed", "went up"),
    "was_up": ("was up", "were up", "is up", "are up"),
    "a_rise": ("an increase of", "a rise of", "growth of"),
    "rising": ("rising", "growing", "increasing", "climbing"),
    "up": ("up",),
    "added": ("added", "contributed"),
    "adding": ("adding", "contributing"),
    "peaked": ("peaked",),
    "peaking": ("peaking",),
    "peak": ("peak", "high"),
}
DOWN: Final = {
    "rose": ("fell", "declined", "decreased", "dropped", "went down"),
    "was_up": ("was down", "were down", "is down", "are down"),
    "a_rise": ("a decrease of", "a decline of", "a drop of", "a fall of"),
    "rising": ("falling", "declining", "decreasing", "dropping"),
    "up": ("down",),
    "added": ("took away", "subtracted"),
    "adding": ("taking away", "subtracting"),
    "peaked": ("bottomed out",),
    "peaking": ("bottoming out",),
    "peak": ("low",),
}
_UPWARD: Final = frozenset({"grew", "rose", "up", "highest", "+"})
_DOWNWARD: Final = frozenset({"fell", "down", "lowest", "−"})
VALUED: Final = ("was", "were", "came in at", "stood at", "came to", "amounted to", "came out at", "reached")
TOTALS: Final = ("the total was", "the total is")
SUMS: Final = ("for a total of", "totaling", "adding up to", "altogether , that makes")
IT: Final[Ways] = (("it",), ("they",))
_STEPS: Final = (("T", 12), ("B", 9), ("M", 6), ("K", 3))


def ways(*phrases: str) -> Ways:
    """Phrases as tokens."""
    return tuple(tuple(phrase.split(" ")) for phrase in phrases)


def directed(word: str) -> dict[str, Ways]:
    """The verbs and nouns of a direction, which is told by any of its words or by a sign; none for any other word."""
    words = UP if word in _UPWARD else DOWN if word in _DOWNWARD else {}
    return {role: ways(*phrases) for role, phrases in words.items()}


def figure(token: str) -> Ways:
    """A figure as it is printed, without zeros that say nothing, or with a letter for its zeros."""
    found = {token, token.replace(".0 ", " ", 1)}
    match = _WHOLE.fullmatch(token)
    if match and "," in match["digits"]:
        digits = match["digits"].replace(",", "")
        for letter, power in _STEPS:
            number = _moved(digits, power)
            if number:
                found.add(f"{match['before']}{number}{letter}{match['after']}")
    return tuple((one,) for one in found)


_WHOLE: Final = re.compile(r"(?P<before>#[^\d.]*)(?P<digits>[\d,]+)(?P<after>(?: [^\d.]*)?)")


def _moved(digits: str, power: int) -> str | None:
    """The digits with the point moved to the left, when that leaves at most three of them that matter."""
    if len(digits) <= power:
        return None
    whole, decimals = digits[:-power], digits[-power:].rstrip("0")
    return (f"{whole}.{decimals}" if decimals else whole) if len(whole) + len(decimals) <= 3 else None


def subject(tokens: Tokens) -> Ways:
    """A metric with what limits it: "revenue for EMEA", "revenue in EMEA", "EMEA revenue", "your revenue"."""
    found: dict[Tokens, None] = {tokens: None}
    found |= {(word, *tokens): None for word in ("your", "our", "the")}
    if len(tokens) == 3 and tokens[1] == "for":
        metric, _, value = tokens
        found |= {(metric, "in", value): None, (value, metric): None, (value, "'s", metric): None}
        found |= {(metric, "from", value): None}
    return tuple(found)


def counted(tokens: Tokens) -> Ways:
    """A metric that counts something, called so."""
    return (("the", "number", "of", *tokens),)


def averaged(tokens: Tokens, value: Tokens, per: Tokens) -> Ways:
    """A metric's average: "revenue averaged $792K per month", "on average, revenue was $792K per month"."""
    said = (((*one, "averaged"), ("on", "average", ",", *one, "was")) for one in subject(tokens))
    return tuple((*begin, *value, *per) for both in said for begin in both)


def limit(tokens: Tokens) -> tuple[Ways, Ways] | None:
    """What limits a metric, apart from it: "without EMEA" and "revenue"; None unless exactly one thing does."""
    if len(tokens) != 3 or tokens[1] not in ("for", "without"):
        return None
    words = ("for", "in") if tokens[1] == "for" else ("without", "excluding")
    return tuple((word, tokens[2]) for word in words), ((tokens[0],), ("the", tokens[0]), ("your", tokens[0]))


def period(tokens: Tokens) -> Ways:
    """A time with its preposition: "in Q3 2025", "for Q3 2025"; "from … to …", "between … and …"."""
    if len(tokens) == 2 and tokens[0] in ("in", "on"):
        words = ("in", "for", "during") if tokens[0] == "in" else ("on", "for")
        return tuple((word, tokens[1]) for word in words)
    if len(tokens) == 4 and tokens[0] == "from":
        _, first, _, last = tokens
        return (tokens, ("between", first, "and", last), ("from", first, "through", last))
    return (tokens,)


def bare(tokens: Tokens) -> Ways:
    """The period alone, where there is one."""
    return ((tokens[1],),) if len(tokens) == 2 else ()


def earlier(now: Tokens, then: Tokens) -> Ways:
    """A period by its place before another: "the previous quarter", "a year earlier"; nothing when that is not so."""
    relation = before(now[-1], then[-1]) if len(now) == len(then) == 2 else None
    if relation is None:
        return ()
    unit, which = relation
    if which == "previous":
        phrases = (f"the previous {unit}", f"the {unit} before", f"the prior {unit}", f"a {unit} earlier")
    else:
        phrases = ("a year earlier", "the year before", f"the same {unit} a year earlier",
                   f"the same {unit} of the previous year")  # fmt: skip
    return ways(*phrases)


def is_next(now: Tokens, then: Tokens) -> bool:
    """Whether a period follows directly on another."""
    relation = before(now[-1], then[-1]) if len(now) == len(then) == 2 else None
    return relation is not None and relation[1] == "previous"


def basis(now: Tokens, then: Tokens) -> Ways:
    """What a change is measured over: "year over year"."""
    relation = before(now[-1], then[-1]) if len(now) == len(then) == 2 else None
    if relation is None:
        return ()
    unit = relation[0] if relation[1] == "previous" else "year"
    return ways(f"{unit} over {unit}", f"{unit}-over-{unit}")


def group(tokens: Tokens) -> Ways:
    """A group's name, or a period that is ranked."""
    return (tokens, ("the", "other"), ("all", "others")) if tokens == ("all", "other") else (tokens,)
