"""The roles behind `tenant_sessions` for offboarding: custody exports and erases, handover lets files be fetched."""

from salestalk.tenancy.custody_policy import custody_policy, handover_policy
from salestalk.values import frozen


@frozen
class Custody:
    """Implements `TenantRole`: all that belongs to one tenant, to be exported or erased."""

    role_arn: str
    table_arn_prefix: str
    bucket: str

    def policy(self, tenant_id: str) -> str:
        """The session policy for the tenant."""
        return custody_policy(tenant_id, table_arn_prefix=self.table_arn_prefix, bucket=self.bucket)


@frozen
class Handover:
    """Implements `TenantRole`: the files of one tenant, to be read."""

    role_arn: str
    table_arn_prefix: str
    bucket: str

    def policy(self, tenant_id: str) -> str:
        """The session policy for the tenant."""
        return handover_policy(tenant_id, table_arn_prefix=self.table_arn_prefix, bucket=self.bucket)
