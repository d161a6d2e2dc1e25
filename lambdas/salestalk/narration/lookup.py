"""The answer to "what was …?"."""

from salestalk.analysis.lookup import Lookup
from salestalk.narration.charts import line_chart
from salestalk.narration.figures import compact, full
from salestalk.narration.prose import Sentence, capitalized, enumerated
from salestalk.narration.story import Story, Tale

MAX_LISTED = 6


def tell_lookup(story: Story, found: Lookup) -> Tale:
    """The full value; for several periods the whole and, when they are few, each of them."""
    sentences = [*_whole(story, found), *_each(story, found), *_pair(story, found)]
    chart = line_chart(story, found.each) if len(found.each) > 1 else None
    return Tale(tuple(sentences), chart)


def _whole(story: Story, found: Lookup) -> list[Sentence]:
    if found.value is None:
        return []
    periods = story.findings.plan.periods
    average = f" on average per {periods[0].granularity}"
    how = {"sum": " in total", "average": average, "last": "", "quotient": " overall", "value": ""}[found.how]
    time = story.when(periods[-1:] if found.how == "last" else periods)
    figure = compact(found.value) if found.how == "average" else full(found.value)
    zero: Sentence = (": zero is the value that is stored",) if _is_stored_zero(story, found) else ()
    return [(*story.subject, f" {story.was} ", figure, how, " ", *time, *zero, ".")]


def _each(story: Story, found: Lookup) -> list[Sentence]:
    if not found.each or len(found.each) > MAX_LISTED:
        return [] if found.value else [(*story.subject, " is shown by period in the chart.")]
    items = [(full(amount), " ", *story.when((period,))) for period, amount in found.each]
    if found.value is None:
        return [(*story.subject, f" {story.was} ", *enumerated(items), ".")]
    return [("One by one: ", *enumerated(items), ".")] if found.how != "last" else []


def _pair(story: Story, found: Lookup) -> list[Sentence]:
    if found.other is None:
        return []
    name = story.other(story.findings.plan.related[0])
    told: list[Sentence] = [capitalized((name, " in the same time: ", full(found.other), "."))]
    if found.per is not None:
        told.append(("Divided by ", name, ": ", compact(found.per), "."))
    return told


def _is_stored_zero(story: Story, found: Lookup) -> bool:
    return bool(found.value and found.value.value == 0 and found.value.id.startswith("r"))
