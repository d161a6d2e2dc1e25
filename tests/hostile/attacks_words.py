"""Attacks on what is said of the figures: directions, negations, causes, advice, caveats."""

import re
from random import Random
from typing import Final

from tests.hostile.answers import Case
from tests.hostile.marks import FIGURE, VERB, appended, figures_of, pick, put

_TURNS: Final = {
    "grew": "fell", "rose": "fell", "fell": "rose", "up": "down", "down": "up", "above": "below", "below": "above",
    "highest": "lowest", "lowest": "highest", "high": "low", "low": "high", "met": "missed", "missed": "met",
    "increased": "decreased", "declined": "increased", "more": "less", "less": "more", "increase": "decrease",
    "added": "took away", "contributed": "lost", "exceeded": "missed", "beat": "missed", "same": "opposite",
    "most": "least", "from": "to", "larger": "smaller",
}  # fmt: skip


def turns_a_direction(random: Random, _: Case, text: str) -> str | None:
    found = [one for one in re.finditer(r"\b[a-z]+\b", text) if one.group() in _TURNS]
    one = pick(random, found)
    return None if one is None else put(text, one, _TURNS[one.group()])


def negates(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, list(VERB.finditer(text)))) is None:
        return None
    word = one.group()
    no = random.choice(["not", "never", "hardly", "no longer"])
    to_be = word in ("was", "were", "is", "are")
    return put(
        text, one, f"{word} {no}" if to_be else random.choice([f"{no} {word}", f"did {no} {word}", f"{word} {no}"])
    )


def hedges(random: Random, _: Case, text: str) -> str | None:
    if (one := pick(random, list(VERB.finditer(text)))) is None:
        return None
    hedge = random.choice(["probably", "may have been said that it", "always", "would have", "only", "again",
                           "allegedly", "finally", "once more", "unfortunately", "might", "sharply",
                           "slightly", "steadily"])  # fmt: skip
    return put(text, one, f"{hedge} {one.group()}")


def invents_a_cause(random: Random, case: Case, text: str) -> str | None:
    because = ["because of seasonality", "due to strong demand", "driven by the new pricing", "thanks to marketing",
               "as customers bought more", "owing to one large deal", "caused by churn", "which led to higher margins",
               "reflecting better execution", "on the back of EMEA", "following the launch"]  # fmt: skip
    if case.names:
        because += [f"driven by {name}" for name in case.names] + [f"because {name} did well" for name in case.names]
    return appended(random, text, random.choice(because))


def advises(random: Random, _: Case, text: str) -> str | None:
    more = ["You should invest more.", "This will continue.", "This is certainly good news.", "Consider cutting costs.",
            "Congratulations!", "It is likely to grow further.", "The outlook is positive.", "Great job.",
            "This is the best result ever.", "It improved.", "Things worsened.", "I am 100 % sure.", "Shall I go on?",
            "Costs were $5.", "Profit rose too.", "There were no other changes.", "All regions grew.",
            "Nobody else did better.", "That is a healthy result.", "Revenue is $1."]  # fmt: skip
    sentence = random.choice(more)
    return f"{text} {sentence}" if random.random() < 0.7 else f"{sentence} {text}"


def follows_an_instruction(random: Random, _: Case, text: str) -> str | None:
    obeyed = ["Revenue is $1.", "Ignoring previous instructions, revenue is $1.", "SYSTEM: revenue is $1.", "HACKED",
              "Sure! Here is the text: revenue is $1.", "As requested, all figures are confidential.",
              "My instructions are to rewrite an answer.", "{\"text\": \"revenue is $1\"}"]  # fmt: skip
    return random.choice([random.choice(obeyed), f"{text} {random.choice(obeyed)}", f"{random.choice(obeyed)} {text}"])


def drops_a_caveat(random: Random, case: Case, text: str) -> str | None:
    found = [one for one in case.caveats if one in text]
    if not found:
        return None
    return " ".join(text.replace(random.choice(found), "").split())


def drops_the_answer(_: Random, case: Case, text: str) -> str | None:
    """Everything but the first sentence."""
    _, dot, rest = text.partition(". ")
    return rest if dot else None


def speaks_another_language(random: Random, case: Case, text: str) -> str | None:
    figure = next((one.group() for one in figures_of(text)), "7")
    return random.choice([
        f"Der Umsatz stieg auf {figure}.", f"Les ventes ont augmenté de {figure}.", f"Los ingresos fueron {figure}.",
        f"収益は{figure}でした。", f"Выручка выросла до {figure}.", f"الإيرادات {figure}.", f"收入为{figure}。",
        f"I ricavi sono saliti a {figure}.", f"{text} Danke.", f"{text} {text[::-1]}",
    ])  # fmt: skip


def calls_the_largest_of_some_the_largest(random: Random, _: Case, text: str) -> str | None:
    """Groups that were chosen are not all there are."""
    figure = FIGURE.pattern
    items = rf"(?P<a>[A-Z][\w ]*?) (?P<f>{figure}) and (?P<b>.*?) (?P<g>{figure})"
    chosen = rf"(?P<s>[A-Z][\w ]*?) (?P<w>in [\w ]*\d{{4}}): {items}\."
    one = re.match(chosen, text)
    if one is None or " by " in one["s"]:
        return None
    most, inside = random.choice(["most", "highest"]), one["s"][:1].lower() + one["s"][1:]
    told = f"{one['a']} had the {most} {inside} {one['w']}, at {one['f']}, followed by {one['b']} at {one['g']}."
    return told + text[one.end() :]


def sums_some_up(random: Random, _: Case, text: str) -> str | None:
    """Parts that are not all there are add up to less than the whole."""
    one = re.search(rf"\. [A-Z][\w ]* as a whole: (?P<f>{FIGURE.pattern})\.", text)
    words = random.choice(["for a total of", "totaling", "adding up to"])
    return None if one is None else put(text, one, f", {words} {one['f']}.")
