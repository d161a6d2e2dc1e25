"""The answer to "are we on target?"."""

from collections.abc import Iterator, Sequence

from salestalk.analysis.target import Goal, Pace, Target
from salestalk.calendar import Period
from salestalk.narration.charts import bar_chart
from salestalk.narration.figures import change, compact, size
from salestalk.narration.prose import Sentence, dimension_words, enumerated, group_name
from salestalk.narration.story import Story, Tale

MAX_TOLD = 5


def tell_target(story: Story, found: Target) -> Tale:
    """Actual, target and gap; the pace while the period runs; the groups furthest below first."""
    told = [sentence for periods, goal in found.goals for sentence in _goal(story, periods, goal)]
    if found.groups:
        items = [(group_name(group), " ", *_brief(goal)) for group, goal in found.groups[:MAX_TOLD]]
        plan = story.findings.plan
        start: Sentence = ("One by one: ",) if told else (*story.subject, " ", *story.when(plan.periods), ": ")
        told.append((*start, *enumerated(items), "."))
    elif story.findings.plan.group_by:
        split = ("by ", *dimension_words(story.findings.plan.group_by))
        told.append(("No targets are loaded ", *split, ", so only the whole is held against its target."))
    bars = [(group, goal.actual) for group, goal in found.groups if goal.actual]
    return Tale(tuple(told), bar_chart(story, bars) if bars else None)


def _goal(story: Story, periods: Sequence[Period], goal: Goal) -> Iterator[Sentence]:
    time = (" ", *story.when(periods))
    if goal.actual is None or goal.gap is None:
        yield (*story.subject, *time, ": there is no value yet; the target is ", compact(goal.target), ".")
        return
    rate = (" (", size(goal.attainment), " of it)") if goal.attainment else ()
    base = (*story.subject, f" {story.was} ", compact(goal.actual), *time)
    if not goal.gap.value:
        yield (*base, ", exactly on the target of ", compact(goal.target), ".")
        return
    side = " above" if goal.gap.value > 0 else " below"
    verdict = {True: "; the target was met", False: "; the target was missed", None: ""}[goal.met]
    yield (*base, ", ", change(goal.gap), side, " the target of ", compact(goal.target), *rate, verdict, ".")
    if goal.pace is not None:
        yield _pace(story, goal.pace)


def _pace(story: Story, pace: Pace) -> Sentence:
    """Evenly spread over the days, so much is due by now, or by the last day that is loaded."""
    over: Sentence = (" of the days over, ",)
    if pace.through is not None:
        over = (" of the days over at the end of ", story.label(pace.through), ", the last that is loaded, ")
    begin = ("With ", compact(pace.elapsed), *over, compact(pace.due), " would be due at an even pace")
    if not pace.gap.value:
        return (*begin, "; it is exactly that.")
    side = " above" if pace.gap.value > 0 else " below"
    return (*begin, "; it is ", change(pace.gap), side, " that.")


def _brief(goal: Goal) -> Sentence:
    if goal.actual is None or goal.gap is None:
        return ("no value against ", compact(goal.target))
    if not goal.gap.value:
        return (compact(goal.actual), " (on target)")
    side = " above" if goal.gap.value > 0 else " below"
    return (compact(goal.actual), " (", change(goal.gap), side, " target)")
