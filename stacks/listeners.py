"""Who only listens: the watch over the quality of answers, and the welcome of new tenants."""

from aws_cdk import aws_events as events
from constructs import Construct

from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env, EventType
from stacks.functions import Functions


class Listeners(Construct):
    """Two consumers and their functions; they emit nothing, and write nothing but marks of the events they have had."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self.quality = self._consumer("Quality", names.QUALITY_WORKER, EventType.NARRATIVE_GENERATED)
        topic = functions.platform.operators.topic_arn
        self.welcome = self._consumer(
            "Welcome", names.WELCOME_WORKER, EventType.TENANT_PROVISIONED, {Env.OPERATORS_TOPIC_ARN: topic}
        )
        self.welcome.function.allow("sns:Publish", on=topic)

    def _consumer(
        self, construct_id: str, worker: str, event_type: EventType, environment: dict[str, str] | None = None
    ) -> QueueConsumer:
        function = self._functions.make_for_tenant_data(
            construct_id, worker, seconds=30, emits_events=False, environment=environment
        )
        return QueueConsumer(
            self,
            construct_id,
            deployment=self._functions.deployment,
            name=worker.removesuffix("-worker"),
            bus=self._functions.platform.bus,
            pattern=events.EventPattern(detail_type=[event_type]),
            function=function,
        )
