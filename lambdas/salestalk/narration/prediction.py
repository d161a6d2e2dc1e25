"""The answer to "what will … be?"."""

from salestalk.analysis.prediction import Foreseen, Prediction
from salestalk.narration.charts import line_chart
from salestalk.narration.figures import compact, is_fraction
from salestalk.narration.prose import Sentence, enumerated
from salestalk.narration.story import Story, Tale
from salestalk.planning.wording import Data, agreeing

MAX_TOLD = 4


def tell_prediction(story: Story, found: Prediction) -> Tale:
    """The forecast with its interval, the method by name, and how it did on the past."""
    told: list[Sentence] = []
    shown = found.foreseen
    if found.whole is not None:
        plan = story.findings.plan
        told.append((*_forecast_at(story), compact(found.whole), " in total ",
                     *story.when((*plan.base, *plan.periods)), "."))  # fmt: skip
        shown = shown[:MAX_TOLD]
    if len(shown) == 1:
        one = shown[0]
        between = (", most likely between ", compact(one.low), " and ", compact(one.high), ".")
        told.append((*_forecast_at(story), compact(one.amount), " ", *story.when((one.period,)), *between))
    else:
        start = ("One by one: ",) if told else _forecast_at(story)
        told.append((*start, *enumerated([_item(story, one) for one in shown[:MAX_TOLD]]), "."))
    told.append(_method(story, found))
    points = (*found.points, *((one.period, one.amount) for one in found.foreseen))
    bands = [(one.period, one.low, one.high) for one in found.foreseen]
    return Tale(tuple(told), line_chart(story, points, bands=bands))


def _forecast_at(story: Story) -> Sentence:
    return (*story.subject, agreeing(story.entry, " is", " are"), " forecast at ")


def _item(story: Story, one: Foreseen) -> Sentence:
    return (
        compact(one.amount),
        " ",
        *story.when((one.period,)),
        " (",
        compact(one.low),
        " to ",
        compact(one.high),
        ")",
    )


def _method(story: Story, found: Prediction) -> Sentence:
    last = story.findings.plan.history[-1]
    start: Sentence = (f"Method: {found.method}, from values up to ", story.label(last))
    if found.error is None:
        return (*start, ".")
    grain = story.findings.plan.history[0].granularity
    of = " of the value" if is_fraction(story.entry.unit) else ""
    return (
        *start, "; on the last ", Data(str(found.tested)), f" {grain}s it was off by ", compact(found.error),
        f"{of} on average, and the interval is as wide as its larger misses.",
    )  # fmt: skip
