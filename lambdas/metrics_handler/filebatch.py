"""A batch that comes as a file's text: CSV or JSON lines in the body, read as the command line reads files."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from runtime.http import Request
from runtime.parameters import only_known
from salestalk.contracts.base import parse
from salestalk.contracts.batch import MAX_BATCH_RECORDS, BatchResult, IngestStatus, MetricsBatch, RecordResult
from salestalk.contracts.problem import ProblemFault
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.files import DateOrder, DecimalStyle, Options, Read, open_file
from salestalk.values import frozen

_LAYOUTS: Final = {"long": False, "wide": True}
_DECIMALS: Final = {"point": DecimalStyle.POINT, "comma": DecimalStyle.COMMA}
_DATES: Final = {"dmy": DateOrder.DMY, "mdy": DateOrder.MDY}


@frozen
class FileBatch:
    """What a file's text holds: records and rejects in the order of the file."""

    batch: MetricsBatch
    reads: Sequence[Read]

    @property
    def lines(self) -> tuple[int, ...]:
        """The line that each record came from."""
        return tuple(read.line for read in self.reads if read.record is not None)

    @property
    def refused(self) -> int:
        """How many rows or values gave no record."""
        return sum(1 for read in self.reads if read.record is None)

    def merged(self, result: BatchResult) -> BatchResult:
        """The batch's result with the rejects in their places."""
        of_records = iter(result.results)
        results = [
            _rejected(index, read)
            if read.record is None
            else next(of_records).model_copy(update={"index": index, "line": read.line})
            for index, read in enumerate(self.reads)
        ]
        counts = {**result.counts, IngestStatus.REJECTED: result.counts[IngestStatus.REJECTED] + self.refused}
        return result.model_copy(update={"results": tuple(results), "counts": counts})


def file_batch(request: Request, known_units: Mapping[str, str], now: int) -> FileBatch:
    """The records of a body. Raises `InvalidInput` when it is no table of metrics, or holds no record, or too many."""
    options = _options(request, known_units)
    _, found = open_file(io.BytesIO(request.body), options, now)
    reads = []
    for read in found:
        reads.append(read)
        if len(reads) > MAX_BATCH_RECORDS:
            said = f"must hold at most {MAX_BATCH_RECORDS} values; send larger files by POST /metrics/uploads"
            raise InvalidInput("The batch is too large.", [Fault("", "batch_too_large", said)])
    records = [read.record for read in reads if read.record is not None]
    if not records:
        faults = [_fault(read) for read in reads if read.reject is not None]
        raise InvalidInput("No record of the file is valid; nothing was stored.", faults)
    given = {"records": records, "source": "csv_upload"}
    given |= {name: request.query[name] for name in ("batchId", "fileName") if name in request.query}
    return FileBatch(parse(MetricsBatch, given, title="The batch is not valid."), reads)


def _options(request: Request, known_units: Mapping[str, str]) -> Options:
    only_known(request, "layout", "decimal", "dates", "unit", "metric", "batchId", "fileName")
    return Options(
        wide=_choice(request, "layout", _LAYOUTS),
        decimal=_choice(request, "decimal", _DECIMALS),
        dates=_choice(request, "dates", _DATES),
        unit=request.query.get("unit"),
        metric=request.query.get("metric"),
        known_units=known_units,
    )


def _choice(request: Request, name: str, choices: Mapping[str, Any]) -> Any:
    text = request.query.get(name)
    if text is None:
        return None
    if text not in choices:
        message = f"{name}: must be {' or '.join(choices)}"
        raise InvalidInput("A query parameter is not valid.", [Fault(name, name, message)])
    return choices[text]


def _rejected(index: int, read: Read) -> RecordResult:
    fault = _fault(read)
    told = ProblemFault(field=fault.field, rule=fault.rule, message=fault.message)
    return RecordResult(index=index, line=read.line, status=IngestStatus.REJECTED, errors=(told,))


def _fault(read: Read) -> Fault:
    assert read.reject is not None  # noqa: S101 - only rejects come here
    field = f"lines.{read.line}.{read.reject.field}".rstrip(".")
    return Fault(field, read.reject.rule, f"line {read.line}: {read.reject.message}")
