"""A function that only gives back what it is sent, at chat's own HTTP edge and with its log line."""

from typing import Any, Final

from runtime.http import Request, Response, serve
from runtime.logs import structured_logger
from salestalk import names

ROUTE: Final = "POST /echo"

log = structured_logger(names.CHAT_HANDLER)


def echo(request: Request) -> Response:
    """What was sent, for whoever is signed in."""
    request.caller()
    return Response(request.json())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one call of the HTTP API."""
    return serve({ROUTE: echo}, log, event, context)
