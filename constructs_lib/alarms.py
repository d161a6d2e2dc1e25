"""An alarm with our defaults: it says what it means and where to read on, and operators hear of it."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from salestalk import names

PERIOD = Duration.minutes(5)
RUNBOOK = "docs/operations.md"


class HouseAlarm(cloudwatch.Alarm):
    """Goes off when the metric was above `threshold` in `periods` of the last `of` periods. No data is no trouble.

    `name` comes behind the service's own; `meaning` is a sentence, and the runbook has a chapter by the kind of alarm.
    """

    def __init__(  # noqa: PLR0913  # keyword-only props
        self,
        scope: Construct,
        *,
        name: str,
        meaning: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        topic: sns.ITopic,
        periods: int = 3,
        of: int | None = None,
    ) -> None:
        name = name if name.startswith(f"{names.SERVICE}-") else f"{names.SERVICE}-{name}"
        super().__init__(
            scope,
            "".join(part.capitalize() for part in name.split("-")),
            alarm_name=name,
            alarm_description=f"{meaning} What to do: {RUNBOOK}.",
            metric=metric,
            threshold=threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=of or periods,
            datapoints_to_alarm=periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.add_alarm_action(actions.SnsAction(topic))


def ours(
    metric: names.Metric,
    statistic: str,
    dimensions: Mapping[str, str] | None = None,
    *,
    period: Duration = PERIOD,
) -> cloudwatch.Metric:
    """A metric of our own, by the dimensions that its log lines carry."""
    return cloudwatch.Metric(
        namespace=names.METRICS_NAMESPACE,
        metric_name=metric,
        statistic=statistic,
        period=period,
        dimensions_map=dimensions,
    )


def of_function(function_name: str, metric_name: str, statistic: str) -> cloudwatch.Metric:
    """A metric that Lambda keeps of a function, by its fixed name."""
    return cloudwatch.Metric(
        namespace="AWS/Lambda",
        metric_name=metric_name,
        statistic=statistic,
        period=PERIOD,
        dimensions_map={"FunctionName": function_name},
    )


def of_queue(queue_name: str, metric_name: str, statistic: str = "Maximum") -> cloudwatch.Metric:
    """A metric that SQS keeps of a queue, by its fixed name."""
    return cloudwatch.Metric(
        namespace="AWS/SQS",
        metric_name=metric_name,
        statistic=statistic,
        period=PERIOD,
        dimensions_map={"QueueName": queue_name},
    )
