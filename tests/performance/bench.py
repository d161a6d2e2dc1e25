"""The benches of the request path without AWS: ``python -m tests.performance.bench`` runs these alone.

``--accept`` also keeps the instruction counts as the baseline of this interpreter; without it they are only compared.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from tests.performance import baseline, document, imports, report, stages, understanding
from tests.performance.figures import INSTRUCTIONS_REPEAT, Figure, Outcome, counted, reported
from tests.performance.gate import judge
from tests.performance.instructions import REPEATED, count, interpreter, missing_tool
from tests.performance.processes import Tree
from tests.performance.registry import Given
from tests.performance.requests import modules_run


def say(line: str) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def key_of(*parts: str) -> str:
    """The key of a figure: what is named in plain words, joined."""
    words = ("".join(each if each.isalnum() else "_" for each in part.lower()) for part in parts)
    return ".".join("_".join(filter(None, word.split("_"))) for word in words)


def bench_understanding(_: Given) -> Outcome:
    """A question read, in several vocabularies, and loading them."""
    speeds = tuple(understanding.measure())
    with Tree.copied() as tree:
        loading = understanding.loading(tree)
    figures = [reported("understanding.vocabulary", loading.vocabulary, "ms")]
    for place, each in enumerate(speeds):
        figures.append(reported(key_of("understanding", f"{place} {each.title}", "p50"), each.p50, "µs"))
        figures.append(reported(key_of("understanding", f"{place} {each.title}", "p99"), each.p99, "µs"))
    text = report.understanding_section(speeds, loading)
    return Outcome({"understanding": text}, figures, missed=report.missed(speeds=speeds, loading=loading))


def bench_stages(_: Given) -> Outcome:
    """The five stages, and how they grow with the rows."""
    costs, growths = tuple(stages.measure()), tuple(stages.growth())
    figures = [reported(key_of("stages", each.kind, "median"), each.median, "ms") for each in costs]
    figures += [counted(key_of("stages", each.kind, "rows"), each.rows, "rows") for each in costs]
    figures += [reported(key_of("stages", each.kind, "linearity"), each.linearity, "ratio") for each in growths]
    return Outcome({"stages": report.stages_section(costs, growths)}, figures, missed=report.missed(costs=costs))


def bench_imports(_: Given) -> Outcome:
    """Importing each function."""
    with Tree.copied() as tree:
        found = imports.measure(tree)
        idle = imports.unused(tree, "chat_handler", modules_run())
        text = report.imports_section(found, imports.by_package(tree, "chat_handler"), idle)
    on_path = [each for each in found if each.name in imports.ON_THE_REQUEST_PATH]
    figures = [reported(key_of("imports", each.name, "ratio"), each.ratio, "ratio") for each in found]
    return Outcome({"imports": text}, figures, missed=report.missed(imports=on_path))


def bench_instructions(_: Given) -> Outcome:
    """Instructions of fixed work, most of it counted twice. Raises `RuntimeError` where they cannot be counted."""
    if sentence := missing_tool():
        raise RuntimeError(sentence)
    with Tree.copied() as tree:
        return _counted(tree, accepting=False)


def _counted(tree: Tree, *, accepting: bool) -> Outcome:
    here, first, again = interpreter(), count(tree), count(tree, REPEATED)
    accepted = baseline.read().get(here)
    judge(first, accepted, here, say)
    if accepting or accepted is None:
        baseline.accept(here, first)
        say("These counts are now the accepted ones.")
    text = report.instructions_section(baseline.compare(first, accepted or {}), dict(again))
    return Outcome({"instructions": text}, [_instructions(name, number) for name, number in first.items()])


def _instructions(name: str, number: int) -> Figure:
    return counted(key_of("instructions", name), number, "instructions", noise=INSTRUCTIONS_REPEAT)


_TIMED: Final = {"understanding": bench_understanding, "stages": bench_stages, "imports": bench_imports}


def keep(outcome: Outcome) -> None:
    """Write its sections, and say which promises it breaks."""
    for sentence in outcome.missed:
        say(f"  missed: {sentence}")
    document.write(dict(outcome.sections))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="keep the instruction counts as the new baseline")
    options = parser.parse_args(arguments)
    for name, bench in _TIMED.items():
        say(f"{name} …")
        keep(bench(Given()))
    if sentence := missing_tool():
        say(f"Instructions were not counted, and the gate was not run: {sentence}")
    else:
        say("instructions, most of them counted twice …")
        with Tree.copied() as tree:
            keep(_counted(tree, accepting=options.accept))
    say(f"Written: {document.FILE.name}")


if __name__ == "__main__":
    main()
