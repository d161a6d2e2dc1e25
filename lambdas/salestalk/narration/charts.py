"""Vega-Lite specifications over the very values an answer cites."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from salestalk.analysis.ledger import Amount
from salestalk.calendar import Period
from salestalk.narration.figures import is_fraction
from salestalk.narration.prose import group_name
from salestalk.narration.story import Story
from salestalk.planning.model import Slice
from salestalk.planning.units import is_part_of_one, is_percent
from salestalk.planning.wording import clean, metric_name

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
MAX_BARS: Final = 20
REST: Final = "other"
Point = tuple[Period, Amount]


def line_chart(
    story: Story,
    points: Sequence[Point],
    *,
    bars: bool = False,
    series: Sequence[tuple[str, Sequence[Point]]] = (),
    bands: Sequence[tuple[Period, Amount, Amount]] = (),
) -> dict[str, Any]:
    """Values over time: one line, or one per series; ``bands`` adds an interval around the later ones."""
    if not series:
        series = ((str(metric_name(story.entry)), points),)
    values = [
        {"period": str(story.label(period)), "series": name, "value": _number(amount), "id": amount.id}
        for name, line in series
        for period, amount in line
    ]
    limits = {str(story.label(period)): (_number(low), _number(high)) for period, low, high in bands}
    for value in values:
        if value["period"] in limits:
            value["low"], value["high"] = limits[str(value["period"])]
    order = list(
        dict.fromkeys(str(story.label(p)) for p in _ordered(story, [p for _, line in series for p, _ in line]))
    )
    encoding: dict[str, Any] = {
        "x": {"field": "period", "type": "ordinal", "sort": order, "title": None},
        "y": {"field": "value", "type": "quantitative", "title": _axis(story), "axis": _format(story)},
    }
    if len(series) > 1:
        encoding["color"] = {"field": "series", "type": "nominal", "title": None}
    mark: dict[str, Any] = {"type": "bar"} if bars else {"type": "line", "point": True}
    base = _spec(story, values)
    if not limits:
        return {**base, "mark": {**mark, "tooltip": True}, "encoding": encoding}
    band = {
        "mark": {"type": "errorbar", "ticks": True},
        "encoding": {"x": encoding["x"], "y": {**encoding["y"], "field": "low"}, "y2": {"field": "high"}},
        "transform": [{"filter": "isValid(datum.low)"}],
    }
    return {**base, "layer": [{"mark": {**mark, "tooltip": True}, "encoding": encoding}, band]}


def bar_chart(
    story: Story, bars: Sequence[tuple[Slice | Period | None, Amount]], what: str = "value"
) -> dict[str, Any]:
    """Values side by side, in the order given."""
    names = [_bar_name(story, key) for key, _ in bars[:MAX_BARS]]
    values = [
        {"group": name, "value": _number(amount), "id": amount.id}
        for name, (_, amount) in zip(names, bars, strict=False)
    ]
    title, axis = (_axis(story), _format(story)) if what == "value" else _of_change(story, what)
    return {
        **_spec(story, values),
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {"field": "group", "type": "nominal", "sort": list(dict.fromkeys(names)), "title": None},
            "x": {"field": "value", "type": "quantitative", "title": title, "axis": axis},
        },
    }


def _of_change(story: Story, what: str) -> tuple[str, dict[str, str]]:
    """Title and axis of the parts of a change: what is measured in percent changes by points."""
    if not is_fraction(story.entry.unit):
        return f"{what} of {_axis(story)}", _format(story)
    points = "datum.value * 100" if is_part_of_one(story.entry.unit) else "datum.value"
    return f"{what} of {_axis(story)} (points)", {"labelExpr": f"format({points}, '.1f')"}


def _spec(story: Story, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"$schema": SCHEMA, "title": clean(story.entry.display_name), "data": {"values": values}}


def _number(amount: Amount) -> Decimal:
    return amount.value


def _axis(story: Story) -> str:
    name, unit = clean(story.entry.display_name), clean(story.entry.unit)
    return name if is_fraction(story.entry.unit) or unit == "count" else f"{name} ({unit})"


def _format(story: Story) -> dict[str, str]:
    if is_percent(story.entry.unit):
        return {"labelExpr": "format(datum.value, '.1f') + '%'"}
    return {"format": ".1%" if is_part_of_one(story.entry.unit) else "~s"}


def _bar_name(story: Story, key: Slice | Period | None) -> str:
    if key is None:
        return REST
    return str(story.label(key)) if isinstance(key, Period) else str(group_name(key))


def _ordered(story: Story, periods: Sequence[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: story.timeline.calendar.interval(period).start)
