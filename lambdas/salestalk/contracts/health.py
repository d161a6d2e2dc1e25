"""Whether the service is there."""

from typing import Literal

from salestalk.contracts.base import Contract


class Health(Contract):
    """`GET /healthz`."""

    status: Literal["ok"] = "ok"
