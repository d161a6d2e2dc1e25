"""One labelled question, and how well it was understood."""

from dataclasses import dataclass

from salestalk.understanding import Understanding
from tests.evaluation.labels import Label, Verdict


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One question, what was made of it, and what of that was right."""

    label: Label
    understood: Understanding
    verdict: Verdict
