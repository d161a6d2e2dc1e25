"""How many instructions fixed workloads take. Unlike times these repeat, on a busy machine too."""

import platform
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from salestalk.understanding.words.vocabulary_files import is_prepared
from tests.performance.processes import Tree
from tests.performance.workload import PARTS

_COUNT: Final = re.compile(r"I\s+refs:\s+([\d,]+)")
VALGRIND: Final = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
_RUN: Final = ("-m", "tests.performance.workload")
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Workload:
    """What is counted: a part of `workload`, less the part that prepares for it."""

    name: str
    part: str
    less: str
    repeated: bool = True
    """Whether the benchmark counts it a second time, to show that it repeats."""
    gated: bool = True
    """Whether the gate counts it: what is left to the benchmark costs seconds and says little more."""


WORKLOADS: Final = (
    Workload("load the vocabulary", "vocabulary", "prepare"),
    Workload("understand 100 questions", "questions", "vocabulary"),
    Workload("answer 20 questions", "answers", "tenant"),
    Workload("import chat_handler", "chat_handler", "nothing", repeated=False),
    Workload("import metrics_handler", "metrics_handler", "nothing", repeated=False, gated=False),
    Workload("import boto3 and Logger", "boto3-and-logger", "nothing", gated=False),
)
REPEATED: Final = tuple(each for each in WORKLOADS if each.repeated)
GATED: Final = tuple(each for each in WORKLOADS if each.gated)


def missing_tool() -> str | None:
    """One sentence when instructions cannot be counted here."""
    if shutil.which(VALGRIND[0]):
        return None
    return "valgrind is not installed, so instructions cannot be counted here (on Debian: apt-get install valgrind)."


def interpreter() -> str:
    """What counts may be compared within: they differ between interpreters, processors and C libraries."""
    libc = "-".join(platform.libc_ver())
    python = f"{platform.python_implementation()}-{platform.python_version()}"
    return f"{python} {platform.system()}-{platform.machine()} {libc}"


def count(tree: Tree, workloads: Sequence[Workload] = WORKLOADS) -> Mapping[str, int]:
    """Instructions of each workload, each part run once under valgrind.

    Raises `RuntimeError` where one fails, or the vocabulary has changed since it was prepared: a cold start would work
    it out anew, and the counts would tell that and nothing else.
    """
    if not is_prepared():
        raise RuntimeError("the vocabulary has changed since it was prepared: python -m tools.vocabulary --write")
    wanted = {part for each in workloads for part in (each.part, each.less)}
    parts = [part for part in PARTS if part in wanted]  # the longest first, so that both cores end together
    tree.warm(*_RUN, *parts)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        counted = dict(zip(parts, pool.map(partial(_count_part, tree), parts), strict=True))
    return {each.name: counted[each.part] - counted[each.less] for each in workloads}


def _count_part(tree: Tree, part: str) -> int:
    said = tree.run(*_RUN, part, before=VALGRIND)
    found = _COUNT.search(said)
    if found is None:
        raise RuntimeError(f"valgrind told no count for {part}:\n{said[-2000:]}")
    return int(found[1].replace(",", ""))
