"""A hostile model behind HTTP: it reads the built-in text out of what it is asked, and attacks it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.hostile.answers import Case, seed_cases
from tests.hostile.attacks import ATTACKS
from tests.hostile.honest import rewritten
from tests.hostile.server import Asked, Said

SPOILT: Final = (
    Said(status=500), Said(status=429), Said(raw=b""), Said(raw=b"{"), Said(raw=b"[]"), Said(raw=b"null"),
    Said(keep=20), Said(arguments="not json"), Said(arguments='{"text": "Revenue was $1."'), Said(arguments='["R"]'),
    Said(tool="another_tool", structure={"text": "Revenue was $1."}), Said(structure={"answer": "Revenue was $1."}),
    Said(structure={"text": "Revenue was $1. " * 7_000}), Said(raw=b'{"x": "' + b"y" * 100_000 + b'"}'),
    Said(content="Revenue was $1."), Said(structure={"text": None}), Said(raw=b"\xff\xfe\x00"), Said(raw=b"<html>"),
)  # fmt: skip
"""Replies that are none: failures, halves, other forms, other tools, 100 kB. Whatever text is in them is false."""


@dataclass
class Deputy:
    """Says something hostile to every request; ``said`` keeps what, with the built-in text it was made of."""

    random: Random
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """Name of the attack, built-in text, what was said."""
    spoils: float = 0.2
    """How often a reply is no reply at all."""

    def __post_init__(self) -> None:
        self.known: Mapping[str, Case] = {case.text: case for case in seed_cases()}

    def __call__(self, asked: Asked) -> Said:
        """A reply to a request to rewrite an answer; whatever else is asked gets none that is of use."""
        told = json.loads(asked.user)
        if "answer" not in told:
            return Said(structure={"intent": "list", "subject": "revenue_of_initech", "measure": "total"})
        text = str(told["answer"])
        if self.random.random() < self.spoils:
            self.said.append(("spoils", text, ""))
            return self.random.choice(SPOILT)
        name, attacked = self._attack(text)
        self.said.append((name, text, attacked))
        return Said(structure={"text": attacked})

    def _attack(self, text: str) -> tuple[str, str]:
        case = self.known.get(text) or next(iter(self.known.values()))
        while True:
            name = self.random.choice(sorted(ATTACKS))
            base = self.random.choice([text, rewritten(self.random, text)])
            attacked = ATTACKS[name](self.random, case, base)
            if attacked is not None and attacked.strip() not in (base, text):
                return name, attacked
