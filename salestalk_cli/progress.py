"""What a person sees of a longer job: one line for each stage, with the time it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console


@dataclass(slots=True)
class Progress:
    """Times the stages of a job and says each one on the console (standard error, so that output stays clean)."""

    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))
    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage: said and timed when it went well; a failing one leaves its error to the caller."""
        began = time.perf_counter()
        yield
        self.stages[name] = time.perf_counter() - began
        self.console.print(f"[green]✓[/] {name} [dim]{self.stages[name]:.1f} s[/]")

    @property
    def seconds(self) -> float:
        """How long the job has run."""
        return time.perf_counter() - self.started
