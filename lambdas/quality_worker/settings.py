"""What quality-worker needs of its environment."""

from dataclasses import dataclass

from runtime.tenant_data import TenantDataSettings


@dataclass(frozen=True, slots=True)
class QualitySettings(TenantDataSettings):
    """Read once, before the first message is served."""
