"""The answer to "anything unusual?"."""

from salestalk.analysis.anomaly import SEASONAL, Anomalies, Unusual
from salestalk.narration.charts import line_chart
from salestalk.narration.figures import change, compact
from salestalk.narration.prose import Sentence, capitalized
from salestalk.narration.story import Story, Tale


def tell_anomalies(story: Story, found: Anomalies) -> Tale:
    """Each unusual value with what was to be expected; or that there is none."""
    told: list[Sentence] = []
    for one in found.unusual:
        verb = f" {story.was} unusually high " if one.gap.value > 0 else f" {story.was} unusually low "
        told.append((*story.subject, verb, *story.when((one.period,)), ": ", *_against(one), "."))
    if found.usual is not None:
        told.append((*story.subject, f" {story.was} within the usual range ", *story.when((found.usual.period,)), ": ",
                     *_against(found.usual), "."))  # fmt: skip
    elif not found.unusual:
        told.append(("Nothing unusual: ", *_inside(story), " kept within the usual range ", *_span(story), "."))
    told.append(_method(story, found))
    return Tale(tuple(told), line_chart(story, found.points))


def _against(one: Unusual) -> Sentence:
    if not one.gap.value:
        return (compact(one.amount), ", just as expected")
    side = " above" if one.gap.value > 0 else " below"
    return (compact(one.amount), ", ", change(one.gap), side, " the ", compact(one.expected), " to be expected")


def _inside(story: Story) -> Sentence:
    name = story.subject
    return (story.other(story.entry.subject), *name[1:])


def _span(story: Story) -> Sentence:
    return story.when(story.findings.plan.periods)


def _method(story: Story, found: Anomalies) -> Sentence:
    history = story.findings.plan.history
    grain = history[0].granularity
    if found.method == SEASONAL:
        against = f"Each {grain} is held against the same one a season before"
    else:
        against = f"Each {grain} is held against a robust trend line"
    of = (f"{against}, ", *story.when(history), ", its distance measured in median deviations.")
    return capitalized(of)
