"""Measures the request path and keeps `docs/performance.md` current: ``python -m tests.performance.bench``.

``--accept`` also keeps the instruction counts as the baseline of this interpreter; without it they are only compared.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.performance import baseline, document, imports, report, stages, understanding
from tests.performance.gate import judge
from tests.performance.instructions import REPEATED, count, interpreter, missing_tool
from tests.performance.processes import Tree
from tests.performance.requests import modules_run


def say(line: str) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def times(tree: Tree) -> dict[str, str]:
    """The sections of all that is timed; what breaks a promise is said."""
    say("Understanding …")
    speeds, loading = tuple(understanding.measure()), understanding.loading(tree)
    say("The five stages …")
    costs, growths = tuple(stages.measure()), tuple(stages.growth())
    say("Importing …")
    found = imports.measure(tree)
    idle = imports.unused(tree, "chat_handler", modules_run())
    on_path = [each for each in found if each.name in imports.ON_THE_REQUEST_PATH]
    for sentence in report.missed(speeds, loading, costs, on_path):
        say(f"  missed: {sentence}")
    return {
        "understanding": report.understanding_section(speeds, loading),
        "stages": report.stages_section(costs, growths),
        "imports": report.imports_section(found, imports.by_package(tree, "chat_handler"), idle),
    }


def instructions(tree: Tree, *, accepting: bool) -> dict[str, str]:
    """The section of what is counted, twice; nothing, and a sentence, where it cannot be."""
    if sentence := missing_tool():
        say(f"Instructions were not counted, and the gate was not run: {sentence}")
        return {}
    say("Instructions, most of them counted twice …")
    here, first, again = interpreter(), count(tree), count(tree, REPEATED)
    accepted = baseline.read().get(here)
    judge(first, accepted, here, say)
    if accepting or accepted is None:
        baseline.accept(here, first)
        say("These counts are now the accepted ones.")
    return {"instructions": report.instructions_section(baseline.compare(first, accepted or {}), dict(again))}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="keep the instruction counts as the new baseline")
    options = parser.parse_args(arguments)
    with Tree.copied() as tree:
        sections = times(tree) | instructions(tree, accepting=options.accept)
    document.write(sections)
    say(f"Written: {document.FILE.name}")


if __name__ == "__main__":
    main()
