"""Answering CloudFormation about a custom resource: a PUT to the address that came with the request."""

from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from salestalk.contracts.jsontext import dumps
from salestalk.errors import ServiceError
from salestalk.ingestion.idempotency import IdempotencyStrategy, TransientNetwork

ATTEMPT_SECONDS: Final = 5.0


def send_answer(url: str, answer: Mapping[str, Any], strategy: IdempotencyStrategy, *, deadline: float) -> None:
    """Send the answer. Raises `Unavailable` when nobody took it in time, `ServiceError` when it was refused."""
    if not url.startswith(("https://", "http://")):
        raise ServiceError("The address to answer to is no web address.")
    # The address is signed for an empty content type; urllib would send one for a form.
    request = Request(url, dumps(answer).encode(), {"Content-Type": ""}, method="PUT")  # noqa: S310 - checked above
    strategy.call(lambda: _put(request), deadline=deadline)


def _put(request: Request) -> None:
    try:
        urlopen(request, timeout=ATTEMPT_SECONDS).close()  # noqa: S310 - checked by the caller
    except HTTPError as error:
        if error.code >= 500:
            raise TransientNetwork(f"CloudFormation's answer was {error.code}") from error
        raise ServiceError(f"CloudFormation refused the answer: {error.code}") from error
    except (OSError, HTTPException) as error:
        raise TransientNetwork(f"CloudFormation was not reached: {error}") from error
