"""A function fed from the event bus through a queue, so that no event is lost and none blocks the others."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction

TRIES = 3
BATCH_SIZE = 10
DEAD_LETTERS_TOLERATED = 10
DEAD_LETTERS_KEPT = Duration.days(14)


class QueueConsumer(Construct):
    """Rule → queue → function: batches, failures reported one by one, three tries, then the dead-letter queue.

    `name` is that of the rule and the queues. Events that the bus cannot put into the queue end in the same dead-letter
    queue, so there is one place to look.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        name: str,
        bus: events.IEventBus,
        event_types: Sequence[str],
        function: PythonFunction,
    ) -> None:
        super().__init__(scope, construct_id)
        self.dead_letters = self._make_queue("DeadLetters", deployment, name=f"{name}-dead-letters")
        self.queue = self._make_queue("Queue", deployment, name=name, function_timeout=function.timeout)
        self.rule = events.Rule(
            self,
            "Rule",
            rule_name=name,
            event_bus=bus,
            event_pattern=events.EventPattern(detail_type=list(event_types)),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.dead_letters)],
        )
        function.function.add_event_source(
            sources.SqsEventSource(self.queue, batch_size=BATCH_SIZE, report_batch_item_failures=True)
        )
        self.alarm = self._make_alarm(name)

    def _make_queue(
        self, construct_id: str, deployment: Deployment, *, name: str, function_timeout: Duration | None = None
    ) -> sqs.Queue:
        """A queue; one that feeds a function hides a message for six of its runs, as Lambda asks."""
        feeding = function_timeout is not None
        return sqs.Queue(
            self,
            construct_id,
            queue_name=name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not deployment.local,
            retention_period=None if feeding else DEAD_LETTERS_KEPT,
            visibility_timeout=Duration.seconds(6 * function_timeout.to_seconds()) if function_timeout else None,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=TRIES)
            if feeding
            else None,
        )

    def _make_alarm(self, name: str) -> cloudwatch.Alarm:
        depth = self.dead_letters.metric_approximate_number_of_messages_visible(
            period=Duration.minutes(1), statistic="Maximum"
        )
        return depth.create_alarm(
            self,
            "DeadLettersAlarm",
            alarm_name=f"{name}-dead-letters",
            alarm_description=f"More than {DEAD_LETTERS_TOLERATED} events that {name} could not handle await repair.",
            threshold=DEAD_LETTERS_TOLERATED,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
