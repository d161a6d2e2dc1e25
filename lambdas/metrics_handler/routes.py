"""The calls of the metrics handler: validate, one call, map the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from metrics_handler.batch import BatchService, Delivery
from metrics_handler.series import series_request
from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.base import Subject, TenantId, Uuid, parse
from salestalk.contracts.batch import MAX_BATCH_BYTES, BatchResult, IngestStatus, MetricsBatch
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.metric import MetricValue
from salestalk.contracts.series import MetricsList, Series, SeriesPoint
from salestalk.contracts.tenant import Tenant
from salestalk.contracts.upload import UploadRequest
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.series import SeriesReader
from salestalk.ingestion.uploads.requests import UploadDesk
from salestalk.ingestion.usage import UsageCounters
from salestalk.tenancy.allowance import Allowance
from salestalk.values import frozen

_NO_UPLOAD: Final = "There is no such upload."
_FILE_TYPES: Final = frozenset({"text/csv", "application/csv", "application/x-ndjson", "application/jsonl"})
_NOTHING_LOADED: Final = "Nothing of this metric was loaded."


@frozen
class Shelf:
    """One tenant's metrics, reached with credentials for this tenant alone."""

    tenant: Tenant
    catalog: CatalogKeeper
    series: SeriesReader
    allowance: Allowance
    usage: UsageCounters


@dataclass(frozen=True)
class MetricsRoutes:
    """The routes over a batch service, and the metrics and uploads of its tenants (by tenant id and deadline)."""

    service: BatchService
    open_shelf: Callable[[str, float], Shelf]
    open_desk: Callable[[str, float], UploadDesk]

    @cached_property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "POST /metrics": self.load,
            "GET /metrics": self.catalog,
            "GET /metrics/{subject}": self.series,
            "PATCH /metrics/{subject}": self.edit,
            "POST /metrics/uploads": self.ask_for_upload,
            "GET /metrics/uploads/{batchId}": self.upload_status,
            "GET /usage": self.usage,
            "GET /tenants/{id}/usage": self.usage_of,
        }

    def load(self, request: Request) -> Response:
        """`POST /metrics`: 200 when every record held, 207 when some were rejected."""
        if len(request.body) > MAX_BATCH_BYTES:
            limit = f"must be at most {MAX_BATCH_BYTES} bytes; split the batch"
            raise InvalidInput("The batch is too large.", [Fault("", "batch_too_large", limit)])
        if _media_type(request) in _FILE_TYPES:
            return self._load_file(request)
        only_known(request)
        given = request.json()
        batch = {"records": given} if isinstance(given, list) else given
        return _loaded(self._load(request, parse(MetricsBatch, batch, title="The batch is not valid.")))

    def _load_file(self, request: Request) -> Response:
        """The same for a body of CSV or JSON lines."""
        from metrics_handler.filebatch import file_batch  # noqa: PLC0415 - most calls do not need it

        shelf = self.open_shelf(request.caller().tenant_id, request.deadline)
        catalog = shelf.catalog.catalog(shelf.tenant.tenant_id, deadline=request.deadline)
        units = {entry.subject: entry.unit for entry in catalog}
        file = file_batch(request, units, int(self.service.now().timestamp()))
        return _loaded(file.merged(self._load(request, file.batch, lines=file.lines, refused=file.refused)))

    def _load(
        self, request: Request, batch: MetricsBatch, *, lines: tuple[int, ...] = (), refused: int = 0
    ) -> BatchResult:
        caller = request.caller()
        shelf = self.open_shelf(caller.tenant_id, request.deadline)
        shelf.allowance.load(len(batch.records) + refused, self.service.now(), deadline=request.deadline)
        delivery = Delivery(
            tenant_id=caller.tenant_id,
            user_id=caller.user_id,
            batch=batch,
            origin=EventMetadata(correlation_id=request.correlation_id, trace_id=request.trace_id),
            deadline=request.deadline,
            idempotency_key=idempotency_key(request),
            lines=lines,
            refused=refused,
        )
        return self.service.load(delivery)

    def catalog(self, request: Request) -> Response:
        """`GET /metrics`."""
        only_known(request)
        shelf = self.open_shelf(request.caller().tenant_id, request.deadline)
        catalog = shelf.catalog.catalog(shelf.tenant.tenant_id, deadline=request.deadline)
        return Response(MetricsList(metrics=tuple(catalog)).as_item())

    def series(self, request: Request) -> Response:
        """`GET /metrics/{subject}`."""
        shelf = self.open_shelf(request.caller().tenant_id, request.deadline)
        tenant_id = shelf.tenant.tenant_id
        subject = known_id(Subject, request.path["subject"], _NOTHING_LOADED)
        entry = shelf.catalog.entries(tenant_id, [subject], deadline=request.deadline).get(subject)
        if entry is None:
            raise NotFound(_NOTHING_LOADED)
        if "rows" in request.query:
            return self._everything(request, shelf, entry)
        page = shelf.series.series(
            tenant_id,
            series_request(request, entry, shelf.tenant.metadata.calendar),
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        points = tuple(map(_point, page.items))
        return Response(Series(metric=entry, points=points, next_cursor=page.next_cursor).as_item())

    def edit(self, request: Request) -> Response:
        """`PATCH /metrics/{subject}`."""
        from salestalk.contracts.metricchange import MetricChange  # noqa: PLC0415 - most calls do not need it
        from salestalk.ingestion.edits import check_change, definition_of  # noqa: PLC0415

        only_known(request)
        caller = request.caller()
        subject = known_id(Subject, request.path["subject"], _NOTHING_LOADED)
        change = parse(MetricChange, request.json(), title="The change is not valid.")
        shelf = self.open_shelf(caller.tenant_id, request.deadline)
        shelf.allowance.change(self.service.now(), deadline=request.deadline)
        catalog = shelf.catalog.catalog(shelf.tenant.tenant_id, deadline=request.deadline)
        entry = shelf.catalog.edit(
            shelf.tenant.tenant_id,
            subject,
            definition_of(subject, change),
            check=lambda entry: check_change(entry, change, catalog),
            deadline=request.deadline,
        )
        return Response(entry.as_item(), log={"subject": subject, "revision": entry.revision})

    def usage(self, request: Request) -> Response:
        """`GET /usage`."""
        return self._usage(request, request.caller().tenant_id)

    def usage_of(self, request: Request) -> Response:
        """`GET /tenants/{id}/usage`: the same for administrators, of a tenant that is served."""
        request.admin()
        return self._usage(request, known_id(TenantId, request.path["id"], "There is no such tenant."))

    def _usage(self, request: Request, tenant_id: str) -> Response:
        from metrics_handler import usage  # noqa: PLC0415 - most calls do not need it

        first, last = usage.days_asked_for(request, self.service.now())
        as_csv = usage.wants_csv(request)
        shelf = self.open_shelf(tenant_id, request.deadline)
        used = shelf.usage.usage(shelf.tenant.tenant_id, str(first), str(last), deadline=request.deadline)
        report = usage.usage_report(shelf.tenant, first, last, used)
        if not as_csv:
            return Response(report.as_item())
        saved = {"content-disposition": f'attachment; filename="{usage.file_name(report)}"'}
        return Response(usage.usage_csv(report), headers={"content-type": f"{usage.CSV}; charset=utf-8", **saved})

    def ask_for_upload(self, request: Request) -> Response:
        """`POST /metrics/uploads`: 201 for a new batch, 200 for one that is known."""
        caller = request.caller()
        only_known(request)
        asked = parse(UploadRequest, request.json(), title="The request is not valid.")
        shelf = self.open_shelf(caller.tenant_id, request.deadline)
        shelf.allowance.upload(self.service.now(), deadline=request.deadline)
        desk = self.open_desk(caller.tenant_id, request.deadline)
        ticket, is_new = desk.ask(asked, user_id=caller.user_id, deadline=request.deadline)
        log = {"batchId": ticket.batch_id, "upload": str(ticket.state)}
        return Response(ticket.as_item(), status=201 if is_new else 200, log=log)

    def upload_status(self, request: Request) -> Response:
        """`GET /metrics/uploads/{batchId}`."""
        only_known(request)
        caller = request.caller()
        batch_id = known_id(Uuid, request.path["batchId"], _NO_UPLOAD)
        desk = self.open_desk(caller.tenant_id, request.deadline)
        return Response(desk.status(batch_id, deadline=request.deadline).as_item())

    def _everything(self, request: Request, shelf: Shelf, entry: CatalogEntry) -> Response:
        """`GET /metrics/{subject}?rows=all`: totals and slices of every granularity, with all that a row holds."""
        only_known(request, "rows", "limit", "cursor")
        if request.query["rows"] != "all":
            raise InvalidInput("A query parameter is not valid.", [Fault("rows", "rows", "rows: must be all")])
        page = shelf.series.everything(
            shelf.tenant.tenant_id,
            entry.subject,
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        points = tuple(map(_whole_point, page.items))
        return Response(Series(metric=entry, points=points, next_cursor=page.next_cursor).as_item())


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _loaded(result: BatchResult) -> Response:
    rejected = result.counts[IngestStatus.REJECTED]
    # Nested, since a log line has a `created` of its own, which cannot be overwritten.
    counts = {str(status): count for status, count in result.counts.items() if count}
    log = {"batchId": result.batch_id, "records": counts}
    return Response(result.as_item(), status=207 if rejected else 200, log=log)


def _point(row: MetricValue) -> SeriesPoint:
    return SeriesPoint(
        period=row.period, value=row.value, unit=row.unit, dimensions=row.dimensions, version=row.version
    )


def _whole_point(row: MetricValue) -> SeriesPoint:
    return _point(row).model_copy(update={"recorded_at": row.recorded_at, "metadata": row.metadata})
