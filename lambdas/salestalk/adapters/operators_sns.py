"""The topic on which operators are told what they should know: alarms, and new tenants."""

from typing import TYPE_CHECKING

from salestalk.adapters.aws_errors import aws_errors
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class OperatorsTopic:
    """Puts notes on the topic."""

    def __init__(self, client: "SNSClient", topic_arn: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._topic_arn = topic_arn
        self._strategy = strategy

    def tell(self, subject: str, text: str, *, deadline: float) -> None:
        """Put a note. Raises `Unavailable`."""

        def attempt() -> None:
            with aws_errors():
                self._client.publish(TopicArn=self._topic_arn, Subject=subject, Message=text)

        self._strategy.call(attempt, deadline=deadline)
