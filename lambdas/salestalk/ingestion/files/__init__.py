"""Files of metrics as people have them.

What a file is, is settled once from its beginning (`survey`); then its rows are read one after the other
(`FileReader`), each as a record or as a reject, at bounded memory and resumable at any of them.
"""

from salestalk.ingestion.files.model import (
    DateOrder,
    DecimalStyle,
    FilePlan,
    Options,
    Position,
    Read,
    Reject,
    Tally,
)
from salestalk.ingestion.files.reader import FileReader, open_file, read_head
from salestalk.ingestion.files.survey import HEAD_BYTES, survey

__all__ = [
    "HEAD_BYTES",
    "DateOrder",
    "DecimalStyle",
    "FilePlan",
    "FileReader",
    "Options",
    "Position",
    "Read",
    "Reject",
    "Tally",
    "open_file",
    "read_head",
    "survey",
]
