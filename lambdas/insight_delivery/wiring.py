"""What insight-delivery is made of: the one place where its parts are put together."""

import os
import time
from datetime import UTC, datetime

from insight_delivery.delivering import Delivering
from insight_delivery.settings import DeliverySettings
from runtime.settings import from_environment
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.parameters_ssm import WebhookSecrets
from salestalk.adapters.patience import system_strategy
from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.adapters.registry import RegistryTable
from salestalk.adapters.topic_sns import InsightsTopic
from salestalk.adapters.webhook import WebhookClient
from salestalk.tenancy.registry import ActiveTenants


def make_delivering() -> Delivering:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(DeliverySettings, os.environ)
    session, strategy = aws_session(), system_strategy()
    registry = RegistryTable(session.client("dynamodb", config=PROMPT), settings.registry_table, strategy)
    return Delivering(
        ActiveTenants(registry, time.monotonic),
        WebhookSecrets(session.client("ssm", config=PROMPT), strategy),
        WebhookClient(time.monotonic, may_loop_back=bool(settings.loopback)),
        InsightsTopic(session.client("sns", config=PROMPT), settings.topic_arn, strategy),
        SqsQueue(session.client("sqs", config=PROMPT), settings.queue_url, strategy),
        lambda: datetime.now(UTC),
    )
