"""What an attack is, who has to refuse it, and how the refusals are counted."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.attack.scene import Scene

FEW_AT_ONCE = 8
"""For a sample: every caller more is a process more that has to start."""


class Layer(StrEnum):
    """Who refused."""

    AUTHORIZER = "authorizer"
    """API Gateway's token check: 401, and no function ran."""
    GATEWAY = "gateway"
    """API Gateway knows no such call: 404, and no function ran."""
    CODE = "our code"
    """A problem document of ours (400 to 409), or the domain's own refusal."""
    IAM = "IAM"
    """AWS denied the credentials."""
    S3 = "S3"
    """S3 found a signed form or address changed, or signed by somebody who may not."""
    OWN = "own data"
    """Nothing was gained, so nothing was refused: what was added is passed over, the caller's own data answered."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of an attempt: who refused it (None: nobody, or we failed), and all that was said."""

    layer: Layer | None
    said: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attack: what it is, who may refuse it, and how to make it."""

    name: str
    expected: frozenset[Layer]
    make: Callable[[], Seen]


def attempt(name: str, make: Callable[[], Seen], *expected: Layer) -> Attempt:
    """An attempt that exactly these layers may refuse."""
    return Attempt(name, frozenset(expected), make)


@dataclass(frozen=True, slots=True)
class AttackClass:
    """A kind of attacks. ``attempts`` gives the same ones for the same random numbers."""

    title: str
    attempts: Callable[["Scene", random.Random], Iterable[Attempt]]
    at_once: int = 4


@dataclass(slots=True)
class Tally:
    """What came of a class of attacks."""

    title: str
    layers: Counter[Layer] = field(default_factory=Counter)
    successes: list[str] = field(default_factory=list)
    """What got through: data of another tenant was seen or changed, or nobody refused."""
    elsewhere: list[str] = field(default_factory=list)
    """What was refused by another layer than the one that has to, which may then be missing."""

    @property
    def made(self) -> int:
        """How many attempts."""
        return self.layers.total() + len(self.successes) + len(self.elsewhere)


def planned(kind: AttackClass, scene: "Scene", seed: int, sample: int | None = None) -> Sequence[Attempt]:
    """The attempts of a class for a seed; with ``sample`` so many of them, spread over all."""
    attempts = list(kind.attempts(scene, random.Random(f"{seed}/{kind.title}")))
    if sample is None or len(attempts) <= sample:
        return attempts
    chosen = random.Random(seed).sample(range(len(attempts)), sample)
    return [attempts[position] for position in sorted(chosen)]


def run(kind: AttackClass, scene: "Scene", seed: int, sample: int | None = None) -> Tally:
    """Make the attempts of a class, and see that nothing of any victim came out or was changed."""
    attempts = planned(kind, scene, seed, sample)
    before = scene.belongings()
    tally = Tally(kind.title)
    with ThreadPoolExecutor(kind.at_once if sample is None else min(kind.at_once, FEW_AT_ONCE)) as pool:
        for made, seen in zip(attempts, pool.map(lambda each: each.make(), attempts), strict=True):
            _count(tally, made, seen, scene.secrets_in(seen.said))
    after = scene.belongings()
    tally.successes += [f"changed: {name}" for name in sorted(before) if before[name] != after[name]]
    return tally


def _count(tally: Tally, made: Attempt, seen: Seen, leaked: Sequence[str]) -> None:
    told = f"{made.name}: {seen.said[:1500]}"
    if leaked:
        tally.successes.append(f"leaked {leaked}: {told}")
    elif seen.layer is None:
        tally.successes.append(told)
    elif seen.layer in made.expected:
        tally.layers[seen.layer] += 1
    else:
        tally.elsewhere.append(f"by {seen.layer} instead of {sorted(made.expected)}: {told}")
