"""By what insights reach a tenant outside: the secret its webhook is signed with, and subscriptions to its e-mails."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import ClientError

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.contracts.jsontext import loads
from salestalk.errors import ServiceError
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_ARN: Final = "arn:"
"""How a subscription's ARN begins; one that nobody confirmed has none, and goes by itself after three days."""
_GONE: Final = frozenset({"NotFound", "NotFoundException", "ParameterNotFound"})

T = TypeVar("T")


class TenantOutlets:
    """Implements `salestalk.offboarding.ports.TenantOutlets` for one tenant."""

    def __init__(
        self,
        ssm: "SSMClient",
        sns: Any,
        topic_arn: str,
        tenant_id: str,
        strategy: IdempotencyStrategy,
        *,
        deadline: float,
    ) -> None:
        self._ssm = ssm
        self._sns = sns
        self._topic_arn = topic_arn
        self._tenant_id = tenant_id
        self._strategy = strategy
        self._deadline = deadline

    def remove(self) -> None:
        """Remove the secret and every subscription that takes this tenant's e-mails alone."""
        self._call(lambda: self._ssm.delete_parameter(Name=names.webhook_secret(self._tenant_id)))
        for arn in list(self._subscriptions()):
            if self._is_own(arn):
                self._call(partial(self._sns.unsubscribe, SubscriptionArn=arn))

    def _subscriptions(self) -> Iterator[str]:
        at: dict[str, str] = {}
        while True:
            page = self._call(partial(self._sns.list_subscriptions_by_topic, TopicArn=self._topic_arn, **at)) or {}
            arns = (each["SubscriptionArn"] for each in page.get("Subscriptions", ()))
            yield from (arn for arn in arns if arn.startswith(_ARN))
            if not page.get("NextToken"):
                return
            at = {"NextToken": page["NextToken"]}

    def _is_own(self, arn: str) -> bool:
        answer = self._call(lambda: self._sns.get_subscription_attributes(SubscriptionArn=arn))
        policy = loads((answer or {}).get("Attributes", {}).get("FilterPolicy") or "{}")
        return isinstance(policy, dict) and policy.get("tenantId") == [self._tenant_id]

    def _call(self, operation: Callable[[], T]) -> T | None:
        """Retried; None where what it is about is gone."""

        def attempt() -> T | None:
            try:
                with aws_errors():
                    return operation()
            except ClientError as error:
                if error_code(error) in _GONE:
                    return None
                raise ServiceError(str(error)) from error

        return self._strategy.call(attempt, deadline=self._deadline)
