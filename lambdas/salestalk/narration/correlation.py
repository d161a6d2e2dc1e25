"""The answer to "do … and … move together?"."""

from typing import Any

from salestalk.analysis.correlation import Correlation
from salestalk.narration.charts import SCHEMA
from salestalk.narration.figures import plain
from salestalk.narration.prose import Sentence
from salestalk.narration.story import Story, Tale
from salestalk.planning.wording import Data, clean

PLACES = 2
_STRENGTHS = ((70, "strongly"), (40, "moderately"), (20, "weakly"))


def tell_correlation(story: Story, found: Correlation) -> Tale:
    """Strength and direction, the number of changes it rests on, and what it does not show."""
    plan = story.findings.plan
    grain, name = plan.history[0].granularity, story.other(plan.related[0])
    value = found.coefficient.value
    strength = next((word for bound, word in _STRENGTHS if abs(value) * 100 >= bound), None)
    if strength is None:
        verdict: Sentence = (*story.subject, " and ", name, " do not visibly move together")
    else:
        way = "the same way" if value > 0 else "opposite ways"
        verdict = (*story.subject, " and ", name, f" move {strength} {way}")
    span = story.when([period for period, _, _ in found.points])
    told: list[Sentence] = [
        (*verdict, ": their changes from one ", f"{grain} to the next, ", *span, ", correlate at ",
         plain(found.coefficient, PLACES), " (Pearson, n = ", Data(str(found.count)), ").")
    ]  # fmt: skip
    if strength is not None and not found.is_clear:
        told.append(("With so few changes this can be chance.",))
    told.append(("Moving together does not show that either causes the other.",))
    return Tale(tuple(told), _scatter(story, found))


def _scatter(story: Story, found: Correlation) -> dict[str, Any]:
    plan = story.findings.plan
    other = plan.metrics[plan.related[0]]
    values = [
        {"period": str(story.label(period)), "x": one.value, "y": two.value, "xId": one.id, "yId": two.id}
        for period, one, two in found.points
    ]
    return {
        "$schema": SCHEMA,
        "title": f"{clean(story.entry.display_name)} / {clean(other.display_name)}",
        "data": {"values": values},
        "mark": {"type": "point", "tooltip": True},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": clean(story.entry.display_name),
                "scale": {"zero": False},
            },
            "y": {"field": "y", "type": "quantitative", "title": clean(other.display_name), "scale": {"zero": False}},
        },
    }
