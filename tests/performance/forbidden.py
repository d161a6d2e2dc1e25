"""What the functions must not load when they start, as it costs every cold start and no usual request needs it."""

from collections.abc import Mapping
from typing import Final

STAGES: Final = frozenset(
    f"salestalk.{stage}"
    for stage in ("understanding", "planning", "retrieval", "analysis", "narration", "conversation")
)
EVERYWHERE: Final = frozenset(
    {
        "asyncio",
        "aws_cdk",
        "aws_lambda_powertools.event_handler",  # a look-up in a dictionary finds the route
        "aws_lambda_powertools.utilities.batch",
        "aws_lambda_powertools.utilities.idempotency",
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.utilities.validation",
        "aws_xray_sdk",  # Lambda traces by itself
        "boto3",  # clients are botocore's; boto3 adds resources and transfers
        "email_validator",
        "openpyxl",
        "pydantic.dataclasses",  # contracts are models
        "pydantic.deprecated",
        "pydantic.networks",  # addresses are held to patterns of our own
        "pydantic.v1",
        "rich",
        "s3transfer",
        "seed_data",
        "salestalk_cli",
        "salestalk.ai",  # most deployments have no language model
        "salestalk.adapters.model_bedrock",
        "salestalk.adapters.model_ollama",
        "sqlite3",
        "statistics",
        "tenacity",  # retries follow rules of our own
        "typer",
        "unittest",
    }
)
ON_REQUESTS: Final = frozenset({"runtime.queue", "salestalk.insights", "salestalk.ingestion.files"})
PLAIN_WORKER: Final = STAGES | {
    "rapidfuzz",
    "runtime.http",
    "salestalk.ingestion.batch",
    "salestalk.ingestion.files",
    "salestalk.ingestion.metrics",
    "salestalk.offboarding",
}
"""For those that neither read questions nor load rows."""
TELLING_WORKER: Final = PLAIN_WORKER - {"salestalk.conversation"} | {
    "salestalk.conversation.knowledge",
    "salestalk.conversation.service",
    "salestalk.conversation.stages",
    "salestalk.insights",
}
"""For those that tell of conversations, but have none."""

FORBIDDEN: Final[Mapping[str, frozenset[str]]] = {
    "archive_worker": PLAIN_WORKER | {"salestalk.insights"},
    "chat_handler": ON_REQUESTS
    | {
        "rapidfuzz",  # loaded by the first misspelt word
        "salestalk.contracts.agreement",
        "salestalk.contracts.batch",
        "salestalk.contracts.colleagues",
        "salestalk.contracts.feedback",
        "salestalk.contracts.insight",
        "salestalk.contracts.me",
        "salestalk.contracts.problem",
        "salestalk.contracts.series",
        "salestalk.contracts.upload",
        "salestalk.contracts.verification",
        "salestalk.conversation.colleagues",
        "salestalk.conversation.verification",
        "salestalk.ingestion.batch",
        "salestalk.ingestion.comments",
        "salestalk.ingestion.feedback",
        "salestalk.ingestion.metrics",
        "salestalk.ingestion.pins",
        "salestalk.ingestion.shares",
        "salestalk.ingestion.uploads",
        "salestalk.offboarding",
    },
    "insight_delivery": PLAIN_WORKER,
    "insights_worker": PLAIN_WORKER - STAGES - {"rapidfuzz"} | {"salestalk.conversation"},
    "metrics_handler": ON_REQUESTS
    | STAGES
    | {
        "metrics_handler.filebatch",
        "metrics_handler.usage",
        "rapidfuzz",
        "salestalk.ingestion.edits",
        "salestalk.ingestion.messages",
        "salestalk.offboarding",
    },
    "outbox_worker": TELLING_WORKER,
    "quality_worker": PLAIN_WORKER | {"salestalk.insights"},
    "session_worker": TELLING_WORKER,
    "tenant_onboard": STAGES | {"rapidfuzz", "salestalk.offboarding", "salestalk.ingestion.files"},
    "tenant_worker": STAGES | {"rapidfuzz", "runtime.http", "salestalk.insights"},
    "tenants_handler": STAGES | {"rapidfuzz", "runtime.queue", "salestalk.insights"},
    "upload_worker": STAGES | {"rapidfuzz", "runtime.http", "salestalk.insights", "salestalk.offboarding"},
    "usage_worker": PLAIN_WORKER | {"salestalk.insights"},
    "welcome_worker": PLAIN_WORKER | {"salestalk.insights"},
}


def trespassing(function: str, loaded: frozenset[str]) -> frozenset[str]:
    """Of the modules that a function loaded, those that it must not."""
    barred = EVERYWHERE | FORBIDDEN[function]
    return frozenset(name for name in loaded if not barred.isdisjoint(_parents(name)))


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
