"""From a question's characters to tokens: normalised words that remember where they stood and how they were written."""

import re
import unicodedata
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

MAX_TOKENS: Final = 400
"""What is read of a question; nobody asks in more words, and the bound keeps time linear and small."""

_CONTRACTIONS: Final = {
    "n't": "not", "'s": "", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am",
}  # fmt: skip
_WHOLE: Final = {
    "what's": ("what", "is"), "how's": ("how", "is"), "where's": ("where", "is"), "who's": ("who", "is"),
    "when's": ("when", "is"), "why's": ("why", "is"), "that's": ("that", "is"), "there's": ("there", "is"),
    "it's": ("it", "is"), "here's": ("here", "is"), "let's": ("let", "us"), "can't": ("can", "not"),
    "won't": ("will", "not"), "whats": ("what", "is"), "hows": ("how", "is"), "wheres": ("where", "is"),
    "whos": ("who", "is"), "didnt": ("did", "not"), "dont": ("do", "not"), "im": ("i", "am"), "i'd": ("i", "would"),
    "gimme": ("give", "me"), "wanna": ("want", "to"), "lemme": ("let", "me"), "shan't": ("shall", "not"),
    "ain't": ("is", "not"), "y'all": ("you", "all"), "whatre": ("what", "are"), "howre": ("how", "are"),
    "frm": ("from",), "thru": ("through",), "btwn": ("between",), "abt": ("about",), "whydid": ("why", "did"),
    "howmany": ("how", "many"), "howmuch": ("how", "much"),
}  # fmt: skip

_TOKEN: Final = re.compile(
    r"""
    (?=[^\s,.?]|\s\d)(?:                             # most of what separates words begins no token
    [fF][yY]\s?'?\d{2,4}[/-]\d{2,4}(?!\w)                 # FY24/25
  | [a-zA-Z]{2,}(?![\w'’`´/])                         # a plain word: most are
  | [eE]-[mM]ail(?:s|ed|ing)?(?!\w)
  | \d{4}(?:-\d{1,2}-|/\d{1,2}/)\d{1,2}(?![\w-])     # 2025-09-30
  | \d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?![\w/])          # 30/09/2025
  | \d{4}-\d{2}(?![\w-])                            # 2025-09
  | \d{1,2}[/.]\d{4}(?![\w/.])                      # 09/2025
  | [$€£¥]?\s?\d{1,3}(?:[,.'’]\d{3})+(?:\.\d+)?(?:[kmbKMB][nN]?(?!\w))?\+?    # $2,500,000
  | [$€£¥]?\d+,\d{1,2}(?:(?:[kmKM]|[mMbB][nN]|[mM]io)(?!\w)  # 2,5m
      |(?=\s?(?:%|million|mio\b|mn\b|bn\b|billion|percent)))
  | [$€£¥]?\d+\.\d+(?:[kmbKMB][nN]?(?!\w))?\+?            # 2.5m
  | [$€£¥]\s?\d+[^\W_]*\+?                          # $100k
  | [yqmwdYQMWD][/-][yqmwdYQMWD](?![\w])            # y/y
  | [wW]/[oO]?(?=[\s\w])                                  # w/o
  | [^\W_]+(?:['’`´][^\W\d_]+)*                     # words, q3, 100k, customer's
  | >=|<=|=>|=<|≥|≤|[><%&\#+$€£]
    )
    """,
    re.VERBOSE,
)
_APOSTROPHES: Final = str.maketrans({"’": "'", "`": "'", "´": "'"})
_SYMBOLS: Final = {"&": "and", "≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "w/": "with", "w/o": "without"}
_BREAKS: Final = frozenset(',;:.?!()[]{}|\n…—–"“”')
_GLUE: Final = (":", "–", "|")
"""Punctuation that binds when nothing stands around it ("LTV:CAC")."""
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_MARKUP: Final = re.compile(r"<script[^>]{0,80}>[^<]{0,400}</script>|</?[a-z][^<>]{0,80}>", re.IGNORECASE)
_GLUED: Final = re.compile(r"(top|bottom|bot|best|worst|last|past|next|first|prev|previous|trailing|rolling)(\d{1,3})")
"""A word and its number in one: ``top10``, ``last12``."""
_RUN: Final = re.compile(r"(\d{1,3})([dwmqy])")
_RUN_GRAINS: Final = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
_RUNNING: Final = frozenset({"last", "past", "previous", "prior", "trailing", "rolling", "next", "coming", "prev"})
"""Words after which ``4q`` is a number of quarters and ``6m`` no amount of money."""
_SPACED: Final = re.compile(r"(?:\b\w ){4,}\w\b")
_LETTERS: Final = re.compile(r" \w \w \w ")
"""Within whatever is spaced out, and quickly looked for."""


class Token(NamedTuple):
    """A word: in lower case, in the singular, as written, and the punctuation before it."""

    word: str
    stem: str
    raw: str
    before: str
    broken: bool
    """Whether punctuation separates it from the word before: phrases do not reach across."""
    start: int
    end: int
    fixed: bool = False
    """Whether a spelling was repaired."""


word_of: Final = itemgetter(Token._fields.index("word"))
stem_of: Final = itemgetter(Token._fields.index("stem"))
fixed_of: Final = itemgetter(Token._fields.index("fixed"))
"""For looking at all the words of a question at once: ``map(word_of, tokens)`` runs several times as fast as a loop."""

_made: Final = tuple.__new__
"""A tuple with names, made without looking at the names: tokens are made by the dozen for each question."""


class Text(NamedTuple):
    """A question, cleaned, and its tokens."""

    clean: str
    tokens: tuple[Token, ...]
    written: str = ""
    """The same with accents, place by place, where there are any."""

    def raw(self, start: int, end: int) -> str:
        """The characters from token ``start`` up to, not including, token ``end``, as they were written."""
        if start >= end:
            return ""
        return (self.written or self.clean)[self.tokens[start].start : self.tokens[end - 1].end]


def read(question: str) -> Text:
    """Normalise and split a question. Any Unicode text will do; time grows linearly with its length."""
    clean, written = _clean(question)
    tokens: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(clean):
        raw = match[0]
        start, end = match.span()
        before, broken = "", False
        if start > last + 1 or (start > last and clean[last] != " "):
            before = clean[last:start]
            glued = before in _GLUE
            before = before.strip()
            broken = not (glued or _BREAKS.isdisjoint(before))
        last = end
        if plain := _plain(raw):
            tokens.append(_made(Token, (plain[0], plain[1], raw, before, broken, start, end, False)))
        else:
            _add(tokens, raw.lower(), raw, before, broken, start, end)
        if len(tokens) >= MAX_TOKENS:
            break
    return Text(clean, tuple(tokens), written)


_SHORT_FORMS: Final = {
    "yr": "year", "yrs": "years", "yer": "year", "yaer": "year", "qtr": "quarter", "qtrs": "quarters",
    "quater": "quarter", "quaters": "quarters", "mth": "month", "mths": "months", "mnth": "month", "mnths": "months",
    "wk": "week", "wks": "weeks", "wek": "week", "weeek": "week", "mthly": "monthly", "qtrly": "quarterly",
    "wkly": "weekly", "yrly": "yearly", "ovr": "over", "undr": "under", "abv": "above", "frm": "from",
    "btwn": "between", "wth": "with",
}  # fmt: skip
"""How people write common words on a phone: whole phrases of them are known in full alone."""


@lru_cache(maxsize=16384)
def _plain(raw: str) -> tuple[str, str] | None:
    """The word and its stem where nothing but letters stands there, and one word for one."""
    word = raw.lower()
    word = _SHORT_FORMS.get(word, word)
    return (word, stem(word)) if word.isalpha() and word not in _WHOLE else None


def _clean(question: str) -> tuple[str, str]:
    """The characters that are read, and the same with their accents if that is something else."""
    if question.isascii():
        return _without_markup(question), ""
    written = _without_markup(_INVISIBLE.sub("", unicodedata.normalize("NFKC", question)))
    if any("\u00c0" <= char <= "\u024f" for char in written):
        return _unaccented(written), written
    return written, ""


def _without_markup(clean: str) -> str:
    if "<" in clean:
        clean = _MARKUP.sub(" ", clean)
    if "->" in clean or "→" in clean:
        clean = clean.replace("->", " to ").replace("→", " to ")
    if "_" in clean or "*" in clean:
        clean = clean.replace("_", " ").replace("*", " ")
    return _SPACED.sub(_joined, clean) if _LETTERS.search(clean) else clean


def _joined(match: re.Match[str]) -> str:
    """``r e v e n u e`` as one word."""
    return match.group().replace(" ", "")


def _unaccented(text: str) -> str:
    """Latin letters without accents, one for one, so that positions stay."""
    out = []
    for char in text:
        base = unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char <= "\u024f" else char
        out.append(base)
    return "".join(out)


def _add(tokens: list[Token], word: str, raw: str, before: str, broken: bool, start: int, end: int) -> None:
    """A word with anything but letters in it, or one that stands for two."""
    word = "e" + word[2:] if word.startswith("e-") else word.translate(_APOSTROPHES)
    if word in _SYMBOLS:
        word = _SYMBOLS[word]
    if (whole := _WHOLE.get(word)) is not None:
        for part in whole:
            tokens.append(Token(part, stem(part), raw, before, broken, start, end))
            before, broken = "", False
        return
    if glued := _GLUED.fullmatch(word):
        tokens.append(Token(glued[1], stem(glued[1]), raw, before, broken, start, start + glued.end(1)))
        word, before, broken, start = glued[2], "", False, start + glued.start(2)
    elif tokens and tokens[-1].word in _RUNNING and (run := _RUN.fullmatch(word)):
        tokens.append(Token(run[1], run[1], raw, before, broken, start, start + run.end(1)))
        grain = _RUN_GRAINS[run[2]]
        tokens.append(Token(grain + "s", grain, raw[run.start(2) :], "", False, start + run.start(2), end))
        return
    if "'" in word:
        word, rest = _uncontracted(word)
        if rest:
            tokens.append(Token(word, stem(word), raw, before, broken, start, end))
            word, before, broken = rest, "", False
    tokens.append(Token(word, stem(word), raw, before, broken, start, end))


def _uncontracted(word: str) -> tuple[str, str]:
    """``didn't`` as did and not, ``they're`` as they and are; a possessive loses its s."""
    for ending, rest in _CONTRACTIONS.items():
        if word.endswith(ending):
            return word[: -len(ending)] or word, rest
    return word.replace("'", ""), ""


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The singular of a noun, roughly: the form under which the dictionaries hold words."""
    if len(word) <= 3 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def is_plural(token: Token) -> bool:
    """Whether the word was put in the plural."""
    return token.word != token.stem or token.word in ("people", "salespeople", "staff", "salesmen")


def key_of(phrase: str) -> str:
    """A phrase as the dictionaries hold it: tokens' stems, joined by spaces."""
    if phrase.isascii() and phrase.replace(" ", "").isalnum():
        return " ".join([stem(word) for word in phrase.lower().split()])
    return " ".join(token.stem for token in read(phrase).tokens)
