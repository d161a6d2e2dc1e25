"""Metrics, as CloudWatch reads them out of a log line (the embedded metric format): no call, and no line of its own.

A dimension is a function, an operation or an outcome, of which there are a few; never a tenant, since each value is a
metric with a price. Whose request it was is a field of the same line.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, Final

from salestalk.names import METRICS_NAMESPACE, Dimension, Metric
from salestalk.values import frozen

EVERYWHERE: Final[tuple[Dimension, ...]] = ()
BY_SERVICE: Final = (Dimension.SERVICE,)
BY_OPERATION: Final = (Dimension.SERVICE, Dimension.OPERATION)
BY_OUTCOME: Final = (Dimension.SERVICE, Dimension.OUTCOME)


@frozen
class Kind:
    """A metric's unit, in CloudWatch's words, and its dimensions."""

    unit: str
    by: tuple[Dimension, ...]


KINDS: Final[Mapping[Metric, Kind]] = {
    Metric.LATENCY: Kind("Milliseconds", BY_OPERATION),
    Metric.ERRORS: Kind("Count", BY_OPERATION),
    Metric.OUTCOMES: Kind("Count", BY_OUTCOME),
    Metric.UNDERSTANDING_TIME: Kind("Milliseconds", BY_SERVICE),
    Metric.EVENT_AGE: Kind("Milliseconds", BY_SERVICE),
    Metric.THROTTLES: Kind("Count", EVERYWHERE),
    Metric.REFUSALS: Kind("Count", EVERYWHERE),
    Metric.EVENTS_NOT_PUT: Kind("Count", EVERYWHERE),
    Metric.READ_UNITS: Kind("Count", EVERYWHERE),
    Metric.WRITE_UNITS: Kind("Count", EVERYWHERE),
    Metric.MODEL_COST: Kind("None", EVERYWHERE),
    Metric.MODEL_CALLS: Kind("Count", EVERYWHERE),
    Metric.MODEL_FAILURES: Kind("Count", EVERYWHERE),
    Metric.MODEL_FALLBACKS: Kind("Count", EVERYWHERE),
    Metric.HALLUCINATIONS: Kind("Count", EVERYWHERE),
    Metric.FACTS_UNVERIFIED: Kind("Count", EVERYWHERE),
    Metric.CONFIDENCE: Kind("None", EVERYWHERE),
}

Values = Mapping[Metric, float | Decimal]

_NOTED: ContextVar[dict[Metric, float | Decimal] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[dict[Metric, float | Decimal]]:
    """Gather what is noted within."""
    noted: dict[Metric, float | Decimal] = {}
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def note(metric: Metric, value: float | Decimal) -> None:
    """Add a measured value to the line of the request at hand; outside of one it is passed over."""
    noted = _NOTED.get()
    if noted is not None:
        noted[metric] = value


def embedded(values: Values, *, now_ms: int) -> dict[str, Any]:
    """The fields that make a log line tell these values; the line must carry the dimensions among its other fields."""
    groups: dict[tuple[Dimension, ...], list[Metric]] = {}
    for metric in values:
        groups.setdefault(KINDS[metric].by, []).append(metric)
    told = {str(metric): float(value) for metric, value in values.items()}
    return {
        "_aws": {"Timestamp": now_ms, "CloudWatchMetrics": [_directive(*group) for group in groups.items()]},
        **told,
    }


def _directive(by: Sequence[Dimension], metrics: Sequence[Metric]) -> dict[str, Any]:
    return {
        "Namespace": METRICS_NAMESPACE,
        "Dimensions": [[str(each) for each in by]],
        "Metrics": [{"Name": str(metric), "Unit": KINDS[metric].unit} for metric in metrics],
    }
