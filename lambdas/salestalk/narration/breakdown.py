"""The answer to "… by region?" and "what share of … comes from …?"."""

from collections.abc import Iterator

from salestalk.analysis.breakdown import Breakdown, Part
from salestalk.analysis.ledger import Amount
from salestalk.calendar import Period
from salestalk.contracts.catalog import Kind
from salestalk.narration.charts import bar_chart
from salestalk.narration.figures import change, compact, full
from salestalk.narration.prose import Sentence, dimension_words, enumerated, group_name
from salestalk.narration.story import Story, Tale
from salestalk.planning.model import Slice
from salestalk.planning.wording import Data

MAX_TOLD = 5


def tell_breakdown(story: Story, found: Breakdown) -> Tale:
    """The parts with their shares, largest first; then what they leave of the whole."""
    plan = story.findings.plan
    items = [_part(one) for one in found.parts[:MAX_TOLD]]
    by = () if plan.selection.chooses else (" by ", *dimension_words(plan.group_by))
    bounds = (", within the bounds named",) if plan.selection.conditions else ()
    more = (" (the largest of ", Data(str(len(found.parts) + found.left_out)), ")") if _is_cut(found) else ()
    told: list[Sentence] = [
        (*story.subject, *by, " ", *story.when(plan.periods), *bounds, *more, ": ", *enumerated(items), "."),
        *_whole(story, found),
    ]
    bars: list[tuple[Slice | Period | None, Amount]] = [(one.group, one.amount) for one in found.parts]
    if found.rest is not None:
        bars.append((None, found.rest))
    return Tale(tuple(told), bar_chart(story, bars))


def _is_cut(found: Breakdown) -> bool:
    return len(found.parts) + found.left_out > MAX_TOLD


def _part(one: Part) -> Sentence:
    share = (" (", compact(one.share), ")") if one.share else ()
    return (group_name(one.group), " ", compact(one.amount), *share)


def _whole(story: Story, found: Breakdown) -> Iterator[Sentence]:
    if found.whole is None:
        return
    if found.whole_is_summed:
        yield ("No total is stored; the parts add up to ", full(found.whole), ".")
        return
    whole: Sentence = ("Overall: " if story.entry.kind is Kind.RATIO else "In total: ",)
    if found.is_chosen and story.entry.kind is not Kind.RATIO:
        whole = (*story.subject, " as a whole: ")
    yield (*whole, full(found.whole), ".")
    if found.rest is None or found.left_out:
        return
    by = dimension_words(story.findings.plan.group_by)
    if found.rest.value > 0:
        whose: Sentence = (" is not assigned to any ", *by) if found.is_complete else (" belongs to none of these",)
        yield (change(found.rest), *whose, ".")
    else:
        yield ("The parts add up to ", change(found.rest), " more than the stored total, which is what counts here.")
