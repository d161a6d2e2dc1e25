"""Where the files of uploads lie: their keys within the tenant's prefix, and what is asked of whoever keeps them."""

import re
from collections.abc import Iterable
from typing import Final, Protocol

from salestalk import names
from salestalk.contracts.base import UUID_PATTERN
from salestalk.contracts.upload import Download, UploadForm
from salestalk.errors import CallerError, Fault, InvalidInput
from salestalk.values import frozen

MAX_OBJECT_NAME: Final = 100
BLOCK_BYTES: Final = 4 * 1024 * 1024
_KEY: Final = re.compile(
    rf"tenant-(?P<tenant>{names.TENANT_ID_PATTERN})/{names.UPLOADS_FOLDER}/"
    rf"(?P<batch>{UUID_PATTERN.strip('^$')})/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_OBJECT_NAME - 1}}})",
    re.ASCII,
)


class FileChanged(CallerError):
    """The file is gone or is not the one any more that loading began with."""


@frozen
class Arrival:
    """A file as S3 announces it; ``version`` only where the bucket keeps versions."""

    key: str
    etag: str
    size: int
    version: str | None = None


@frozen
class Address:
    """Whose file it is, and of which upload."""

    tenant_id: str
    batch_id: str


class FileStore(Protocol):
    """The files of one tenant. Faults are raised as in `idempotency`; `RightMissing` beyond the tenant's prefix."""

    def read(self, file: Arrival, start: int, size: int) -> bytes:
        """Up to ``size`` bytes from ``start`` on, none behind the end. Raises `FileChanged`."""
        ...

    def write(self, key: str, body: bytes) -> None:
        """Write a small file whole."""
        ...

    def write_all(self, key: str, parts: Iterable[bytes]) -> None:
        """Write a file of any size, whole or not at all."""
        ...

    def load(self, key: str) -> bytes:
        """A small file whole. Raises `FileChanged` when there is none."""
        ...

    def form(self, key: str, content_type: str) -> UploadForm:
        """A form by which anybody may post this one file for a while."""
        ...

    def download(self, key: str, file_name: str) -> Download:
        """An address from which anybody may fetch this one file for a while."""
        ...


def object_key(tenant_id: str, batch_id: str, file_name: str) -> str:
    """``tenant-{tenantId}/uploads/{batchId}/{name}``, the name in its safe form."""
    return f"{names.s3_prefix(tenant_id)}{names.UPLOADS_FOLDER}/{batch_id}/{safe_name(file_name)}"


def rejects_key(tenant_id: str, batch_id: str, part: int | None = None) -> str:
    """A part of an upload's rejects, or all of them. Not beside the file itself: that would look like an upload."""
    name = "rejects" if part is None else f"rejects-{part:06d}"
    return f"{names.s3_prefix(tenant_id)}{names.REJECTS_FOLDER}/{batch_id}/{name}.csv"


def safe_name(file_name: str) -> str:
    """The file's name with nothing in it that has a meaning in a path, an address or a shell."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", file_name).lstrip("._-")
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 8:
        return (stem or "file")[: MAX_OBJECT_NAME - 9] + dot + suffix
    return name[:MAX_OBJECT_NAME] or "file"


def address_of(key: str) -> Address:
    """Whose upload a key belongs to. Raises `InvalidInput` for a key that is none of an upload."""
    found = _KEY.fullmatch(key)
    if found is None:
        fault = Fault("key", "upload_key", "key: is not that of an upload")
        raise InvalidInput("The object is not one of an upload.", [fault])
    return Address(found["tenant"], found["batch"].lower())


class BlockStream:
    """A file as a stream that is fetched block by block: no connection stays open while rows are stored."""

    def __init__(self, store: FileStore, file: Arrival, start: int) -> None:
        self._store = store
        self._file = file
        self._next = start
        self._block = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        if not self._block and self._next < self._file.size:
            block = self._store.read(self._file, self._next, min(BLOCK_BYTES, self._file.size - self._next))
            self._next += len(block)
            self._block = memoryview(block)
        taken, self._block = self._block[:size], self._block[size:]
        return bytes(taken)
