"""The answer when the catalog promised values but the rows are not there, or cannot be put together."""

from collections.abc import Sequence

from salestalk.analysis.model import Missing
from salestalk.contracts.answer import Outcome
from salestalk.narration.prose import Sentence, group_name, selected, stored_parts
from salestalk.narration.story import Story, Tale
from salestalk.planning.filters import dimensions_of
from salestalk.planning.model import Slice
from salestalk.planning.reach import loaded
from salestalk.planning.wording import Data, is_plural, listed, metric_name, subject_name

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
    if found.reason == "no_data" and found.lacking:
        told.append(("No value is stored for ", *_slices(found.lacking), "."))
    if found.reason == "no_groups" and len(splits := dimensions_of(entry, plan.metrics)) > 1:
        names = listed([subject_name(name) for name in splits])
        told.append(("There are values by ", *names, ", but not of every combination and for every period."))
    told.append(loaded(entry, plan.metrics, plan.timeline))
    return Tale(tuple(told), None, Outcome.NO_DATA, found.reason)


def _slices(slices: Sequence[Slice]) -> Sentence:
    """The slices by name: "Benelux", or "EMEA and SMB together"."""
    names = [Data(group_name(one) + (" together" if len(one) > 1 else "")) for one in slices]
    return listed(names, " or ", most=3)
