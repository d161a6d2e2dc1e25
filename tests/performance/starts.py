"""What a function's start takes in instructions, what of our code it reads, and what weighs most in it."""

import hashlib
import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Final

from tests.performance.imports import modules, own_times
from tests.performance.instructions import VALGRIND, interpreter
from tests.performance.processes import ROOT, Tree

CODE: Final = "lambdas"
KEPT: Final = ROOT / "build" / "starts.json"
"""Counts of starts that were counted here before, by what was loaded; may be removed at any time."""
NAMED: Final = 5
_AT_ONCE: Final = 2
_PACKAGES: Final = ROOT / "requirements" / "runtime.txt"
_UPSTREAMS: Final = ("main@{upstream}", "origin/HEAD", "origin/main")
_PROCESS: Final = re.compile(r"^(\S+) was (\d+)$", re.MULTILINE)
_COUNT: Final = re.compile(r"==(\d+)== I\s+refs:\s+([\d,]+)")
_READ: Final = """
import sys
read = set()
sys.addaudithook(lambda name, said: read.add(str(said[0])) if name == "open" else None)
import {function}.handler
read |= {{module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}}
print(*sorted(read), sep="\\n")
"""


def git(folder: Path, *arguments: str) -> str | None:
    """What git says, or None where it refuses, or there is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def base_of(folder: Path = ROOT) -> str | None:
    """The commit to compare with: where the work at hand left main as others have it. On main itself, or where nobody
    else has it, the last commit with another code. None without a repository, or in a clone of one commit."""
    head = git(folder, "rev-parse", "HEAD")
    for upstream in _UPSTREAMS:
        found = git(folder, "merge-base", "HEAD", upstream)
        if found is not None and found != head:
            return found
    changed = git(folder, "status", "--porcelain", "--", CODE)
    return git(folder, "rev-parse", "--verify", "HEAD" if changed else "HEAD^")


@contextmanager
def tree_at(commit: str, folder: Path = ROOT) -> Iterator[Tree]:
    """The code as of a commit, in a folder of its own: the repository's own is not touched."""
    packed = subprocess.run(["git", "archive", commit, CODE], cwd=folder, capture_output=True, check=True).stdout
    with Tree.copied() as tree:
        rmtree(tree.folder / CODE)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(tree.folder, filter="data")
        yield tree


def functions_in(tree: Tree) -> tuple[str, ...]:
    """Names of all functions there are."""
    return tuple(sorted(path.parent.name for path in (tree.folder / CODE).glob("*/handler.py")))


def print_of(tree: Tree, function: str) -> str:
    """A fingerprint of all that its start reads of our code, and of what that runs on. Raises `RuntimeError` where it
    cannot be started."""
    said = tree.run("-c", _READ.format(function=function))
    ours = [path for path in map(Path, said.split()) if path.is_relative_to(tree.folder) and path.suffix != ".pyc"]
    seen = hashlib.sha256(f"{interpreter()} {function} {_PACKAGES.read_text()}".encode())
    for path in ours:
        seen.update(f"\n{path.relative_to(tree.folder)} ".encode() + path.read_bytes())
    return seen.hexdigest()


def count_starts(tree: Tree, prints: Mapping[str, str], kept: Path = KEPT) -> dict[str, int]:
    """Instructions of each function's start beyond what all share (`forking`), by the fingerprints of functions. What
    was counted here before is looked up. Raises `RuntimeError` where a function cannot be started."""
    known: dict[str, int] = json.loads(kept.read_text()) if kept.exists() else {}
    wanted = [function for function, seen in prints.items() if seen not in known]
    if wanted:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for counted in pool.map(partial(_counted, tree), (wanted[::2], wanted[1::2])):
                known |= {prints[function]: count for function, count in counted.items()}
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(known))
    return {function: known[seen] for function, seen in prints.items()}


def _counted(tree: Tree, functions: Sequence[str]) -> dict[str, int]:
    if not functions:
        return {}
    said = tree.run("-m", "tests.performance.forking", "-", *functions, before=VALGRIND)
    counts = {process: int(count.replace(",", "")) for process, count in _COUNT.findall(said)}
    of = {name: counts[process] for name, process in _PROCESS.findall(said)}
    return {function: of[function] - of["-"] for function in functions}


def heaviest_new(now: Tree, before: Tree | None, function: str) -> Sequence[tuple[str, float]]:
    """Modules that its start loads now and did not before, with the milliseconds that each and what it alone brings
    take; where none is new, those that take longest. The costly ones first."""
    known = modules(before, function) if before is not None else frozenset()
    times = own_times(now, function)
    new = {name: taken for name, taken in times.items() if name not in known} or times
    return sorted(new.items(), key=lambda pair: -pair[1])[:NAMED]
