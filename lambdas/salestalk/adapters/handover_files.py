"""Exported files as they are handed over: read, or fetched by whoever has the address."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from salestalk.adapters.uploads_s3 import S3Files
from salestalk.contracts.upload import Download
from salestalk.errors import NotFound
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.uploads.objects import FileChanged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class HandoverFiles:
    """Implements `tenants_handler.leaving.Files`. ``client`` has one tenant's credentials, just made: it signs."""

    def __init__(self, client: "S3Client", bucket: str, strategy: IdempotencyStrategy, *, deadline: float) -> None:
        get: Callable[[], S3Client] = lambda: client  # noqa: E731 - what S3Files takes
        self._files = S3Files(get, bucket, strategy, deadline=deadline)

    def read(self, key: str) -> bytes:
        """A file whole. Raises `NotFound`, `Unavailable`."""
        try:
            return self._files.load(key)
        except FileChanged:
            raise NotFound("The files of this export are gone; they are kept for a while only.") from None

    def download(self, key: str) -> Download:
        """An address from which anybody may fetch the file for a while."""
        return self._files.download(key, key.rpartition("/")[2])
