"""The answer to "how does … compare?"."""

from collections.abc import Sequence

from salestalk.analysis.comparison import Change, Comparison, Pair, SideBySide
from salestalk.analysis.ledger import Amount
from salestalk.narration.charts import bar_chart, line_chart
from salestalk.narration.figures import change, compact, is_fraction, size
from salestalk.narration.prose import Sentence, capitalized, dimension_words, enumerated, group_name
from salestalk.narration.story import Story, Tale
from salestalk.planning.model import Slice
from salestalk.planning.wording import Data

MAX_TOLD = 5


def moved(story: Story, subject: Sequence[str], found: Change) -> Sentence:
    """The sentence without its full stop: "ARR grew by €1.2M (16.7 %) from €7.2M in Q3 2025 to €8.4M in Q4 2025"."""
    plan = story.findings.plan
    before = (compact(found.before), " ", *story.when(plan.base))
    now = (compact(found.now), " ", *story.when(plan.periods))
    if not found.change.value:
        return (*subject, " did not change: ", *before, ", ", *now)
    rate = (" (", size(found.growth), ")") if found.growth else ()
    verb = " rose by " if is_fraction(found.now.unit) else " grew by "
    verb = verb if found.change.value > 0 else " fell by "
    between = len(plan.periods) == len(plan.base) == 1
    joint = (" from ", *before, " to ", *now) if between else (": ", *now, ", after ", *before)
    return (*subject, verb, change(found.change), *rate, *joint)


def tell_comparison(story: Story, found: Comparison) -> Tale:
    """The change as a whole, then the groups that changed most, then a second metric."""
    plan = story.findings.plan
    sentences: list[Sentence] = []
    if found.total:
        sentences.append((*moved(story, story.subject, found.total), "."))
    if found.groups:
        items = [(group_name(group), " ", *_brief(one)) for group, one in found.groups[:MAX_TOLD]]
        count = len(found.groups) + found.left_out
        more = (" (the largest of ", Data(str(count)), ")") if count > len(items) else ()
        sentences.append(("Changes by ", *dimension_words(plan.group_by), *more, ": ", *enumerated(items), "."))
    if found.new:
        sentences.append(("New: ", *_listed_groups(found.new), "."))
    if found.gone:
        sentences.append(("No longer there: ", *_listed_groups(found.gone, " before"), "."))
    if found.other:
        name = story.other(plan.related[0])
        sentences.append((*moved(story, capitalized((name,)), found.other), "."))
    if found.groups:
        return Tale(tuple(sentences), bar_chart(story, [(g, one.change) for g, one in found.groups], "change"))
    points = [(plan.base[-1], found.total.before), (plan.periods[-1], found.total.now)] if found.total else []
    single = len(plan.base) == len(plan.periods) == 1
    return Tale(tuple(sentences), line_chart(story, points, bars=True) if points and single else None)


def tell_side_by_side(story: Story, found: SideBySide) -> Tale:
    """Slices of one period, largest first."""
    plan = story.findings.plan
    items = [(group_name(group), " ", compact(amount)) for group, amount in found.values[:MAX_TOLD]]
    sentences: list[Sentence] = [(*story.subject, " ", *story.when(plan.periods), ": ", *enumerated(items), ".")]
    if found.gap is not None and found.gap.value:
        first, second = (group_name(group) for group, _ in found.values[:2])
        rate = (" (", size(found.growth), ")") if found.growth else ()
        sentences.append((first, " is ", change(found.gap), *rate, " above ", second, "."))
    missing = _not_found(story, found)
    if missing:
        sentences.append(("There is no value for ", *enumerated([(name,) for name in missing]), "."))
    return Tale(tuple(sentences), bar_chart(story, found.values))


def tell_pair(story: Story, found: Pair) -> Tale:
    """Two metrics of the same period."""
    plan = story.findings.plan
    name = story.other(plan.related[0])
    told: list[Sentence] = [
        (*story.subject, f" {story.was} ", compact(found.one), " and ", name, " ", compact(found.other), " ",
         *story.when(plan.periods), "."),
    ]  # fmt: skip
    if found.gap is not None and found.gap.value:
        above = " above " if found.gap.value > 0 else " below "
        told.append((*story.subject, f" {story.was} ", change(found.gap), above, name, "."))
    return Tale(tuple(told))


def _listed_groups(groups: Sequence[tuple[Slice, Amount]], when: str = "") -> Sentence:
    items: list[Sentence] = [(group_name(group), " ", compact(amount), when) for group, amount in groups[:MAX_TOLD]]
    return enumerated([*items, ("others",)] if len(groups) > MAX_TOLD else items)


def _brief(found: Change) -> Sentence:
    if not found.change.value:
        return ("unchanged at ", compact(found.now))
    verb = "up " if found.change.value > 0 else "down "
    rate = (" (", size(found.growth), ")") if found.growth else ()
    return (verb, change(found.change), *rate, " to ", compact(found.now))


def _not_found(story: Story, found: SideBySide) -> list[Data]:
    """Chosen slices that have no value in the period."""
    shown = {pair for group, _ in found.values for pair in group}
    wanted = [(name, value) for name, values in story.findings.plan.selection.only for value in values]
    return [group_name((pair,)) for pair in wanted if pair not in shown]
