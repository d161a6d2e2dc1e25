"""Tenant-{id}: one tenant's tables and its registration. The same template whichever door it comes in by."""

from aws_cdk import Aws, CfnOutput, CustomResource, Duration, IStackSynthesizer, Stack
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.tenant_tables import TenantTables
from salestalk import names
from stacks.tenant_parameters import add_parameters

REGISTRATION_TIMEOUT = Duration.minutes(2)


class TenantStack(Stack):
    """Takes CloudFormation parameters, so that its template is the same for every tenant.

    `default_tenant_id` is all that a deployment from the command line changes in it. The registration comes after the
    tables: its resource enters the tenant in the registry, makes its group of users and emits `tenant.provisioned.v1`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        synthesizer: IStackSynthesizer,
        default_tenant_id: str | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            tags=deployment.tags,
            synthesizer=synthesizer,
            description="SalesTalk: one tenant's tables and its registration",
        )
        values = add_parameters(self, default_tenant_id=default_tenant_id)
        tenant_id = values[names.TenantParameter.TENANT_ID]
        tables = TenantTables(self, "Tables", tenant_id=tenant_id, deployment=deployment)
        table_names = {
            names.RegistrationProperty.MESSAGES_TABLE_NAME: tables.messages.table_name,
            names.RegistrationProperty.METRICS_TABLE_NAME: tables.metrics.table_name,
        }
        registration = CustomResource(
            self,
            "Registration",
            resource_type=names.REGISTRATION_RESOURCE,
            service_token=self._registrar_arn(),
            service_timeout=REGISTRATION_TIMEOUT,
            properties={**values, **table_names, names.RegistrationProperty.S3_PREFIX: names.s3_prefix(tenant_id)},
        )
        registration.node.add_dependency(tables)
        for name, value in table_names.items():
            CfnOutput(self, name, value=value)

    @staticmethod
    def _registrar_arn() -> str:
        """Found by its fixed name, never by an export: a thousand importers would freeze it."""
        function = f"function:{names.TENANT_ONBOARD}"
        return f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:{function}"
