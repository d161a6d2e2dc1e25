"""The gate on instruction counts: what it lets through, what it stops, and what it says."""

import json
from pathlib import Path

import pytest

from tests.performance import baseline, instructions
from tests.performance.gate import BROKEN, HELD, NOT_RUN, run

PARSES, IMPORT = "understand 100 questions", "import chat_handler"
BEFORE = {PARSES: 1_000_000, IMPORT: 2_000_000}


class Gate:
    """The gate over counts that a test sets, and a baseline of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []
        self.counts = dict(BEFORE)
        self.missing: str | None = None

    def run(self, *, accepting: bool = False, if_possible: bool = False) -> int:
        return run(
            accepting=accepting,
            say=self.said.append,
            if_possible=if_possible,
            missing=lambda: self.missing,
            counted=lambda: self.counts,
            path=self.path,
        )


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    gate = Gate(tmp_path / "baseline.json")
    baseline.accept(instructions.interpreter(), BEFORE, gate.path)
    return gate


def test_the_same_counts_pass(gate: Gate) -> None:
    assert gate.run() == HELD
    assert gate.said[-1].startswith("The gate is open")


def test_three_percent_more_pass_and_one_instruction_beyond_does_not(gate: Gate) -> None:
    gate.counts[PARSES] = 1_030_000
    assert gate.run() == HELD
    gate.counts[PARSES] = 1_030_001
    assert gate.run() == BROKEN


def test_the_workload_that_rose_is_named_and_the_other_is_not(gate: Gate) -> None:
    gate.counts[PARSES] = 1_100_000
    gate.run()
    assert f"{PARSES} takes 10.0 % more instructions than was accepted." in gate.said
    assert not any(line.startswith(f"{IMPORT} takes") for line in gate.said)


def test_what_one_workload_saves_another_may_not_spend(gate: Gate) -> None:
    gate.counts = {PARSES: 500_000, IMPORT: 2_200_000}
    assert gate.run() == BROKEN


def test_fewer_instructions_pass(gate: Gate) -> None:
    gate.counts = {PARSES: 1, IMPORT: 1}
    assert gate.run() == HELD


def test_a_workload_without_an_accepted_count_is_told_and_passes(gate: Gate) -> None:
    gate.counts["answer 20 questions"] = 5
    assert gate.run() == HELD
    assert "answer 20 questions: 5 instructions (no count to compare with)" in gate.said


def test_an_interpreter_without_a_baseline_passes_and_is_named(gate: Gate) -> None:
    gate.path.write_text(json.dumps({"CPython-3.99.0 Plan9-mips musl-1": BEFORE}))
    gate.counts[PARSES] = 9_000_000
    assert gate.run() == HELD
    assert "no baseline for this interpreter" in gate.said[0]
    assert instructions.interpreter() in gate.said[0]


def test_without_any_baseline_file_it_passes_and_says_so(gate: Gate) -> None:
    gate.path.unlink()
    assert gate.run() == HELD
    assert "no baseline for this interpreter" in gate.said[0]


def test_without_the_tool_it_is_told_as_not_run_and_is_neither_held_nor_broken(gate: Gate) -> None:
    gate.missing = "valgrind is not installed."
    assert gate.run() == NOT_RUN
    assert gate.said == ["The gate was not run: valgrind is not installed."]


def test_where_the_gate_is_run_if_possible_a_missing_tool_is_told_and_passes(gate: Gate) -> None:
    gate.missing = "valgrind is not installed."
    gate.counts[PARSES] = 9_000_000
    assert gate.run(if_possible=True) == HELD
    assert gate.said == ["The gate was not run: valgrind is not installed."]


def test_where_the_gate_is_run_if_possible_and_can_be_a_rise_closes_it(gate: Gate) -> None:
    gate.counts[PARSES] = 1_100_000
    assert gate.run(if_possible=True) == BROKEN


def test_the_tool_is_looked_for_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "valgrind is not installed" in (instructions.missing_tool() or "")


def test_accepted_counts_are_what_the_next_run_compares_with(gate: Gate) -> None:
    gate.counts[PARSES] = 1_100_000
    assert gate.run(accepting=True) == HELD
    assert gate.run() == HELD
    gate.counts[PARSES] = 1_200_000
    assert gate.run() == BROKEN


def test_accepting_leaves_other_interpreters_as_they_were(gate: Gate) -> None:
    baseline.accept("another", {PARSES: 7}, gate.path)
    gate.run(accepting=True)
    assert baseline.read(gate.path)["another"] == {PARSES: 7}


def test_the_gate_counts_what_a_question_costs_from_a_cold_start_to_its_answer() -> None:
    assert {each.part for each in instructions.GATED} == {"vocabulary", "questions", "answers", "chat_handler"}


def test_every_workload_is_less_than_its_whole() -> None:
    names = [each.name for each in instructions.WORKLOADS]
    assert len(set(names)) == len(names)
    assert all(each.part != each.less for each in instructions.WORKLOADS)
