"""What does not need to grow does not: a long conversation costs no more than a short one."""

import re
from typing import Any, Final

import pytest

from salestalk import names
from salestalk.ingestion.history import MessageHistory
from salestalk.ingestion.store import Key
from tests.performance.bench_growth import LINEAR, at_the_end, bench
from tests.performance.desk import Desk
from tests.performance.growing import AXES, LOOKUP, SESSION, axis, works
from tests.performance.processes import Tree
from tests.performance.profiling import between_marks, missing_tool
from tests.performance.registry import Given
from tests.performance.shelves import Shelves
from tests.performance.tenant import TENANT

OTHERS: Final = ("Compare revenue in November 2025 with October 2025", "And in September 2025?")


def capacity(turns: int, asked_at: tuple[int, int]) -> list[tuple[float, int]]:
    """Read and write units of the same question, asked at these turns of one conversation."""
    desk, found = Desk(Shelves(billed=True)), []
    desk.stock("revenue")
    for turn in range(1, turns + 1):
        before = desk.shelves.read_units, desk.shelves.write_units
        desk.ask(LOOKUP if turn in asked_at else OTHERS[(turn + 1) % 2], SESSION)
        if turn in asked_at:
            found.append((desk.shelves.read_units - before[0], desk.shelves.write_units - before[1]))
    return found


def test_the_thousandth_turn_of_a_conversation_consumes_what_the_tenth_did() -> None:
    tenth, thousandth = capacity(1_000, (10, 1_000))
    assert tenth == thousandth
    assert tenth[0] > 0
    assert tenth[1] > 0


def test_a_chat_that_reads_its_conversation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    session = MessageHistory.session

    def with_all_messages(self: MessageHistory, tenant_id: str, session_id: str, **options: Any) -> Any:
        found = session(self, tenant_id, session_id, **options)
        if found is not None:
            keys = [Key(f"MSG#{number}", "x") for number in range(min(100, found.message_count))]
            self._store.get_some(names.messages_table(TENANT), keys, consistent=True)
        return found

    monkeypatch.setattr(MessageHistory, "session", with_all_messages)
    tenth, thirtieth = capacity(30, (10, 30))
    assert thirtieth[0] == tenth[0] + 2 * 20


@pytest.mark.parametrize("grown", AXES, ids=lambda grown: grown.name)
def test_every_line_of_a_picture_is_work_that_can_be_done(grown: Any) -> None:
    smallest = grown.smaller()
    done = [(size, line) for size, line, work in works(smallest) if work() is not None]
    assert done == [(size, line) for size in smallest.sizes for line in grown.lines]


def test_what_grows_as_the_square_is_steeper_than_allowed() -> None:
    assert at_the_end([(x, x**2) for x in (10, 100, 1_000)]) > LINEAR
    assert at_the_end([(x, 5 * x) for x in (10, 100, 1_000)]) < LINEAR


def test_instructions_are_counted_between_marks_only_or_the_bench_says_why_not() -> None:
    if sentence := missing_tool():
        with pytest.raises(RuntimeError, match=re.escape(sentence)):
            bench(Given(quick=True))
        return
    code = "import os\nfor times in (1_000, 50_000):\n    os.getppid()\n    sum(range(times))\n    os.getppid()"
    with Tree.copied() as tree:
        few, many = between_marks(tree, "-S", "-c", code)
    assert 20 < many / few < 60


def test_an_axis_is_found_by_its_name() -> None:
    assert axis("session").unit == "turns"
