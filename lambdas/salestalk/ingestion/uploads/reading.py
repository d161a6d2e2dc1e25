"""Files of uploads, read by `ingestion.files`."""

from collections.abc import Callable, Iterator, Mapping

from salestalk.contracts.upload import UploadOptions
from salestalk.ingestion.files.model import (
    ByteStream,
    DateOrder,
    DecimalStyle,
    FilePlan,
    Options,
    Position,
    Read,
    Tally,
)
from salestalk.ingestion.files.reader import FileReader, read_head
from salestalk.ingestion.files.survey import HEAD_BYTES, survey
from salestalk.values import frozen


@frozen
class UploadReader:
    """Implements `uploads.chunks.RowSource`; ``known_units`` gives the units in which metrics are kept already."""

    known_units: Callable[[], Mapping[str, str]]

    def plan(self, stream: ByteStream, options: UploadOptions) -> FilePlan:
        """Settle from the file's beginning how it is read. Raises `InvalidInput` for what cannot be read at all."""
        head = read_head(stream)
        return survey(head, options_of(options, self.known_units()), complete=len(head) < HEAD_BYTES)

    def rows(self, stream: ByteStream, plan: FilePlan, start: Position, tally: Tally, now: int) -> Iterator[Read]:
        """Records and rejects from ``start`` on, where the stream begins; counted in ``tally``."""
        return FileReader(plan, now, tally).read(stream, start)


def options_of(options: UploadOptions, known_units: Mapping[str, str]) -> Options:
    """What is forced, in the reader's words."""
    return Options(
        wide=None if options.layout is None else options.layout == "wide",
        decimal=DecimalStyle(options.decimal) if options.decimal else None,
        dates=DateOrder(options.dates) if options.dates else None,
        unit=options.unit,
        known_units=known_units,
    )
