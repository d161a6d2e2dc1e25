"""The table of gates tells the truth: every planted regression is a test that is there."""

import ast
from pathlib import Path

import pytest

from tests.performance import document
from tests.performance.gates import GATES, Gate, section
from tests.performance.processes import ROOT
from tests.performance.test_cold_start import CODE_LIMIT, size
from tools.sections import replaced


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.holds)
def test_the_planted_regression_of_a_gate_is_a_test(gate: Gate) -> None:
    path, _, name = gate.test.partition("::")
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_the_document_lists_every_gate() -> None:
    text = document.FILE.read_text(encoding="utf-8")
    assert replaced(text, "gates", section()) == text, "python -m tests.performance.gates --write"


def test_a_file_that_makes_an_asset_too_large_is_counted_and_bytecode_is_not(tmp_path: Path) -> None:
    (tmp_path / "package" / "__pycache__").mkdir(parents=True)
    (tmp_path / "package" / "__pycache__" / "module.pyc").write_bytes(bytes(CODE_LIMIT))
    assert size(tmp_path) < CODE_LIMIT
    (tmp_path / "package" / "data.json").write_bytes(bytes(CODE_LIMIT))
    assert not size(tmp_path) < CODE_LIMIT
