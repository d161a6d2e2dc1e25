"""The structured logger of every function."""

from aws_lambda_powertools import Logger


def structured_logger(service: str) -> Logger:
    """One JSON object per line, with the trace id, in UTC; pass what a line is about as ``extra``."""
    return Logger(service=service, utc=True, use_rfc3339=True)
