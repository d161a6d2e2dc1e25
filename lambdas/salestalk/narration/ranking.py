"""The answer to "which … is the best?"."""

from salestalk.analysis.ranking import Place, Ranking
from salestalk.calendar import Period
from salestalk.contracts.classification import Measure
from salestalk.narration.charts import bar_chart
from salestalk.narration.figures import change, compact, full, size
from salestalk.narration.prose import Sentence, dimension_words, enumerated, group_name, selected
from salestalk.narration.story import Story, Tale
from salestalk.planning.wording import Data, metric_inside

MAX_TOLD = 10


def tell_ranking(story: Story, found: Ranking) -> Tale:
    """The places in order, with what they are ranked by."""
    plan = story.findings.plan
    which = "highest" if found.direction == "top" else "lowest"
    time = () if not plan.group_by else (" ", *story.when(plan.periods))
    by = dimension_words(plan.group_by) if plan.group_by else (f"{plan.periods[0].granularity}",)
    name = (_ranked_by(story, found), *selected(plan.selection, of_groups=True))
    if len(found.places) == 1 and not plan.selection.conditions:
        place = found.places[0]
        told: list[Sentence] = [
            ("The ", *by, f" with the {which} ", *name, *time, " was ", _key(story, place), ": ",
             *_value(place, whole=True), ".")
        ]  # fmt: skip
    else:
        items = [(_key(story, place), " ", *_value(place)) for place in found.places[:MAX_TOLD]]
        of = (" (of ", Data(str(found.of)), ")") if found.of > len(items) else ()
        bounds = ", within the bounds named" if plan.selection.conditions else ""
        told = [("By ", *by, f", the {which} ", *name, *time, bounds, *of, ": ", *enumerated(items), ".")]
    if found.tie:
        named = "" if len(found.places) == 1 else " as the last named"
        told.append((f"The next in order has the same value{named}.",))
    return Tale(tuple(told), bar_chart(story, [(one.key, one.amount) for one in found.places]))


def _ranked_by(story: Story, found: Ranking) -> Data:
    plan = story.findings.plan
    if any(place.other for place in found.places):
        return metric_inside(plan.metrics[plan.related[0]])
    name = metric_inside(story.entry)
    return Data(f"growth of {name}") if plan.measure is Measure.GROWTH else name


def _key(story: Story, place: Place) -> Data:
    return story.label(place.key) if isinstance(place.key, Period) else group_name(place.key)


def _value(place: Place, *, whole: bool = False) -> Sentence:
    amount = full(place.amount) if whole else compact(place.amount)
    if place.other is not None:
        return (compact(place.other), " (", amount, ")")
    if place.change is not None:
        if not place.change.change.value:
            return ("unchanged at ", amount)
        verb = "up " if place.change.change.value > 0 else "down "
        rate = size(place.change.growth) if place.change.growth else change(place.change.change)
        return (verb, rate, " to ", amount)
    share = (", ", compact(place.share), " of the whole") if place.share and whole else ()
    return (amount, *share)
