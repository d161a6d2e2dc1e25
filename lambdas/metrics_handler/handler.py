"""metrics-handler's entry point."""

from typing import Any

import runtime.start
from metrics_handler.wiring import make_routes
from runtime.http import serve
from runtime.logs import structured_logger
from salestalk import names
from salestalk.contracts.base import complete_contracts

log = structured_logger(names.METRICS_HANDLER)
# Made at import: on AWS that is before the snapshot, so a restored function finds its clients ready.
routes = make_routes().table
runtime.start.before_snapshot(complete_contracts)
runtime.start.finished()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one call of the HTTP API."""
    return serve(routes, log, event, context)
