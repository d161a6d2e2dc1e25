"""Watches over the quality of answers: `narrative.generated.v1`.

Its log line carries the metrics, and says of each answer that is not sound what was wrong; never what was said.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from quality_worker.judging import Judgment, judge
from quality_worker.wiring import make_marks
from runtime.logs import structured_logger
from runtime.measures import note
from runtime.queue import Delivery, serve_batch
from salestalk import names
from salestalk.errors import TenantNotActive
from salestalk.events.delivery import read_delivery
from salestalk.names import Metric

DUPLICATE: Final = "duplicate"
GONE: Final = "tenant gone"

log = structured_logger(names.QUALITY_WORKER)
marks = cache(make_marks)


def handler(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Judge a batch of answers; gives the ids of those that failed. Raises `SettingsIncomplete`."""
    marks()
    return serve_batch(_look, log, event, context, title="quality")


def _look(delivery: Delivery) -> Mapping[str, Any]:
    event = read_delivery(delivery.body)
    judgment = judge(event)
    try:
        found = marks()(event, delivery.deadline)
        first = found.set(event.tenant_id, event.event_id, deadline=delivery.deadline)
    except TenantNotActive:
        return {"outcome": GONE}
    if not first:
        return {"outcome": DUPLICATE}
    _measure(judgment)
    return judgment.told()


def _measure(judgment: Judgment) -> None:
    note(Metric.HALLUCINATIONS, int(judgment.hallucination))
    note(Metric.FACTS_UNVERIFIED, judgment.unverified)
    note(Metric.CONFIDENCE, judgment.confidence)
    if judgment.cost:
        note(Metric.MODEL_COST, judgment.cost)
