"""What each kind of request takes of AWS, as kept in ``budget.json`` and held by `tests/integration`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("budget.json")
MEASURES: Final = {
    "round_trips": "round trips in sequence",
    "read_units": "read units",
    "write_units": "write units",
    "sent_bytes": "bytes sent to AWS",
    "received_bytes": "bytes received from AWS",
}


BYTES: Final = frozenset({"sent_bytes", "received_bytes"})
TOLERATED: Final = 0.02
"""Of bytes, which change with every word of an answer and every digit of a confidence; all else is exact."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one request takes: calls by service and operation, round trips in sequence, capacity, bytes of bodies."""

    calls: Mapping[str, int]
    round_trips: int
    read_units: float
    write_units: float
    sent_bytes: int
    received_bytes: int

    def count(self, service: str) -> int:
        """Calls of one service."""
        return sum(number for name, number in self.calls.items() if name.startswith(f"{service}:"))


Budget = Mapping[str, Taken]


def differences(request: str, taken: Taken, allowed: Taken) -> Iterator[str]:
    """Every way in which a request took something else than its budget, by the name of what it is."""
    for call in sorted({*taken.calls, *allowed.calls}):
        made, may = taken.calls.get(call, 0), allowed.calls.get(call, 0)
        if made != may:
            yield f"{request}: {call} is called {made} times, the budget says {may}"
    for measure, told in MEASURES.items():
        made, may = getattr(taken, measure), getattr(allowed, measure)
        if made != may and not (measure in BYTES and abs(made - may) <= TOLERATED * may):
            yield f"{request}: takes {made:,} {told}, the budget says {may:,}"


@cache
def call_budget() -> Budget:
    """The budget that the repository holds, by kind of request."""
    return read(FILE)


def read(path: Path) -> Budget:
    """A budget from its file."""
    given: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {request: Taken(**each) for request, each in given.items()}


def write(budget: Budget, path: Path) -> None:
    """Keep a budget, a request on each line."""
    lines = [f"  {json.dumps(request)}: {json.dumps(asdict(taken))}" for request, taken in budget.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
