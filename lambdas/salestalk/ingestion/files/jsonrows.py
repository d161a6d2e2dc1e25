"""JSON as rows: the objects of an array or of lines, one at a time, however many there are."""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from salestalk.contracts.jsontext import loads
from salestalk.errors import InvalidInput
from salestalk.ingestion.files.headings import DIMENSION_PREFIX, role_of
from salestalk.ingestion.files.lines import CHUNK
from salestalk.ingestion.files.model import MAX_LINE_BYTES, SHOWN_OF_ORIGINAL, ByteStream, FileFormat, Position

RECORDS_FIRST: Final = re.compile(r'\s*\{\s*"(?:records|metrics|data|rows|items|values)"\s*:\s*\[')
_GAP: Final = re.compile(r"[\s,]*")


class JsonFault(NamedTuple):
    """Why a piece of the file is no row."""

    rule: str
    message: str


class Element(NamedTuple):
    """One object of a file (or a fault in its place), where it begins, its text, and where the next one begins.

    Behind the fault that ends reading the position stays, with the fault itself as an item already read.
    """

    line: int
    value: Mapping[str, Any] | JsonFault
    original: str
    after: Position


def json_format(text: str) -> FileFormat | None:
    """The form of a file that begins with this text; None when it is not JSON."""
    start = text.lstrip()
    if start.startswith("[") or RECORDS_FIRST.match(start):
        return FileFormat.JSON_ARRAY
    return FileFormat.JSON_LINES if start.startswith("{") else None


def array_start(text: str) -> int:
    """Characters up to and including the bracket that opens the array of rows."""
    match = RECORDS_FIRST.match(text)
    return match.end() if match else text.index("[") + 1


def parsed_line(text: str) -> Mapping[str, Any] | JsonFault:
    """The object of one line."""
    try:
        value = loads(text)
    except InvalidInput as error:
        return JsonFault("json", error.faults[0].message)
    return _flat(value)


def array_elements(stream: ByteStream, start: Position) -> Iterator[Element]:
    """The elements of an array from a position inside it. At the first piece that is no JSON reading ends: what
    stands behind it can no longer be told apart, and is said to be left out.
    """
    return _ArrayScan(stream, start).elements()


class _ArrayScan:
    """A window on an array's text: what is read is dropped, so that memory stays flat."""

    def __init__(self, stream: ByteStream, start: Position) -> None:
        self._stream = stream
        self._decoder = json.JSONDecoder(parse_float=_exact, parse_constant=_refused)
        self._bytes = getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self._at = 0
        self._offset, self._line = start.offset, start.line
        self._complete = False

    def elements(self) -> Iterator[Element]:
        while self._skip_gap():
            if self._text[self._at] == "]":
                return
            element = self._next()
            yield element
            if isinstance(element.value, JsonFault) and element.value.rule == "json":
                return
        # The closing bracket never came: the file was cut, possibly between two elements.
        fault = JsonFault("cut_off", "the file ends before its array does: what came after this is missing")
        yield Element(self._line, fault, "", Position(self._offset, self._line, 1))

    def _next(self) -> Element:
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError, ArithmeticError) as error:
                if not self._complete and len(self._text) - self._at <= MAX_LINE_BYTES and not _hopeless(error):
                    self._more()
                    continue
                said = f"not valid JSON ({str(error)[:120]}); this and all that follows is not read"
                original = self._text[self._at : self._at + SHOWN_OF_ORIGINAL]
                return Element(line, JsonFault("json", said), original, Position(self._offset, line, 1))
            if end == len(self._text) and not self._complete:
                self._more()  # a number may go on
                continue
            return self._taken(line, _flat(value), end)

    def _taken(self, line: int, value: Mapping[str, Any] | JsonFault, end: int) -> Element:
        original = self._text[self._at : min(end, self._at + SHOWN_OF_ORIGINAL)]
        self._advance(end)
        return Element(line, value, original, Position(self._offset, self._line))

    def _skip_gap(self) -> bool:
        """Go to the next character that counts; False at the end of the file."""
        while True:
            match = _GAP.match(self._text, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._text):
                return True
            if self._complete:
                return False
            self._more()

    def _advance(self, end: int) -> None:
        passed = self._text[self._at : end]
        self._offset += len(passed) if passed.isascii() else len(passed.encode())
        self._line += passed.count("\n")
        self._at = end

    def _more(self) -> None:
        chunk = self._stream.read(CHUNK)
        self._complete = not chunk
        self._text = self._text[self._at :] + self._bytes.decode(chunk, final=self._complete)
        self._at = 0


def _flat(value: Any) -> Mapping[str, Any] | JsonFault:
    """The fields of an object; those of `dimensions` beside the others."""
    if not isinstance(value, dict):
        return JsonFault("json_object", f"a row must be a JSON object, not {type(value).__name__}")
    found: dict[str, Any] = {}
    for name, cell in value.items():
        if name == "dimensions" and isinstance(cell, dict):
            found |= {DIMENSION_PREFIX + key if role_of(key) else key: item for key, item in cell.items()}
        elif isinstance(cell, dict | list) and name != "metadata":
            return JsonFault(
                "nested", f"{name[:64]}: a field must be a text, a number or empty, not a list or an object"
            )
        else:
            found[name] = cell
    return found


def _hopeless(error: Exception) -> bool:
    return isinstance(error, RecursionError)


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if not -400 <= number.adjusted() <= 400:
        raise ValueError(f"{text[:40]} is out of range")
    return number


def _refused(name: str) -> None:
    raise ValueError(f"{name} is not a number")
