"""Sending a file's records in batches through the API, so that a repeated run changes nothing."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_random_exponential

from salestalk.contracts.batch import MAX_BATCH_BYTES
from salestalk.contracts.jsontext import dumps
from salestalk.ingestion.files import Read, Reject
from salestalk_cli.api import Api, Reply
from salestalk_cli.loading.disagreements import Disagreements
from salestalk_cli.problems import Problem

BATCH_RECORDS: Final = 1_000
BATCH_BYTES: Final = MAX_BATCH_BYTES // 2
ATTEMPTS: Final = 8
_TRANSIENT: Final = frozenset({429, 500, 502, 503, 504})
_NAMESPACE: Final = uuid.UUID("5a1e57a1-f11e-5b47-8c11-0c0ffee00001")


@dataclass(slots=True)
class Sent:
    """What became of the records of one file."""

    counts: Counter[str] = field(default_factory=Counter)
    definition_errors: list[str] = field(default_factory=list)
    slices: Disagreements = field(default_factory=Disagreements)

    @property
    def warnings(self) -> tuple[str, ...]:
        """In sentences."""
        return (*self.definition_errors, *self.slices.sentences)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records with the lines they came from."""

    number: int
    reads: Sequence[Read]
    texts: Sequence[str]


def in_batches(reads: Iterable[Read]) -> Iterator[Batch | Read]:
    """Records put together, in order; rejects as they come."""
    held: list[Read] = []
    texts: list[str] = []
    size, number = 0, 0
    for read in reads:
        if read.record is None:
            yield read
            continue
        text = dumps(read.record)
        if held and (len(held) == BATCH_RECORDS or size + len(text) > BATCH_BYTES):
            yield Batch(number, held, texts)
            held, texts, size, number = [], [], 0, number + 1
        held.append(read)
        texts.append(text)
        size += 4 * len(text) if not text.isascii() else len(text)
    if held:
        yield Batch(number, held, texts)


class Sender:
    """Sends the batches of one file. ``identity`` says which file, how it is read, and whose it is."""

    def __init__(
        self, api: Api, identity: str, file_name: str, definitions: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self._api = api
        self._identity = identity
        self._file_name = file_name
        self._definitions = dict(definitions or {})
        self.sent = Sent()

    def send(self, batch: Batch) -> Iterator[Reject]:
        """Send it, count what became of each record, and give those that were rejected. Raises `Problem`."""
        reply = self._post(self._body(batch))
        if reply.status in (200, 207):
            yield from self._results(batch, reply.body)
        elif reply.status == 400 and (faults := _faults_by_record(reply)):
            yield from self._all_rejected(batch, faults)
        else:
            raise Problem(f"{self._stopped_at(batch)} {_sentence(reply)}")

    def _body(self, batch: Batch) -> bytes:
        batch_id = uuid.uuid5(_NAMESPACE, f"{self._identity}|{batch.number}")
        subjects = dict.fromkeys(read.record["subject"] for read in batch.reads if read.record)
        definitions = [self._definitions.pop(subject) for subject in subjects if subject in self._definitions]
        head: dict[str, Any] = {"batchId": str(batch_id), "source": "csv_upload", "fileName": self._file_name[-256:]}
        if definitions:
            head["definitions"] = definitions
        return f'{dumps(head)[:-1]},"records":[{",".join(batch.texts)}]}}'.encode()

    def _post(self, body: bytes) -> Reply:
        retrying = Retrying(
            retry=retry_if_result(lambda reply: reply.status in _TRANSIENT),
            wait=wait_random_exponential(0.2, max=5),
            stop=stop_after_attempt(ATTEMPTS),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        reply: Reply = retrying(self._api.send, "POST", "/metrics", body, {"content-type": "application/json"})
        return reply

    def _results(self, batch: Batch, body: Mapping[str, Any]) -> Iterator[Reject]:
        self.sent.definition_errors += [fault["message"] for fault in body.get("definitionErrors", ())]
        rejected = {result["index"] for result in body["results"] if result["status"] == "rejected"}
        stored = [read.record for index, read in enumerate(batch.reads) if index not in rejected and read.record]
        self.sent.slices.add(stored, body)
        for result in body["results"]:
            self.sent.counts[result["status"]] += 1
            if result["status"] == "rejected":
                yield _reject(batch.reads[result["index"]], result.get("errors", ()))

    def _all_rejected(self, batch: Batch, faults: Mapping[int, Sequence[Mapping[str, str]]]) -> Iterator[Reject]:
        for index, read in enumerate(batch.reads):
            self.sent.counts["rejected"] += 1
            yield _reject(read, faults.get(index, ()))

    def _stopped_at(self, batch: Batch) -> str:
        line = batch.reads[0].line
        return f"Loading stopped at line {line} of {self._file_name}; what stands before it is stored."


def _reject(read: Read, errors: Sequence[Mapping[str, str]]) -> Reject:
    first = errors[0] if errors else {"field": "", "rule": "rejected", "message": "it was rejected"}
    said = "; ".join(error["message"] for error in errors) or first["message"]
    return Reject(read.line, first["field"].rpartition(".")[2], first["rule"], said, read.original)


def _faults_by_record(reply: Reply) -> dict[int, list[Mapping[str, str]]]:
    """Faults of records by their place; empty when the batch as such was refused."""
    found: dict[int, list[Mapping[str, str]]] = {}
    for error in reply.body.get("errors", ()):
        kind, _, rest = error["field"].partition(".")
        place = rest.partition(".")[0]
        if kind == "records" and place.isdigit():
            found.setdefault(int(place), []).append(error)
    return found


def _sentence(reply: Reply) -> str:
    if reply.status == 401:
        return "The API does not know who is asking: the token is missing, foreign or no longer valid."
    problem = reply.body if reply.text.startswith("{") else {}
    said = f"The API answered {reply.status}: {problem.get('detail') or problem.get('message') or 'no reason given'}"
    again = " Run the same command again: what is stored is recognized." if reply.status in _TRANSIENT else ""
    return f"{said}{again}"
