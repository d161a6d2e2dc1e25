"""What finds insights, the tick by which weeks are told, and what delivers them."""

from aws_cdk import Aws
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Env, EventType
from stacks.functions import WHOLE_PROCESSOR_MEMORY, Functions

INSIGHT_EVENTS = (EventType.METRICS_INGESTED, EventType.CLASSIFICATION_PERFORMED)
# Every hour in which it is Monday morning somewhere on Earth: one schedule for all tenants and time zones.
MONDAYS_SOMEWHERE = "cron(0 * ? * SUN,MON *)"
# A webhook may take five seconds to answer, so a few deliveries fill a run.
DELIVERIES_AT_A_TIME = 5


class Insights(Construct):
    """The worker with its queue and its tick; the queue of deliveries, what delivers, and the topic of e-mails."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self.topic = self._make_topic()
        self.delivery = self._make_delivery()
        self.deliveries = QueueConsumer(
            self,
            "Deliveries",
            deployment=functions.deployment,
            name=f"{names.SERVICE}-insight-deliveries",
            function=self.delivery,
            batch_size=DELIVERIES_AT_A_TIME,
        )
        self.worker = functions.make_for_tenant_data(
            "Insights", names.INSIGHTS_WORKER, seconds=120, memory_mb=WHOLE_PROCESSOR_MEMORY, emits_events=False
        )
        self.consumer = QueueConsumer(
            self,
            "Events",
            deployment=functions.deployment,
            name=f"{names.SERVICE}-insights",
            bus=functions.platform.bus,
            pattern=events.EventPattern(detail_type=list(INSIGHT_EVENTS)),
            function=self.worker,
        )
        self._connect()
        self.tick = self._make_tick()

    def _make_topic(self) -> sns.Topic:
        """One for all tenants: each subscription takes, by its filter, what carries its tenant's id."""
        return sns.Topic(
            self,
            "Topic",
            topic_name=names.INSIGHTS_TOPIC,
            master_key=kms.Alias.from_alias_name(self, "SnsKey", "alias/aws/sns"),
            enforce_ssl=not self._functions.deployment.local,
        )

    def _make_delivery(self) -> PythonFunction:
        """Goes out to addresses that tenants name, so it reaches no tenant's data."""
        local = self._functions.deployment.local
        function = self._functions.make(
            "InsightDelivery",
            names.INSIGHT_DELIVERY,
            seconds=60,
            emits_events=False,
            environment={
                Env.INSIGHTS_TOPIC_ARN: self.topic.topic_arn,
                **({Env.WEBHOOK_LOOPBACK: "1"} if local else {}),
            },
        )
        function.allow("dynamodb:GetItem", on=self._functions.platform.registry.table_arn)
        function.allow("sns:Publish", on=self.topic.topic_arn)
        secrets = f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{names.WEBHOOK_SECRETS}*"
        function.allow("ssm:GetParameter", on=secrets)
        return function

    def _connect(self) -> None:
        """Who puts messages into which queue."""
        for function in (self.worker, self.delivery):
            url = self.deliveries.queue.queue_url
            function.function.add_environment(Env.INSIGHT_DELIVERIES_QUEUE_URL, url)
            self.deliveries.grant_send(function)
        self.worker.function.add_environment(Env.INSIGHTS_QUEUE_URL, self.consumer.queue.queue_url)
        self.consumer.grant_send(self.worker)
        registry = self._functions.platform.registry
        by_status = f"{registry.table_arn}/index/{names.STATUS_INDEX}"
        self.worker.allow("dynamodb:Query", on=by_status)

    def _make_tick(self) -> events.Rule:
        target = targets.SqsQueue(self.consumer.queue, dead_letter_queue=self.consumer.dead_letters)
        return events.Rule(
            self,
            "Tick",
            rule_name=f"{names.SERVICE}-insights-weekly",
            description="Mondays, so that each tenant's week is told on its own Monday morning",
            schedule=events.Schedule.expression(MONDAYS_SOMEWHERE),
            targets=[target],
        )
