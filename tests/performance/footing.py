"""What a function of this kind cannot do without: boto3, three clients, and the structured logger."""

import boto3
from aws_lambda_powertools import Logger


def make_footing() -> None:
    """Import and make them, as the functions do."""
    session = boto3.Session()
    for service in ("dynamodb", "sts", "events"):
        session.client(service)
    Logger(service="performance", utc=True, use_rfc3339=True)


if __name__ == "__main__":
    make_footing()
