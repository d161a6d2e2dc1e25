"""How a question's cost grows with what there is: rows, slices, metrics, turns of a conversation.

``python -m tests.performance growth``. Instructions are counted, since they repeat; times stand beside them. The slope
of a line with both axes logarithmic is the power with which it grows: 0 is not at all, 1 is linear.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.performance import document
from tests.performance.bench import key_of
from tests.performance.figures import Figure, Outcome, Series, counted, reported, slope
from tests.performance.growing import AXES, Axis
from tests.performance.processes import Tree
from tests.performance.profiling import between_marks, missing_tool
from tests.performance.registry import Given
from tools.sections import table

AT_ONCE: Final = 2
NOISE: Final = 0.04
"""Of a few million instructions on several threads; which of them waits for which is not always the same."""
LINEAR: Final = 1.1
MILLION: Final = 1e6
NEEDED: Final = ("tests/unit", "tools")

Lines = Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Grown:
    """What was found along an axis: millions of instructions by line, times by line and size, and units of chats."""

    axis: Axis
    lines: Lines
    times: Mapping[tuple[str, int], float]
    units: Sequence[tuple[int, str, float, int]]


def measure(tree: Tree, axis: Axis) -> Grown:
    """In processes of their own, over the copy of the code."""
    run = ("-m", "tests.performance.growing")
    sizes = tuple(map(str, axis.sizes))
    counts = between_marks(tree, *run, "count", axis.name, *sizes)
    places = [(line, size) for size in axis.sizes for line in axis.lines]
    lines: dict[str, list[tuple[float, float]]] = {line: [] for line in axis.lines}
    for (line, size), number in zip(places, counts, strict=True):
        lines[line].append((size, number / MILLION))
    told = json.loads(tree.run(*run, "tell", axis.name, *sizes))
    taken = {(line, size): milliseconds for size, line, milliseconds in told["times"]}
    return Grown(axis, lines, taken, [tuple(each) for each in told["units"]])


def bench(given: Given) -> Outcome:
    """Every axis. Raises `RuntimeError` where instructions cannot be counted."""
    if sentence := missing_tool():
        raise RuntimeError(sentence)
    axes = [each.smaller() for each in AXES] if given.quick else AXES
    with Tree.copied(NEEDED) as tree, ThreadPoolExecutor(AT_ONCE) as pool:
        tree.warm("-m", "tests.performance.growing", "tell", "session", "1")
        found = list(pool.map(partial(measure, tree), axes))
    parts = (document.conditions(), *(part for each in found for part in _pictured(each)), *_consumed(found))
    return Outcome(
        {"growth": "\n\n".join(parts)},
        [figure for each in found for figure in (*_figures(each), *_capacity(each))],
        {f"growth-{each.axis.name}": _series(each) for each in found},
        [sentence for each in found for sentence in _missed(each)],
    )


def _series(grown: Grown) -> Series:
    return Series(grown.axis.title, grown.axis.unit, "million instructions", grown.lines)


def at_the_end(points: Sequence[tuple[float, float]]) -> float:
    """The slope between the two largest sizes, where what does not grow weighs least."""
    return slope(points[-2:])


def _figures(grown: Grown) -> Iterator[Figure]:
    for line, points in grown.lines.items():
        name = key_of("growth", grown.axis.name, line)
        size, most = points[-1]
        yield counted(f"{name}.largest", most, "million instructions", noise=NOISE)
        yield reported(f"{name}.slope", slope(points), "power")
        yield reported(f"{name}.slope_at_the_end", at_the_end(points), "power")
        yield reported(f"{name}.ms", grown.times[line, int(size)], "ms")


def _capacity(grown: Grown) -> Iterator[Figure]:
    for size, line, reads, writes in grown.units:
        if size == grown.axis.sizes[-1]:
            name = key_of("growth", grown.axis.name, line)
            yield counted(f"{name}.read_units", reads, "read units")
            yield counted(f"{name}.write_units", writes, "write units")


def _missed(grown: Grown) -> Iterator[str]:
    for line, points in grown.lines.items():
        if at_the_end(points) > LINEAR:
            yield f"{line} grows with the {grown.axis.unit} by the power of {at_the_end(points):.2f}, promised 1"


def _pictured(grown: Grown) -> Iterator[str]:
    axis = grown.axis
    head = (axis.title, *(f"{size:,}" for size in axis.sizes), "slope", "at the end", "ms, smallest", "ms, largest")
    rows = [
        (
            line,
            *(f"{value:.1f}" for _, value in points),
            f"{slope(points):.2f}",
            f"{at_the_end(points):.2f}",
            *(f"{grown.times[line, size]:.1f}" for size in (axis.sizes[0], axis.sizes[-1])),
        )
        for line, points in grown.lines.items()
    ]
    yield table(head, rows)
    yield f"![{axis.title}](performance/growth-{axis.name}.svg)"


def _consumed(found: Sequence[Grown]) -> Iterator[str]:
    rows = []
    for grown in found:
        first, last = grown.axis.sizes[0], grown.axis.sizes[-1]
        by_place = {(line, size): (f"{reads:g}", f"{writes:g}") for size, line, reads, writes in grown.units}
        for line in dict.fromkeys(line for line, _ in by_place):
            (read, written), (read_last, written_last) = by_place[line, first], by_place[line, last]
            sizes = f"{first:,} and {last:,} {grown.axis.unit}"
            rows.append((f"{line}, {sizes}", read, read_last, written, written_last))
    yield "What chats consume, in read and write units, at the smallest and at the largest size:"
    yield table(("chat", "read", "read, largest", "written", "written, largest"), rows)
