"""Whatever bytes come: a sentence or rows, never a crash, at bounded memory, and every line accounted for."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salestalk.errors import InvalidInput
from salestalk.ingestion.files import FileReader, Options, Position, Tally, open_file, survey
from salestalk.ingestion.files.model import MAX_LINE_BYTES, Read

NOW = 1_795_000_000
HEADER = b"metric,period,value,unit,region\n"
ROW = b"revenue,2025-Q3,12.50,USD,EMEA\n"
MEGABYTE = 1024 * 1024
BOUND = 24 * MEGABYTE


class Endless:
    """A stream that is made while it is read: pieces, one after the other, so many times each."""

    def __init__(self, *pieces: tuple[bytes, int]) -> None:
        self._parts = self._made(pieces)
        self._left = b""
        self.given = 0

    @staticmethod
    def _made(pieces: tuple[tuple[bytes, int], ...]) -> Iterator[bytes]:
        for piece, times in pieces:
            block = max(1, MEGABYTE // len(piece))
            for start in range(0, times, block):
                yield piece * min(block, times - start)

    def read(self, size: int, /) -> bytes:
        if not self._left:
            self._left = next(self._parts, b"")
        given, self._left = self._left[:size], self._left[size:]
        self.given += len(given)
        return given


def peak_of(stream: Endless) -> tuple[int, Tally]:
    """The most memory that reading took, and what it met."""
    tracemalloc.start()
    try:
        reader, reads = open_file(stream, Options(), NOW)
        for _ in reads:
            pass
        return tracemalloc.get_traced_memory()[1], reader.tally
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=3_000))
@example(b"\xff\xfe")
@example(b"[")
@example(b"{}")
@example(b'[{"metric":')
@example(HEADER + b'"')
def test_random_bytes_never_crash(data: bytes) -> None:
    _read_or_refused(data)


@given(
    st.lists(
        st.sampled_from(
            [b",", b'"', b"\n", b"\r", b"metric", b"period", b"value", b"2025", b"1.5", b"\x00", b"\xe4", b";"]
        )
    )
)
def test_pieces_of_tables_never_crash(pieces: list[bytes]) -> None:
    _read_or_refused(b"".join(pieces))
    _read_or_refused(HEADER + b"".join(pieces))


@given(
    st.lists(
        st.sampled_from(
            [b'{"metric":"a","period":"2025","value":1,"unit":"x"}', b"[", b"]", b",", b"{", b"1", b"\n", b'"']
        )
    ),
    st.sampled_from([b"", b"[", b'{"records":[']),
)
def test_pieces_of_json_never_crash(pieces: list[bytes], start: bytes) -> None:
    _read_or_refused(start + b"".join(pieces))


@given(st.integers(0, len(HEADER) + 20 * len(ROW)), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_a_file_cut_anywhere_gives_only_whole_values(cut: int, encoding: str) -> None:
    text = (HEADER + ROW * 20).decode()
    data = (text if encoding == "utf-8" else "\ufeff" + text).encode(encoding)[:cut]
    for read in _read_or_refused(data):
        if read.record is not None:
            assert str(read.record["value"]) == "12.50"
            assert read.record["unit"] == "USD"


@given(st.data())
def test_every_line_is_a_record_a_reject_or_counted(data: st.DataObject) -> None:
    line = st.sampled_from(
        [ROW, b"\n", b"revenue,2025-Q3,,USD,\n", b"Total,,5,,\n", b"revenue,2025,x,USD,\n", b'a,"b\n', b"\xff,\n"]
    )
    lines = data.draw(st.lists(line, max_size=30))
    reader, reads = open_file(io.BytesIO(HEADER + ROW + b"".join(lines)), Options(encoding="utf-8"), NOW)
    found = list(reads)
    tally = reader.tally
    assert (tally.records, tally.rejected) == (sum(1 for r in found if r.record), sum(1 for r in found if r.reject))
    if b'a,"b\n' not in lines:
        assert tally.records + tally.rejected + tally.missing + tally.blank + tally.totals == len(lines) + 1


@given(
    st.integers(1, 60), st.sampled_from([HEADER + ROW * 9, "\ufeffmetric\tperiod\tvalue\tunit\n".encode("utf-16-le")])
)
def test_it_does_not_matter_how_a_stream_cuts_its_bytes(size: int, data: bytes) -> None:
    class Dribble(io.BytesIO):
        def read(self, wanted: int | None = -1, /) -> bytes:
            return super().read(min(size, wanted or size))

    _, whole = open_file(io.BytesIO(data), Options(), NOW)
    _, dribbled = open_file(Dribble(data), Options(), NOW)
    assert list(dribbled) == list(whole)


def test_a_line_of_two_gigabytes_at_the_start_is_refused_after_a_megabyte() -> None:
    stream = Endless((b"x" * MEGABYTE, 2_048))
    with pytest.raises(InvalidInput, match="first line is longer"):
        open_file(stream, Options(), NOW)
    assert stream.given <= 2 * MEGABYTE


@pytest.mark.parametrize("filler", [b"x", b'"', b"1,", b"\xff", b"\r\r"])
def test_a_huge_line_in_the_middle_is_one_reject_at_bounded_memory(filler: bytes) -> None:
    times = 64 * MEGABYTE // len(filler) if filler != b"\r\r" else 1
    peak, tally = peak_of(Endless((HEADER, 1), (ROW, 40_000), (filler, times), (b"\n", 1), (ROW, 100)))
    assert peak < BOUND
    assert tally.records >= 40_000
    assert tally.rejected == (1 if filler != b"\r\r" else 0)


def test_a_quote_that_is_never_closed_hands_every_swallowed_line_back() -> None:
    data = HEADER + ROW * 10 + b'revenue,2025-Q3,"12,USD,EMEA\n' + ROW * 20_000
    reader, reads = open_file(io.BytesIO(data), Options(), NOW)
    found = list(reads)
    assert reader.tally.records + reader.tally.rejected == 20_011
    assert [read.line for read in found] == list(range(2, 20_013))
    assert {read.reject.rule for read in found if read.reject} <= {"unclosed_quote"}


def test_memory_stays_flat_over_a_large_file() -> None:
    small, _ = peak_of(Endless((HEADER, 1), (ROW, 40_000)))
    large, tally = peak_of(Endless((HEADER, 1), (ROW, 120_000)))
    assert tally.records == 120_000
    assert large < small + 2 * MEGABYTE


def test_an_array_of_any_length_takes_as_little_memory() -> None:
    one = b'{"metric":"revenue","period":"2025-Q3","value":12.5,"unit":"USD"},\n'
    peak, tally = peak_of(Endless((b"[", 1), (one, 60_000), (one[:-2] + b"]", 1)))
    assert (tally.records, tally.rejected) == (60_001, 0)
    assert peak < BOUND


def test_an_array_with_one_endless_element_is_refused_or_rejected() -> None:
    one = b'[{"metric":"revenue","period":"2025-Q3","value":12.5,"unit":"USD"},\n'
    peak, tally = peak_of(Endless((one, 1), (b'{"x":"', 1), (b"x" * MEGABYTE, 200)))
    assert (tally.records, tally.rejected) == (1, 1)
    assert peak < BOUND


def test_ten_thousand_metrics_in_one_file() -> None:
    names = ",".join(f"metric {number} (USD)" for number in range(10_000))
    values = ",".join(str(number) for number in range(10_000))
    data = f"month,{names}\n2025-01,{values}\n2025-02,{values}\n".encode()
    assert len(data) < MAX_LINE_BYTES
    reader, reads = open_file(io.BytesIO(data), Options(), NOW)
    subjects = {read.record["subject"] for read in reads if read.record}
    assert (len(subjects), reader.tally.records) == (10_000, 20_000)


def _read_or_refused(data: bytes) -> list[Read]:
    """All that is read, which is the same from any position on; nothing when the file is refused with a sentence."""
    try:
        reader, reads = open_file(io.BytesIO(data), Options(), NOW)
    except InvalidInput:
        return []
    found = list(reads)
    assert survey(data, Options(), complete=True) == reader.plan
    if found:
        middle = found[len(found) // 2].resume
        again = FileReader(reader.plan, NOW).read(io.BytesIO(data[middle.offset :]), Position(*middle))
        assert list(again) == found[len(found) // 2 + 1 :]
    return found
