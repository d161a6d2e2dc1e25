"""The figures as the sections of the document."""

from collections.abc import Iterable, Sequence
from typing import Final

from tests.performance import stages, understanding
from tests.performance.baseline import ALLOWED_RISE, Change
from tests.performance.document import conditions
from tests.performance.imports import Import
from tools.sections import table

LISTED: Final = 12
LIMITS: Final = {"P50": 100.0, "P99": 1000.0, "vocabulary": 20.0, "stages": 5.0, "import": 1.25}
"""What is promised: µs, µs, ms, ms, ratio."""


def understanding_section(speeds: Iterable[understanding.Speed], loading: understanding.Loading) -> str:
    """Each set of questions, and loading."""
    rows = [(each.title, str(each.questions), f"{each.p50:.0f}", f"{each.p99:.0f}") for each in speeds]
    loaded = [
        ("importing `salestalk.understanding`, contracts present", f"{loading.imports:.1f}"),
        ("indexing the vocabulary", f"{loading.index:.1f}"),
        ("prepared by the first questions", f"{loading.first_use:.1f}"),
        ("**vocabulary, both together**", f"{loading.vocabulary:.1f}"),
        (f"laying a catalog of {understanding.METRICS} metrics over it", f"{loading.tenant:.1f}"),
    ]
    limits = f"P50 ≤ {LIMITS['P50']:.0f} µs, P99 ≤ {LIMITS['P99']:.0f} µs; vocabulary ≤ {LIMITS['vocabulary']:.0f} ms"
    return "\n\n".join(
        (
            conditions(),
            f"Promised: {limits}.",
            table(("questions", "number", "P50, µs", "P99, µs"), rows),
            table(("loading, in a fresh process", "ms"), loaded),
        )
    )


def stages_section(costs: Sequence[stages.Cost], growths: Iterable[stages.Growth]) -> str:
    """Each kind of question, and the growth of those whose rows grow."""
    rows = [(each.kind, str(each.rows), f"{each.median:.2f}", f"{each.best:.2f}") for each in costs]
    grown = [
        (each.kind, *(f"{time:.1f} ({count:,})" for time, count in zip(each.times, each.rows, strict=True)))
        for each in growths
    ]
    linear = ", ".join(f"{each.kind} {each.linearity:.2f}" for each in growths)
    sizes = (f"{size}×, ms (rows)" for size in stages.GROWTH)
    return "\n\n".join(
        (
            conditions(),
            f"Promised: ≤ {LIMITS['stages']:.0f} ms at the median of each kind, and a cost that grows with the rows.",
            table(("question", "rows read", "median, ms", "best, ms"), rows),
            table(("growth", *sizes), grown),
            f"What one row costs at the largest size through what it costs at the smallest: {linear}.",
        )
    )


def imports_section(
    imports: Iterable[Import], packages: Sequence[tuple[str, float]], idle: Sequence[tuple[str, float]]
) -> str:
    """Each function against the footing, and where chat_handler's time goes."""
    rows = [(each.name, f"{each.processor:.0f}", f"{each.wall:.0f}", f"{each.ratio:.2f}") for each in imports]
    spent = [(f"`{name}`", f"{taken:.1f}") for name, taken in packages[:LISTED]]
    unneeded = [(f"`{name}`", f"{taken:.1f}") for name, taken in idle[:LISTED]]
    rest = f"{len(idle)} modules in all, {sum(taken for _, taken in idle):.0f} ms"
    return "\n\n".join(
        (
            conditions(),
            f"Promised: ≤ {LIMITS['import']} times the first row on the request path.",
            table(("import", "processor, ms", "wall clock, ms", "ratio"), rows),
            table(("of chat_handler, by package", "ms (traced)"), spent),
            f"Modules that chat_handler loads and of which no chat request runs a function ({rest}):",
            table(("module", "ms (traced)"), unneeded),
        )
    )


def instructions_section(first: Iterable[Change], again: dict[str, int]) -> str:
    """The counts, how they repeat, and how they stand against the accepted ones."""
    rows = [
        (
            each.workload,
            f"{each.now:,}",
            f"{100 * abs(again[each.workload] - each.now) / each.now:.4f} %" if each.workload in again else "–",
            "–" if each.ratio is None else f"{each.ratio:.4f}",
        )
        for each in first
    ]
    return "\n\n".join(
        (
            conditions(),
            f"The gate allows {100 * ALLOWED_RISE:.0f} % more than was accepted for each workload.",
            table(("workload", "instructions", "second run differs by", "through the accepted"), rows),
        )
    )


def missed(
    *,
    speeds: Sequence[understanding.Speed] = (),
    loading: understanding.Loading | None = None,
    costs: Iterable[stages.Cost] = (),
    imports: Iterable[Import] = (),
) -> list[str]:
    """Every promise that these figures break, in a sentence each."""
    found = [(f"P50 of {each.title}", each.p50, LIMITS["P50"], "µs") for each in speeds]
    found += [(f"P99 of {each.title}", each.p99, LIMITS["P99"], "µs") for each in speeds]
    if loading is not None:
        found.append(("loading the vocabulary", loading.vocabulary, LIMITS["vocabulary"], "ms"))
    found += [(f"the stages for {each.kind}", each.median, LIMITS["stages"], "ms") for each in costs]
    found += [(f"importing {each.name}", each.ratio, LIMITS["import"], "times the footing") for each in imports]
    return [f"{name}: {value:.4g} {unit}, promised {limit:g}" for name, value, limit, unit in found if value > limit]
