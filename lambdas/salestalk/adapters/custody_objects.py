"""A tenant's part of the bucket as a whole: listed, counted in all its versions, written to, and emptied."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError

from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.errors import NotFound, ServiceError
from salestalk.ingestion.idempotency import IdempotencyStrategy, TransientNetwork
from salestalk.offboarding.ports import CountPage, ObjectPage, Resume, StoredObject
from salestalk.offboarding.retention import EXPORT_TAG

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MAX_KEYS: Final = 1_000
_GONE: Final = frozenset({"404", "NoSuchKey", "NoSuchUpload", "NoSuchVersion"})

T = TypeVar("T")


class CustodyObjects:
    """Implements `salestalk.offboarding.ports.TenantObjects`. ``client`` gives one with the tenant's credentials."""

    def __init__(
        self, client: Callable[[], "S3Client"], bucket: str, strategy: IdempotencyStrategy, *, deadline: float
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._strategy = strategy
        self._deadline = deadline

    def list(self, prefix: str, start: Resume | None) -> ObjectPage:
        """The next files, each in its latest version."""
        after: Any = {} if start is None else {"StartAfter": start["after"]}
        request = {"Prefix": prefix, "MaxKeys": MAX_KEYS, **after}
        answer = self._call(lambda: self._client().list_objects_v2(Bucket=self._bucket, **request))
        found = [
            StoredObject(each["Key"], each["Size"], each["ETag"].strip('"')) for each in answer.get("Contents", ())
        ]
        return ObjectPage(found, {"after": found[-1].key} if answer["IsTruncated"] and found else None)

    def count(self, prefix: str, start: Resume | None) -> CountPage:
        """How many versions of files, deleted ones included, the next part has, and their bytes."""
        answer = self._versions(prefix, start)
        versions, markers = answer.get("Versions", ()), answer.get("DeleteMarkers", ())
        resume = None
        if answer["IsTruncated"]:
            resume = {"key": answer["NextKeyMarker"], "version": answer["NextVersionIdMarker"]}
        return CountPage(len(versions) + len(markers), resume, sum(each["Size"] for each in versions))

    def remove_some(self, prefix: str) -> int:
        """Remove up to a thousand versions for good, and abort uploads in parts; how many were found."""
        answer = self._versions(prefix, None)
        found = [*answer.get("Versions", ()), *answer.get("DeleteMarkers", ())]
        if found:
            self._delete([{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found])
            return len(found)
        return self._abort(prefix)

    def read(self, key: str) -> bytes:
        """A small file whole. Raises `NotFound`."""
        try:
            return self._call(partial(self._get, key))
        except ClientError:
            raise NotFound(f"There is no file {key}.") from None

    def write(self, key: str, body: bytes, content_type: str, *, expires: bool) -> None:
        """Write a file whole; one that expires is removed by the bucket after a while."""
        tagged: Any = {"Tagging": urlencode([EXPORT_TAG])} if expires else {}
        request = {"Key": key, "Body": body, "ContentType": content_type, **tagged}
        self._call(lambda: self._client().put_object(Bucket=self._bucket, **request))

    def forget(self, keys: Sequence[str]) -> None:
        """Remove up to a thousand files."""
        self._delete([{"Key": key} for key in keys])

    def _get(self, key: str) -> bytes:
        return self._client().get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def _versions(self, prefix: str, start: Resume | None) -> Any:
        at: Any = {} if start is None else {"KeyMarker": start["key"], "VersionIdMarker": start["version"]}
        request = {"Prefix": prefix, "MaxKeys": MAX_KEYS, **at}
        return self._call(lambda: self._client().list_object_versions(Bucket=self._bucket, **request))

    def _delete(self, objects: Any) -> None:
        def attempt() -> None:
            answer = self._client().delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
            if errors := answer.get("Errors"):
                raise TransientNetwork(f"{len(errors)} files were not removed, the first for {errors[0].get('Code')}")

        self._call(attempt)

    def _abort(self, prefix: str) -> int:
        answer = self._call(lambda: self._client().list_multipart_uploads(Bucket=self._bucket, Prefix=prefix))
        found = answer.get("Uploads", [])
        for each in found:
            self._call(partial(self._abort_one, each["Key"], each["UploadId"]))
        return len(found)

    def _abort_one(self, key: str, upload_id: str) -> None:
        try:
            self._client().abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)
        except ClientError as error:
            if error_code(error) not in _GONE:
                raise

    def _call(self, operation: Callable[[], T]) -> T:
        """Retried; what says that something is not there stays as it is."""

        def attempt() -> T:
            try:
                with aws_errors():
                    return operation()
            except ClientError as error:
                if error_code(error) in _GONE:
                    raise
                raise ServiceError(str(error)) from error
            except BotoCoreError as error:
                # Among these, an answer that broke off half-way.
                raise TransientNetwork(f"{type(error).__name__}: {error}") from error

        return self._strategy.call(attempt, deadline=self._deadline)
