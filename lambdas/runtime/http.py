"""The HTTP edge of the functions: an API Gateway event in, a JSON or problem response out, one log line for each.

API Gateway has matched the route already, so routing is a look-up of its ``routeKey``: a routing library would cost a
third of the cold-start budget and add nothing. Errors are RFC 9457 problems; their mapping stands in `problem_of`.
"""

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Final, Protocol

from runtime.faults import that_fit
from runtime.observing import OTHER, observing
from salestalk import names
from salestalk.contracts.jsontext import dumps, loads
from salestalk.errors import (
    AccessDenied,
    CallerError,
    Conflict,
    Fault,
    InvalidInput,
    LimitReached,
    NotFound,
    SalesTalkError,
    TenantNotActive,
    Unavailable,
)
from salestalk.values import frozen

PROBLEM_JSON: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 1
MAX_IDEMPOTENCY_KEY: Final = 256
CORRELATION_HEADER: Final = "x-correlation-id"
MAX_RESPONSE_BYTES: Final = 6_000_000
"""A little under what Lambda takes back from a function (6,291,556 bytes), headers left aside."""
_ESCAPED: Final = (b'"', b"\\", b"\n")
"""Take two bytes each, as the body leaves the function as a string within JSON."""

_PROBLEMS: Final[tuple[tuple[type[SalesTalkError], int, str], ...]] = (
    (InvalidInput, 400, "invalid-input"),
    (NotFound, 404, "not-found"),
    (Conflict, 409, "conflict"),
    (TenantNotActive, 403, "tenant-not-active"),
    (AccessDenied, 403, "access-denied"),
    (LimitReached, 429, "limit-reached"),
    (CallerError, 400, "invalid-request"),
    (Unavailable, 503, "unavailable"),
)


_TOO_LARGE: Final = Fault("limit", "response_too_large", "limit: a smaller page can be sent, where the call has pages")


@frozen
class Caller:
    """Who asks, from the verified token alone."""

    tenant_id: str
    user_id: str
    groups: frozenset[str]


@frozen
class Administrator:
    """Who runs the platform, from the verified token alone."""

    user_id: str


@frozen
class Request:
    """An HTTP request as a route sees it. ``deadline`` is on the `time.monotonic` scale, in seconds."""

    route: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    claims: Mapping[str, Any]
    request_id: str
    correlation_id: str
    trace_id: str | None
    deadline: float

    def caller(self) -> Caller:
        """The signed-in user. Raises `AccessDenied` for a token that carries no tenant (such as an access token)."""
        tenant_id = self.claims.get(names.TENANT_CLAIM)
        if not isinstance(tenant_id, str) or not tenant_id:
            raise AccessDenied(f"The token names no tenant: send the ID token, which carries {names.TENANT_CLAIM}.")
        return Caller(tenant_id, str(self.claims.get("sub", "")), self._groups())

    def admin(self) -> Administrator:
        """The platform's administrator who asks; of no tenant, or of any. Raises `AccessDenied` for everybody else."""
        if self.claims.get("token_use") != "id" or names.ADMIN_GROUP not in self._groups():
            raise AccessDenied(f"This call needs the ID token of a user in the group {names.ADMIN_GROUP}.")
        return Administrator(str(self.claims.get("sub", "")))

    def _groups(self) -> frozenset[str]:
        """The gateway writes a list as `[a b]`; no name of ours holds a space."""
        return frozenset(str(self.claims.get(names.GROUPS_CLAIM, "")).strip("[]").replace(",", " ").split())

    def json(self) -> Any:
        """The body as JSON with exact numbers. Raises `InvalidInput` when there is none or it is not JSON."""
        if not self.body.strip():
            raise InvalidInput("The request has no body.", [Fault("", "required", "Send a JSON object.")])
        return loads(self.body)


@frozen
class Response:
    """What a route gives back; ``log`` adds fields to the request's log line."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    log: Mapping[str, Any] = field(default_factory=dict)


class Log(Protocol):
    """The part of a structured logger that is used here."""

    def info(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A request that went well."""

    def warning(self, msg: str, /, *, extra: Mapping[str, Any]) -> None:
        """A request that was at fault."""

    def error(self, msg: str, /, *, extra: Mapping[str, Any], exc_info: BaseException) -> None:
        """A request that failed on our side, with its traceback."""


Route = Callable[[Request], Response]


def serve(routes: Mapping[str, Route], log: Log, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API Gateway (payload 2.0) event. Every outcome, good or bad, is logged exactly once."""
    route = str(event.get("routeKey"))
    with observing(route if route in routes else OTHER) as seen:
        request: Request | None = None
        failure: Exception | None = None
        fields: dict[str, Any] = {"route": route}
        try:
            request = _request(event, context)
            fields |= _identity(request)
            response = _route(routes, request)(request)
            rendered = _rendered(response, request)
        except Exception as error:  # noqa: BLE001 - the edge: whatever happened becomes one problem and one log line
            response, failure = problem_of(error), error
            rendered = _rendered(response, request)
            fields |= _told(error)
        fields |= {"status": response.status, **response.log}
        fields |= seen.told(_outcome(response), is_error=response.status >= 500)
    _write(log, fields, failure if response.status >= 500 else None, is_fault=failure is not None)
    return rendered


def _outcome(response: Response) -> str:
    """What the route says became of the request, else what its status says."""
    by_status = "failed" if response.status >= 500 else "rejected" if response.status >= 400 else "done"
    return str(response.log.get("outcome", by_status))


def _write(log: Log, fields: Mapping[str, Any], failure: Exception | None, *, is_fault: bool) -> None:
    """The one line. The failure is handed over: outside its `except` block no logger finds it by itself."""
    if failure is not None:
        log.error("request", extra=fields, exc_info=failure)
    elif is_fault:
        log.warning("request", extra=fields)
    else:
        log.info("request", extra=fields)


def _told(error: Exception) -> dict[str, Any]:
    """What the log line says of an error: rules rather than faults, whose text repeats what the caller sent."""
    rules = dict.fromkeys(fault.rule for fault in getattr(error, "faults", ()))
    return {"error": str(error), "faults": list(rules)} if isinstance(error, SalesTalkError) else {}


def problem_of(error: Exception) -> Response:
    """The problem response of an error: of one that is not ours, only that there was one."""
    for kind, status, name in _PROBLEMS:
        if isinstance(error, kind):
            faults = error.faults if isinstance(error, CallerError) else ()
            detail = str(error) if status < 500 else "A service we need did not answer."
            return _problem(status, name, detail, faults, retry_after=_retry_after(error))
    return _problem(500, "internal", "Something went wrong on our side; it has been logged.")


def _retry_after(error: Exception) -> int | None:
    """After how many seconds the same call may go well."""
    if isinstance(error, LimitReached):
        return error.retry_after
    return RETRY_AFTER_SECONDS if isinstance(error, Unavailable) else None


def _problem(
    status: int, name: str, detail: str, faults: tuple[Fault, ...] = (), *, retry_after: int | None = None
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:salestalk:problem:{name}",
        "title": name.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
    }
    if faults:
        body["errors"] = [{"field": f.field, "rule": f.rule, "message": f.message} for f in that_fit(faults)]
    headers = {"content-type": PROBLEM_JSON}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    return Response(body, status, headers)


def idempotency_key(request: Request) -> str | None:
    """The caller's `Idempotency-Key`, if any. Raises `InvalidInput` when it is empty or too long."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= MAX_IDEMPOTENCY_KEY:
        message = f"Idempotency-Key: must be 1 to {MAX_IDEMPOTENCY_KEY} characters"
        raise InvalidInput("A header is not valid.", [Fault("Idempotency-Key", "idempotency_key", message)])
    return key


def _route(routes: Mapping[str, Route], request: Request) -> Route:
    try:
        return routes[request.route]
    except KeyError:
        raise NotFound(f"There is no {request.route}.") from None


def _request(event: Mapping[str, Any], context: Any) -> Request:
    gateway = event.get("requestContext") or {}
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    request_id = str(gateway.get("requestId") or context.aws_request_id)
    return Request(
        route=str(event.get("routeKey", "")),
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        headers=headers,
        body=_body(event),
        claims=((gateway.get("authorizer") or {}).get("jwt") or {}).get("claims") or {},
        request_id=request_id,
        correlation_id=_token(headers.get(CORRELATION_HEADER)) or request_id,
        trace_id=headers.get("x-amzn-trace-id"),
        deadline=time.monotonic() + context.get_remaining_time_in_millis() / 1000,
    )


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    try:
        return base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError:
        raise InvalidInput("The body cannot be read.", [Fault("", "encoding", "Send the body as UTF-8.")]) from None


def _token(text: str | None) -> str | None:
    """A caller's correlation id, if it is one: it goes into logs and events."""
    return text if text and len(text) <= 64 and text.replace("-", "").isalnum() and text.isascii() else None


def _identity(request: Request) -> dict[str, Any]:
    return {
        "tenantId": request.claims.get(names.TENANT_CLAIM),
        "requestId": request.request_id,
        "correlationId": request.correlation_id,
        "traceId": request.trace_id,
    }


def _rendered(response: Response, request: Request | None) -> dict[str, Any]:
    headers = {"content-type": "application/json", "cache-control": "no-store", **response.headers}
    body = response.body
    if request is not None:
        headers[CORRELATION_HEADER] = request.correlation_id
        if headers["content-type"] == PROBLEM_JSON:
            body = {**body, "instance": f"urn:salestalk:request:{request.request_id}"}
    # What no UTF-8 can say may be part of a problem that quotes it.
    sent = (body if isinstance(body, str) else dumps(body)).encode(errors="replace")
    if len(sent) + sum(map(sent.count, _ESCAPED)) > MAX_RESPONSE_BYTES:
        raise InvalidInput("The answer is larger than can be sent: ask for less at a time.", [_TOO_LARGE])
    return {"statusCode": response.status, "headers": headers, "body": sent.decode(), "isBase64Encoded": False}
