"""The answer when the catalog promised values but the rows are not there, or cannot be put together."""

from salestalk.analysis.model import Missing
from salestalk.contracts.answer import Outcome
from salestalk.narration.prose import Sentence, selected
from salestalk.narration.story import Story, Tale
from salestalk.planning.sources import reachable_grains, spans
from salestalk.planning.wording import metric_name, period_label

_WHY = {
    "no_data": " has no stored value",
    "not_summable": " cannot be put together from its parts",
    "too_few_values": " has too few values for that",
    "no_groups": " has no stored values of that split",
    "no_target": " has no target",
}


def tell_missing(story: Story, found: Missing) -> Tale:
    """What is missing, and from when to when there are values."""
    plan = story.findings.plan
    entry = plan.metrics[found.subject]
    time = (" ", *story.when(found.periods)) if found.periods else ()
    limited = selected(plan.selection)
    told: list[Sentence] = [(metric_name(entry), *limited, _WHY[found.reason], *time, ".")]
    if grains := reachable_grains(entry, plan.metrics):
        first, last = (period_label(period, plan.timeline.calendar) for period in spans(entry, plan.metrics)[grains[0]])
        told.append((metric_name(entry), f" is loaded by {grains[0]} from ", first, " to ", last, "."))
    return Tale(tuple(told), None, Outcome.NO_DATA, found.reason)
