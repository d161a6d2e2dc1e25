"""The parameters a tenant is deployed with."""

from dataclasses import dataclass

from aws_cdk import CfnParameter, Stack

from salestalk import names
from salestalk.names import TenantParameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One CloudFormation parameter of type String; without a default it must be given."""

    name: str
    description: str
    default: str | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    shortest: int | None = None
    longest: int | None = None


PARAMETERS = (
    Parameter(
        name=TenantParameter.TENANT_ID,
        description="Lower-case letters, digits and hyphens; starts and ends with a letter or digit",
        pattern=f"^{names.TENANT_ID_PATTERN}$",
        shortest=1,
        longest=64,
    ),
    Parameter(name=TenantParameter.TENANT_NAME, description="The company's name", shortest=1, longest=256),
    Parameter(
        name=TenantParameter.OWNER_EMAIL,
        description="Who is invited to sign in as its first user",
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        longest=128,
    ),
    Parameter(
        name=TenantParameter.PLAN,
        description="What the tenant pays for",
        default="standard",
        choices=("free", "standard", "enterprise"),
    ),
    Parameter(name=TenantParameter.INDUSTRY, description="Such as Manufacturing", default="", longest=128),
    Parameter(name=TenantParameter.REGION, description="Where it does business", default="", longest=128),
    Parameter(
        name=TenantParameter.CURRENCY,
        description="ISO 4217 code of its money",
        default="USD",
        pattern="^[A-Z]{3}$",
    ),
    Parameter(
        name=TenantParameter.FISCAL_YEAR_START,
        description="First day of its fiscal year, MM-DD with a day from 01 to 28",
        default="01-01",
        pattern="^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    ),
    Parameter(
        name=TenantParameter.TIME_ZONE,
        description="IANA name, such as Europe/Berlin",
        default="UTC",
        pattern="^[A-Za-z0-9_+/-]{1,64}$",
    ),
    Parameter(
        name=TenantParameter.SAMPLE_DATA,
        description="Whether it begins with a small set of example metrics",
        default="false",
        choices=("true", "false"),
    ),
)


def add_parameters(stack: Stack, *, default_tenant_id: str | None) -> dict[str, str]:
    """Declare the parameters; gives each one's value as a reference, by name."""
    values = {}
    for parameter in PARAMETERS:
        default = default_tenant_id if parameter.name == TenantParameter.TENANT_ID else parameter.default
        declared = CfnParameter(
            stack,
            parameter.name,
            type="String",
            description=parameter.description,
            default=default,
            allowed_pattern=parameter.pattern,
            allowed_values=list(parameter.choices) or None,
            min_length=parameter.shortest,
            max_length=parameter.longest,
        )
        values[parameter.name] = declared.value_as_string
    return values
