"""A record in words."""

from salestalk.analysis.record import Record
from salestalk.narration.figures import change, compact
from salestalk.narration.story import Story, Tale


def tell_record(story: Story, found: Record) -> Tale:
    """The record, the one before it, and the history in which it is one."""
    word, side, most = (
        (" reached a record high ", " above", "highest")
        if found.is_high
        else (" fell to a record low ", " below", "lowest")
    )
    beaten = (side, " the former one of ", compact(found.former), " ", *story.when((found.former_period,)), ".")
    told = (*story.subject, word, *story.when((found.period,)), ": ", compact(found.amount), ", ", change(found.gap))
    history = tuple(period for period in story.findings.plan.history if found.first <= period <= found.period)
    return Tale(((*told, *beaten), (f"That is the {most} value ", *story.when(history), ".")))
