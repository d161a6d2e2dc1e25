"""Secrets of tenants' webhooks, kept as encrypted parameters: they have no monthly price, as Secrets Manager's have."""

from typing import TYPE_CHECKING

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.insights.delivery import NotDelivered
from salestalk.tenancy.session_policy import checked_tenant_id

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


class WebhookSecrets:
    """Reads them anew each time: a secret that is replaced is used at once."""

    def __init__(self, client: "SSMClient", strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._strategy = strategy

    def secret_of(self, tenant_id: str, *, deadline: float) -> str:
        """The tenant's secret. Raises `NotDelivered` where there is none yet, `Unavailable`."""
        name = names.webhook_secret(checked_tenant_id(tenant_id))
        secret = self._strategy.call(lambda: self._read(name), deadline=deadline)
        if secret is None:
            raise NotDelivered(f"There is no secret to sign with: put the parameter {name}.")
        return secret

    def _read(self, name: str) -> str | None:
        with aws_errors():
            try:
                return self._client.get_parameter(Name=name, WithDecryption=True)["Parameter"].get("Value")
            except self._client.exceptions.ParameterNotFound:
                return None
