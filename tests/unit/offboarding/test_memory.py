"""An export's memory does not grow with the tenant."""

import tracemalloc
from collections.abc import Sequence

from salestalk import names
from salestalk.contracts.offboarding import JobState
from salestalk.offboarding.ports import ItemPage, Resume
from tests.unit.offboarding.fakes import TENANT, MemoryObjects, MemoryTables, World, metric_rows

PAGE = 200
MIB = 1024 * 1024


class Endless(MemoryTables):
    """Tables of so many pages, none of which is there before it is asked for."""

    def __init__(self, pages: int) -> None:
        super().__init__({names.messages_table(TENANT): []})
        self.pages = pages

    def items(self, table: str, start: Resume | None) -> ItemPage:
        if table == names.messages_table(TENANT):
            return ItemPage([], None)
        number = int(start["at"]) + 1 if start else 1
        return ItemPage(metric_rows(PAGE), {"at": number} if number < self.pages else None)


class Sink(MemoryObjects):
    """Keeps what is read again, and of the rest how much it was."""

    written = 0

    def write(self, key: str, body: bytes, content_type: str, *, expires: bool) -> None:
        self.written += len(body)
        if key.endswith(".json"):
            super().write(key, body, content_type, expires=expires)

    def forget(self, keys: Sequence[str]) -> None:
        self.versions = [each for each in self.versions if each[0] not in set(keys)]


def peak_of_an_export(pages: int) -> tuple[int, int]:
    """Bytes at the peak, and bytes written."""
    world = World(part_bytes=MIB // 8)
    world.tables, world.objects = Endless(pages), Sink()
    job = world.ask_for_export()
    tracemalloc.start()
    try:
        assert world.run_to_the_end(job).state is JobState.DONE
        return tracemalloc.get_traced_memory()[1], world.objects.written
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_take_the_same_memory() -> None:
    small, _ = peak_of_an_export(5)
    large, written = peak_of_an_export(50)
    assert written > 2 * MIB
    assert large < 1.2 * small < 4 * MIB
