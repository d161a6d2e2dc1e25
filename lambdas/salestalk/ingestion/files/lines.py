"""Lines of a byte stream with their positions, at bounded memory whatever the file holds."""

from collections.abc import Iterator
from typing import Final

from salestalk.ingestion.files.model import MAX_LINE_BYTES, SHOWN_OF_ORIGINAL, ByteStream, Position

CHUNK: Final = 64 * 1024


class Lines:
    """Iterates over lines as text, each with its line end.

    ``taken`` are the lines since `forget` was called, ``fault`` says what was wrong with one of them: such a line comes
    as an empty one (too long) or with replacement characters (not in the encoding), so that whoever splits the lines
    into rows goes on, and must reject that row. ``position`` lies behind the last line given out.
    """

    def __init__(self, stream: ByteStream, encoding: str, start: Position) -> None:
        self._stream = stream
        self._encoding = encoding
        self._wide = encoding.startswith("utf-16")
        self.offset = start.offset
        self.line = start.line
        self.taken: list[str] = []
        self.fault: tuple[str, str] | None = None
        self.ended = False

    @property
    def position(self) -> Position:
        """Where the next line begins."""
        return Position(self.offset, self.line)

    def forget(self) -> None:
        """Begin a new row."""
        self.taken.clear()
        self.fault = None

    def __iter__(self) -> Iterator[str]:
        encoding, taken = self._encoding, self.taken
        for raw, size in self._raw_lines():
            self.offset += size
            self.line += 1
            if size > MAX_LINE_BYTES:
                text = self._too_long(raw)
            else:
                try:
                    text = raw.decode(encoding)
                except UnicodeDecodeError:
                    text = self._damaged(raw)
                taken.append(text)
            yield text
        self.ended = True

    def _too_long(self, raw: bytes) -> str:
        self.fault = ("line_too_long", f"the line is longer than {MAX_LINE_BYTES} bytes")
        self.taken.append(raw[: 4 * SHOWN_OF_ORIGINAL].decode(self._encoding, "replace")[:SHOWN_OF_ORIGINAL])
        return "\n"

    def _damaged(self, raw: bytes) -> str:
        self.fault = (
            "encoding",
            f"the line is not valid {self._encoding}; save the file as UTF-8, or say its encoding",
        )
        return raw.decode(self._encoding, "replace")

    def _raw_lines(self) -> Iterator[tuple[bytes, int]]:
        """Each line's bytes (of one that is too long, only its beginning) and its true size."""
        beginning, passed, rest = b"", 0, b""
        while chunk := self._stream.read(CHUNK):
            *whole, rest = self._split(rest + chunk)
            for raw in whole:
                yield (beginning or raw), passed + len(raw)
                beginning, passed = b"", 0
            if len(rest) > (4 if passed else MAX_LINE_BYTES):
                # Only the size of the rest of this line still counts; half a line end or half a character may follow.
                cut = (len(rest) - 2) & ~1
                beginning, passed, rest = beginning or rest[: 4 * SHOWN_OF_ORIGINAL], passed + cut, rest[cut:]
        if rest or passed:
            yield (beginning or rest), passed + len(rest)

    def _split(self, data: bytes) -> list[bytes]:
        """Whole lines, and what follows the last of them."""
        if self._wide:
            return self._split_wide(data)
        lines = data.splitlines(keepends=True)
        # A carriage return at the very end may be half of a line end.
        if not lines or not lines[-1].endswith(b"\n"):
            return lines or [b""]
        lines.append(b"")
        return lines

    def _split_wide(self, data: bytes) -> list[bytes]:
        end = b"\n\0" if self._encoding.endswith("le") else b"\0\n"
        lines, begin, found = [], 0, data.find(end)
        while found >= 0:
            if found % 2 == 0:
                lines.append(data[begin : found + 2])
                begin = found + 2
            found = data.find(end, found + 1)
        lines.append(data[begin:])
        return lines
