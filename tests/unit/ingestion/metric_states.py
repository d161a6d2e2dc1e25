"""Ingestion against a model in a dictionary: whatever is loaded, sent again or comes late, both say the same."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from salestalk.calendar import FiscalCalendar
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.rows import row_key, value_of
from salestalk.ingestion.series import SeriesReader
from salestalk.names import metrics_table
from tests.unit.ingestion.builders import NOW, record

T = 1_760_000_000
SLICES = ("", "EMEA", "EMEA#1", "a=b&c=d")
VALUES = st.one_of(
    st.integers(-3, 3), st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-9, max_value=9)
)
RECORDS = st.tuples(st.sampled_from(SLICES), VALUES, st.integers(T, T + 4))


class MetricStates(RuleBasedStateMachine):
    """Subclasses set ``store``, ``strategy``, ``tenant`` and a ``subject`` of the example's own in `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.open()
        self.load = MetricsIngestion(
            self.store, self.strategy, calendar_of=lambda _: FiscalCalendar(), clock=lambda: NOW
        )
        self.rows: dict[str, tuple[Decimal, int, int]] = {}
        self.replaced: dict[tuple[str, int], Decimal] = {}
        self.sent: list[tuple[str, Decimal, int]] = []

    def open(self) -> None:
        raise NotImplementedError

    @rule(sent=RECORDS)
    def one_value(self, sent):
        self.sent.append(sent)
        assert self.load.ingest_metric(self.tenant, self._record(sent)) == self._expect(sent)

    @rule(batch=st.lists(RECORDS, min_size=1, max_size=6))
    def a_batch(self, batch):
        self.sent += batch
        outcome = self.load.ingest_batch(self.tenant, [self._record(sent) for sent in batch])
        expected = {}
        for index in sorted(range(len(batch)), key=lambda place: (batch[place][2], place)):
            expected[index] = self._expect(batch[index])
        assert {result.index: result.status.value for result in outcome.results} == expected

    @rule(data=st.data())
    def something_again(self, data):
        if self.sent:
            sent = data.draw(st.sampled_from(self.sent))
            assert self.load.ingest_metric(self.tenant, self._record(sent)) == self._expect(sent)

    @invariant()
    def the_rows_are_those_of_the_model(self):
        view = RetryingStore(self.store, self.strategy)
        keys = [row_key(self.subject, _sk(name)) for name in SLICES]
        found = [value_of(item) for item in view.get_many(metrics_table(self.tenant), keys)]
        assert {row.sk: (row.value, row.recorded_at, row.version) for row in found} == self.rows

    def teardown(self) -> None:
        reader = SeriesReader(self.store, self.strategy)
        for (sk, version), value in self.replaced.items():
            assert reader.replaced(self.tenant, self.subject, sk, version).value == value

    def _record(self, sent):
        name, value, recorded_at = sent
        dimensions = {"region": name} if name else {}
        return record(subject=self.subject, value=value, recordedAt=recorded_at, dimensions=dimensions)

    def _expect(self, sent) -> str:
        """What the model says becomes of a record, done to the model."""
        name, value, recorded_at = sent
        sk = _sk(name)
        if sk not in self.rows:
            self.rows[sk] = (Decimal(value), recorded_at, 1)
            return "created"
        stored, known_since, version = self.rows[sk]
        if recorded_at < known_since:
            return "stale"
        if stored == value:
            self.rows[sk] = (stored, recorded_at, version)
            return "unchanged"
        self.replaced[sk, version] = stored
        self.rows[sk] = (Decimal(value), recorded_at, version + 1)
        return "updated"


def _sk(name: str) -> str:
    encoded = name.replace("#", "%23").replace("&", "%26").replace("=", "%3D")
    return f"2025-Q3#region={encoded}" if name else "2025-Q3"
