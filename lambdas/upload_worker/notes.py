"""The messages of the worker's queue: what S3 announces, and what a run leaves for the next one."""

from dataclasses import replace
from typing import Any, Final

from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.uploads.objects import Address, Arrival, address_of
from salestalk.values import frozen

CONTINUE: Final = "continueUpload"


@frozen
class Note:
    """Which upload to load; ``arrival`` is the file that S3 announces, ``idle_runs`` how many runs came to nothing."""

    address: Address
    arrival: Arrival | None = None
    idle_runs: int = 0

    def following(self, *, has_progressed: bool) -> "Note":
        """What the next run is told."""
        return replace(self, idle_runs=0 if has_progressed else self.idle_runs + 1)


def read_note(body: str, bucket: str) -> Note:
    """The note of a message. Raises `InvalidInput` for what is none, and for objects that are no uploads of ours."""
    message = loads(body)
    try:
        return _left(message[CONTINUE]) if CONTINUE in message else _announced(message["detail"], bucket)
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("The message is not about an upload.") from None


def write_note(note: Note) -> str:
    """The message of a note."""
    arrival = note.arrival
    file = {"key": arrival.key, "etag": arrival.etag, "size": arrival.size} if arrival else None
    if file and arrival and arrival.version:
        file["version"] = arrival.version
    told = {"tenantId": note.address.tenant_id, "batchId": note.address.batch_id, "idleRuns": note.idle_runs}
    return dumps({CONTINUE: told | ({"file": file} if file else {})})


def _left(told: Any) -> Note:
    file = told.get("file")
    arrival = Arrival(file["key"], file["etag"], int(file["size"]), file.get("version")) if file else None
    return Note(Address(told["tenantId"], told["batchId"]), arrival, int(told["idleRuns"]))


def _announced(detail: Any, bucket: str) -> Note:
    if detail["bucket"]["name"] != bucket:
        raise InvalidInput("The object lies in another bucket.", [Fault("bucket", "bucket", "bucket: is not ours")])
    found = detail["object"]
    arrival = Arrival(found["key"], found["etag"].strip('"'), int(found["size"]), found.get("version-id"))
    return Note(address_of(arrival.key), arrival)
