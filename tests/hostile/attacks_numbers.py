"""Attacks on figures: digits, units, signs, roundings, and numbers in words."""

import re
from random import Random

from tests.hostile.answers import Case
from tests.hostile.marks import figures_of, pick, put, swapped


def changes_a_digit(random: Random, _: Case, text: str) -> str | None:
    places = [at for at, char in enumerate(text) if char.isdecimal()]
    if not places:
        return None
    at = random.choice(places)
    return text[:at] + random.choice([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def adds_or_drops_a_digit(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, figures_of(text))) is None:
        return None
    at = random.choice([at for at in range(*one.span()) if text[at].isdecimal()])
    zeros = re.match(r"\.0+(?!\d)", text[at - 1 : one.end()])  # without it the number is the same
    return (
        text[:at] + (random.choice("123456789") + text[at] if random.random() < 0.5 or zeros else "") + text[at + 1 :]
    )


def swaps_the_unit(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, figures_of(text))) is None:
        return None
    old = one.group()
    ways = [
        lambda: old.replace("$", "€") if "$" in old else old.replace("€", "$"),
        lambda: old.replace(" %", " points") if "%" in old else old.replace(" points", " %"),
        lambda: old.replace("K", "M") if "K" in old else old.replace("M", "B"),
        lambda: old.replace("M", "") if "M" in old else old.replace("K", ""),
        lambda: old.lstrip("$€") if old[0] in "$€" else "$" + old.lstrip("+−"),
        lambda: old + " %" if old[-1].isdecimal() else old.replace(" %", ""),
        lambda: old + random.choice([" million", " thousand", " basis points", " pp", " ppt", " bn", "k", " hours"]),
        lambda: old + " " + random.choice(["dollars", "euros", "pounds", "yen", "USD", "customers of ours"]),
    ]
    return put(text, one, random.choice(ways)())


def flips_a_sign(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, figures_of(text))) is None:
        return None
    old = one.group()
    if old[0] in "+−":
        other = "−" if old[0] == "+" else "+"
        return put(text, one, other + old[1:] if random.random() < 0.7 or old[0] == "+" else old[1:])
    return put(text, one, random.choice(["−", "-", "minus ", "negative "]) + old)


def swaps_two_figures(random: Random, _: Case, text: str) -> str | None:
    return swapped(random, text, figures_of(text))


def spells_a_number_out(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, figures_of(text))) is None:
        return None
    words = ["three million dollars", "two", "a dozen", "half", "a third", "twice as much", "double", "hundreds",
             "fifty percent", "dreißig", "cinquante", "veinte", "XIV", "a hundred", "one in five", "¾", "²", "10^6",
             "2.5e6", "0x10", "no", "zero", "several", "a quarter of it"]  # fmt: skip
    return put(text, one, random.choice(words))


def rounds(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, figures_of(text))) is None:
        return None
    about = random.choice(["about", "roughly", "nearly", "almost", "over", "more than", "less than", "around", "~", "≈",
                           "at least", "up to", "just under", "some", "approximately"])  # fmt: skip
    return put(text, one, f"{about} {one.group()}")


def writes_another_style(random: Random, _: Case, text: str) -> str | None:
    """Separators that make another number of it somewhere in the world."""
    found = [one for one in figures_of(text) if "." in one.group() or "," in one.group()]
    if (one := pick(random, found)) is None:
        return None
    turned = one.group().translate(str.maketrans(".,", ",."))
    spaced = one.group().replace(",", " ") if "," in one.group() else one.group().replace(".", " ")
    return put(text, one, random.choice([turned, spaced, one.group().replace(".", "").replace(",", "'")]))
