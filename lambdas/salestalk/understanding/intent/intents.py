"""What kind of answer is wanted: features of the question, and the first rule that fits them (`intents.json`)."""

from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Intent
from salestalk.understanding.intent.lists import LIST_TESTS
from salestalk.understanding.intent.parts import Parts, Test
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.times.reading import TimeReading
from salestalk.understanding.words.patterns import find_pattern
from salestalk.understanding.words.vocabulary_files import grammar, load


class Rule(NamedTuple):
    """An intent, the features it needs, and how sure it is."""

    intent: Intent
    everything: frozenset[str]
    anything: frozenset[str]
    nothing: frozenset[str]
    sure: float

    def fits(self, features: frozenset[str]) -> bool:
        """Whether the rule applies to a question with these features."""
        if not self.everything <= features or not self.nothing.isdisjoint(features):
            return False
        return not self.anything or not self.anything.isdisjoint(features)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order of precedence."""
    return tuple(
        Rule(
            Intent(rule["intent"]),
            frozenset(rule.get("all", ())),
            frozenset(rule.get("any", ())),
            frozenset(rule.get("none", ())),
            rule["sure"],
        )
        for rule in load("intents")["rules"]
    )


@lru_cache(maxsize=4096)
def decide(features: frozenset[str]) -> Rule:
    """The first rule that fits; the last one always does."""
    return next(rule for rule in rules() if rule.fits(features))


_PLAIN: Final = grammar("intents.plain")


def features_of(parts: Parts) -> frozenset[str]:
    """Everything the rules ask about."""
    sentence, time = parts.sentence, parts.time
    found = set(sentence.cues & _PLAIN)
    found.update(_word_features(parts))
    found.update(_time_features(time))
    if parts.ranked:
        found.add("rank")
    if sentence.lexicon.facts(parts.subject.subject).kind is not Kind.FLOW:
        found.add("not_additive")
    if parts.groups:
        found.add("group")
        if any(group.said_by for group in parts.groups):
            found.add("grouped_by")
    if parts.subject.related:
        found.add("two_metrics")
    if parts.slices:
        found.add("slices")
    if parts.slices or parts.groups or sentence.parts("value"):
        found.add("has_dimension")
    return frozenset(found)


_RENAMED: Final = {"how much": "how_much", "trend": "trend_word", "change": "change_noun"}


def _word_features(parts: Parts) -> set[str]:
    sentence = parts.sentence
    words = list(sentence.words)
    found = set(map(_RENAMED.__getitem__, _RENAMED.keys() & sentence.cues))
    for test in _ALWAYS:
        if test.holds(parts, words):
            found.add(test.feature)
    for word in sentence.said & _TELLING.keys():
        for test in _TELLING[word]:
            if test.feature not in found and test.holds(parts, words):
                found.add(test.feature)
    if "share" in sentence.cues:
        found.add("share_of")
    return found


def is_target(sentence: Sentence) -> bool:
    """Whether a target is meant: the cue, or "plan" that is not a price plan."""
    if "target" in sentence.cues:
        return not (_is_quota_alone(sentence) or _are_plans_bought(sentence))
    if "plan" not in sentence.cues:
        return False
    for role in sentence.roles:
        if "plan" in role.mark.entry.cues:
            before = sentence.word(role.mark.start - 1)
            beside = any(value.end == role.mark.start for value in sentence.parts("value"))
            if before not in ("by", "per", "each", "which", "every", "what", "across") and not beside:
                return sentence.tokens[role.mark.start].word == "plan"
    return False


def _are_plans_bought(sentence: Sentence) -> bool:
    """``annual plans``, ``the Basic plan``: plans that customers pay for, not what was planned."""
    marks = [role.mark for role in sentence.roles if "target" in role.mark.entry.cues]
    tiers = {value.end for value in sentence.parts("value") if any(key == "plan_tier" for key, _ in value.entry.values)}
    if marks and all(sentence.word(mark.start) in ("plan", "plans") and mark.start in tiers for mark in marks):
        return True
    ends = [role.mark.end - 1 for role in sentence.roles if "target" in role.mark.entry.cues]
    return all(sentence.word(end) == "plans" for end in ends)


def _is_quota_alone(sentence: Sentence) -> bool:
    """``how much of the quota did we attain``: the metric quota attainment, not a comparison with a target."""
    marks = [role.mark for role in sentence.roles if "target" in role.mark.entry.cues]
    found = find_pattern(sentence.tokens)
    return bool(found and found.metric == "quota_attainment" and all(sentence.word(m.start) == "quota" for m in marks))


def _is_alternative(parts: Parts, words: list[str]) -> bool:
    """``EMEA or APAC?`` as against "in EMEA or APAC"."""
    if "better" in parts.sentence.cues:
        return True
    if "or" not in parts.sentence.said:
        return False
    return parts.sentence.text.clean.rstrip().endswith("?") or words[:1] in (
        ["is"],
        ["which"],
        ["who"],
        ["did"],
        ["does"],
    )


def _asks_value(_: Parts, words: list[str]) -> bool:
    """``what was …``, ``… came to``: a value rather than a course."""
    return not _VALUE_PAIRS.isdisjoint(pairwise(words))


_VALUE_PAIRS: Final = frozenset(
    {("what", "was"), ("what", "is"), ("what", "were"), ("came", "to"), ("how", "much"), ("how", "many")}
)


_GOING_ON: Final = frozenset({"move", "growth", "trend", "changed"})


def _is_progressive(parts: Parts, words: list[str]) -> bool:
    """``is … falling``, ``has … been improving``, ``has … improved over``: something that goes on."""
    sentence = parts.sentence
    if sentence.cues.isdisjoint(_GOING_ON):
        return False
    inside = {
        index
        for role in sentence.roles
        if role.mark.entry.cues & _GOING_ON
        for index in range(role.mark.start, role.mark.end)
    }
    if any(words[index - 1] in ("keep", "kept") or words[index] in ("keep", "kept") for index in inside if index):
        return True
    if words[0] in ("has", "have") and str(parts.time.range.expression).startswith(("this_", "ytd", "mtd", "qtd")):
        return True
    if "did" not in words and any(words[index].endswith("ing") or words[index] == "or" for index in inside):
        return True
    if not any(word in ("been", "is", "are", "keeps", "keep", "has", "have") for word in words):
        return False
    going = [role.mark for role in sentence.roles if not role.mark.entry.cues.isdisjoint(_GOING_ON)]
    return bool(going) and words[0] in ("has", "have") and "over" in words


def _asks_origin(parts: Parts, words: list[str]) -> bool:
    """``where did the decline come from``: the cause of a change rather than a place."""
    moved = not parts.sentence.cues.isdisjoint(("move", "growth", "change"))
    return moved and words[:1] == ["where"] and words[-2:] in (["come", "from"], ["coming", "from"], ["came", "from"])


def _asks_course(_: Parts, words: list[str]) -> bool:
    """``how's churn doing``, ``how are signups looking``: the course of a metric rather than its value."""
    opens = words[:1] == ["hows"] or words[:2] in (["how", "is"], ["how", "are"], ["how", "s"])
    return opens and not _COURSE.isdisjoint(words[2:])


def _asks_rest(_: Parts, words: list[str]) -> bool:
    """``for the rest of the year``: what is still to come."""
    for place, (one, two) in enumerate(pairwise(words)):
        if one in ("rest", "remainder", "balance") and two == "of":
            named = next((word for word in words[place + 2 :] if word not in _SKIPPED), "")
            return named in _GRAINS or (len(named) == 4 and named.isdecimal())
    return False


_SKIPPED: Final = frozenset({"the", "this", "our", "current", "fiscal", "calendar", "financial"})
_GRAINS: Final = frozenset({"year", "quarter", "month", "week", "q1", "q2", "q3", "q4", "fy"})
_LANDING: Final = frozenset({"land", "lands", "finish", "finishes", "close", "end", "ends"})


def _asks_landing(parts: Parts, words: list[str]) -> bool:
    """``where does ARR land``, ``how do we finish the year``: where something ends that has not ended yet."""
    opens = words[:1] in (["where"], ["how"]) and words[1:2] in (["do"], ["does"])
    if not opens or _LANDING.isdisjoint(words[2:]):
        return False
    named = {index for mark in parts.sentence.parts("metric") for index in range(mark.start, mark.end)}
    lands = any(word in _LANDING and index not in named for index, word in enumerate(words))  # "close rate" is a name
    return lands and (words[0] == "where" or parts.time.range.expression is not None)


_COURSE: Final = frozenset({"doing", "looking", "faring", "going"})


def _puts_metrics_apart(parts: Parts, words: list[str]) -> bool:
    """``ad spend vs leads``: two metrics held against each other, right beside the word that does so."""
    if parts.subject.related is None:
        return False
    ends = {mark.end for mark in parts.sentence.parts("metric")}
    starts = {mark.start for mark in parts.sentence.parts("metric")}
    return any(
        word in ("vs", "versus", "against", "v") and place in ends and place + 1 in starts
        for place, word in enumerate(words)
    )


def _have_members_moved(parts: Parts, words: list[str]) -> bool:
    """``which regions fell``, ``did every product decline``: each is held against itself, a period before."""
    sentence = parts.sentence
    if "move" not in sentence.cues or "breakdown" in sentence.cues or not ("which" in words[:2] or words[0] in _DID):
        return False
    if not _PULLING.isdisjoint(words):
        return False  # "which customers pulled the rate down": they moved it, not themselves
    return any("move" in role.mark.entry.cues and role.mark.start > 1 for role in sentence.roles)


_PULLING: Final = frozenset(
    {"pulled", "pull", "pushed", "push", "dragged", "drag", "brought", "bring", "sent", "weighed"}
)
_DID: Final = frozenset({"did", "does", "do", "have", "has", "are", "is"})
_QUESTION_WORDS: Final = frozenset({"what", "which", "why", "how"})


_TESTS: Final = (
    Test("target", lambda parts, _: is_target(parts.sentence)),
    Test("asks_what", lambda _, words: words[0] in _QUESTION_WORDS, _QUESTION_WORDS),
    Test("asks_value", _asks_value, frozenset({"what", "how", "came"})),
    Test("does", lambda _, words: words[0] in ("does", "do"), frozenset({"does", "do"})),
    Test("no_metric", lambda parts, _: parts.subject.subject == "unknown" and not parts.subject.options),
    Test("when_metric_moves", lambda _, words: words[0] == "when", frozenset({"when"})),
    Test("progressive", _is_progressive),
    Test("alternative", _is_alternative),
    Test("why", _asks_origin, frozenset({"where"})),
    Test("why", lambda _, words: "y" in (words[0], words[-1]) and len(words) > 1, frozenset({"y"})),
    Test("asks_course", _asks_course, frozenset({"hows", "how"})),
    Test("forecast", _asks_rest, frozenset({"rest", "remainder", "balance"})),
    Test("forecast", _asks_landing, frozenset({"where", "how"})),
    Test("members_moved", _have_members_moved, _DID | {"which"}),
    Test("metrics_apart", _puts_metrics_apart, frozenset({"vs", "versus", "against", "v"})),
    *LIST_TESTS,
)


_ALWAYS: Final = tuple(test for test in _TESTS if not test.words)
_TELLING: Final = {
    word: tuple(test for test in _TESTS if word in test.words)
    for word in frozenset().union(*[test.words for test in _TESTS])
}
"""The tests that need a word, by that word."""


def _time_features(time: TimeReading) -> set[str]:
    found = set()
    keys = time.range.keys
    if not time.said and not keys:
        found.add("no_time")
    if time.grain and not (time.per and "no_time" in found):
        found.add("grain")
    if len(keys) > 1:
        found.add("many_periods")
    if time.over:
        found.add("over_run")
    if time.ends:
        found.add("two_ends")
        if len(keys) == 2:
            found.add("two_periods")
    if time.versus:
        found.add("versus_time")
    found.add("future_time" if time.ahead else "past_time")
    return found
