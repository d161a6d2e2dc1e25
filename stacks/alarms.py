"""The alarms: shared by all tenants, so that their number and their price stay what they are however many come."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib.alarms import HouseAlarm, of_function, of_queue, ours
from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Metric

CHAT_OPERATION = "POST /chat"
CHAT_P50_MS = 1_000
CHAT_P95_MS = 2_000
UNDERSTANDING_P99_MS = 1
EVENT_AGE_P95_MS = 5_000
UNAVAILABLE_PERCENT = 0.1
"""Of all requests: what the promise of 99.9 % leaves."""
COST_PER_DAY_USD = 20
"""`-c cost-per-day=` says otherwise."""
# US dollars for a unit of DynamoDB on demand in us-east-1; other regions cost up to a half more.
READ_UNIT_USD = 0.125e-6
WRITE_UNIT_USD = 0.625e-6
DAY = Duration.days(1)
HOUR = Duration.hours(1)


class Alarms(Construct):
    """Everything that operators are told of; `local` leaves out what is computed from several metrics."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        topic: sns.ITopic,
        functions: Sequence[PythonFunction],
        consumers: Sequence[QueueConsumer],
        api_id: str,
        local: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self._topic = topic
        for function in functions:
            self._function(function)
        for consumer in consumers:
            self._consumer(consumer)
        self._promises(consumers)
        self._events()
        self._quality()
        if not local:
            self._computed(api_id)

    def _alarm(self, name: str, meaning: str, metric: cloudwatch.IMetric, threshold: float, **how: int) -> None:
        HouseAlarm(self, name=name, meaning=meaning, metric=metric, threshold=threshold, topic=self._topic, **how)

    def _function(self, function: PythonFunction) -> None:
        name = function.name
        crashed = of_function(name, "Errors", "Sum")
        self._alarm(f"{name}-errors", f"{name} crashed or ran out of time.", crashed, 0, periods=2, of=3)
        throttled = of_function(name, "Throttles", "Sum")
        self._alarm(f"{name}-throttles", f"{name} was asked more often than it may run.", throttled, 0, periods=2, of=3)

    def _consumer(self, consumer: QueueConsumer) -> None:
        """Its dead letters have their alarm beside the queue; here they get somebody to tell."""
        consumer.alarm.add_alarm_action(actions.SnsAction(self._topic))
        oldest = of_queue(consumer.name, "ApproximateAgeOfOldestMessage")
        meaning = f"Messages of {consumer.name} are neither handled nor given up."
        self._alarm(f"{consumer.name}-stuck", meaning, oldest, consumer.longest_life.to_seconds(), periods=1)

    def _promises(self, consumers: Sequence[QueueConsumer]) -> None:
        chat = {"service": names.CHAT_HANDLER, "operation": CHAT_OPERATION}
        for statistic, bound in (("p50", CHAT_P50_MS), ("p95", CHAT_P95_MS)):
            latency = ours(Metric.LATENCY, statistic, chat)
            meaning = f"The {statistic} of the time to an answer is above the promised {bound} ms."
            self._alarm(f"chat-latency-{statistic}", meaning, latency, bound, periods=3, of=5)
        understanding = ours(Metric.UNDERSTANDING_TIME, "p99", {"service": names.CHAT_HANDLER})
        meaning = f"The p99 of the time to understand a question is above the promised {UNDERSTANDING_P99_MS} ms."
        self._alarm("understanding-p99", meaning, understanding, UNDERSTANDING_P99_MS, periods=3, of=5)
        for consumer in (each for each in consumers if each.is_prompt):
            age = ours(Metric.EVENT_AGE, "p95", {"service": consumer.function.name})
            meaning = f"Events are older than the promised {EVENT_AGE_P95_MS} ms when {consumer.name} has handled them."
            self._alarm(f"{consumer.name}-late", meaning, age, EVENT_AGE_P95_MS, periods=3, of=5)

    def _events(self) -> None:
        not_put = ours(Metric.EVENTS_NOT_PUT, "Sum")
        self._alarm("events-not-put", "The event bus does not take all events; the outbox keeps them.", not_put, 0)
        again = ours(Metric.OUTCOMES, "Sum", {"service": names.OUTBOX_WORKER, "outcome": "again"})
        self._alarm("outbox-waiting", "The outbox still cannot deliver what it keeps.", again, 0)
        denied = ours(Metric.REFUSALS, "Sum")
        meaning = "IAM refuses calls of our functions: a role is broken, or somebody tries the walls between tenants."
        self._alarm("aws-refuses", meaning, denied, 0, periods=1)
        throttled = ours(Metric.THROTTLES, "Sum")
        self._alarm("aws-puts-off", "AWS puts off calls of our functions; they are tried again.", throttled, 10)

    def _quality(self) -> None:
        found = ours(Metric.HALLUCINATIONS, "Sum", period=HOUR)
        meaning = "An answer said what its rows do not: the check replaced it, but a model or a rule is broken."
        bound = int(self.node.try_get_context("hallucinations-per-hour") or 0)
        self._alarm("hallucinations", meaning, found, bound, periods=1)
        unverified = ours(Metric.FACTS_UNVERIFIED, "Sum", period=HOUR)
        self._alarm("facts-unverified", "Answers cite what could not be verified.", unverified, 0, periods=1)

    def _computed(self, api_id: str) -> None:
        failed, asked = (
            cloudwatch.Metric(
                namespace="AWS/ApiGateway", metric_name=name, statistic="Sum", dimensions_map={"ApiId": api_id}
            )
            for name in ("5xx", "Count")
        )
        share = cloudwatch.MathExpression(
            expression="100 * FILL(failed, 0) / asked", using_metrics={"failed": failed, "asked": asked}
        )
        meaning = f"More than {UNAVAILABLE_PERCENT} % of all requests fail on our side."
        self._alarm("availability", meaning, share, UNAVAILABLE_PERCENT)
        cost = cloudwatch.MathExpression(
            expression=(
                f"FILL(model, 0) + {READ_UNIT_USD:.9f} * FILL(reads, 0) + {WRITE_UNIT_USD:.9f} * FILL(writes, 0)"
            ),
            using_metrics={
                "model": ours(Metric.MODEL_COST, "Sum", period=DAY),
                "reads": ours(Metric.READ_UNITS, "Sum", period=DAY),
                "writes": ours(Metric.WRITE_UNITS, "Sum", period=DAY),
            },
            period=DAY,
        )
        bound = float(self.node.try_get_context("cost-per-day") or COST_PER_DAY_USD)
        meaning = f"Language models and tables cost more than {bound:g} US dollars today."
        self._alarm("cost-per-day", meaning, cost, bound, periods=1)
