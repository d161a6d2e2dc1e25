"""What DynamoDB's errors about an item mean; those of every service are in `adapters.aws_errors`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.errors import Fault, InvalidInput, ServiceError, TenantNotActive
from salestalk.ingestion.idempotency import TransientNetwork

INVALID: Final = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError", "ValidationException"})
GONE: Final = "ResourceNotFoundException"


@contextmanager
def dynamodb_errors() -> Iterator[None]:
    """Raise the domain's error in place of botocore's, none of which gets through.

    `RightMissing` stays visible as such. `TransientNetwork`, `Throttled` and `Contended` may be retried,
    `InvalidInput`, `WritesRefused` and `ServiceError` may not. A table that is not there is that of a tenant that is
    not, or not any more: `TenantNotActive`, since whoever looked it up a moment ago may still take it for active.
    """
    try:
        with aws_errors():
            yield
    except ClientError as error:
        raise _final(error) from error
    except ResponseParserError as error:
        raise TransientNetwork("No readable answer") from error
    except BotoCoreError as error:
        raise ServiceError(f"{type(error).__name__}: {error}") from error


def _final(error: ClientError) -> Exception:
    """What would be refused again, whoever tries."""
    response: Any = error.response
    if error_code(error) == GONE:
        return TenantNotActive("The tenant has no tables: it is not set up yet, or has been deleted.")
    reasons = response.get("CancellationReasons") or [response["Error"]]
    said = [str(reason.get("Message")) for reason in reasons if reason.get("Code") in INVALID]
    if not said:
        return ServiceError(str(error))
    return InvalidInput("The database cannot hold this.", [Fault("", "storage_validation", text) for text in said])
