"""What carries events on: the outbox, the watch over silent sessions, and the archive of those that ended."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env, EventType
from stacks.functions import Functions
from stacks.platform import ARTIFACTS_BUCKET

IDLE_MINUTES = 30
"""Of silence end a session; `-c idle-minutes=` says otherwise."""
LONGEST_DELAY_MINUTES = 15


class Delivery(Construct):
    """Three consumers and their functions. Functions that `publish_durably` names may use the outbox."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self.outbox = self._outbox()
        self.sessions = self._sessions()
        self.archive = self._archive()

    def publish_durably(self, publishers: Sequence[PythonFunction]) -> None:
        """Let functions keep in the outbox what the bus does not take."""
        for function in publishers:
            function.function.add_environment(Env.OUTBOX_QUEUE_URL, self.outbox.queue.queue_url)
            self.outbox.grant_send(function)

    def _outbox(self) -> QueueConsumer:
        worker = self._functions.make_for_tenant_data("Outbox", names.OUTBOX_WORKER, seconds=60)
        consumer = QueueConsumer(
            self,
            "Outbox",
            deployment=self._functions.deployment,
            name=f"{names.SERVICE}-outbox",
            function=worker,
        )
        worker.function.add_environment(Env.OUTBOX_QUEUE_URL, consumer.queue.queue_url)
        consumer.grant_send(worker)
        return consumer

    def _sessions(self) -> QueueConsumer:
        idle = int(self.node.try_get_context("idle-minutes") or IDLE_MINUTES)
        worker = self._functions.make_for_tenant_data(
            "Session", names.SESSION_WORKER, seconds=30, environment={Env.IDLE_MINUTES: str(idle)}
        )
        consumer = self._of_events(
            "Sessions",
            "sessions",
            worker,
            EventType.NARRATIVE_GENERATED,
            delay=Duration.minutes(min(idle, LONGEST_DELAY_MINUTES)),
        )
        worker.function.add_environment(Env.SESSION_QUEUE_URL, consumer.queue.queue_url)
        consumer.grant_send(worker)
        self.publish_durably([worker])
        return consumer

    def _archive(self) -> QueueConsumer:
        worker = self._functions.make_for_tenant_data(
            "Archive",
            names.ARCHIVE_WORKER,
            seconds=60,
            emits_events=False,
            environment={Env.ARTIFACTS_BUCKET: ARTIFACTS_BUCKET},
        )
        return self._of_events("Archive", "archive", worker, EventType.CONVERSATION_COMPLETED)

    def _of_events(
        self,
        construct_id: str,
        name: str,
        worker: PythonFunction,
        event_type: EventType,
        *,
        delay: Duration | None = None,
    ) -> QueueConsumer:
        return QueueConsumer(
            self,
            construct_id,
            deployment=self._functions.deployment,
            name=f"{names.SERVICE}-{name}",
            bus=self._functions.platform.bus,
            pattern=events.EventPattern(detail_type=[event_type]),
            function=worker,
            delay=delay,
        )
