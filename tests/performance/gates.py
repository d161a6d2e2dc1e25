"""The gates that keep what was promised, each with the regression that was planted to see it close.

``python -m tests.performance.gates --write`` keeps their table in `docs/performance.md`; without it, says whether it is
current.
"""

import sys
from dataclasses import dataclass
from typing import Final

from tests.performance import document
from tools.sections import keep, table

IN_CHECK: Final = "`make check`, by `make test`"
BY_GATE: Final = "`make check`, by `make gate`"


@dataclass(frozen=True, slots=True)
class Gate:
    """What it holds, where it runs, and the test (``file::name``) in which it is shown to fail."""

    holds: str
    runs: str
    planted: str
    test: str


GATES: Final = (
    Gate(
        "calls, round trips in sequence, capacity and bytes of each kind of request",
        IN_CHECK,
        "a chat reads its session once more",
        "tests/integration/test_call_budget.py::test_a_read_that_is_added_to_a_chat_is_told_by_its_name",
    ),
    Gate(
        "modules that a function loads when it starts",
        IN_CHECK,
        "a consumer imports `statistics` and a stage of its own",
        "tests/performance/test_cold_start.py::test_a_module_that_creeps_into_a_start_is_told_by_its_name",
    ),
    Gate(
        "bytes of our code and of the layer",
        IN_CHECK,
        "a file as large as the limit",
        "tests/performance/test_gates.py::test_a_file_that_makes_an_asset_too_large_is_counted_and_bytecode_is_not",
    ),
    Gate(
        "instructions from a cold start to an answer, +3 %",
        BY_GATE,
        "every question is read twice, in a copy of the code",
        "tests/long/long_gate.py::test_reading_every_question_twice_closes_the_gate",
    ),
    Gate(
        "instructions of every function's start, +1 % of where the work left main",
        BY_GATE,
        "a consumer imports `statistics`, in a copy of the code",
        "tests/long/long_starts.py::test_a_heavy_module_that_creeps_into_a_start_closes_the_gate",
    ),
    Gate(
        "the same of a made-up function, judged on made-up counts",
        IN_CHECK,
        "it imports `statistics`",
        "tests/performance/test_starts.py::test_a_heavy_module_that_is_planted_closes_the_gate_and_is_named_with_its_function",
    ),
    Gate(
        "instructions from a cold start to an answer, judged on made-up counts",
        IN_CHECK,
        "one workload takes 10 % more",
        "tests/performance/test_gate.py::test_the_workload_that_rose_is_named_and_the_other_is_not",
    ),
    Gate(
        "read capacity and calls of each kind of answer are what its plan's keys say",
        IN_CHECK,
        "a reader takes the whole metric and sorts out what it wants",
        "tests/integration/test_reads.py::test_a_reader_that_reads_more_than_it_is_asked_for_is_told",
    ),
    Gate(
        "a plan names no row that its answer does not need",
        IN_CHECK,
        "a quarter is read together with its months",
        "tests/integration/test_reads.py::test_a_plan_that_names_more_than_its_answer_needs_is_told",
    ),
    Gate(
        "the 1,000th turn of a conversation consumes what the 10th did",
        IN_CHECK,
        "a chat reads the messages before it",
        "tests/performance/test_growth.py::test_a_chat_that_reads_its_conversation_is_found_out",
    ),
    Gate(
        "no line of a growth picture is steeper than linear",
        "`make bench`, as a promise that is missed",
        "a line that grows as the square",
        "tests/performance/test_growth.py::test_what_grows_as_the_square_is_steeper_than_allowed",
    ),
    Gate(
        "figures that can be compared, against the last run",
        "`make bench`, told line by line",
        "a figure that rose",
        "tests/performance/test_runner.py::test_the_next_run_says_what_got_worse_and_by_how_much",
    ),
)


def section() -> str:
    """The table."""
    rows = [(each.holds, each.runs, each.planted, f"`{each.test.partition('::')[0]}`") for each in GATES]
    return table(("what is held", "where", "planted regression", "shown in"), rows).replace("---:", "---")


if __name__ == "__main__":
    sys.exit(keep(document.FILE, {"gates": section()}, sys.argv[1:]))
