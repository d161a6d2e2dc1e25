"""One dashboard: what was promised on top, then a row for each function and each queue."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from constructs_lib.alarms import of_function, of_queue, ours
from constructs_lib.function import PythonFunction
from constructs_lib.queue_consumer import QueueConsumer
from salestalk import names
from salestalk.names import Metric
from stacks.alarms import (
    CHAT_OPERATION,
    CHAT_P50_MS,
    CHAT_P95_MS,
    EVENT_AGE_P95_MS,
    UNDERSTANDING_P99_MS,
)

WIDTH = 24
HEIGHT = 5


class Dashboard(Construct):
    """For all tenants together; a tenant's own story is told by the saved queries and `salestalk trace`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Sequence[PythonFunction],
        consumers: Sequence[QueueConsumer],
    ) -> None:
        super().__init__(scope, construct_id)
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=names.SERVICE,
            widgets=[
                _heading("Promises"),
                *_promises(consumers),
                _heading("Functions"),
                *(_function_row(function.name) for function in functions),
                _heading("Queues"),
                *(_queue_row(consumer.name) for consumer in consumers),
            ],
        )


def _heading(text: str) -> list[cloudwatch.IWidget]:
    return [cloudwatch.TextWidget(markdown=f"## {text}", width=WIDTH, height=1)]


def _promises(consumers: Sequence[QueueConsumer]) -> list[list[cloudwatch.IWidget]]:
    chat = {"service": names.CHAT_HANDLER, "operation": CHAT_OPERATION}
    latency = [ours(Metric.LATENCY, statistic, chat) for statistic in ("p50", "p95")]
    understanding = [ours(Metric.UNDERSTANDING_TIME, "p99", {"service": names.CHAT_HANDLER})]
    ages = [ours(Metric.EVENT_AGE, "p95", {"service": each.function.name}) for each in consumers if each.is_prompt]
    quality = [ours(metric, "Sum") for metric in (Metric.HALLUCINATIONS, Metric.FACTS_UNVERIFIED)]
    spent = [ours(metric, "Sum") for metric in (Metric.MODEL_COST, Metric.READ_UNITS, Metric.WRITE_UNITS)]
    return [
        [
            _graph("Time to an answer (ms)", latency, CHAT_P50_MS, CHAT_P95_MS),
            _graph("Understanding, p99 (ms)", understanding, UNDERSTANDING_P99_MS),
            _graph("Age of events when handled, p95 (ms)", ages, EVENT_AGE_P95_MS),
        ],
        [
            _graph("What answers could not hold", quality),
            _graph("Confidence", [ours(Metric.CONFIDENCE, "p50")]),
            _graph("Models (US dollars) and tables (units)", spent),
        ],
    ]


def _function_row(name: str) -> list[cloudwatch.IWidget]:
    return [
        _graph(f"{name}: calls", [of_function(name, "Invocations", "Sum")]),
        _graph(f"{name}: crashed, put off", [of_function(name, each, "Sum") for each in ("Errors", "Throttles")]),
        _graph(f"{name}: duration (ms)", [of_function(name, "Duration", each) for each in ("p50", "p95")]),
    ]


def _queue_row(name: str) -> list[cloudwatch.IWidget]:
    return [
        _graph(f"{name}: waiting", [of_queue(name, "ApproximateNumberOfMessagesVisible")]),
        _graph(f"{name}: oldest (s)", [of_queue(name, "ApproximateAgeOfOldestMessage")]),
        _graph(f"{name}: dead letters", [of_queue(f"{name}-dead-letters", "ApproximateNumberOfMessagesVisible")]),
    ]


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric], *bounds: float) -> cloudwatch.GraphWidget:
    lines = [cloudwatch.HorizontalAnnotation(value=bound, label="promised") for bound in bounds]
    return cloudwatch.GraphWidget(
        title=title, left=list(metrics), left_annotations=lines, width=WIDTH // 3, height=HEIGHT
    )
