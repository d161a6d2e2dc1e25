"""A function fed through a queue, from the event bus or by ourselves: nothing is lost and nothing blocks the rest."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.function import PythonFunction
from salestalk.offboarding.retention import DEAD_LETTERS_DAYS

TRIES = 3
BATCH_SIZE = 10
RUNS_HIDDEN = 6
LONGEST_DELAY = Duration.minutes(15)  # that SQS holds a message back for, and ours may ask for
DEAD_LETTERS_TOLERATED = 10
DEAD_LETTERS_KEPT = Duration.days(DEAD_LETTERS_DAYS)


class QueueConsumer(Construct):
    """Rule → queue → function: batches, failures reported one by one, three tries, then the dead-letter queue.

    `name` is that of the rule and the queues; `bus` defaults to the account's own, on which AWS's services speak.
    Without a `pattern` there is no rule: functions that `grant_send` lets in feed the queue. Every message is held back
    for `delay`. It stays hidden for six runs of the function, as Lambda asks, or for `hidden_for` where runs are long
    and what one leaves behind should not wait. `at_once` bounds how many runs there are. Events that the bus cannot put
    into the queue end in the same dead-letter queue, so there is one place to look.

    `is_prompt` says that events of ours are handled as they come; `longest_life`, after what time a message that is
    neither handled nor dead is stuck.
    """

    def __init__(  # noqa: PLR0913  # keyword-only props
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        name: str,
        function: PythonFunction,
        pattern: events.EventPattern | None = None,
        bus: events.IEventBus | None = None,
        batch_size: int = BATCH_SIZE,
        delay: Duration | None = None,
        hidden_for: Duration | None = None,
        at_once: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = name
        self.function = function
        self.is_prompt = pattern is not None and bus is not None and delay is None
        hidden_for = hidden_for or Duration.seconds(RUNS_HIDDEN * function.timeout.to_seconds())
        self.longest_life = Duration.seconds(
            TRIES * max(hidden_for.to_seconds(), LONGEST_DELAY.to_seconds()) + (delay.to_seconds() if delay else 0)
        )
        self.dead_letters = self._make_queue("DeadLetters", deployment, name=f"{name}-dead-letters")
        self.queue = self._make_queue("Queue", deployment, name=name, hidden_for=hidden_for, delay=delay)
        self.rule = self._make_rule(name, bus, pattern, deployment) if pattern else None
        function.function.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=batch_size, report_batch_item_failures=True, max_concurrency=at_once
            )
        )
        self.alarm = self._make_alarm(name)

    def grant_send(self, function: PythonFunction) -> None:
        """Let the function put messages into the queue."""
        function.allow("sqs:SendMessage", on=self.queue.queue_arn)

    def _make_rule(
        self, name: str, bus: events.IEventBus | None, pattern: events.EventPattern, deployment: Deployment
    ) -> events.Rule:
        """What is replayed comes to a consumer by its rule, where a replay can choose one, or by the replay's own."""
        target = targets.SqsQueue(self.queue, dead_letter_queue=self.dead_letters)
        rule = events.Rule(self, "Rule", rule_name=name, event_bus=bus, event_pattern=pattern, targets=[target])
        if deployment.local and bus is not None:
            resource = rule.node.default_child
            assert isinstance(resource, events.CfnRule)  # noqa: S101 - it is what a rule is made of
            resource.add_property_override("EventPattern.replay-name", [{"exists": False}])
        return rule

    def _make_queue(
        self,
        construct_id: str,
        deployment: Deployment,
        *,
        name: str,
        hidden_for: Duration | None = None,
        delay: Duration | None = None,
    ) -> sqs.Queue:
        """A queue; one that feeds a function hides a message while a run has it."""
        feeding = hidden_for is not None
        return sqs.Queue(
            self,
            construct_id,
            queue_name=name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not deployment.local,
            retention_period=None if feeding else DEAD_LETTERS_KEPT,
            visibility_timeout=hidden_for,
            delivery_delay=delay,
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
