"""What is handed back: CSV files of line, field, rule, message and the original line."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from salestalk.contracts.upload import Upload
from salestalk.ingestion.files.exactrows import guarded
from salestalk.ingestion.files.model import Reject
from salestalk.ingestion.uploads.objects import FileStore, rejects_key

COLUMNS: Final = ("line", "field", "rule", "message", "original")


def write_part(store: FileStore, tenant_id: str, upload: Upload, rejects: Sequence[Reject]) -> None:
    """Write the rejects of one part of the file, under a name that follows from how far the upload is.

    The same part again writes the same file again, so none is lost and none is there twice.
    """
    store.write(rejects_key(tenant_id, upload.batch_id, upload.reject_parts + 1), as_csv(rejects))


def merge(store: FileStore, tenant_id: str, upload: Upload) -> None:
    """All parts as one file with a header."""
    if upload.reject_parts:
        store.write_all(rejects_key(tenant_id, upload.batch_id), _parts(store, tenant_id, upload))


def as_csv(rejects: Sequence[Sequence[object]]) -> bytes:
    """Rows of CSV in UTF-8; text that a spreadsheet program would take for a formula has an apostrophe before it."""
    text = io.StringIO()
    cells = ([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rejects)
    csv.writer(text, lineterminator="\r\n").writerows(cells)
    return text.getvalue().encode("utf-8", "replace")


def _parts(store: FileStore, tenant_id: str, upload: Upload) -> Iterator[bytes]:
    yield as_csv([COLUMNS])
    for part in range(1, upload.reject_parts + 1):
        yield store.load(rejects_key(tenant_id, upload.batch_id, part))
