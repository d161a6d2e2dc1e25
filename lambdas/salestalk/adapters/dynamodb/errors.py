"""What DynamoDB's errors about an item mean; those of every service are in `adapters.aws_errors`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from salestalk.adapters.aws_errors import aws_errors
from salestalk.errors import Fault, InvalidInput, ServiceError
from salestalk.ingestion.idempotency import TransientNetwork

INVALID: Final = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError", "ValidationException"})


@contextmanager
def dynamodb_errors() -> Iterator[None]:
    """Raise the domain's error in place of botocore's, none of which gets through.

    `AccessDenied` stays visible as such. `TransientNetwork`, `Throttled` and `Contended` may be retried,
    `InvalidInput`, `WritesRefused` and `ServiceError` may not.
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
    reasons = response.get("CancellationReasons") or [response["Error"]]
    said = [str(reason.get("Message")) for reason in reasons if reason.get("Code") in INVALID]
    if not said:
        return ServiceError(str(error))
    return InvalidInput("The database cannot hold this.", [Fault("", "storage_validation", text) for text in said])
