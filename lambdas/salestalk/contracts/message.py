"""A message of a conversation, as stored in ``tenant-{tenantId}-messages``."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from salestalk.contracts.base import UUID_PATTERN, WHOLE_NUMBER, Contract, TenantId, Timestamp, Uuid, fault, limited_map
from salestalk.contracts.classification import Classification
from salestalk.contracts.reference import DataReference, check_own_table

MAX_TEXT: Final = 10_000
MAX_METADATA_BYTES: Final = 50 * 1024

MESSAGE_PREFIX: Final = "MSG#"
SESSION_PREFIX: Final = "SESSION#"
SESSION_SK: Final = "METADATA"
GUARD_PREFIX: Final = "IDEMPOTENCY#"
GUARD_SK: Final = "GUARD"

SESSION_PATTERN: Final = rf"^session-[a-z]+-[0-9]{{3}}$|{UUID_PATTERN}"
_SESSION: Final = re.compile(SESSION_PATTERN, re.ASCII)


def _session_id(value: str) -> str:
    if not _SESSION.fullmatch(value):
        raise fault("session_id", "must be a UUID")
    return value.lower()


SessionId = Annotated[str, AfterValidator(_session_id), WithJsonSchema({"type": "string", "pattern": SESSION_PATTERN})]
"""A UUID; the first sessions, of the example tenants, are called ``session-acme-001`` and the like."""


class Sender(StrEnum):
    """Who wrote a message."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class Message(Contract):
    """One message. Its references point into the tenant's own metrics table."""

    tenant_id: TenantId
    message_id: Uuid
    session_id: SessionId
    sender: Sender
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
    timestamp: Timestamp
    classification: Classification | None = None
    data_references: tuple[DataReference, ...] | None = None
    metadata: Annotated[dict[str, Any], limited_map(MAX_METADATA_BYTES)] | None = None
    ttl: Annotated[int, Field(gt=0), WHOLE_NUMBER] | None = None
    """When the row may be deleted, Unix seconds."""

    @model_validator(mode="after")
    def _own_references(self) -> Self:
        check_own_table(self.tenant_id, self.data_references or ())
        return self

    @property
    def pk(self) -> str:
        """Partition key."""
        return MESSAGE_PREFIX + self.message_id

    @property
    def sk(self) -> str:
        """Sort key: the time in ISO 8601."""
        return iso_time(self.timestamp)


def iso_time(timestamp: int) -> str:
    """``2025-10-15T09:30:00Z``."""
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
