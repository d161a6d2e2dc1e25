"""The calls of the metrics handler: validate, one call, map the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from metrics_handler.batch import BatchService, Delivery
from metrics_handler.series import series_request
from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.api import (
    MAX_BATCH_BYTES,
    BatchResult,
    IngestStatus,
    MetricsBatch,
    MetricsList,
    Series,
    SeriesPoint,
)
from salestalk.contracts.base import Subject, Uuid, parse
from salestalk.contracts.events import EventMetadata
from salestalk.contracts.metric import MetricValue
from salestalk.contracts.tenant import Tenant
from salestalk.contracts.upload import UploadRequest
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.ingestion.catalogstore import CatalogKeeper
from salestalk.ingestion.series import SeriesReader
from salestalk.ingestion.uploads.requests import UploadDesk

_NO_UPLOAD: Final = "There is no such upload."
_NOTHING_LOADED: Final = "Nothing of this metric was loaded."


@dataclass(frozen=True, slots=True)
class Shelf:
    """One tenant's metrics, reached with credentials for this tenant alone."""

    tenant: Tenant
    catalog: CatalogKeeper
    series: SeriesReader


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
            "POST /metrics/uploads": self.ask_for_upload,
            "GET /metrics/uploads/{batchId}": self.upload_status,
        }

    def load(self, request: Request) -> Response:
        """`POST /metrics`: 200 when every record held, 207 when some were rejected."""
        caller = request.caller()
        only_known(request)
        if len(request.body) > MAX_BATCH_BYTES:
            limit = f"must be at most {MAX_BATCH_BYTES} bytes; split the batch"
            raise InvalidInput("The batch is too large.", [Fault("", "batch_too_large", limit)])
        batch = parse(MetricsBatch, request.json(), title="The batch is not valid.")
        delivery = Delivery(
            tenant_id=caller.tenant_id,
            user_id=caller.user_id,
            batch=batch,
            origin=EventMetadata(correlation_id=request.correlation_id, trace_id=request.trace_id),
            deadline=request.deadline,
            idempotency_key=idempotency_key(request),
        )
        return _loaded(self.service.load(delivery))

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
        page = shelf.series.series(
            tenant_id,
            series_request(request, entry, shelf.tenant.metadata.calendar),
            limit=page_limit(request),
            cursor=request.query.get("cursor"),
            deadline=request.deadline,
        )
        points = tuple(map(_point, page.items))
        return Response(Series(metric=entry, points=points, next_cursor=page.next_cursor).as_item())

    def ask_for_upload(self, request: Request) -> Response:
        """`POST /metrics/uploads`: 201 for a new batch, 200 for one that is known."""
        caller = request.caller()
        only_known(request)
        asked = parse(UploadRequest, request.json(), title="The request is not valid.")
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
