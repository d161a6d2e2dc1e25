"""A queue on SQS, for messages of our own."""

from typing import TYPE_CHECKING

from salestalk.adapters.aws_errors import aws_errors
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    """Implements `upload_worker.working.Queue`."""

    def __init__(self, client: "SQSClient", url: str, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._url = url
        self._strategy = strategy

    def send(self, body: str, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after ``delay`` (0 to 900) seconds. Raises `Unavailable`."""

        def attempt() -> None:
            with aws_errors():
                self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay)

        self._strategy.call(attempt, deadline=deadline)
