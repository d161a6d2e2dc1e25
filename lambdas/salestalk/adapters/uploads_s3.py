"""The files of one tenant on S3, reached and shared with credentials that open this tenant's prefix alone."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.contracts.upload import MAX_UPLOAD_BYTES, Download, UploadForm
from salestalk.errors import ServiceError
from salestalk.ingestion.idempotency import IdempotencyStrategy, TransientNetwork
from salestalk.ingestion.uploads.objects import Arrival, FileChanged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART_BYTES: Final = 8 * 1024 * 1024
FORM_SECONDS: Final = 3_000
"""Less than the hour that the credentials behind a form live."""
DOWNLOAD_SECONDS: Final = 900
CSV: Final = "text/csv; charset=utf-8"
_GONE: Final = frozenset({"404", "412", "NoSuchKey", "NoSuchVersion", "PreconditionFailed"})

T = TypeVar("T")


class S3Files:
    """Implements `salestalk.ingestion.uploads.objects.FileStore`.

    ``client`` gives one that works with the tenant's credentials. What it signs is good no longer than these are: for
    signing, they should have just been made.
    """

    def __init__(
        self,
        client: Callable[[], "S3Client"],
        bucket: str,
        strategy: IdempotencyStrategy,
        *,
        deadline: float,
        content_type: str = CSV,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._content_type = content_type
        self._bucket = bucket
        self._strategy = strategy
        self._deadline = deadline
        self._clock = clock

    def read(self, file: Arrival, start: int, size: int) -> bytes:
        """A range of exactly the file that was announced."""
        request: dict[str, Any] = {"Key": file.key, "Range": f"bytes={start}-{start + size - 1}"}
        # One of the two: a version never changes, and without versions the checksum tells when the file did.
        request |= {"VersionId": file.version} if file.version else {"IfMatch": f'"{file.etag}"'}
        return self._call(lambda: self._get(request))

    def load(self, key: str) -> bytes:
        """A small file whole."""
        return self._call(lambda: self._get({"Key": key}))

    def write(self, key: str, body: bytes) -> None:
        """Write a small file whole."""
        request: Any = {"Bucket": self._bucket, "Key": key, "ContentType": self._content_type}
        self._call(lambda: self._client().put_object(**request, Body=body))

    def write_all(self, key: str, parts: Iterable[bytes]) -> None:
        """In one call if it is small, else in several; it appears when all of it is there."""
        blocks = _blocks(parts)
        first = next(blocks, b"")
        second = next(blocks, None)
        if second is None:
            self.write(key, first)
            return
        target: Any = {"Bucket": self._bucket, "Key": key}
        made = self._call(lambda: self._client().create_multipart_upload(**target, ContentType=self._content_type))
        target |= {"UploadId": made["UploadId"]}
        sent = [self._send(target, number, block) for number, block in enumerate(_chain(first, second, blocks), 1)]
        self._call(lambda: self._client().complete_multipart_upload(**target, MultipartUpload={"Parts": sent}))

    def form(self, key: str, content_type: str) -> UploadForm:
        """A presigned POST for this key, of at most `MAX_UPLOAD_BYTES`."""
        fields = {"Content-Type": content_type}
        made = self._client().generate_presigned_post(
            self._bucket,
            key,
            Fields=dict(fields),
            Conditions=[fields, ["content-length-range", 1, MAX_UPLOAD_BYTES]],
            ExpiresIn=FORM_SECONDS,
        )
        return UploadForm(url=made["url"], fields=made["fields"], expires_at=self._in(FORM_SECONDS))

    def download(self, key: str, file_name: str) -> Download:
        """A presigned GET of this key."""
        shown = f'attachment; filename="{file_name}"'
        request = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": shown}
        url = self._client().generate_presigned_url("get_object", Params=request, ExpiresIn=DOWNLOAD_SECONDS)
        return Download(url=url, expires_at=self._in(DOWNLOAD_SECONDS))

    def _send(self, target: Any, number: int, block: bytes) -> Any:
        answer = self._call(lambda: self._client().upload_part(**target, PartNumber=number, Body=block))
        return {"ETag": answer["ETag"], "PartNumber": number}

    def _get(self, request: Any) -> bytes:
        return self._client().get_object(Bucket=self._bucket, **request)["Body"].read()

    def _in(self, seconds: int) -> int:
        return int(self._clock().timestamp()) + seconds

    def _call(self, operation: Callable[[], T]) -> T:
        def attempt() -> T:
            with _s3_errors():
                return operation()

        return self._strategy.call(attempt, deadline=self._deadline)


@contextmanager
def _s3_errors() -> Iterator[None]:
    """Raise the domain's error in place of botocore's, none of which gets through."""
    try:
        with aws_errors():
            yield
    except ClientError as error:
        if error_code(error) in _GONE:
            raise FileChanged("The file was replaced or removed while it was being loaded; send it anew.") from error
        raise ServiceError(str(error)) from error
    except BotoCoreError as error:
        # Among these, an answer that broke off half-way.
        raise TransientNetwork(f"{type(error).__name__}: {error}") from error


def _blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of `PART_BYTES`, the last one shorter."""
    rest = bytearray()
    for part in parts:
        rest += part
        while len(rest) >= PART_BYTES:
            yield bytes(rest[:PART_BYTES])
            del rest[:PART_BYTES]
    if rest:
        yield bytes(rest)


def _chain(first: bytes, second: bytes, more: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from more
