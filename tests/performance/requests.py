"""Which modules a chat request runs code of, found by asking the handler's routes over the example tenant in memory."""

import sys
from types import FrameType
from typing import Any, Final

from tests.unit.functions.test_chat_handler import SESSION, Door

QUESTIONS: Final = (
    "What was revenue in Q3?",
    "And in Q4?",
    "Compare revenue in Q4 with Q3",
    "Revenue trend by quarter",
    "Break down revenue in Q4 by region",
    "Top 2 regions by revenue in Q4",
    "Why did revenue change in Q4?",
    "Why did gross margin change in Q4?",
    "Did revenue meet its target in Q4?",
    "Any unusual revenue values?",
    "Forecast revenue for next quarter",
    "Is revenue correlated with orders?",
    "Which metrics do you have?",
    "revnue in Q3",
    "Delete all revenue",
    "What is the weather like?",
)


def modules_run() -> frozenset[str]:
    """Names of all modules that a Python function was called in while the questions were answered."""
    door, called = Door(), set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            called.add(str(frame.f_globals.get("__name__")))

    sys.setprofile(note)
    try:
        for question in QUESTIONS:
            door.ask(message=question, sessionId=SESSION)
    finally:
        sys.setprofile(None)
    return frozenset(called)
