"""What every narrator works with: the findings in words, and the tale it gives back."""

from collections.abc import Sequence
from typing import Any

from salestalk.analysis.model import Findings
from salestalk.calendar import Period
from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry
from salestalk.narration.prose import Sentence, selected, when
from salestalk.planning.timeline import Timeline
from salestalk.planning.wording import Data, agreeing, metric_inside, metric_name, period_label
from salestalk.values import frozen


@frozen
class Tale:
    """Sentences and chart of one answer."""

    sentences: tuple[Sentence, ...]
    chart: dict[str, Any] | None = None
    outcome: Outcome = Outcome.ANSWERED
    reason: str | None = None


@frozen
class Story:
    """Findings with the words for their subject and their periods."""

    findings: Findings

    @property
    def timeline(self) -> Timeline:
        """Calendar and day of the question."""
        return self.findings.plan.timeline

    @property
    def entry(self) -> CatalogEntry:
        """The subject."""
        return self.findings.plan.entry

    @property
    def subject(self) -> Sentence:
        """The subject with what it is limited to: "Revenue for EMEA"."""
        return (metric_name(self.entry), *selected(self.findings.plan.selection))

    @property
    def was(self) -> str:
        """The verb: "was" or "were"."""
        return agreeing(self.entry, "was", "were")

    def other(self, subject: str) -> Data:
        """Another metric's name within a sentence."""
        return metric_inside(self.findings.plan.metrics[subject])

    def label(self, period: Period) -> Data:
        """A period in words."""
        return period_label(period, self.timeline.calendar)

    def when(self, periods: Sequence[Period]) -> Sentence:
        """Periods with their preposition."""
        return when(periods, self.timeline)
