"""Attacks on what a figure belongs to: periods, groups, metrics, and their order."""

import re
from random import Random

from tests.hostile.answers import OTHER_TENANTS, Case
from tests.hostile.marks import FIGURE, MONTHS, PERIOD, appended, pick, put, swapped


def swaps_two_periods(random: Random, _: Case, text: str) -> str | None:
    return swapped(random, text, list(PERIOD.finditer(text)))


def swaps_two_names(random: Random, case: Case, text: str) -> str | None:
    names = sorted({*case.names, *case.metrics}, key=len, reverse=True)
    if not names:
        return None
    pattern = "|".join(map(re.escape, names))
    found = [one for one in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE) if _is_in_a_list(text, one)]
    return swapped(random, text, found, fold=True)


def _is_in_a_list(text: str, one: re.Match[str]) -> bool:
    """Whether a figure follows: names that are only listed may stand in any order."""
    return bool(re.match(r"(?: \((?:new|no longer there)\))? (?:[+−(]?[$€]?\d|up|down|rose|fell|grew|is|was|at)",
                         text[one.end() :]))  # fmt: skip


def moves_a_period(random: Random, case: Case, text: str) -> str | None:
    if (one := pick(random, list(PERIOD.finditer(text)))) is None:
        return None
    years = [str(year) for year in range(2019, 2031)]
    named = [f"Q{quarter} {year}" for quarter in range(1, 5) for year in years] + years
    named += ["last quarter", "this year", "yesterday", "the last two years", "May 2021", "H1 2025", "the past week"]
    other = random.choice(named)
    if other.lower() in one.group() or other in case.text:
        return None
    return put(text, one, other)


def drops_the_fiscal(random: Random, _: Case, text: str) -> str | None:
    found = list(re.finditer(r"\bfiscal (?=Q\d|\d)", text))
    one = pick(random, found)
    return None if one is None else put(text, one, "")


def names_a_stranger(random: Random, case: Case, text: str) -> str | None:
    other = random.choice((*OTHER_TENANTS, "Contoso", "the CEO", "Berlin", "Product X", "ACME", "iPhone"))
    if case.names and random.random() < 0.6:
        return text.replace(random.choice(case.names), other, 1)
    return appended(random, text, random.choice([f"as at {other}", f"ahead of {other}", f"for {other}", f"({other})"]))


def names_another_metric(random: Random, case: Case, text: str) -> str | None:
    mine = [name for name in case.metrics if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)]
    others = ["Net income", "EBITDA", "Profit", "Bookings", "Sales", "Turnover", *sorted(set(case.metrics) - set(mine))]
    if not mine:
        return None
    one = re.search(rf"\b{re.escape(random.choice(mine))}\b", text, re.IGNORECASE)
    other = random.choice(others)
    return None if one is None or one.group().lower() == other.lower() else put(text, one, other)


def drops_a_filter(random: Random, case: Case, text: str) -> str | None:
    found = [one for name in case.names for one in re.finditer(rf",? (?:for|without) {re.escape(name)}\b", text)]
    one = pick(random, found)
    return None if one is None else put(text, one, "")


def drops_an_item(random: Random, _: Case, text: str) -> str | None:
    found = list(
        re.finditer(r", [A-Z][\w &-]+? [+−]?[$€]?\d[\d.,]*[KMB]?(?: %| points)?(?: \([^)]*\))?(?=,| and)", text)
    )
    one = pick(random, found)
    return None if one is None else put(text, one, "")


def turns_a_comparison(random: Random, case: Case, text: str) -> str | None:
    one = re.search(
        r"\b(?P<a>[A-Z][\w -]*?) (?:is|was) (?P<gap>[^;:]*?) (?P<side>above|ahead of) (?P<b>[A-Z][\w -]*)\b", text
    )
    return None if one is None else put(text, one, f"{one['b']} is {one['gap']} {one['side']} {one['a']}")


def shuffles_places(random: Random, _: Case, text: str) -> str | None:
    """Another order of a ranking is another ranking."""
    one = re.search(r"the (?:highest|lowest) [^:.]*: (?P<items>[^:]*?)\.(?: |$)", text)
    if one is None or ", " not in one["items"]:
        return None
    items = re.split(r", (?=[A-Z“])| and (?=[A-Z“])", one["items"])
    turned = items[::-1]
    new = ", ".join(turned[:-1]) + " and " + turned[-1]
    return text.replace(one["items"], new) if len(set(items)) > 1 else None


def drops_the_base(random: Random, _: Case, text: str) -> str | None:
    """A rise since long ago, told without since when, is one since the period before."""
    base = (
        rf" from {FIGURE.pattern} in (?P<then>{PERIOD.pattern})(?= to {FIGURE.pattern} in (?P<now>{PERIOD.pattern})\.)"
    )
    one = re.search(base, text)
    if one is None or _number(one["now"]) - _number(one["then"]) == 1:
        return None
    return put(text, one, "")


def _number(period: str) -> int:
    """A period's place among those of its length."""
    year = int(period[-4:])
    if "Q" in period:
        return year * 4 + int(period[period.index("Q") + 1])
    month = MONTHS.index(period[:-5]) if " " in period.removeprefix("fiscal ") else None
    return year if month is None else year * 12 + month
