"""The calls of the HTTP API as its document describes them: what each takes and gives, and what it is for."""

from dataclasses import dataclass, field
from typing import Final

from salestalk.contracts import (
    administration,
    batch,
    colleagues,
    health,
    history,
    insight,
    offboarding,
    paging,
    series,
    upload,
    verification,
)
from salestalk.contracts.answer import ChatAnswer, ChatRequest
from salestalk.contracts.base import Contract
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.feedback import Feedback, FeedbackRequest
from salestalk.contracts.me import Me
from salestalk.contracts.metricchange import MetricChange
from salestalk.contracts.session import MAX_TITLE
from salestalk.contracts.usage import MAX_USAGE_DAYS, UsageReport
from salestalk.ingestion.sessionsearch import LOOKED_AT


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API. ``query`` maps parameter names to their description."""

    route: str
    summary: str
    gives: type[Contract] | None
    takes: type[Contract] | None = None
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    success: tuple[int, ...] = (200,)
    open: bool = False
    gives_also: str | None = None
    """Another media type in which the answer can be asked for."""

    @property
    def limited(self) -> bool:
        """By the tenant's plan (docs/plans.md): whatever its users write."""
        return not self.route.startswith("GET ") and " /tenants" not in self.route


_PAGE: Final = {
    "limit": f"How many, from 1 to {paging.MAX_PAGE}. What happened in the same second stays together, so a page may "
    "hold a few more.",
    "cursor": "`nextCursor` of the page before.",
}
_ASKED_ONCE: Final = {
    "Idempotency-Key": "Any text of the caller's, 1 to 256 characters: a retry with the same key gives the first answer"
    " again; another question with it is refused (409)."
}
_DAYS: Final = {
    "from": "First day; by default the first of the month of `to`.",
    "to": f"Last day, inclusive; by default today. At most {MAX_USAGE_DAYS} days.",
    "format": "json or csv; by default what the header Accept asks for first.",
}
_SAID_ONCE: Final = {
    "Idempotency-Key": "Any text of the caller's, 1 to 256 characters: a retry with the same key is the same comment"
    " (200); another comment with it is refused (409)."
}
_LOADED_ONCE: Final = {
    "Idempotency-Key": "Any text of the caller's, 1 to 256 characters: the batch's id follows from it, so that loading"
    " it again, which changes nothing, is told to nobody twice."
}
_ONBOARDED_ONCE: Final = {
    "Idempotency-Key": "Any text of the caller's, 1 to 256 characters: a retry with the same key is the same request,"
    " also when it names no tenantId; another request with it is refused (409)."
}
_EXPORTED_ONCE: Final = {
    "Idempotency-Key": "Any text of the caller's, 1 to 256 characters: a retry with the same key gives the same export."
    " Without one, an export that has not ended yet is given."
}

OPERATIONS: Final = (
    Operation("POST /chat", "Ask a question", ChatAnswer, takes=ChatRequest, headers=_ASKED_ONCE),
    Operation(
        "GET /sessions",
        "The tenant's conversations, the latest first; of a search, those that were found among the latest ones",
        history.SessionList,
        query={
            "search": f"1 to {MAX_TITLE} characters: every word of them is in the title or the first question, in upper"
            f" or lower case. About {LOOKED_AT} conversations are looked at for a page; `searched` says how far back.",
            **_PAGE,
        },
    ),
    Operation(
        "PATCH /sessions/{id}",
        "Give a conversation a title, or with null its first question as one",
        history.SessionSummary,
        takes=history.SessionChange,
    ),
    Operation(
        "GET /sessions/{id}/messages",
        "One conversation, in order",
        history.History,
        query={
            "answers": "full: with each answer as it was given, chart and all. Where that is more than can be sent, a"
            " smaller `limit` has to be asked for.",
            **_PAGE,
        },
    ),
    Operation("GET /messages/{id}", "One message; an answer as it was given, chart and all", history.OneMessage),
    Operation(
        "POST /sessions/{id}/complete",
        "End a conversation, with a rating if there is one; ended already, it stays so",
        history.SessionSummary,
        takes=history.CompletionRequest,
    ),
    Operation("GET /messages/{id}/verify", "Re-read what an answer cited", verification.Verification),
    Operation(
        "POST /messages/{id}/feedback",
        "Say whether an answer was helpful or wrong; the last word of each user counts",
        Feedback,
        takes=FeedbackRequest,
    ),
    Operation(
        "PUT /messages/{id}/pin",
        "Pin an answer for all users of the tenant, or change the note of an own pin (409 for a note on another's)",
        colleagues.Pin,
        takes=colleagues.PinRequest,
    ),
    Operation(
        "DELETE /messages/{id}/pin",
        "Unpin an answer: by who pinned it, or the tenant's owner",
        colleagues.Removal,
    ),
    Operation("GET /pins", "The tenant's pinned answers, the newest first", colleagues.PinList, query=_PAGE),
    Operation(
        "POST /messages/{id}/share",
        "Make a link to an answer for users of the tenant; 200 for the one that the user made before",
        colleagues.ShareLink,
        takes=colleagues.ShareRequest,
        success=(200, 201),
    ),
    Operation("GET /shares/{id}", "An answer that a user of the tenant shared, as stored", colleagues.SharedAnswer),
    Operation(
        "DELETE /shares/{id}",
        "Make a link lead nowhere: by who made it, or the tenant's owner",
        colleagues.Removal,
    ),
    Operation(
        "POST /messages/{id}/comments",
        "Comment on an answer that is pinned or shared (409 for one that is neither)",
        colleagues.Comment,
        takes=colleagues.CommentRequest,
        headers=_SAID_ONCE,
        success=(200, 201),
    ),
    Operation(
        "GET /messages/{id}/comments",
        f"All comments on an answer, the first one first; at most {colleagues.MAX_COMMENTS} are kept",
        colleagues.CommentList,
    ),
    Operation(
        "DELETE /messages/{id}/comments/{commentId}",
        "Remove a comment: by who wrote it, or the tenant's owner",
        colleagues.Removal,
    ),
    Operation(
        "GET /insights",
        "What was found in the tenant's data without being asked: the latest week first, the best of a week first",
        insight.InsightList,
        query={
            "subject": "Those of a metric.",
            "kind": "Those of a kind: anomaly, target_missed, target_reached, record_high, record_low or recap.",
            "since": "Those found on this day (UTC) or later: a date such as 2026-11-01.",
            "limit": f"How many, from 1 to {paging.MAX_PAGE}. A week stays together, so a page may hold more."
            " Where nothing is filtered, the best of each week are given.",
            "cursor": _PAGE["cursor"],
        },
    ),
    Operation(
        "POST /insights/{id}/feedback",
        "Judge an insight, or dismiss it for the whole tenant; the last word of each user counts",
        insight.InsightFeedback,
        takes=insight.InsightVerdict,
    ),
    Operation(
        "POST /metrics",
        "Load a batch; good records land though others are bad (207). A body of CSV (text/csv) or JSON lines"
        " (application/x-ndjson) is read as a file; the query parameters are for such a body.",
        batch.BatchResult,
        takes=batch.MetricsBatch,
        headers=_LOADED_ONCE,
        query={
            "layout": "long or wide; by default the file tells.",
            "decimal": "point or comma: what separates decimals; by default the file tells.",
            "dates": "dmy or mdy: how 03/04/2025 is meant; by default the file tells, or it is refused.",
            "unit": "The unit of values that name none.",
            "metric": "The metric of a file that names none.",
            "batchId": "As `batchId` of a JSON batch.",
            "fileName": "As `fileName` of a JSON batch.",
        },
        success=(200, 207),
    ),
    Operation("GET /metrics", "The tenant's catalog", series.MetricsList),
    Operation(
        "GET /metrics/{subject}",
        "Stored values of one metric",
        series.Series,
        query={
            "granularity": "day, week, month, quarter or year; by default that of `from` or `to`, else what is loaded.",
            "from": "First period key, inclusive.",
            "to": "Last period key, inclusive.",
            "rows": "all: totals and slices of every granularity, as stored; only with `limit` and `cursor`.",
            "dim.{name}": "A dimension's value, or `*` for each of its values; totals when no dimension is named.",
            **_PAGE,
        },
    ),
    Operation(
        "PATCH /metrics/{subject}",
        "Change what a metric is called and how it is read; questions are understood by it at once",
        CatalogEntry,
        takes=MetricChange,
    ),
    Operation(
        "POST /metrics/uploads",
        "Ask for a place to send a large file to; 200 for a batch id that is known",
        upload.UploadTicket,
        takes=upload.UploadRequest,
        success=(200, 201),
    ),
    Operation(
        "GET /metrics/uploads/{batchId}", "How the load of a file goes, and what it handed back", upload.UploadStatus
    ),
    Operation(
        "POST /tenants",
        "Onboard a tenant: begun when it is accepted, done when it is active (administrators)",
        administration.TenantView,
        takes=administration.TenantRequest,
        headers=_ONBOARDED_ONCE,
        success=(202,),
    ),
    Operation(
        "GET /tenants",
        "Tenants, in no particular order (administrators)",
        administration.TenantList,
        query={
            "status": "Those of a status: provisioning, active, suspended, deleting, deleted or failed.",
            "ownerEmail": "Those of an owner.",
            "limit": f"How many are looked at, from 1 to {paging.MAX_PAGE}; with both filters fewer may be found.",
            "cursor": "`nextCursor` of the page before.",
        },
    ),
    Operation("GET /tenants/{id}", "One tenant and how it stands (administrators)", administration.TenantView),
    Operation(
        "DELETE /tenants/{id}",
        "Close a tenant and erase all it has; 200 when that is done already. A tenant with data must have been exported"
        " since it was suspended, unless no export is wanted. Asked again, the same erasure goes on (administrators)",
        offboarding.ErasureStatus,
        query={"export": "skip: no export is wanted."},
        success=(200, 202),
    ),
    Operation(
        "GET /tenants/{id}/erasure",
        "How the erasure of a tenant goes; done, its certificate (administrators)",
        offboarding.ErasureStatus,
    ),
    Operation(
        "POST /tenants/{id}/export",
        "Export all that a tenant owns, as JSON lines and CSV (administrators)",
        offboarding.ExportStatus,
        headers=_EXPORTED_ONCE,
        success=(202,),
    ),
    Operation(
        "GET /tenants/{id}/export/{exportId}",
        "How an export goes; done, its files with addresses to fetch them from (administrators)",
        offboarding.ExportStatus,
        query={
            "limit": f"How many files, from 1 to {paging.MAX_PAGE}.",
            "cursor": "`nextCursor` of the page before.",
        },
    ),
    Operation(
        "PATCH /tenants/{id}",
        "Change a tenant's plan, name or metadata, suspend it or let it go on (administrators)",
        administration.TenantView,
        takes=administration.TenantPatch,
    ),
    Operation("GET /usage", "What the tenant used, by day (UTC)", UsageReport, query=_DAYS, gives_also="text/csv"),
    Operation(
        "GET /tenants/{id}/usage",
        "The same of any tenant that is active (administrators)",
        UsageReport,
        query=_DAYS,
        gives_also="text/csv",
    ),
    Operation("GET /me", "Who asks, of which tenant, and what there is for them", Me),
    Operation("GET /healthz", "Is the service there?", health.Health, open=True),
    Operation("GET /openapi.json", "This document", None, open=True),
)
