"""A reading as a classification, with how sure each part of it is and what was assumed."""

from salestalk.contracts.classification import Classification, Comparison, Intent, TimeRange
from salestalk.understanding.confidence import Evidence, components, overall
from salestalk.understanding.declining.beyond import named_beside
from salestalk.understanding.declining.unworked import lost_amount
from salestalk.understanding.pipeline import Reading
from salestalk.understanding.times.reading import TimeReading, changed
from salestalk.understanding.words.spelling import unknown_words
from salestalk.understanding.words.text import fixed_of


def classify(reading: Reading) -> Classification:
    """The reading as a classification."""
    intent = reading.rule.intent
    subject = reading.subject.subject
    evidence = evidence_of(reading)
    # Not validated once more: every part is a contract by itself, an enumeration's member or an id of the vocabulary.
    return Classification.assembled(
        intent=intent,
        subject=subject,
        domain=reading.sentence.lexicon.facts(subject).domain,
        measure=reading.measure,
        time_range=time_for(intent, reading.time),
        filters=reading.filters,
        group_by=_groups(reading),
        rank=reading.rank,
        related_subject=reading.subject.related if intent is Intent.CORRELATION else None,
        confidence=overall(evidence),
        components=components(evidence),
    )


def _groups(reading: Reading) -> tuple[str, ...]:
    """The dimensions grouped by; slices put against each other, and a share, group by their own."""
    if reading.groups:
        return tuple([group.dimension for group in reading.groups])
    intent = reading.rule.intent
    if intent is Intent.COMPARISON and reading.slices and not reading.time.versus:
        return (reading.slices[0].key,)
    if intent is Intent.BREAKDOWN and reading.filters:
        return (reading.filters[0].key,)
    return ()


def time_for(intent: Intent, time: TimeReading) -> TimeRange:
    """The time with what the intent adds: a target is compared with, a forecast without horizon looks ahead."""
    spoken = time.range
    if intent is Intent.TARGET:
        return changed(spoken, comparison=Comparison.TARGET)
    if intent is Intent.PREDICTION and spoken.expression == "current" and not spoken.keys:
        return changed(spoken, expression="future")
    return spoken


def evidence_of(reading: Reading) -> Evidence:
    """How each slot was found."""
    sentence = reading.sentence
    unknown = [index for index in unknown_words(sentence.tokens, sentence.lexicon) if index not in sentence.covered]
    usual = reading.measure is sentence.lexicon.facts(reading.subject.subject).measure
    return Evidence(
        intent=reading.rule.sure,
        subject=reading.subject.how,
        measure="usual" if usual else "said",
        dimension=_dimension_evidence(reading),
        time=_time_evidence(reading.time),
        unknown_words=len(unknown),
        repairs=sum(map(fixed_of, sentence.tokens)),
        length=len(sentence.tokens),
    )


def _dimension_evidence(reading: Reading) -> str:
    if reading.conditions:
        return "condition"
    if reading.named:
        return "named"
    return "known" if reading.filters or reading.groups else "none"


def _time_evidence(time: TimeReading) -> str:
    if not time.said:
        return "none"
    if time.named_bare:
        return "assumed"
    return "composed" if time.ends else "exact"


def assumptions_of(reading: Reading, settled: TimeRange | None = None) -> tuple[str, ...]:
    """What was decided without being said, as sentences.

    ``settled`` is the time that was finally taken, where a question before had a say in it.
    """
    out = []
    time, subject = reading.time, reading.subject
    if time.named_bare and time.range.keys and time.range.value:
        taken = settled or time.range
        span = taken.keys[0] if len(taken.keys) == 1 else f"{taken.keys[0]} to {taken.keys[-1]}"
        reach = "the next one" if time.ahead else "the latest that has begun and has data"
        reach = reach if taken.keys == time.range.keys else "in the year of the question before"
        out.append(f"{time.range.value} without a year is read as {span}, {reach}.")
    if subject.how in ("chosen", "verb", "pattern"):
        name = reading.sentence.lexicon.facts(subject.subject).name or subject.subject
        out.append(f"The question is read as one about {name}.")
    if subject.mark is not None and reading.rule.intent is not Intent.CORRELATION:
        for other in named_beside(reading.sentence, subject.mark):
            name = reading.sentence.lexicon.facts(other).name or other
            out.append(f"{name} is named too, and is a question of its own: this answer does not hold it.")
    if reading.rule.intent is Intent.PREDICTION and lost_amount(reading.sentence) is not None:
        out.append("An amount is named too: the forecast is given as it is, to be held against it.")
    if time.shared:
        out.append("A period without a year is read as one of the year said beside it.")
    out.extend(_repairs(reading))
    return tuple(out)


def _repairs(reading: Reading) -> list[str]:
    return [f"“{token.raw}” is read as “{token.word}”." for token in reading.sentence.tokens if token.fixed]
