"""What is told of each request and each message beside what it says of itself: time, calls to AWS, metrics."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from runtime.measures import Values, embedded, noting
from salestalk.adapters.metering import Meter, Usage, metered
from salestalk.names import Metric
from salestalk.values import frozen

OTHER: Final = "other"
"""An outcome or operation that is none of those we know: what others send must not become a dimension."""
_MAX_OUTCOME: Final = 32


@frozen
class Observation:
    """A piece of work being done, and what it used so far."""

    operation: str
    meter: Meter
    noted: Values
    started: float

    def told(self, outcome: str, *, is_error: bool, measured: Values = MappingProxyType({})) -> dict[str, Any]:
        """The fields of its log line; ``measured`` are values of this line alone."""
        usage = self.meter.usage
        took = round((time.perf_counter() - self.started) * 1000, 1)
        used = {Metric.LATENCY: took, **self.noted, **_exceptional(usage)}
        return {"durationMs": took, "aws": usage.told(), **self._line(outcome, is_error, {**used, **measured})}

    def told_beside(self, outcome: str, *, is_error: bool, measured: Values = MappingProxyType({})) -> dict[str, Any]:
        """The fields of a second line about the same work: what it used was told already."""
        return self._line(outcome, is_error, measured)

    def _line(self, outcome: str, is_error: bool, values: Values) -> dict[str, Any]:
        counted = {**values, Metric.ERRORS: int(is_error), Metric.OUTCOMES: 1}
        return {
            "operation": self.operation,
            "outcome": known_outcome(outcome),
            **embedded(counted, now_ms=int(time.time() * 1000)),
        }


@contextmanager
def observing(operation: str) -> Iterator[Observation]:
    """Observe what is done within. ``operation`` must be one of a few: it is a metric's dimension."""
    with metered() as meter, noting() as noted:
        yield Observation(operation, meter, noted, time.perf_counter())


def known_outcome(outcome: str) -> str:
    """Outcomes are words of our own code."""
    plain = outcome.isascii() and outcome.replace("_", "").replace(" ", "").replace("-", "").isalnum()
    return outcome if plain and len(outcome) <= _MAX_OUTCOME else OTHER


def _exceptional(usage: Usage) -> Values:
    """What costs a metric only in the hours in which it happens."""
    found = {
        Metric.READ_UNITS: usage.read_units,
        Metric.WRITE_UNITS: usage.write_units,
        Metric.THROTTLES: usage.throttled,
        Metric.REFUSALS: usage.denied,
        Metric.EVENTS_NOT_PUT: usage.refused("PutEvents"),
    }
    return {metric: value for metric, value in found.items() if value}
