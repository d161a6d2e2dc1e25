"""The prepared dictionaries: every phrase that means something, looked up by its words.

The built-in vocabulary is data (`vocabulary/*.json`), indexed once; `tenant_lexicon` lays a tenant's catalog over it.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import field
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

from salestalk.contracts.catalog import CatalogEntry, GoodDirection, Kind
from salestalk.contracts.classification import Domain, Measure
from salestalk.understanding.words.text import key_of
from salestalk.understanding.words.vocabulary_files import as_sets, by_first_word, by_width, load, prepared
from salestalk.values import frozen


class Entry(NamedTuple):
    """What a phrase can mean; grammar around it decides which."""

    metrics: tuple[str, ...] = ()
    """Several when people use the phrase for several metrics."""
    verb: str | None = None
    """The metric an everyday verb stands for, where nothing better is named."""
    dimension: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    """Dimension and value."""
    cues: frozenset[str] = frozenset()
    weak: bool = False
    """Whether the value is an ordinary word too, and so needs a context."""
    own: bool = False
    """Whether it comes from the tenant's catalog."""


class MetricFacts(NamedTuple):
    """What understanding needs to know of a metric."""

    name: str
    measure: Measure
    kind: Kind
    domain: Domain
    good: GoodDirection
    duration: bool = False


@frozen
class Lexicon:
    """All dictionaries of one tenant, or the built-in ones alone."""

    phrases: Mapping[str, Entry]
    longest: Mapping[str, int]
    """Per first word, how many words the longest phrase has that begins with it."""
    seconds: Mapping[str, Set[str]]
    """Per first word, the second words of the phrases that begin with it: most looks end here."""
    words: frozenset[str]
    """Every word of every phrase."""
    metrics: Mapping[str, MetricFacts]
    dimensions: Mapping[str, str]
    """Dimension ids and the word to name them by."""
    loaded: Mapping[str, CatalogEntry] = field(default_factory=dict)
    tenant: str | None = None
    known: set[str] = field(default_factory=set)
    """Every word that is a word: of the phrases, of time, of ordinary English; filled when first needed."""
    spellings: dict[str, Sequence[str]] = field(default_factory=dict)
    """Words by first letter and length, for repairing spellings; filled when first needed."""
    consonants: dict[str, str] = field(default_factory=dict)
    """Words by their consonants, for the same; filled when first needed."""

    def facts(self, subject: str) -> MetricFacts:
        """What is known of a subject; sensible defaults for one that is unknown."""
        return self.metrics.get(subject) or _UNKNOWN


_UNKNOWN: Final = MetricFacts("", Measure.TOTAL, Kind.FLOW, Domain.UNKNOWN, GoodDirection.UP)


class Index:
    """Phrases under construction."""

    def __init__(self, base: Lexicon | None = None) -> None:
        self.phrases: dict[str, Entry] = dict(base.phrases) if base else {}
        self.longest: dict[str, int] = dict(base.longest) if base else {}
        self.seconds: dict[str, set[str]] = {first: set(words) for first, words in base.seconds.items()} if base else {}
        self.words: set[str] = set(base.words) if base else set()

    def add(self, key: str, meaning: Entry, *, override: bool = False) -> None:
        """Let a phrase (as `key_of` gives it) mean this too; with ``override`` its metrics mean only this."""
        if not key:
            return
        parts = key.split(" ")
        self.words.update(parts)
        self.longest[parts[0]] = max(self.longest.get(parts[0], 0), len(parts))
        if len(parts) > 1:
            self.seconds.setdefault(parts[0], set()).add(parts[1])
        known = self.phrases.get(key)
        self.phrases[key] = _merged(known, meaning, override) if known else meaning


def _merged(one: Entry, other: Entry, override: bool) -> Entry:
    metrics = other.metrics if override and other.metrics else (*one.metrics, *_new(other.metrics, one.metrics))
    front, back = (other.values, one.values) if override else (one.values, other.values)
    return Entry(
        metrics=metrics,
        verb=one.verb or other.verb,
        dimension=(other.dimension or one.dimension) if override else (one.dimension or other.dimension),
        values=(*front, *_new(back, front)),
        cues=one.cues | other.cues,
        weak=one.weak and not (override and other.values),
        own=one.own or other.own,
    )


Item = TypeVar("Item")


def _new(items: Iterable[Item], known: Iterable[Item]) -> tuple[Item, ...]:
    present = set(known)
    return tuple(item for item in items if item not in present)


def built_in() -> Lexicon:
    """The built-in vocabulary, indexed; built once a process."""
    if not _BUILT_IN:
        _BUILT_IN.append(_build())
    return _BUILT_IN[0]


_BUILT_IN: Final[list[Lexicon]] = []


def _build() -> Lexicon:
    return lexicon_of(prepared("lexicon", plain_lexicon))


def lexicon_of(made: Mapping[str, Any]) -> Lexicon:
    """What `plain_lexicon` gave, for looking up."""
    entries = [
        Entry(tuple(metrics), verb, dimension, tuple([(key, value) for key, value in values]), frozenset(cues), weak)
        for metrics, verb, dimension, values, cues, weak in made["entries"]
    ]
    phrases: dict[str, Entry] = {}
    for entry, joined in zip(entries, made["phrases"], strict=True):
        phrases.update(dict.fromkeys(joined.split("|"), entry))
    words = frozenset(" ".join(phrases).split(" "))
    return Lexicon(
        phrases, by_first_word(made["longest"]), as_sets(made["seconds"]), words, _facts(), made["dimensions"]
    )


@cache
def plain_lexicon() -> dict[str, Any]:
    """The built-in phrases as they are looked up, plain as JSON is: every meaning, and its phrases joined by bars."""
    index = Index()
    _index_metrics(index)
    dimensions = _index_dimensions(index)
    _index_cues(index)
    meanings: dict[Entry, list[str]] = {}
    for phrase, entry in index.phrases.items():
        meanings.setdefault(entry, []).append(phrase)
    return {
        "entries": [[e.metrics, e.verb, e.dimension, e.values, sorted(e.cues), e.weak] for e in meanings],
        "phrases": ["|".join(phrases) for phrases in meanings.values()],
        "longest": by_width(index.longest),
        "seconds": {first: " ".join(sorted(words)) for first, words in index.seconds.items()},
        "dimensions": dimensions,
    }


def _facts() -> dict[str, MetricFacts]:
    metrics: dict[str, MetricFacts] = {}
    for item in load("metrics")["metrics"]:
        subject = item["id"]
        good = GoodDirection(item.get("goodDirection", "up"))
        facts = MetricFacts(
            item["name"],
            Measure(item["measure"]),
            Kind(item["kind"]),
            Domain(item["domain"]),
            good,
            item.get("duration", False),
        )
        for name in (subject, *item.get("aliases", ())):
            metrics[name] = facts
    return metrics


def _index_metrics(index: Index) -> None:
    data = load("metrics")
    for item in data["metrics"]:
        subject = item["id"]
        meaning = Entry(metrics=(subject,))
        for phrase in (item["name"], subject.replace("_", " "), *item["synonyms"]):
            index.add(key_of(phrase), meaning)
    for phrase, candidates in data["ambiguous"].items():
        index.add(key_of(phrase), Entry(metrics=tuple(candidates)), override=True)
    for subject, verbs in data["verbs"].items():
        for verb in verbs:
            index.add(key_of(verb), Entry(verb=subject))


def _index_dimensions(index: Index) -> dict[str, str]:
    data = load("dimensions")
    weak = {key_of(word) for word in data["weak_values"]}
    dimensions: dict[str, str] = {}
    for item in data["dimensions"]:
        dimension = item["id"]
        dimensions[dimension] = item["names"][0]
        for name in (*item["names"], dimension.replace("_", " ")):
            index.add(key_of(name), Entry(dimension=dimension))
        for value, synonyms in item["values"].items():
            for phrase in (value, *synonyms):
                key = key_of(phrase)
                index.add(key, Entry(values=((dimension, value),), weak=key in weak))
    for word, dimension in data["groups_with"].items():
        index.add(key_of(word), Entry(dimension=dimension))
    return dimensions


def _index_cues(index: Index) -> None:
    data = load("cues")
    for cue, phrases in data["cues"].items():
        for phrase in phrases:
            index.add(key_of(phrase), Entry(cues=frozenset((cue,))))
    for direction, phrases in data["rank"].items():
        for phrase in phrases:
            index.add(key_of(phrase), Entry(cues=frozenset(("rank_" + direction,))))
    for direction, subjects in data["superlative_subjects"].items():
        for phrase, subject in subjects.items():
            growth = {"growth"} if "growing" in phrase else set()
            index.add(key_of(phrase), Entry(verb=subject or None, cues=frozenset({"rank_" + direction} | growth)))
