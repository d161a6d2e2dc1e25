"""What usage-worker needs of its environment."""

from runtime.tenant_data import TenantDataSettings
from salestalk.values import frozen


@frozen
class UsageSettings(TenantDataSettings):
    """Read once, before the first batch is served."""
