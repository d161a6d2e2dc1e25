"""What welcome-worker is made of: the one place where its parts are put together."""

import os

from runtime.marking import marks_of
from runtime.settings import from_environment
from salestalk import names
from salestalk.adapters.clients import PROMPT, aws_session
from salestalk.adapters.operators_sns import OperatorsTopic
from salestalk.adapters.patience import system_strategy
from welcome_worker.settings import WelcomeSettings
from welcome_worker.welcoming import Welcoming


def make_welcoming() -> Welcoming:
    """The composition root. Raises `SettingsIncomplete`."""
    settings = from_environment(WelcomeSettings, os.environ)
    session = aws_session()
    topic = OperatorsTopic(session.client("sns", config=PROMPT), settings.topic_arn, system_strategy())
    return Welcoming(topic, marks_of(settings, session, names.WELCOME_WORKER))
