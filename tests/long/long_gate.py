"""The gate over real counts: slower understanding, planted in a copy of the code, is stopped and named."""

from pathlib import Path

from tests.performance import baseline
from tests.performance.gate import BROKEN, HELD, NOT_RUN, run
from tests.performance.instructions import WORKLOADS, count, interpreter, missing_tool
from tests.performance.processes import Tree

_UNDERSTANDING = next(each for each in WORKLOADS if each.part == "questions")
_PLANTED = """
_quick = read


def read(question):
    _quick(question)  # read twice, for nothing
    return _quick(question)
"""


def _counts(tree: Tree) -> baseline.Counts:
    return count(tree, (_UNDERSTANDING,))


def test_reading_every_question_twice_closes_the_gate(tmp_path: Path) -> None:
    said: list[str] = []
    if missing_tool():
        assert run(accepting=False, say=said.append) == NOT_RUN
        return
    path = tmp_path / "baseline.json"
    with Tree.copied() as tree:
        baseline.accept(interpreter(), _counts(tree), path)
        assert run(accepting=False, say=said.append, counted=lambda: _counts(tree), path=path) == HELD
        with (tree.folder / "lambdas/salestalk/understanding/words/text.py").open("a", encoding="utf-8") as module:
            module.write(_PLANTED)
        assert run(accepting=False, say=said.append, counted=lambda: _counts(tree), path=path) == BROKEN
    assert any(line.startswith("understand 100 questions takes ") for line in said)
