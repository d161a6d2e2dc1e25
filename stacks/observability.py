"""Observability: eyes on all of it. Nothing here has a price that grows with the number of tenants."""

from typing import TypeVar

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from constructs_lib.schema_registry import SchemaRegistry
from stacks.alarms import Alarms
from stacks.dashboard import Dashboard
from stacks.platform import PlatformStack
from stacks.queries import SavedQueries
from stacks.service import ServiceStack

Built = TypeVar("Built", PythonFunction, QueueConsumer)


class ObservabilityStack(Stack):
    """Alarms, the dashboard and saved queries, for every function and every queue that the Service stack has; and the
    schemas of what goes over the bus, for those who look at it from outside.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        platform: PlatformStack,
        service: ServiceStack,
    ) -> None:
        super().__init__(
            scope, construct_id, tags=deployment.tags, description="SalesTalk: alarms, dashboard, saved queries"
        )
        functions = sorted(all_of(service, PythonFunction), key=lambda each: each.name)
        consumers = sorted(all_of(service, QueueConsumer), key=lambda each: each.name)
        Alarms(
            self,
            "Alarms",
            topic=platform.operators,
            functions=functions,
            consumers=consumers,
            api_id=platform.address.api.api_id,
            local=deployment.local,
        )
        Dashboard(self, "Dashboard", functions=functions, consumers=consumers)
        if not deployment.local:
            SchemaRegistry(self, "Schemas")
            SavedQueries(self, "Queries", log_groups=[f"/aws/lambda/{each.name}" for each in functions])


def all_of(stack: Stack, kind: type[Built]) -> list[Built]:
    """Every construct of a kind that the stack holds: what is added there is watched here."""
    return [each for each in stack.node.find_all() if isinstance(each, kind)]
