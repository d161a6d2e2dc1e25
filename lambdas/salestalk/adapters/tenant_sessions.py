"""Credentials for exactly one tenant at a time, and the clients that work with them.

The functions' own roles reach no tenant table. For each tenant they assume the data-access role, narrowed by a session
policy to that tenant's tables and tagged with its id; a client made for one tenant is refused by IAM wherever it is
pointed at another's rows.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors
from salestalk.adapters.clients import ITEMS, SIGNING, AwsSession
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.tenancy.session_policy import checked_tenant_id, session_policy
from salestalk.values import frozen

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

SESSION_SECONDS: Final = 900
"""The shortest AWS gives: credentials outlive neither their purpose nor a suspension by much."""
RENEWED_BEFORE_END: Final = timedelta(seconds=120)
"""Longer than a request may take, so none runs out of its credentials half-way."""
LASTING_SECONDS: Final = 3_600
"""The longest that AWS gives to a role that takes another: for what is signed now and used later."""
CACHED_TENANTS: Final = 100
"""Clients kept at a time; one takes about 200 KB."""


@frozen
class DataAccess:
    """The role to assume, the ARN of a table up to its name, and the bucket whose tenant prefix is included, if any."""

    role_arn: str
    table_arn_prefix: str
    bucket: str | None = None

    def policy(self, tenant_id: str) -> str:
        """The session policy for the tenant."""
        return session_policy(tenant_id, table_arn_prefix=self.table_arn_prefix, bucket=self.bucket)


class TenantRole(Protocol):
    """A role that is taken for one tenant at a time. `policy` raises `InvalidInput` for what is no tenant id."""

    @property
    def role_arn(self) -> str:
        """The role."""
        ...

    def policy(self, tenant_id: str) -> str:
        """The session policy for the tenant."""
        ...


@frozen
class Validity:
    """How long credentials are asked for, and how long before their end they are given to nobody any more."""

    seconds: int = SESSION_SECONDS
    spare: timedelta = RENEWED_BEFORE_END


FOR_A_REQUEST: Final = Validity()
FOR_A_LONG_RUN: Final = Validity(LASTING_SECONDS, timedelta(minutes=20))
"""Good to the end of a function that runs for a quarter of an hour, whenever it asked for them."""

Service = Literal["dynamodb", "s3"]


@frozen
class _TenantClient:
    client: Any
    renewed_from: datetime


class TenantSessions:
    """Gives clients by tenant, each kept until shortly before its credentials end.

    Safe to share between threads: one lock covers look-up and renewal, since a function serves one request at a time
    and boto3 does not make clients in parallel.
    """

    def __init__(
        self,
        session: AwsSession,
        sts: "STSClient",
        access: TenantRole,
        strategy: IdempotencyStrategy,
        *,
        validity: Validity = FOR_A_REQUEST,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._session = session
        self._sts = sts
        self._access = access
        self._strategy = strategy
        self._validity = validity
        self._now = now
        self._clients: OrderedDict[tuple[str, Service], _TenantClient] = OrderedDict()
        self._lock = Lock()

    def has(self, tenant_id: str) -> bool:
        """Whether a client for the tenant's tables is at hand, so that none has to be asked for."""
        known = self._clients.get((tenant_id, "dynamodb"))
        return known is not None and self._now() < known.renewed_from

    def dynamodb(self, tenant_id: str, *, deadline: float | None = None) -> "DynamoDBClient":
        """A client that reaches this tenant's tables and nothing else; hold it no longer than a request.

        Raises `InvalidInput` for what is no tenant id, `Unavailable`, and `RightMissing` for the role.
        """
        client: DynamoDBClient = self._kept("dynamodb", tenant_id, deadline)
        return client

    def s3(self, tenant_id: str, *, deadline: float | None = None) -> "S3Client":
        """A client that reaches the tenant's prefix in the bucket and nothing else; raises as `dynamodb` does."""
        client: S3Client = self._kept("s3", tenant_id, deadline)
        return client

    def lasting_s3(self, tenant_id: str, *, deadline: float | None = None) -> "S3Client":
        """The same with credentials that were just made and last for `LASTING_SECONDS`, to sign addresses with."""
        client: S3Client = self._make("s3", checked_tenant_id(tenant_id), LASTING_SECONDS, deadline).client
        return client

    def _kept(self, service: Service, tenant_id: str, deadline: float | None) -> Any:
        key = (tenant_id, service)
        with self._lock:
            known = self._clients.get(key)
            if known is None or self._now() >= known.renewed_from:
                tenant_id = checked_tenant_id(tenant_id)
                known = self._clients[key] = self._make(service, tenant_id, self._validity.seconds, deadline)
            self._clients.move_to_end(key)
            if len(self._clients) > CACHED_TENANTS:
                self._clients.popitem(last=False)
        return known.client

    def _make(self, service: Service, tenant_id: str, seconds: int, deadline: float | None) -> _TenantClient:
        credentials = self._strategy.call(lambda: self._assume(tenant_id, seconds), deadline=deadline)
        client = self._session.client(
            service,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
            config=SIGNING if service == "s3" else ITEMS,
        )
        return _TenantClient(client, credentials["Expiration"] - self._validity.spare)

    def _assume(self, tenant_id: str, seconds: int) -> "CredentialsTypeDef":
        access = self._access
        with aws_errors():
            return self._sts.assume_role(
                RoleArn=access.role_arn,
                RoleSessionName=session_name(tenant_id),
                DurationSeconds=seconds,
                Policy=access.policy(tenant_id),
                Tags=[{"Key": names.TENANT_SESSION_TAG, "Value": tenant_id}],
            )["Credentials"]


def session_name(tenant_id: str) -> str:
    """The tenant as AWS's own records name the session: 2 to 64 characters, so an id of one gets a ``_`` behind it."""
    return tenant_id.ljust(2, "_")
