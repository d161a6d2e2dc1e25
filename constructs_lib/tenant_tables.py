"""The two tables that hold everything of one tenant (docs/data-contracts.md)."""

from aws_cdk import Tags
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.table import HouseTable, Index, number, string
from salestalk import names
from salestalk.tenancy.session_policy import READ_ACTIONS, WRITE_ACTIONS

MESSAGES_INDEXES = (
    Index(names.SESSION_INDEX, string("sessionId"), number("timestamp")),
    Index(names.SENDER_INDEX, string("sender"), number("timestamp")),
)
METRICS_INDEXES = (
    Index(names.METRIC_TYPE_INDEX, string("metricType"), number("timestamp")),
    Index(names.DIMENSION_INDEX, string("dimensionKey"), number("timestamp")),
)


class TenantTables(Construct):
    """A tenant's messages and metrics.

    `tenant_id` may be a CloudFormation parameter. Nothing here has a price by the month: an idle tenant costs only
    the bytes it stores.
    """

    def __init__(self, scope: Construct, construct_id: str, *, tenant_id: str, deployment: Deployment) -> None:
        super().__init__(scope, construct_id)
        self.messages = HouseTable(
            self,
            "Messages",
            deployment=deployment,
            table_name=names.messages_table(tenant_id),
            partition_key=string("pk"),
            sort_key=string("sk"),
            indexes=MESSAGES_INDEXES,
            time_to_live_attribute="ttl",
            made_on_demand=True,
        )
        self.metrics = HouseTable(
            self,
            "Metrics",
            deployment=deployment,
            table_name=names.metrics_table(tenant_id),
            partition_key=string("pk"),
            sort_key=string("sk"),
            indexes=METRICS_INDEXES,
            made_on_demand=True,
        )
        Tags.of(self.messages).add("Purpose", "conversation")
        Tags.of(self.metrics).add("Purpose", "metrics")
        for name, value in {**deployment.tags, "TenantId": tenant_id}.items():
            Tags.of(self).add(name, value)

    def grant_read(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let the grantee read both tables and their four indexes, named one by one."""
        return self._grant(grantee, READ_ACTIONS)

    def grant_read_write(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let the grantee read and write both tables and read their four indexes, named one by one."""
        return self._grant(grantee, (*READ_ACTIONS, *WRITE_ACTIONS))

    def _grant(self, grantee: iam.IGrantable, actions: tuple[str, ...]) -> iam.Grant:
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=list(actions),
            resource_arns=[*self.messages.exact_arns, *self.metrics.exact_arns],
        )
