"""The answer when the catalog promised values but the rows are not there, or cannot be put together."""

from salestalk.analysis.model import Missing
from salestalk.contracts.answer import Outcome
from salestalk.narration.prose import Sentence, selected, stored_parts
from salestalk.narration.story import Story, Tale
from salestalk.planning.sources import reachable_grains, spans
from salestalk.planning.wording import agreeing, is_plural, metric_name, period_label

_WHY = {
    "no_data": " has no stored value",
    "incomplete": " has no complete value",
    "not_summable": " cannot be put together from its parts",
    "too_few_values": " has too few values for that",
    "no_group_left": " has no part within the bounds named",
    "no_groups": " has no stored values of that split",
    "too_far": " has too short a history to look that far ahead",
    "no_change": " does not vary, or the other metric does not: there is nothing to correlate",
    "no_target": " has no target",
}


def tell_missing(story: Story, found: Missing) -> Tale:
    """What is missing, and from when to when there are values."""
    plan = story.findings.plan
    entry = plan.metrics[found.subject]
    time = (" ", *story.when(found.periods)) if found.periods else ()
    limited = selected(plan.selection)
    why = _WHY["incomplete" if found.gaps and found.reason == "no_data" else found.reason]
    why = why.replace(" has ", " have ", 1) if is_plural(entry) else why
    told: list[Sentence] = [(metric_name(entry), *limited, why, *time, ".")]
    if found.gaps:
        told.append(stored_parts(found.gaps, plan.timeline.calendar))
    if grains := reachable_grains(entry, plan.metrics):
        first, last = (period_label(period, plan.timeline.calendar) for period in spans(entry, plan.metrics)[grains[0]])
        told.append(
            (
                metric_name(entry),
                agreeing(entry, " is", " are"),
                f" loaded by {grains[0]} from ",
                first,
                " to ",
                last,
                ".",
            )
        )
    return Tale(tuple(told), None, Outcome.NO_DATA, found.reason)
