"""What quality-worker needs of its environment."""

from runtime.tenant_data import TenantDataSettings
from salestalk.values import frozen


@frozen
class QualitySettings(TenantDataSettings):
    """Read once, before the first message is served."""
