"""Parts of a file: so many records and rejects at a time, each with the place in the file where it came from."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, Protocol

from salestalk.contracts.upload import UploadOptions, UploadPlace
from salestalk.errors import InvalidInput
from salestalk.ingestion.files.model import SHOWN_OF_ORIGINAL, ByteStream, FilePlan, Position, Read, Reject, Tally
from salestalk.ingestion.uploads.objects import Arrival, FileStore
from salestalk.values import frozen

MAX_ORIGINALS_BYTES: Final = 8 * 1024 * 1024
"""Lines of a part are fetched again together when they lie within so many bytes, else one by one."""
BYTES_PER_CHARACTER: Final = 4


class RowSource(Protocol):
    """Reads files of any of our formats from streams, at bounded memory."""

    def plan(self, stream: ByteStream, options: UploadOptions) -> FilePlan:
        """Settle from the file's beginning how it is read. Raises `InvalidInput` for what cannot be read at all."""
        ...

    def rows(self, stream: ByteStream, plan: FilePlan, start: Position, tally: Tally, now: int) -> Iterator[Read]:
        """Records and rejects from ``start`` on, where the stream begins, as of ``now``; counted in ``tally``."""
        ...


@frozen
class Chunk:
    """A part of a file. ``begins`` says for each of its rows where its line begins, ``end`` where reading goes on."""

    rows: Sequence[Read]
    begins: Sequence[Position]
    end: Position

    @property
    def records(self) -> list[dict[str, Any]]:
        """What is to be stored, in order."""
        return [row.record for row in self.rows if row.record is not None]

    @property
    def record_places(self) -> list[int]:
        """The places of the records among the rows."""
        return [place for place, row in enumerate(self.rows) if row.record is not None]

    @property
    def rejects(self) -> list[Reject]:
        """What reading itself handed back."""
        return [row.reject for row in self.rows if row.reject is not None]


def chunks_of(rows: Iterator[Read], start: Position, size: int) -> Iterator[Chunk]:
    """The file from ``start`` on in parts of ``size`` rows; none when nothing is left.

    Raises `InvalidInput` where the file cannot be read any further, once all rows ahead of that are given.
    """
    fault: InvalidInput | None = None
    while fault is None:
        found: list[Read] = []
        try:
            # Row by row, so that those ahead of the fault are not lost with it.
            found.extend(islice(rows, size))
        except InvalidInput as error:
            fault = error
        if not found:
            break
        ends = [row.resume for row in found]
        yield Chunk(found, [start, *ends[:-1]], ends[-1])
        start = ends[-1]
    if fault is not None:
        raise fault


def originals(store: FileStore, file: Arrival, encoding: str, chunk: Chunk, places: Sequence[int]) -> list[str]:
    """The lines of these rows as they are written in the file, cut where they are very long."""
    spans = [_span(chunk, place, file.size) for place in places]
    if not spans:
        return []
    first, last = spans[0][0], max(end for _, end in spans)
    if last - first <= MAX_ORIGINALS_BYTES:
        block = store.read(file, first, last - first)
        parts = [block[begin - first : end - first] for begin, end in spans]
    else:
        parts = [store.read(file, begin, end - begin) for begin, end in spans]
    return [part.decode(encoding, "replace").rstrip("\r\n")[:SHOWN_OF_ORIGINAL] for part in parts]


def place_of(position: Position) -> UploadPlace:
    """A reader's position as it is stored."""
    return UploadPlace(offset=position.offset, line=position.line, item=position.item)


def position_of(place: UploadPlace) -> Position:
    """A stored place as the reader knows it."""
    return Position(place.offset, place.line, place.item)


def tally_of(report: dict[str, Any]) -> Tally:
    """The reader's counters as they were at the last checkpoint."""
    return Tally(
        records=int(report.get("records", 0)),
        rejected=int(report.get("rejected", 0)),
        missing=int(report.get("missing", 0)),
        blank=int(report.get("blankLines", 0)),
        totals=int(report.get("totalsRows", 0)),
        totals_lines=[int(line) for line in report.get("totalsLines", ())],
    )


def _span(chunk: Chunk, place: int, file_size: int) -> tuple[int, int]:
    """The bytes of a row's line; several values of one line begin at the same byte."""
    begin = chunk.begins[place].offset
    following = (position.offset for position in (*chunk.begins[place + 1 :], chunk.end))
    end = next((offset for offset in following if offset > begin), file_size)
    return begin, max(begin + 1, min(end, begin + BYTES_PER_CHARACTER * SHOWN_OF_ORIGINAL))
