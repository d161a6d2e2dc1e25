"""In which encoding a file is written, settled from its first bytes; what is no text at all is refused by its name."""

import codecs
from typing import Final

from salestalk.errors import Fault, InvalidInput
from salestalk.values import frozen

ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1", "iso-8859-15", "mac_roman")

_NOT_TEXT: Final[tuple[tuple[bytes, str], ...]] = (
    (
        b"PK\x03\x04",
        "a ZIP archive or an Excel workbook; unpack it, save it as CSV, or give it its name ending in .xlsx",
    ),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as .xlsx or CSV"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file; export it as CSV or JSON lines"),
    (codecs.BOM_UTF32_LE, "text in UTF-32; save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "text in UTF-32; save it as UTF-8"),
)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@frozen
class Encoding:
    """A codec, how many bytes its mark takes at the start, and what to tell about it."""

    name: str
    mark: int = 0
    note: str | None = None


def unreadable(rule: str, message: str) -> InvalidInput:
    """The refusal of a whole file, in a sentence."""
    return InvalidInput(message, [Fault("", rule, message)])


def detect_encoding(head: bytes, *, complete: bool, forced: str | None = None) -> Encoding:
    """The encoding of a file that begins with ``head`` (all of it when ``complete``).

    Raises `InvalidInput` for what is no text, naming what it is as far as its first bytes tell.
    """
    for magic, what in _NOT_TEXT:
        if head.startswith(magic):
            raise unreadable("not_text", f"The file is not text: it is {what}.")
    mark = next(((name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), None)
    if forced is not None:
        if forced not in ENCODINGS:
            raise unreadable("encoding", f"The encoding must be one of {', '.join(ENCODINGS)}.")
        return Encoding(forced, mark[1] if mark and mark[0] == forced else 0)
    if mark is not None:
        return Encoding(*mark)
    return _of_nulls(head) if b"\0" in head else _of_bytes(head, complete)


def _of_nulls(head: bytes) -> Encoding:
    """Latin letters in UTF-16 have a zero byte each, all on the same side."""
    sample = head[: 4096 & ~1]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if odd * 2 > half > 0 and even * 20 < half:
        return Encoding("utf-16-le", note="The file is in UTF-16 (little endian) without a byte order mark.")
    if even * 2 > half > 0 and odd * 20 < half:
        return Encoding("utf-16-be", note="The file is in UTF-16 (big endian) without a byte order mark.")
    raise unreadable("not_text", "The file is not text: it holds zero bytes. Save it as CSV in UTF-8.")


def _of_bytes(head: bytes, complete: bool) -> Encoding:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=complete)
    except UnicodeDecodeError:
        note = "The file is not UTF-8; it is read as Windows-1252, as spreadsheet programs in Western Europe write it."
        return Encoding("cp1252", note=note)
    return Encoding("utf-8")
