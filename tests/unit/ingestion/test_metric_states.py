"""The state machine of ingestion, on the dictionary."""

from hypothesis import settings

from tests.unit.ingestion.builders import TENANT
from tests.unit.ingestion.fakes import DictStore, FakeTime
from tests.unit.ingestion.metric_states import MetricStates


class OnADictionary(MetricStates):
    """No two examples share a store."""

    def open(self) -> None:
        self.store = DictStore()
        self.strategy = FakeTime().strategy()
        self.tenant = TENANT
        self.subject = "revenue"


TestMetricStates = OnADictionary.TestCase
TestMetricStates.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
