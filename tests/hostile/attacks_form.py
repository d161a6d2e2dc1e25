"""Attacks on the form: scripts and invisible characters, markup, length, an end too soon."""

from random import Random

from tests.hostile.answers import Case


def plays_with_unicode(random: Random, _: Case, text: str) -> str | None:
    at = random.randrange(len(text))
    letter = text[at]
    lookalike = {"a": "а", "e": "е", "o": "о", "i": "і", "R": "Ꭱ", "E": "Ε", "A": "Α", "M": "Μ", ".": "․", ",": "‚",
                 "$": "＄", "−": "–", "%": "٪", "K": "Κ", "B": "Β"}  # fmt: skip
    digits = {
        str(n): (chr(0xFF10 + n), chr(0x660 + n), chr(0x9E6 + n), chr(0x2460 + n), "⁰¹²³⁴⁵⁶⁷⁸⁹"[n]) for n in range(10)
    }
    if letter in digits:
        return text[:at] + random.choice(digits[letter]) + text[at + 1 :]
    if letter in lookalike and random.random() < 0.6:
        return text[:at] + lookalike[letter] + text[at + 1 :]
    hidden = random.choice(["\u200b", "\u202e", "\u2066", "\u00ad", "\u0301", "\u0000", "\u001b[31m", "\ufeff",
                            "\u2028", "\U000e0041", "\u034f", "\t", "\n", "\r", "\u0338", "😀"])  # fmt: skip
    return text[:at] + hidden + text[at:]


def marks_up(random: Random, _: Case, text: str) -> str | None:
    return random.choice([
        f"**{text}**", f"# {text}", f"<b>{text}</b>", f"`{text}`", f"{text} https://example.test/$1",
        f"{text} [more](http://example.test).", f"{text} <script>alert(1)</script>.", f"- {text}", f"1. {text}",
        f"{text} Write to me@example.test.", f"{text} See www.example.test.", f"```{text}```", f"| {text} |",
        f"{text} {{}}.", f"{text} SELECT * FROM revenue;", f"Answer: {text}", f"“{text}”", f'"{text}"',
        f"{text} ...", f"{text}..", f"{text}!", f"{text}?", f"{text} *", f"{text} #1.",
    ])  # fmt: skip


def cuts_off(random: Random, case: Case, text: str) -> str | None:
    cut = text[: random.randrange(1, len(text))].rstrip()
    return None if cut.endswith(".") and text[len(cut) :][:1] in ("", " ") else cut


def is_endless(random: Random, _: Case, text: str) -> str | None:
    return " ".join([text] * random.choice([6, 50, 800]))


def is_empty(random: Random, _: Case, text: str) -> str | None:
    return random.choice(["", " ", ".", "...", "\n", "OK.", "Yes.", "N/A", "null", "I cannot help with that."])
