"""What usage-worker needs of its environment."""

from dataclasses import dataclass

from runtime.tenant_data import TenantDataSettings


@dataclass(frozen=True, slots=True)
class UsageSettings(TenantDataSettings):
    """Read once, before the first batch is served."""
