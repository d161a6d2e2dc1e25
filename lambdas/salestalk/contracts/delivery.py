"""The messages of the queue from which insights are delivered."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from salestalk.contracts.base import WHOLE_NUMBER, Contract, TenantId
from salestalk.contracts.insight import Insight


class Channel(StrEnum):
    """Where to."""

    WEBHOOK = "webhook"
    EMAIL = "email"


class DeliveryNote(Contract):
    """An insight for one channel; whether the tenant still wants it there is looked up when it is delivered."""

    tenant_id: TenantId
    channel: Channel
    insight: Insight
    attempt: Annotated[int, Field(ge=1), WHOLE_NUMBER] = 1
