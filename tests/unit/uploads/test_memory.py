"""Files of any size and shape are loaded at flat memory: they are generated here, and never there as a whole."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.upload import Upload, UploadState
from salestalk.ingestion.store import Fetched
from salestalk.ingestion.uploads.objects import Arrival
from tests.unit.uploads.fakes import MemoryFiles, World

MIB = 1024 * 1024
FLAT = 48 * MIB
"""Blocks, a chunk of rows and the reader's window, twice over."""


@dataclass
class Generated(MemoryFiles):
    """A file whose bytes are made when they are read."""

    size: int = 0
    bytes_at: Callable[[int, int], bytes] = bytes
    read_bytes: int = 0

    def read(self, file: Arrival, start: int, size: int) -> bytes:
        self.read_bytes += size
        return self.bytes_at(start, min(size, self.size - start))


class Forgetful:
    """A table that takes everything and keeps only what is not a value."""

    def __init__(self, world: World) -> None:
        self._store = world.store

    def get_some(self, table, keys, *, consistent):
        return self._store.get_some(table, keys, consistent=consistent) if keys[0].pk[:6] != "METRIC" else Fetched([])

    def query_page(self, table, query, resume):
        return self._store.query_page(table, query, resume)

    def transact(self, table, writes, *, token):
        kept = [write for write in writes if write.item["pk"][:6] != "METRIC"]
        if kept:
            self._store.transact(table, kept, token=token)


def load(files: Generated) -> Upload:
    world = World(files=files, rows_per_chunk=1000)
    key = world.send(b"").key
    return world.run_to_the_end(Arrival(key, "e", files.size), store=Forgetful(world), seconds=1e6)


@contextmanager
def flat_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FLAT, f"{peak / MIB:.0f} MiB"


def repeating(line: bytes, header: bytes = b"") -> Callable[[int, int], bytes]:
    """Bytes of a header and then of one line again and again."""
    block = line * (8 * MIB // len(line) + 2)

    def bytes_at(start: int, size: int) -> bytes:
        if start < len(header):
            return header[start : start + size]
        offset = (start - len(header)) % len(line)
        return block[offset : offset + size]

    return bytes_at


@pytest.mark.parametrize("start", [b"", b"subject,period,value,unit\n"], ids=["no-header", "behind-a-header"])
def test_a_single_line_of_two_gigabytes_is_handed_back_or_refused(start: bytes) -> None:
    files = Generated(size=2 * 1024**3, bytes_at=repeating(b"x" * 1000, start))
    with flat_memory():
        upload = load(files)
    assert upload.counts.get(IngestStatus.CREATED, 0) == 0
    if start:
        assert (upload.state, upload.rejected) == (UploadState.LOADED, 1)
    else:
        assert upload.state is UploadState.FAILED
        assert files.read_bytes < 16 * MIB


def test_a_zip_bomb_is_not_even_read() -> None:
    files = Generated(size=10 * 1024**3, bytes_at=repeating(b"\0" * 1000, b"PK\x03\x04"))
    assert load(files).state is UploadState.FAILED
    assert files.read_bytes < 16 * MIB


def test_a_file_of_nothing_but_mistakes_is_handed_back_at_flat_memory() -> None:
    header = b"subject,period,value,unit\n"
    line = b"revenue,2025-Q1,lots,USD\n"
    files = Generated(size=len(header) + 60_000 * len(line), bytes_at=repeating(line, header))
    with flat_memory():
        upload = load(files)
    assert (upload.state, upload.rejected, upload.reject_parts) == (UploadState.LOADED, 60_000, 60)


def numbered(header: bytes, line: bytes) -> Callable[[int, int], bytes]:
    """Bytes of a header and then of lines that differ in a number of seven digits."""
    width = len(line % 0)

    def bytes_at(start: int, size: int) -> bytes:
        if start < len(header):
            return header[start : start + size]
        first, skip = divmod(start - len(header), width)
        lines = b"".join(line % number for number in range(first, first + size // width + 2))
        return lines[skip : skip + size]

    return bytes_at


def test_a_long_file_is_loaded_at_flat_memory() -> None:
    header, line = b"subject,period,value,unit,region\n", b"revenue,2025-Q1,12345.67,USD,R%07d\n"
    files = Generated(size=len(header) + 10_000 * len(line % 0), bytes_at=numbered(header, line))
    with flat_memory():
        upload = load(files)
    assert upload.counts[IngestStatus.CREATED] == 10_000
