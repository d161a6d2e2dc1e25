"""CloudFormation as tenant-onboard sees it: requests it sends, and an address that takes the answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from salestalk import names
from tenant_onboard import handler as function
from tests.unit.functions.fakes import Context
from tests.unit.tenancy.fakes import STACK


def properties_of(tenant_id: str) -> dict[str, str]:
    """What the tenant stack gives its registration, with what CloudFormation adds."""
    return {
        "ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:salestalk-tenant-onboard",
        "ServiceTimeout": "120",
        "TenantId": tenant_id,
        "TenantName": "ACME Corporation",
        "OwnerEmail": "owner@acme.example",
        "Plan": "standard",
        "Industry": "Manufacturing",
        "Region": "North America",
        "Currency": "USD",
        "FiscalYearStart": "04-01",
        "TimeZone": "Europe/Berlin",
        "MessagesTableName": f"tenant-{tenant_id}-messages",
        "MetricsTableName": f"tenant-{tenant_id}-metrics",
        "S3Prefix": f"tenant-{tenant_id}/",
    }


@dataclass
class CloudFormation:
    """Asks the function, and gives what it answered."""

    address: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    context: Context = field(default_factory=Context)

    def ask(
        self, request_type: str = "Create", *, tenant_id: str = "acme", stack: str = STACK, **properties: str | None
    ) -> dict[str, Any]:
        """Ask with these properties in place of the usual ones; an update is one from the usual ones."""
        given = {**properties_of(tenant_id), **properties}
        event = {
            "RequestType": request_type,
            "ResponseURL": self.address,
            "StackId": stack,
            "RequestId": "r-1",
            "LogicalResourceId": "Registration",
            "ResourceType": names.REGISTRATION_RESOURCE,
            "ResourceProperties": {name: value for name, value in given.items() if value is not None},
        }
        if request_type == "Update":
            event["OldResourceProperties"] = properties_of(tenant_id)
        function.handler(event, self.context)
        return self.answers[-1]


@contextmanager
def receiving() -> Iterator[CloudFormation]:
    """Take answers as CloudFormation does: by PUT, with the empty content type its addresses are signed for."""
    answers: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            accepted = self.headers["Content-Type"] == ""
            if accepted:
                answers.append(json.loads(body))
            self.send_response(200 if accepted else 403)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield CloudFormation(f"http://127.0.0.1:{server.server_port}/answer?signature=x", answers)
    finally:
        server.shutdown()
        server.server_close()
