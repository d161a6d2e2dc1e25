"""What is known of a question when its intent is decided, and how a feature of it is told."""

from collections.abc import Callable
from typing import NamedTuple

from salestalk.understanding.slots.groups import Group
from salestalk.understanding.slots.sentence import Sentence
from salestalk.understanding.slots.subjects import SubjectReading
from salestalk.understanding.times.reading import TimeReading


class Parts(NamedTuple):
    """What is known of a question when its intent is decided."""

    sentence: Sentence
    time: TimeReading
    subject: SubjectReading
    groups: tuple[Group, ...]
    ranked: bool
    slices: bool
    """Whether several values of one dimension are put beside each other."""


class Test(NamedTuple):
    """A feature and whether a question has it; never without one of ``words``, where any are given."""

    feature: str
    holds: Callable[[Parts, list[str]], bool]
    words: frozenset[str] = frozenset()
