"""Fails when a function's start takes more instructions than before: ``python -m tests.performance.imports``.

Compared is with the commit where the work at hand left main (`starts.base_of`), counted anew on this machine, so that
nobody has to keep counts for every interpreter; only what loads other code than there is counted. Without such a commit
the accepted counts of `starts.json` stand for it. A rise that is meant is accepted with ``--accept``, which keeps the
counts in that file: it holds for as long as the entry differs from that of the commit compared with.

Ends as `tests.performance.gate` does: 0 held, 1 broken, 3 not run (0 then too after ``--if-possible``).
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from salestalk.values import frozen
from tests.performance import baseline, starts
from tests.performance.gate import BROKEN, HELD, NOT_RUN
from tests.performance.instructions import interpreter, missing_tool
from tests.performance.processes import ROOT, Tree

ALLOWED_RISE: Final = 0.01
ACCEPTED: Final = Path(__file__).with_name("starts.json")

Say = Callable[[str], None]
Counts = Mapping[str, int]


@frozen
class Start:
    """Instructions of a function's start now and before, and those accepted since, each if known."""

    function: str
    now: int
    before: int | None
    accepted: int | None = None

    @property
    def limit(self) -> float | None:
        """How many it may take; None for a start that there is nothing to compare with."""
        known = [count for count in (self.before, self.accepted) if count is not None]
        return max(known) * (1 + ALLOWED_RISE) if known else None

    @property
    def is_too_much(self) -> bool:
        """Whether it takes more."""
        return self.limit is not None and self.now > self.limit

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.function}: {self.now:,} instructions, {'as accepted' if self.accepted else 'new'}"
        return f"{self.function}: {self.now:,} instructions, {self.now / self.before:.4f} of {self.before:,}"


def judge(found: Sequence[Start], unchanged: int, heaviest: Callable[[str], str], say: Say) -> int:
    """Say how the starts stand, those that rose too much with what weighs most in them; `HELD` or `BROKEN`."""
    for start in found:
        say(str(start))
    risen = [start for start in found if start.is_too_much]
    for start in risen:
        say(f"{start.function} takes too much to start. What it loads now: {heaviest(start.function)}.")
    say(
        f"The gate of starts is {'closed' if risen else 'open'}: at most {100 * ALLOWED_RISE:.0f} % more instructions; "
        f"{unchanged} starts load what they loaded before."
    )
    return BROKEN if risen else HELD


def compare(now: Tree, base: str | None, say: Say, *, repository: Path = ROOT, kept: Path = starts.KEPT) -> int:
    """Count what differs from a commit, or everything without one, and judge it."""
    here, accepted = interpreter(), baseline.read(ACCEPTED)
    with ExitStack() as stack:
        before = stack.enter_context(starts.tree_at(base, repository)) if base is not None else None
        was = _accepted_at(base, repository) if base is not None else {}
        said = f"commit {base[:12]}" if base is not None else "the accepted counts"
        say(f"Compared with {said}, on {here}.")
        prints, known = _prints(now), _prints(before) if before is not None else {}
        changed = {name: seen for name, seen in prints.items() if known.get(name) != seen}
        counts = starts.count_starts(now, changed, kept)
        old = starts.count_starts(before, {n: s for n, s in known.items() if n in changed}, kept) if before else {}
        fresh = _accepted_since(accepted.get(here, {}), was.get(here, {}))
        found = [Start(name, count, old.get(name), fresh.get(name)) for name, count in counts.items()]
        return judge(found, len(prints) - len(changed), lambda name: _told(now, before, name), say)


def accept(now: Tree, say: Say, *, kept: Path = starts.KEPT, path: Path = ACCEPTED) -> int:
    """Keep the counts of all starts as they are."""
    baseline.accept(interpreter(), starts.count_starts(now, _prints(now), kept), path)
    say(f"The counts of this run are now the accepted ones: {path.name}.")
    return HELD


def _prints(tree: Tree) -> dict[str, str]:
    """The fingerprint of every start; of one that fails, as an older one may with today's settings, none."""
    found = {}
    for function in starts.functions_in(tree):
        try:
            tree.warm("-c", f"import {function}.handler")
        except RuntimeError:
            continue
        found[function] = starts.print_of(tree, function)
    return found


def _accepted_at(commit: str, repository: Path) -> dict[str, dict[str, int]]:
    said = starts.git(repository, "show", f"{commit}:{ACCEPTED.relative_to(ROOT)}")
    accepted: dict[str, dict[str, int]] = json.loads(said) if said else {}
    return accepted


def _accepted_since(now: Counts, before: Counts) -> Counts:
    return {name: count for name, count in now.items() if before.get(name) != count}


def _told(now: Tree, before: Tree | None, function: str) -> str:
    heavy = starts.heaviest_new(now, before, function)
    return ", ".join(f"{name} ({taken:.1f} ms)" for name, taken in heavy)


def run(arguments: Sequence[str] | None, say: Say, missing: Callable[[], str | None] = missing_tool) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="keep the counts of this run as accepted")
    parser.add_argument("--against", metavar="COMMIT", help="compare with this commit")
    parser.add_argument("--if-possible", action="store_true", help="pass with a notice where valgrind is missing")
    given = parser.parse_args(arguments)
    if sentence := missing():
        say(f"The gate of starts was not run: {sentence}")
        return HELD if given.if_possible else NOT_RUN
    with Tree.copied() as tree:
        return accept(tree, say) if given.accept else compare(tree, given.against or starts.base_of(), say)


def main() -> int:
    """The command of this process."""
    return run(None, lambda line: sys.stdout.write(f"{line}\n") and None)
