"""What the built-in text says, sentence by sentence: each fact with the ways in which its parts may be written."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from salestalk.ai.proof import wording
from salestalk.ai.proof.labels import MARK
from salestalk.ai.proof.language import Roles, Ways
from salestalk.ai.proof.shapes import Parts, items_of, shape_of
from salestalk.ai.proof.tokens import NAME, Tokens
from salestalk.values import frozen

KEEPING: Final = frozenset(
    {"contributions", "most", "changes", "one_by_one", "extreme", "total", "whole", "effects", "within", "between"}
)
"""Kinds that speak of what was spoken of before, and leave it so."""
NAMING: Final = frozenset({"gap", "others", "parts"})
"""Kinds that speak of what was spoken of before and name other things, so that no pronoun may follow."""
ANSWERING: Final = frozenset({"contributions", "changes", "span", "change", "level", "aimed", "aimed_exactly"})
"""Lists, and items of lists, that tell what was asked for: why, by which groups, within which interval."""
SHORT: Final = frozenset({"elided", "bare", "short_rate", "shortly"})
"""Roles in which an item leaves its verb, and so its direction, to the one before it."""
ORDERED: Final = frozenset({"ranking"})
_THE_CHANGES: Final[Ways] = (("the", "changes"),)
"""What contributions are, unless they are those to a ratio: there a part moves the whole by its weight too."""
_SHORTLY: Final[Ways] = (("for",),)
_ELIDED: Final[Ways] = (("by",),)
_PERIOD_ROLES: Final = ("when", "then")
_ROUNDING: Final = Decimal("0.05")
"""Of a share printed with one decimal."""
_NOTHING: Final[Ways] = ((),)
_OF_SOMETHING: Final = (" %", " points")
"""Figures of which "of" or "from" would make another statement: "33 % of the margin"."""
_VERDICTS: Final = {
    ("met", "above"): ("beat", "exceeded", "met"), ("met", "below"): ("met",),
    ("missed", "above"): ("missed",), ("missed", "below"): ("missed", "fell short of"),
}  # fmt: skip
_REACHING: Final = {
    "beat": "beating", "exceeded": "exceeding", "met": "meeting", "missed": "missing",
    "fell short of": "falling short of",
}  # fmt: skip


Items = tuple[tuple[str, Roles], ...]
"""The items of a list: the shape of each, and its roles."""


@frozen
class Fact:
    """One sentence of the built-in text.

    ``kind`` is empty for a sentence of no known shape, which has to be kept word for word. ``subject`` is what it
    speaks of, with the metric and what limits it; ``is_named`` tells that the sentence itself says so.
    """

    place: int
    sentence: Tokens
    kind: str = ""
    subject: Tokens | None = None
    is_named: bool = False
    roles: Roles | None = None
    with_pronoun: Roles | None = None
    items: Items = ()

    @property
    def is_required(self) -> bool:
        """Whether a text without it says too little: every caveat, and all that is no detail of something else."""
        asked_for = self.kind in ANSWERING or any(item in ANSWERING for item, _ in self.items)
        return self.place == 0 or not self.kind or self.is_named or asked_for

    @property
    def keeps_order(self) -> bool:
        """Whether the order of its items says something: places, and the largest of many."""
        return self.kind in ORDERED or bool(self.roles and self.roles.get("bounds", _NOTHING) != _NOTHING)


def read_facts(sentences: tuple[Tokens, ...]) -> tuple[Fact, ...]:
    """The facts of the built-in text's sentences, in their order; ``sentences`` are without their full stops."""
    facts: list[Fact] = []
    current: Tokens | None = None
    is_rising = False
    for place, sentence in enumerate(sentences):
        fact = _fact(place, sentence, current)
        if fact.kind == "total" and facts and _is_whole(facts[-1]):
            roles = {**(fact.roles or {}), "sum": wording.ways(*wording.SUMS)}
            fact = replace(fact, roles=roles, with_pronoun=roles)
        if fact.items:
            fact = replace(
                fact, items=_elliptic(fact.items) if fact.kind != "contributions" or is_rising else fact.items
            )
        if fact.is_named and fact.kind:
            current, is_rising = fact.subject, wording.UP["up"] in (fact.roles or {}).get("up", ())
        facts.append(fact)
    return tuple(facts)


def _is_whole(fact: Fact) -> bool:
    """Whether the items of a breakdown make up the whole, so that its total is their sum."""
    printed = [roles["share"][0][0] for _, roles in fact.items if "share" in roles]
    shares = [_number(one) for one in printed if one.endswith(" %")]
    is_split = len(shares) == len(fact.items) > 1
    return is_split and abs(sum(shares, Decimal(-100))) <= len(shares) * _ROUNDING


def _number(percentage: str) -> Decimal:
    return Decimal(percentage.strip("# %").replace("−", "-").replace(",", ""))


def _elliptic(items: Items) -> Items:
    """Where all items moved the same way, only the first has to say so; an addition then needs no sign."""
    ways = {roles.get("up") for _, roles in items}
    if len(ways) != 1 or None in ways:
        return items
    is_up = ways == {(wording.UP["up"],)}
    return tuple((item, {**roles, **_short(roles, is_up=is_up)}) for item, roles in items)


def _short(roles: Roles, *, is_up: bool) -> dict[str, Ways]:
    found: dict[str, Ways] = {"elided": _ELIDED}
    if "rate" in roles:
        found["short_rate"] = roles["rate"]
    if is_up and "size" in roles:
        found["bare"] = roles["size"]
    return found


def _fact(place: int, sentence: Tokens, current: Tokens | None) -> Fact:
    found = shape_of(sentence)
    if found is None:
        return _unknown(place, sentence, current)
    kind, parts = found
    listed = items_of(kind, parts["items"]) if "items" in parts else ()
    if listed is None:
        return _unknown(place, sentence, current)
    roles = {"when": _NOTHING, **_roles(parts)}
    if not any(one["value"][0].endswith(_OF_SOMETHING) for item, one in listed if item == "signed"):
        roles["the_changes"] = _THE_CHANGES
    own = parts.get("S")
    return Fact(
        place=place,
        sentence=sentence,
        kind="whole" if kind == "total" and own else kind,
        subject=own or current,
        is_named=own is not None and kind not in KEEPING,
        roles=roles,
        with_pronoun={**roles, "S": (*roles["S"], *wording.IT)} if own else roles,
        items=tuple((item, {**_shared(roles), **_item_roles(one)}) for item, one in listed),
    )


def _unknown(place: int, sentence: Tokens, current: Tokens | None) -> Fact:
    """A sentence that names what it speaks of at its beginning may stand anywhere; any other where it stood."""
    return Fact(place, sentence, subject=current, is_named=sentence[0][0] in (NAME, MARK))


_WAYS: Final[Mapping[str, Callable[[Tokens], Ways]]] = {
    "S": wording.subject, "when": wording.period, "then": wording.period, "G": wording.group,
    "value": lambda one: wording.figure(one[0]), "change": lambda one: wording.figure(one[0]),
    "now": lambda one: wording.figure(one[0]), "before": lambda one: wording.figure(one[0]),
    "gap": lambda one: wording.figure(one[0]), "target": lambda one: wording.figure(one[0]),
}  # fmt: skip


def _roles(parts: Parts) -> dict[str, Ways]:
    """The parts with the ways to write them, and the words that follow from them."""
    roles = {role: _WAYS.get(role, _as_it_is)(tokens) for role, tokens in parts.items() if role != "items"}
    roles["valued"] = wording.ways(*wording.VALUED)
    if "S" in parts and any(_is_count(parts.get(role, ("",))) for role in ("value", "now")):
        roles["S"] += wording.counted(parts["S"])
    for role in ("verb", "extreme"):
        if role in parts:
            roles |= wording.directed(parts[role][0])
    for role in _PERIOD_ROLES:
        if role in parts:
            roles[f"{role}_bare"] = wording.bare(parts[role])
    if "then" in parts and "when" in parts and "before" in parts:
        called = wording.earlier(parts["when"], parts["then"])
        roles["then"] += (*called, *(("in", *one) for one in called if one[0] == "the"))
        roles["then_bare"] += called
        roles["basis"] = wording.basis(parts["when"], parts["then"])
        if wording.is_next(parts["when"], parts["then"]):  # else a rise "in Q4" would be read as one since Q3
            roles["tacit"] = _NOTHING
    if parts.get("G", ("",))[0].startswith(NAME):
        roles["group"] = roles["G"]
    return roles | _of_value(parts) | _of_target(parts) | _of_total(parts)


def _as_it_is(tokens: Tokens) -> Ways:
    return (tokens,)


def _of_value(parts: Parts) -> dict[str, Ways]:
    """Counts may stand before their noun, averages have a verb of their own."""
    how, value = parts.get("how"), parts.get("value")
    if value is None or how is None or "S" not in parts or parts.get("zero"):
        return {}
    if how[:2] == ("on", "average"):
        return {"averaged": wording.averaged(parts["S"], value, how[2:])}
    found: dict[str, Ways] = {"count": (value,)} if not how and _is_count(value) and parts["S"][0][0] == NAME else {}
    if not how and value[0][1] in "$€£":
        found["money"] = wording.figure(value[0])
    apart = wording.limit(parts["S"])
    return found if apart is None else found | {"limit": apart[0], "metric": apart[1]}


def _is_count(figure: Tokens) -> bool:
    return figure[0].removeprefix("#").replace(",", "").isdecimal()


def _of_target(parts: Parts) -> dict[str, Ways]:
    if "verdict" not in parts:
        return {}
    verbs = _VERDICTS[parts["verdict"][0], parts["side"][0]]
    return {"reached": wording.ways(*verbs), "reaching": wording.ways(*(_REACHING[verb] for verb in verbs))}


def _of_total(parts: Parts) -> dict[str, Ways]:
    return {"the_total": wording.ways(*wording.TOTALS)} if parts.get("all") == ("in", "total") else {}


def _shared(roles: Roles) -> dict[str, Ways]:
    """What items may say of their list."""
    return {role: roles[role] for role in ("S", "when") if role in roles and roles[role] != _NOTHING}


def _item_roles(parts: Parts) -> dict[str, Ways]:
    roles = _roles(parts)
    value = parts.get("value", ("",))[0]
    if value and not value.endswith(_OF_SOMETHING):
        roles["plain"] = roles["value"]
        if "share" in parts:  # only what adds up has shares: an average of dollars has none
            roles |= {"amount": roles["value"], "shortly": _SHORTLY}
    if value[1:2] in ("+", "−"):
        roles |= wording.directed(value[1]) | {"size": wording.figure("#" + value[2:])}
    return roles
