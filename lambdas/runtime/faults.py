"""Faults as they are listed in an answer: all of them, as long as the answer can still be sent."""

from collections.abc import Sequence
from typing import Final

from salestalk.contracts.jsontext import dumps
from salestalk.errors import Fault

MAX_FAULT_BYTES: Final = 4_000_000
"""Of all faults in one answer; the rest of it has room beside them in what a function may give (6 MB)."""
_FRAME_BYTES: Final = 100
"""The names, the rule and the quotes around them."""


def fault_size(fault: Fault) -> int:
    """Bytes of a fault in an answer as a function gives it: JSON text within JSON."""
    return len(dumps(dumps(fault.field + fault.message)).encode(errors="replace")) + _FRAME_BYTES


def that_fit(faults: Sequence[Fault], room: int = MAX_FAULT_BYTES) -> list[Fault]:
    """The faults, or the first ``room`` bytes of very many and one that says how many more there are."""
    listed: list[Fault] = []
    for fault in faults:
        room -= fault_size(fault)
        if room < 0:
            return [*listed, Fault("", "more_faults", f"{len(faults) - len(listed)} more faults are not listed.")]
        listed.append(fault)
    return listed
