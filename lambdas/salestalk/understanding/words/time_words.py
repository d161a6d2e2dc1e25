"""The words of time: months, weekdays, grains, numbers, and whole phrases such as "year to date"."""

from functools import cached_property
from typing import Any, Final, NamedTuple

from salestalk.calendar import Granularity
from salestalk.understanding.words.text import Token, key_of, stem
from salestalk.understanding.words.vocabulary_files import as_sets, lengths, load, prepared, second_words


class TimeWords:
    """The time vocabulary, prepared on first use."""

    @cached_property
    def data(self) -> dict[str, Any]:
        """The file as it is."""
        return load("time")

    @cached_property
    def months(self) -> dict[str, int]:
        """Month names and short forms, with their numbers."""
        return dict(self.data["months"])

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Weekday names, Monday 1."""
        return {**self.data["weekdays"], **{stem(word): day for word, day in self.data["weekdays"].items()}}

    @cached_property
    def grains(self) -> dict[str, Granularity]:
        """Words for a length of time."""
        return {word: Granularity(grain) for word, grain in self.data["grains"].items()}

    @cached_property
    def adverbs(self) -> dict[str, Granularity]:
        """Words such as "monthly"."""
        return {word: Granularity(grain) for word, grain in self.data["grain_adverbs"].items()}

    @cached_property
    def steps(self) -> dict[str, int]:
        """Words for the period before (-1), in progress (0) and after (1)."""
        data = self.data
        return {
            **dict.fromkeys(data["previous"], -1),
            **dict.fromkeys(data["current"], 0),
            **dict.fromkeys(data["next"], 1),
        }

    @cached_property
    def skippable(self) -> frozenset[str]:
        """Words between "last" and "quarter" that change nothing."""
        return frozenset(self.data["skippable"])

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number words."""
        return dict(self.data["numbers"])

    @cached_property
    def ordinals(self) -> dict[str, int]:
        """First is 1, final is -1."""
        return dict(self.data["ordinals"])

    @cached_property
    def _made(self) -> dict[str, Any]:
        made: dict[str, Any] = prepared("time", self.plain)
        return made

    @cached_property
    def phrases(self) -> dict[str, tuple[Any, ...]]:
        """Whole phrases, by their stems."""
        return {phrase: tuple(meaning) for phrase, meaning in self._made["phrases"].items()}

    @cached_property
    def longest(self) -> dict[str, int]:
        """Per first word, how many words the longest phrase has."""
        return dict(self._made["longest"])

    @cached_property
    def seconds(self) -> dict[str, set[str]]:
        """Per first word, the second words of the phrases that begin with it."""
        return as_sets(self._made["seconds"])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of time there is, in the singular."""
        return frozenset(self._made["words"])

    def plain(self) -> dict[str, Any]:
        """Phrases and words, plain as JSON is."""
        phrases = {key_of(phrase): value for phrase, value in self.data["phrases"].items()}
        for grain in ("quarter", "month", "week", "day"):
            for tail in self.data["year_before"]:
                phrases[key_of(f"same {grain} {tail}")] = ["sametime", grain]
                phrases[key_of(f"this {grain} {tail}")] = ["sametime", grain]
        with_article = {
            "the " + key: value for key, value in phrases.items() if " " in key and not key.startswith("the ")
        }
        phrases = {**with_article, **phrases}
        inside = {part for phrase in phrases for part in phrase.split(" ")}
        words = {stem(word) for word in self.triggers} | self.triggers | inside | self.repairable
        return {
            "phrases": phrases,
            "longest": lengths(phrases),
            "seconds": second_words(phrases),
            "words": sorted(words),
        }

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Words with which a time can begin (besides those with digits)."""
        single = (self.months, self.weekdays, self.grains, self.adverbs, self.steps, self.numbers, self.ordinals)
        return frozenset(word for group in single for word in group) | {
            "fy", "h", "q", "half", "fiscal", "calendar", "front", "back", "latter", "early", "later", "mid", "late",
            "start", "beginning", "onset", "outset", "opening",
        }  # fmt: skip

    @cached_property
    def repairable(self) -> frozenset[str]:
        """Words that a misspelling may be taken for."""
        groups = (self.months, self.weekdays, self.grains, self.adverbs, self.ordinals, self.numbers)
        words = {stem(word) for group in groups for word in group} | set(self.steps)
        return frozenset(words | {"since", "between", "yesterday", "today", "tomorrow", "until", "fiscal"})


TIME: Final = TimeWords()


class Number(NamedTuple):
    """A number said in words or digits, and how many tokens it took."""

    value: int
    width: int


def number_at(tokens: tuple[Token, ...], index: int) -> Number | None:
    """A whole number below 1,000 at this place: "3", "three", "a couple of", "twenty four"."""
    if index >= len(tokens):
        return None
    word = tokens[index].word
    if word.isdecimal() and word.isascii() and len(word) <= 3:
        return Number(int(word), 1)
    if word in ("a", "the") and index + 1 < len(tokens) and tokens[index + 1].word in ("couple", "dozen", "few"):
        inner = number_at(tokens, index + 1)
        return Number(inner.value, inner.width + 1) if inner else None
    value = TIME.numbers.get(word)
    if value is None:
        return None
    width = 1
    if value >= 20 and index + 1 < len(tokens) and (unit := TIME.numbers.get(tokens[index + 1].word, 99)) < 10:
        value, width = value + unit, 2
    if index + width < len(tokens) and tokens[index + width].word == "of" and word in ("couple", "few"):
        width += 1
    return Number(value, width)
