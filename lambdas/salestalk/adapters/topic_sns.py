"""The topic that e-mail subscriptions take insights from: one for all tenants; each subscription filters."""

from typing import Any

from salestalk.adapters.aws_errors import aws_errors
from salestalk.contracts.insight import Insight
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.insights.delivery import mail_subject


class InsightsTopic:
    """Puts insights on the topic, with the tenant's id as the attribute that subscriptions filter by."""

    def __init__(self, client: Any, topic_arn: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._topic_arn = topic_arn
        self._strategy = strategy

    def publish(self, insight: Insight, *, deadline: float) -> None:
        """Put an insight for its tenant's subscriptions. Raises `Unavailable`."""
        told = {"tenantId": insight.tenant_id, "kind": str(insight.kind), "news": str(insight.news)}

        def attempt() -> None:
            with aws_errors():
                self._client.publish(
                    TopicArn=self._topic_arn,
                    Subject=mail_subject(insight),
                    Message=insight.text,
                    MessageAttributes={
                        name: {"DataType": "String", "StringValue": value} for name, value in told.items()
                    },
                )

        self._strategy.call(attempt, deadline=deadline)
