"""How AWS is called: short time-outs, and none of botocore's own retries, which know no deadline of the caller's."""

from typing import Final

import boto3
from botocore.config import Config

from salestalk.adapters.metering import watch

PROMPT: Final = Config(
    connect_timeout=1,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    tcp_keepalive=True,
    max_pool_connections=16,
)
"""For every client of the functions; `IdempotencyStrategy` retries what it calls."""

SIGNING: Final = PROMPT.merge(Config(signature_version="s3v4"))
"""For S3: what is presigned with older signatures cannot carry all that ours promise."""


def aws_session() -> boto3.Session:
    """Where a function's clients come from: what they call is counted on the request they call it for."""
    return watch(boto3.Session())
