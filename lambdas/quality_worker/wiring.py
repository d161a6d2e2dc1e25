"""What quality-worker is made of: the one place where its parts are put together."""

import os

from quality_worker.settings import QualitySettings
from runtime.marking import MarksOf, marks_of
from runtime.settings import from_environment
from salestalk import names
from salestalk.adapters.clients import aws_session


def make_marks() -> MarksOf:
    """The composition root. Raises `SettingsIncomplete`."""
    return marks_of(from_environment(QualitySettings, os.environ), aws_session(), names.QUALITY_WORKER)
