"""The gate of starts over real counts: a heavy module, planted in a copy of the code, is stopped and named."""

from pathlib import Path

from tests.performance import start_gate, starts
from tests.performance.gate import BROKEN, HELD, NOT_RUN
from tests.performance.instructions import missing_tool


def test_a_heavy_module_that_creeps_into_a_start_closes_the_gate(tmp_path: Path) -> None:
    said: list[str] = []
    if missing_tool():
        assert start_gate.run([], said.append) == NOT_RUN
        return
    commit = starts.git(starts.ROOT, "rev-parse", "HEAD")
    assert commit is not None
    with starts.tree_at(commit) as tree:
        assert start_gate.compare(tree, commit, said.append, kept=tmp_path / "starts.json") == HELD
        counting = tree.folder / "lambdas" / "usage_worker" / "counting.py"
        counting.write_text(f"import statistics\n{counting.read_text()}")
        assert start_gate.compare(tree, commit, said.append, kept=tmp_path / "starts.json") == BROKEN
    assert any("usage_worker takes too much to start" in line and "statistics (" in line for line in said)
