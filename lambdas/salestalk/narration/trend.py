"""The answer to "how has … developed?"."""

from salestalk.analysis.trend import Series, Trend
from salestalk.narration.charts import line_chart
from salestalk.narration.figures import change, compact, full, is_fraction, size
from salestalk.narration.prose import Sentence, enumerated, group_name
from salestalk.narration.story import Story, Tale

MAX_TOLD = 4


def tell_trend(story: Story, found: Trend) -> Tale:
    """Direction and size, the turning point, the groups, and what is still in progress."""
    sentences: list[Sentence] = []
    if found.series:
        sentences += _series(story, found.series)
    if found.groups:
        items = [(group_name(group), " ", *_brief(one)) for group, one in found.groups[:MAX_TOLD]]
        start: Sentence = ("One by one: ",) if found.series else (*story.subject, " ", *_time(story), ": ")
        sentences.append((*start, *enumerated(items), "."))
    if found.unfinished:
        period, amount = found.unfinished
        sentences.append(("So far ", *story.when((period,)), f" it {story.was} ", compact(amount), "."))
    lines = [(str(group_name(group)), one.points) for group, one in found.groups]
    points = found.series.points if found.series else ()
    return Tale(tuple(sentences), line_chart(story, points, series=lines) if len(points) > 1 or lines else None)


def _time(story: Story) -> Sentence:
    """From when to when groups are told that have no whole beside them."""
    return story.when([period for period in story.findings.plan.periods if story.timeline.is_over(period)])


def _series(story: Story, series: Series) -> list[Sentence]:
    first, last = series.points[0], series.points[-1]
    if series.change is None:
        return [(*story.subject, f" {story.was} ", full(last[1]), " ", *story.when((last[0],)),
                 "; a single value makes no trend.")]  # fmt: skip
    told: list[Sentence] = [(*story.subject, *_direction(story, series))]
    if series.turn is not None:
        amount = dict(series.points)[series.turn]
        if amount.value not in (first[1].value, last[1].value):
            word = "Its highest point was " if series.turn_is_high else "Its lowest point was "
            told.append((word, compact(amount), " ", *story.when((series.turn,)), "."))
    return told


def _direction(story: Story, series: Series) -> Sentence:
    change_ = series.change
    assert change_ is not None  # noqa: S101 - the caller has looked
    ends = (" from ", compact(change_.before), " ", *story.when((series.first,)), " to ", compact(change_.now), " ",
            *story.when((series.last,)), ".")  # fmt: skip
    if not change_.change.value:
        return (" ended where it began,", *ends)
    up = change_.change.value > 0
    verb = (" rose by " if is_fraction(change_.now.unit) else " grew by ") if up else " fell by "
    rate = (" (", size(change_.growth), ")") if change_.growth else ()
    steady = (
        ", without a break," if not (series.falls if up else series.rises) and series.rises + series.falls > 1 else ""
    )
    return (verb, change(change_.change), *rate, steady, *ends)


def _brief(series: Series) -> Sentence:
    found = series.change
    if found is None or not found.change.value:
        return ("at ", compact(series.points[-1][1]))
    verb = "up " if found.change.value > 0 else "down "
    rate = (" (", size(found.growth), ")") if found.growth else ()
    return (verb, change(found.change), *rate, " to ", compact(found.now))
