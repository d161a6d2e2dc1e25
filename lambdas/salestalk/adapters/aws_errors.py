"""What botocore raises, in SalesTalk's terms: what passes by itself, what is an answer, what a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore calls it that

from salestalk.errors import RightMissing
from salestalk.ingestion.idempotency import Contended, Throttled, TransientNetwork
from salestalk.ingestion.store import WritesRefused

_THROTTLING: Final = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceeded",  # so called among the reasons of a canceled transaction
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_CONTENTION: Final = frozenset(
    {"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"}
)
_REFUSALS: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_CONDITION: Final = "ConditionalCheckFailed"
_CANCELED: Final = "TransactionCanceledException"


@contextmanager
def aws_errors() -> Iterator[None]:
    """Raise our errors for those of botocore within: `TransientNetwork`, `Throttled`, `Contended`, `RightMissing`.

    A transaction canceled by its conditions raises `WritesRefused`; what says something about this very call stays as
    it is.
    """
    try:
        yield
    except ClientError as error:
        raise _ours(error) from error
    except (ConnectionError, HTTPClientError) as error:
        raise TransientNetwork(f"No answer: {type(error).__name__}") from error


def error_code(error: ClientError) -> str:
    """AWS's name of the error."""
    return error.response.get("Error", {}).get("Code", "")


def _ours(error: ClientError) -> Exception:
    code = error_code(error)
    if code == _CANCELED:
        return _canceled(error)
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return TransientNetwork(_said(error, code))
    return _of_code(error, code)


def _of_code(error: ClientError, code: str) -> Exception:
    if code in _THROTTLING:
        return Throttled(_said(error, code))
    if code in _CONTENTION:
        return Contended(_said(error, code))
    if code in _REFUSALS:
        return RightMissing(_said(error, code))
    return error


def _canceled(error: ClientError) -> Exception:
    """Why a transaction was canceled: its conditions tell more than what passes by itself."""
    response: Any = error.response
    codes = [reason.get("Code", "") for reason in response.get("CancellationReasons", ())]
    refused = frozenset(position for position, code in enumerate(codes) if code == _CONDITION)
    if refused:
        return WritesRefused(refused)
    transient = next((code for code in codes if code in _CONTENTION | _THROTTLING), "")
    return _of_code(error, transient)


def _said(error: ClientError, code: str) -> str:
    return f"{error.operation_name}: {code}"
