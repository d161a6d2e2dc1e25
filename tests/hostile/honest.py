"""An honest rewriter: says what the built-in text says, the way a good model would, and nothing else.

It works on the text alone, sentence by sentence, with phrases written down before anybody tried what can be proven.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Final

_F: Final = r"[+−]?[$€]?\d+(?:,\d{3})*(?:\.\d+)?[KMB]?(?: %| points)?"
_MONTH: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_P: Final = rf"(?:(?:fiscal )?Q\d \d{{4}}|(?:{_MONTH}) \d{{4}}|(?:fiscal )?20\d\d)"
_W: Final = rf"(?:in {_P}|from {_P} to {_P})"
_S: Final = r"[A-Z][\w &-]*?(?:,? (?:for|without) [A-Z][\w &,-]*?)?"
_D: Final = r"[a-z][a-z ]*?"

UP: Final = ("rose", "grew", "increased", "climbed", "went up", "was up")
DOWN: Final = ("fell", "declined", "decreased", "dropped", "went down", "was down")


def rewritten(random: Random, text: str) -> str:
    """The text in other words. The first sentence stays the first, and the last ones, on its limits, are kept."""
    sentences = re.split(r"(?<=[.]) (?=[A-Z“])", text)
    told = [_sentence(random, one) for one in sentences]
    if len(told) > 2 and random.random() < 0.15 and _is_detail(sentences[1]) and not _leans(sentences[2]):
        del told[1]
    if len(told) > 1 and random.random() < 0.15 and _can_join(sentences[0], sentences[1], told[1]):
        told[:2] = [f"{told[0].removesuffix('.')}{random.choice(['; ', ', and '])}{_lower(told[1])}"]
    return _styled(random, " ".join(told))


def _sentence(random: Random, sentence: str) -> str:
    for pattern, variants in _REWRITES:
        if match := re.fullmatch(pattern, sentence):
            return random.choice(variants)(random, match)
    return sentence


def _is_detail(sentence: str) -> bool:
    return sentence.startswith(("One by one", "In total", "Its ", "Overall"))


def _leans(sentence: str) -> bool:
    """Whether it would lose what it refers to."""
    return sentence.startswith(("It ", "Its ", "That "))


def _can_join(first: str, second: str, told: str) -> bool:
    return bool(re.match(r"(It|The|At|By|Over)\b", told)) and ":" not in first + second


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _styled(random: Random, text: str) -> str:
    """Spaces and number words as people differ in them."""
    if random.random() < 0.5:
        text = re.sub(r"(?<=\d) %", "%", text)
    if random.random() < 0.2:
        text = re.sub(r"(?<=\d)M\b", " million", text)
    if random.random() < 0.1 and re.search(r"\d %|\d%", text) and "Net promoter" not in text:
        text = re.sub(r"(?<=\d) points", " percentage points", text)
    return text


def _noun(metric: str) -> str:
    """A metric's name within a sentence: "revenue", but "ARR"."""
    return metric if metric[1:2].isupper() else metric[:1].lower() + metric[1:]


def _value(random: Random, m: re.Match[str]) -> str:
    s, v, how, w = m["s"], m["v"], m["how"] or "", m["w"]
    period = w.removeprefix("in ")
    ways = [f"{_cap(w)}, {_noun(s)} was {v}{how}.", f"{s} came in at {v}{how} {w}.", f"{s} stood at {v}{how} {w}.",
            f"{s} {w} was {v}{how}.", f"{s} amounted to {v}{how} {w}.", f"Your {_noun(s)} was {v}{how} {w}.",
            f"The value of {_noun(s)} was {v}{how} {w}.", f"{s} reached {v}{how} {w}."]  # fmt: skip
    if w.startswith("in "):
        ways += [f"For {period}, {_noun(s)} came to {v}{how}.", f"{s} for {period} was {v}{how}."]
    return random.choice(ways)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _moved(random: Random, m: re.Match[str]) -> str:
    s, c, r, b, p, n, q = m["s"], m["c"], m["r"], m["b"], m["p"], m["n"], m["q"]
    is_up = m["verb"] in ("grew", "rose")
    verb, up, rise = (
        (random.choice(UP), "up", "an increase of") if is_up else (random.choice(DOWN), "down", "a decrease of")
    )
    amount = c if r is None else random.choice([f"{c} ({r})", r, c, f"{r} ({c})", f"{c}, or {r},"])
    tail = amount.rstrip(",")
    return random.choice([
        f"{s} {verb} by {amount} to {n} in {q}, from {b} in {p}.",
        f"{s} {verb} {tail} from {b} in {p} to {n} in {q}.",
        f"{s} {verb} from {b} in {p} to {n} in {q}, {rise} {tail}.",
        f"In {q}, {_noun(s)} was {n}, {up} {tail} from {b} in {p}.",
        f"In {q}, {_noun(s)} {verb} by {tail} to {n}.",
        f"{s} was {n} in {q}, compared with {b} in {p}, {rise} {tail}.",
        f"{s} came in at {n} in {q}, {up} {tail} from {b} in {p}.",
        f"{s} {verb} to {n} in {q}, {up} {tail} from {b} in {p}.",
        f"Between {p} and {q}, {_noun(s)} {verb} by {tail}, from {b} to {n}.",
        f"{s} {verb} by {tail} in {q}, reaching {n}.",
        f"Your {_noun(s)} {verb} by {tail} between {p} and {q}, from {b} to {n}.",
        f"{s} {verb} by {tail} in {q} compared with {p}, to {n}.",
        f"Compared with {p}, {_noun(s)} {verb} by {tail} to {n} in {q}.",
        f"From {p} to {q}, {_noun(s)} {verb} {tail}, from {b} to {n}.",
        f"{s} {verb} {tail} to {n} in {q}.",
    ])  # fmt: skip


def _listed(random: Random, items: str) -> str:
    """The items with other marks between name and figure."""
    pieces = _items(items)
    way = random.choice(["{} {}", "{} {}", "{} at {}", "{} with {}", "{}: {}"])
    named = [re.fullmatch(rf"(.+?) ({_F}.*)", piece) for piece in pieces]
    if any(one is None for one in named):
        return items
    told = [way.format(one[1], one[2]) for one in named if one]
    return _enumerated(random, told)


def _items(items: str) -> list[str]:
    return re.split(r", (?=[A-Z“]|not |all )| and (?=[A-Z“]|not |all )(?!.* and (?=[A-Z“]))", items)


def _enumerated(random: Random, items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    last = random.choice([" and ", ", and "])
    return ", ".join(items[:-1]) + last + items[-1]


def _breakdown(random: Random, m: re.Match[str]) -> str:
    s, d, w, bounds, items = m["s"], m["d"], m["w"], m["bounds"] or "", _listed(random, m["items"])
    by = f" by {d}" if d else ""
    ways = [f"{s}{by} {w}{bounds}: {items}.", f"{_cap(w)}{bounds}, {_noun(s)}{by} was: {items}.",
            f"{s} {w}{bounds}{by} was {items}."]  # fmt: skip
    if d:
        ways += [f"By {d}, {_noun(s)} {w}{bounds} was {items}.",
                 f"The breakdown of {_noun(s)} by {d} {w}{bounds}: {items}.",
                 f"{s} {w}{bounds} broke down by {d} as follows: {items}."]  # fmt: skip
    return random.choice(ways)


def _contributions(random: Random, m: re.Match[str]) -> str:
    d, items = m["d"], _listed(random, m["items"])
    pieces = _items(m["items"])
    ways = [f"By {d}, {items}.", f"By {d}, the contributions were {items}.", f"Broken down by {d}: {items}."]
    if "points" not in items:  # of a ratio, what a part contributes is not what it changed by
        ways.append(f"By {d}, the changes were {items}.")
    signed = [re.fullmatch(rf"([A-Z].*?) ([+−])({_F})", piece) for piece in pieces]
    if all(signed):
        told = [f"{one[1]} {'added' if one[2] == '+' else 'took away'} {one[3]}" for one in signed if one]
        ways += [f"By {d}, {_enumerated(random, told)}.", f"Looking at {d}, {_enumerated(random, told)}."]
    return random.choice(ways)


def _most(random: Random, m: re.Match[str]) -> str:
    d, items = m["d"], m["items"]
    return random.choice([f"By {d}, most came from {items}.", f"By {d}, the largest contribution came from {items}.",
                          f"The biggest contribution by {d} came from {items}."])  # fmt: skip


def _others(random: Random, m: re.Match[str]) -> str:
    items = m["items"].replace(" rose by ", random.choice([" rose by ", " rose ", " increased by ", " was up "]))
    items = items.replace(" fell by ", random.choice([" fell by ", " fell ", " decreased by ", " was down "]))
    return random.choice([f"At the same time, {items}.", f"Over the same period, {items}.", f"Meanwhile, {items}."])


def _total(random: Random, m: re.Match[str]) -> str:
    return random.choice([f"In total: {m['v']}.", f"The total was {m['v']}.", f"In total, {m['v']}.",
                          f"Altogether, that makes {m['v']}."])  # fmt: skip


def _extreme(random: Random, m: re.Match[str]) -> str:
    high = m["e"] == "highest"
    v, w = m["v"], m["w"]
    return random.choice([f"The {m['e']} point was {v} {w}.", f"It {'peaked' if high else 'bottomed out'} at {v} {w}.",
                          f"The {'peak' if high else 'low'} was {v} {w}.", f"Its {m['e']} value was {v} {w}.",
                          f"It reached its {m['e']} point {w}, at {v}."])  # fmt: skip


def _target(random: Random, m: re.Match[str]) -> str:
    s, v, w, gap, side, target, att = m["s"], m["v"], m["w"], m["gap"], m["side"], m["target"], m["att"]
    share = f" ({att} of it)" if att else ""
    ways = [f"{_cap(w)}, {_noun(s)} was {v}, {gap} {side} the target of {target}{share}{m['end'] or ''}.",
            f"{s} was {v} {w}, which is {gap} {side} the target of {target}{share}{m['end'] or ''}."]  # fmt: skip
    if m["end"]:
        did = "met" if "met" in m["end"] else "missed"
        if did == "missed":
            ways += [f"{s} missed its target of {target} {w} by {gap}, coming in at {v}.",
                     f"{s} was {v} {w}, missing the target of {target} by {gap}{share}."]  # fmt: skip
        if did == "met" and side == "above":
            ways += [f"{s} beat its target of {target} {w} by {gap}, at {v}.",
                     f"{s} was {v} {w}, exceeding the target of {target} by {gap}{share}."]  # fmt: skip
    return random.choice(ways)


def _forecast(random: Random, m: re.Match[str]) -> str:
    s, v, w, low, high = m["s"], m["v"], m["w"], m["low"], m["high"]
    return random.choice([
        f"{s} is expected to be {v} {w}, most likely between {low} and {high}.",
        f"{_cap(w)}, {_noun(s)} is forecast at {v}, most likely between {low} and {high}.",
        f"The forecast for {_noun(s)} {w} is {v}, most likely between {low} and {high}.",
        f"{s} is forecast at {v} {w} (most likely {low} to {high}).",
        f"{s} is projected to be {v} {w}, with a likely range of {low} to {high}.",
        f"We expect {_noun(s)} of {v} {w}, most likely between {low} and {high}.",
    ])  # fmt: skip


def _first(random: Random, m: re.Match[str]) -> str:
    d, e, s, w, g, v, share = m["d"], m["e"], m["s"], m["w"], m["g"], m["v"], m["share"]
    end = f", {share} of the whole" if share else ""
    return random.choice([f"{_cap(w)}, {g} had the {e} {s}: {v}{end}.", f"{g} had the {e} {s} {w}, at {v}{end}.",
                          f"The {d} with the {e} {s} {w} was {g}, with {v}{end}."])  # fmt: skip


def _ranking(random: Random, m: re.Match[str]) -> str:
    d, e, s, w, bounds, items = m["d"], m["e"], m["s"], m["w"], m["bounds"] or "", _listed(random, m["items"])
    return random.choice([f"The {e} {s} by {d} {w}{bounds}: {items}.",
                          f"{_cap(w)}, the {e} {s} by {d}{bounds} was {items}.",
                          f"By {d}, the {e} {s} {w}{bounds} was: {items}."])  # fmt: skip


def _gap(random: Random, m: re.Match[str]) -> str:
    a, gap, rate, b = m["a"], m["gap"], m["rate"], m["b"]
    share = f" ({rate})" if rate else ""
    return random.choice([f"{a} was {gap}{share} above {b}.", f"{a} is {gap}{share} ahead of {b}.",
                          f"{a} exceeded {b} by {gap}{share}.", f"{b} is {gap} below {a}."])  # fmt: skip


def _unusual(random: Random, m: re.Match[str]) -> str:
    s, e, w, v, gap, side, x = m["s"], m["e"], m["w"], m["v"], m["gap"], m["side"], m["x"]
    return random.choice([f"{_cap(w)}, {_noun(s)} was unusually {e} at {v}, {gap} {side} the expected {x}.",
                          f"{s} was unusually {e} {w}, at {v}, which is {gap} {side} the expected {x}."])  # fmt: skip


_Rewrite = Callable[[Random, re.Match[str]], str]
_REWRITES: Final[tuple[tuple[str, tuple[_Rewrite, ...]], ...]] = tuple(
    (pattern, (rewrite,))
    for pattern, rewrite in (
        (rf"Its (?P<e>highest|lowest) point was (?P<v>{_F}) (?P<w>{_W})\.", _extreme),
        (rf"(?P<s>{_S}) (?:was|were) unusually (?P<e>high|low) (?P<w>{_W}): (?P<v>{_F}), (?P<gap>{_F})"
         rf" (?P<side>above|below) the (?P<x>{_F}) to be expected\.", _unusual),
        (rf"(?P<s>{_S}) (?:was|were) (?P<v>{_F})(?P<how> in total)? (?P<w>{_W})\.", _value),
        (rf"(?P<s>{_S}) (?P<verb>grew|rose|fell) by (?P<c>{_F})(?: \((?P<r>{_F})\))?(?:, without a break,)? from"
         rf" (?P<b>{_F}) in (?P<p>{_P}) to (?P<n>{_F}) in (?P<q>{_P})\.", _moved),
        (rf"(?P<s>{_S})(?: by (?P<d>{_D}))? (?P<w>{_W})(?P<bounds>(?:, within the bounds named)?"
         r"(?: \(the largest of \d+\))?): (?P<items>.*)\.", _breakdown),
        (rf"By (?P<d>{_D}), the (?P<e>highest|lowest) (?P<s>[\w ]+?) (?P<w>{_W})"
         r"(?P<bounds>(?:, within the bounds named)?(?: \(of \d+\))?): (?P<items>.*)\.", _ranking),
        (rf"By (?P<d>{_D}), most came from (?P<items>.*)\.", _most),
        (rf"By (?P<d>{_D}): (?P<items>.*)\.", _contributions),
        (r"At the same time (?P<items>.*)\.", _others),
        (rf"In total: (?P<v>{_F})\.", _total),
        (rf"(?P<s>{_S}) (?:was|were) (?P<v>{_F}) (?P<w>{_W}), (?P<gap>{_F}) (?P<side>above|below) the target of"
         rf" (?P<target>{_F})(?: \((?P<att>{_F}) of it\))?(?P<end>; the target was (?:met|missed))?\.", _target),
        (rf"(?P<s>{_S}) (?:is|are) forecast at (?P<v>{_F}) (?P<w>{_W}), most likely between (?P<low>{_F}) and"
         rf" (?P<high>{_F})\.", _forecast),
        (rf"The (?P<d>{_D}) with the (?P<e>highest|lowest) (?P<s>[\w ]+?) (?P<w>{_W}) was (?P<g>[A-Z][\w &-]*):"
         rf" (?P<v>{_F})(?:, (?P<share>{_F}) of the whole)?\.", _first),
        (rf"(?P<a>[A-Z][\w &-]*?) is (?P<gap>{_F})(?: \((?P<rate>{_F})\))? above (?P<b>[A-Z][\w &-]*)\.", _gap),
    )
)  # fmt: skip
