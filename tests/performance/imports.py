"""What importing each function costs in a fresh process, against what no function of this kind can do without.

``python -m tests.performance.imports`` is the gate: no start may take more instructions than before (`start_gate`).
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.performance.processes import ROOT, Tree

FOOTING: Final = "boto3, three clients, Logger"
HANDLERS: Final = tuple(sorted(path.parent.name for path in (ROOT / "lambdas").glob("*/handler.py")))
ON_THE_REQUEST_PATH: Final = ("chat_handler", "metrics_handler")
RUNS: Final = 7

_TIMED: Final = """
import os, time
start, wall = time.process_time(), time.perf_counter()
{code}
print((time.process_time() - start) * 1e3, (time.perf_counter() - wall) * 1e3)
"""
_CODE: Final = {
    FOOTING: "from tests.performance.footing import make_footing; make_footing()",
    **{name: f"import {name}.handler" for name in HANDLERS},
}
_LINE: Final = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \|\s*(\S+)")
_MODULES: Final = "import sys; {code}; print(*sys.modules, sep='\\n')"


@dataclass(frozen=True, slots=True)
class Import:
    """Milliseconds of importing one thing: of the processor, and by the clock on the wall."""

    name: str
    processor: float
    wall: float
    ratio: float
    """Processor time through that of `FOOTING` in the same runs."""


def measure(tree: Tree) -> tuple[Import, ...]:
    """Medians of `RUNS` fresh processes each, all in turn, with bytecode present."""
    times: dict[str, list[list[float]]] = {name: [] for name in _CODE}
    for code in _CODE.values():
        tree.warm("-c", _TIMED.format(code=code))
    for _ in range(RUNS):
        for name, code in _CODE.items():
            times[name].append([float(part) for part in tree.run("-c", _TIMED.format(code=code)).split()])
    middle = {name: [median(column) for column in zip(*runs, strict=True)] for name, runs in times.items()}
    return tuple(Import(name, cpu, wall, cpu / middle[FOOTING][0]) for name, (cpu, wall) in middle.items())


def _code(name: str) -> str:
    return _CODE.get(name, f"import {name}.handler")


def modules(tree: Tree, name: str) -> frozenset[str]:
    """Every module that is loaded once this is imported."""
    return frozenset(tree.run("-c", _MODULES.format(code=_code(name))).split())


def unused(tree: Tree, name: str, used: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Modules a function adds to the footing and of which no request ran a function, with the milliseconds of their own
    import; the costly ones first. What wires it to AWS is left out: the requests ran over a store in memory."""
    added = modules(tree, name) - modules(tree, FOOTING) - used
    own = own_times(tree, name)
    wiring = ("salestalk.adapters", "runtime", name)
    idle = {module: own.get(module, 0.0) for module in added if not module.startswith(wiring)}
    return tuple(sorted(idle.items(), key=lambda pair: (-pair[1], pair[0])))


def own_times(tree: Tree, name: str) -> dict[str, float]:
    """Milliseconds of each module's own code at import, without what it imports."""
    said = tree.run("-X", "importtime", "-c", _code(name))
    return {module: int(own) / 1e3 for own, _, module in _LINE.findall(said)}


def by_package(tree: Tree, name: str) -> Sequence[tuple[str, float]]:
    """Milliseconds of import by package, of modules the function adds to the footing; the costly ones first."""
    own, footing = own_times(tree, name), modules(tree, FOOTING)
    shares: Counter[str] = Counter()
    for module, taken in own.items():
        if module not in footing:
            shares[_package(module)] += taken  # type: ignore[assignment]
    return shares.most_common()


def _package(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "salestalk" else parts[0]


if __name__ == "__main__":
    from tests.performance.start_gate import main

    sys.exit(main())
