"""The fixed work that instructions are counted for, a process for each part.

Parts nest: what a workload costs is the difference between the part that does it and the part that prepares for it.
Nothing here depends on the time, the machine or the order of a set.
"""

import gc
import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Final


def prepare() -> None:
    """All that is imported, and nothing done."""
    _stages()


def vocabulary() -> None:
    """The vocabulary loaded, and two questions read: what is prepared at first use, for misspelt words too, is part
    of loading."""
    _stages()
    _read(("What was revenue in Q3?", "revenu in the secnd quarter"))


def questions() -> None:
    """The hundred questions, each read once."""
    from tests.performance.questions import fixed  # noqa: PLC0415 - a part imports only what it measures

    vocabulary()
    _settle()
    _read(fixed())


def tenant() -> None:
    """The tenant with two hundred slices, asked every kind of question once: what is built at first use is there."""
    _asked(0)


def answers() -> None:
    """Twenty answers of the five stages: every kind of question, and a few of them a second time."""
    _asked(20)


def boto3_and_logger() -> None:
    """What any function of this kind has to import and make."""
    from tests.performance.footing import make_footing  # noqa: PLC0415

    make_footing()


def handler(name: str) -> None:
    """A function's module, as Lambda imports it."""
    importlib.import_module(f"{name}.handler")


def _stages() -> None:
    importlib.import_module("salestalk.conversation.stages")
    importlib.import_module("tests.performance.questions")


def _read(texts: tuple[str, ...]) -> None:
    from salestalk.calendar import FiscalCalendar  # noqa: PLC0415
    from salestalk.understanding import lexicon_for, understand  # noqa: PLC0415
    from tests.performance.questions import AS_OF  # noqa: PLC0415

    lexicon, calendar = lexicon_for(None), FiscalCalendar()
    for text in texts:
        understand(text, None, calendar=calendar, as_of=AS_OF, lexicon=lexicon)


def _asked(times: int) -> None:
    from salestalk.conversation.stages import reply_to  # noqa: PLC0415
    from tests.performance.questions import AS_OF, KINDS  # noqa: PLC0415
    from tests.performance.tenant import year_of_months  # noqa: PLC0415

    example = year_of_months(200)
    for number in range(len(KINDS) + times):
        if number == len(KINDS):
            _settle()
        text = KINDS[number % len(KINDS)].question
        reply_to(text, None, knowledge=example.knowledge, reader=example.shelf, as_of=AS_OF, clock=float)


def _settle() -> None:
    """Leave the garbage of the preparation behind, so that it is not collected in the middle of what is counted."""
    gc.collect()
    gc.freeze()


PARTS: Final[Mapping[str, Callable[[], None]]] = {
    "answers": answers,
    "chat_handler": lambda: handler("chat_handler"),
    "metrics_handler": lambda: handler("metrics_handler"),
    "tenant": tenant,
    "questions": questions,
    "vocabulary": vocabulary,
    "prepare": prepare,
    "boto3-and-logger": boto3_and_logger,
    "nothing": lambda: None,
}
"""Those that take longest first. One process may do several, which leaves the bytecode of all of them behind."""


if __name__ == "__main__":
    for name in sys.argv[1:]:
        PARTS[name]()
