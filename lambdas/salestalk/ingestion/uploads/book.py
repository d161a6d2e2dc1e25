"""What is kept of uploads, in the tenant's own metrics table. Nobody's change is overwritten: revisions see to that."""

import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.contracts.upload import FILE_PREFIX, FILE_SK, PLAN_SK, STATE_SK, UPLOAD_PREFIX, Upload
from salestalk.errors import InvalidInput
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Absent, Condition, Holds, Item, ItemStore, Key, Put, WritesRefused

if TYPE_CHECKING:
    from salestalk.ingestion.files.model import FilePlan

MAX_PLAN_CHARACTERS: Final = 350_000
"""A little under what an item holds."""


class Overtaken(Exception):
    """Somebody else has changed the upload: what was to be written was not."""


class UploadBook:
    """The uploads of any tenant whose metrics table the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy) -> None:
        self._store = store
        self._strategy = strategy

    def get(self, tenant_id: str, batch_id: str, *, deadline: float | None = None) -> Upload | None:
        """An upload as last written."""
        item = self._view(deadline).get(names.metrics_table(tenant_id), upload_key(batch_id))
        return upload_of(item) if item is not None else None

    def add(self, tenant_id: str, upload: Upload, *, deadline: float | None = None) -> bool:
        """Enter a new upload; False where its batch id is known."""
        try:
            self._put(tenant_id, [Put(upload_item(upload), Absent())], deadline)
        except WritesRefused:
            return False
        return True

    def replace(self, tenant_id: str, before: Upload, after: Upload, *, deadline: float | None = None) -> Upload:
        """Write a step. Raises `Overtaken` when the upload is not what it was before."""
        try:
            self._put(tenant_id, [_step(before, after)], deadline)
        except WritesRefused:
            raise Overtaken(before.batch_id) from None
        return after

    def begin(self, tenant_id: str, before: Upload, after: Upload, *, deadline: float | None = None) -> str:
        """Write the first step of loading, and that this upload brings this file: gives the upload that brings it.

        Nothing is written where that is another one. Raises `Overtaken`.
        """
        marker = _marker(after)
        try:
            self._put(tenant_id, [Put(marker, Absent()), _step(before, after)], deadline)
        except WritesRefused as refused:
            if 1 in refused.positions:
                raise Overtaken(before.batch_id) from None
            item = self._view(deadline).get(names.metrics_table(tenant_id), Key(marker["pk"], FILE_SK))
            return str(item["batchId"]) if item else after.batch_id
        return after.batch_id

    def take_over(
        self, tenant_id: str, before: Upload, after: Upload, of: str, *, deadline: float | None = None
    ) -> None:
        """The same where the upload ``of``, which brought the file, came to nothing. Raises `Overtaken`."""
        try:
            self._put(tenant_id, [Put(_marker(after), Holds({"batchId": of})), _step(before, after)], deadline)
        except WritesRefused:
            raise Overtaken(before.batch_id) from None

    def plan(self, tenant_id: str, batch_id: str, *, deadline: float | None = None) -> "FilePlan | None":
        """How the file is read, if that is settled."""
        from salestalk.ingestion.files.model import FilePlan  # noqa: PLC0415 - only the loader reads files

        item = self._view(deadline).get(names.metrics_table(tenant_id), Key(UPLOAD_PREFIX + batch_id, PLAN_SK))
        return FilePlan.model_validate(loads(zlib.decompress(b64decode(item["plan"])))) if item else None

    def keep_plan(
        self, tenant_id: str, batch_id: str, plan: "FilePlan", *, deadline: float | None = None
    ) -> "FilePlan":
        """Settle how the file is read, once: gives the plan that holds. Raises `InvalidInput` for too large a one."""
        text = b64encode(zlib.compress(dumps(plan.as_item()).encode())).decode()
        if len(text) > MAX_PLAN_CHARACTERS:
            raise InvalidInput("The file has too many columns to be loaded in parts.")
        item = {"pk": UPLOAD_PREFIX + batch_id, "sk": PLAN_SK, "plan": text}
        try:
            self._put(tenant_id, [Put(item, Absent())], deadline)
        except WritesRefused:
            return self.plan(tenant_id, batch_id, deadline=deadline) or plan
        return plan

    def _put(self, tenant_id: str, writes: list[Put], deadline: float | None) -> None:
        self._view(deadline).transact(names.metrics_table(tenant_id), writes)

    def _view(self, deadline: float | None) -> RetryingStore:
        return RetryingStore(self._store, self._strategy, deadline)


def upload_key(batch_id: str) -> Key:
    """Where an upload's state is."""
    return Key(UPLOAD_PREFIX + batch_id, STATE_SK)


def upload_item(upload: Upload) -> Item:
    """The item of an upload."""
    key = upload_key(upload.batch_id)
    return {"pk": key.pk, "sk": key.sk, **upload.as_item()}


def upload_of(item: Item) -> Upload:
    """The upload of an item."""
    return Upload.model_validate({name: value for name, value in item.items() if name not in ("pk", "sk")})


def _step(before: Upload, after: Upload) -> Put:
    unmoved: Condition = Holds({"revision": before.revision})
    return Put(upload_item(after), unmoved)


def _marker(upload: Upload) -> Item:
    """The item that says which upload brings a file; the file is told by its checksum and its size."""
    return {"pk": f"{FILE_PREFIX}{upload.etag}-{upload.size}", "sk": FILE_SK, "batchId": upload.batch_id}
