"""What kind of answer is wanted: features of the question, and the first rule that fits them (`intents.json`)."""

from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from salestalk.contracts.catalog import Kind
from salestalk.contracts.classification import Intent
from salestalk.understanding.groups import Group
from salestalk.understanding.patterns import find_pattern
from salestalk.understanding.sentence import Sentence
from salestalk.understanding.subjects import SubjectReading
from salestalk.understanding.time_reading import TimeReading
from salestalk.understanding.vocabulary_files import grammar, load


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


def decide(features: frozenset[str]) -> Rule:
    """The first rule that fits; the last one always does."""
    return next(rule for rule in rules() if rule.fits(features))


class Parts(NamedTuple):
    """What is known of a question when its intent is decided."""

    sentence: Sentence
    time: TimeReading
    subject: SubjectReading
    groups: tuple[Group, ...]
    ranked: bool
    slices: bool
    """Whether several values of one dimension are put beside each other."""


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


def _word_features(parts: Parts) -> set[str]:
    sentence = parts.sentence
    found = set()
    words = [token.word for token in sentence.tokens]
    if is_target(sentence):
        found.add("target")
    if "how much" in sentence.cues:
        found.add("how_much")
    if "trend" in sentence.cues:
        found.add("trend_word")
    if "change" in sentence.cues:
        found.add("change_noun")
    if "share" in sentence.cues and _is_share(sentence):
        found.update(("share", "share_of"))
    else:
        found.discard("share")
    if words[:1] and words[0] in ("what", "which", "why", "how"):
        found.add("asks_what")
    if _asks_value(words):
        found.add("asks_value")
    if words[:1] in (["does"], ["do"]):
        found.add("does")
    if parts.subject.subject == "unknown" and not parts.subject.options:
        found.add("no_metric")
    if words[:1] == ["when"]:
        found.add("when_metric_moves")
    if _is_progressive(sentence):
        found.add("progressive")
    if "or" in words or "better" in sentence.cues:
        found.add("alternative")
    if (
        words[:1]
        and words[0] in ("list", "enumerate")
        and sentence.lexicon.facts(parts.subject.subject).measure == "count"
    ):
        found.add("list_of_counted")
    if _asks_members(words, parts):
        found.add("members")
    if _lists(sentence, parts):
        found.add("list_shape")
    return found


def is_target(sentence: Sentence) -> bool:
    """Whether a target is meant: the cue, or "plan" that is not a price plan."""
    if "target" in sentence.cues:
        return not _is_quota_alone(sentence)
    if "plan" not in sentence.cues:
        return False
    for role in sentence.roles:
        if "plan" in role.mark.entry.cues:
            before = sentence.word(role.mark.start - 1)
            beside = any(value.end == role.mark.start for value in sentence.parts("value"))
            if before not in ("by", "per", "each", "which", "every", "what", "across") and not beside:
                return sentence.tokens[role.mark.start].word == "plan"
    return False


def _is_quota_alone(sentence: Sentence) -> bool:
    """``how much of the quota did we attain``: the metric quota attainment, not a comparison with a target."""
    marks = [role.mark for role in sentence.roles if "target" in role.mark.entry.cues]
    found = find_pattern(sentence.tokens)
    return bool(found and found.metric == "quota_attainment" and all(sentence.word(m.start) == "quota" for m in marks))


def _is_share(sentence: Sentence) -> bool:
    return True


def _asks_value(words: list[str]) -> bool:
    """``what was …``, ``… came to``: a value rather than a course."""
    pairs = set(pairwise(words))
    return not pairs.isdisjoint(
        {("what", "was"), ("what", "is"), ("what", "were"), ("came", "to"), ("how", "much"), ("how", "many")}
    )


_GOING_ON: Final = frozenset({"move", "growth", "trend", "changed"})


def _is_progressive(sentence: Sentence) -> bool:
    """``is … falling``, ``has … been improving``, ``has … improved over``: something that goes on."""
    words = [token.word for token in sentence.tokens]
    inside = {
        index
        for role in sentence.roles
        if role.mark.entry.cues & _GOING_ON
        for index in range(role.mark.start, role.mark.end)
    }
    if "did" not in words and any(words[index].endswith("ing") or words[index] == "or" for index in inside):
        return True
    if not any(word in ("been", "is", "are", "keeps", "keep", "has", "have") for word in words):
        return False
    going = [role.mark for role in sentence.roles if not role.mark.entry.cues.isdisjoint(_GOING_ON)]
    return bool(going) and words[0] in ("has", "have") and "over" in words


_MEMBERS: Final = frozenset({"which", "what", "who", "list", "name", "names", "show", "enumerate", "display", "give"})


def _asks_members(words: list[str], parts: Parts) -> bool:
    """``which campaigns are we running``, ``names of all teams``: a dimension named, but not with "by"."""
    if not parts.groups or _MEMBERS.isdisjoint(words[:5]):
        return False
    mark = parts.groups[0].mark
    return parts.sentence.word(mark.start - 1) not in ("by", "per", "each", "across", "about")


def _lists(sentence: Sentence, parts: Parts) -> bool:
    words = [token.word for token in sentence.tokens]
    if words[:1] and words[0] in ("list", "enumerate", "name"):
        return bool(sentence.parts("dimension")) or "catalog" in sentence.cues
    asks = any(word in ("which", "what", "who") for word in words[:3])
    return asks and ("catalog" in sentence.cues or bool(parts.groups))


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
