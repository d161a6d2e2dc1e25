"""A day of questions through the call budget: ``python -m tools.simulate_day [--tenants N] [--messages M] [--json]``.

Tenants are of uneven size (the second asks half as much as the first, the third a third), live in three parts of the
world, and ask in conversations during their working day. Each question takes of AWS what the call budget measured for
its kind, and what its function knows of the tenant by then. All is drawn from one seed: the same day each time.

Assumptions, on the safe side where they matter: a question takes `ANSWER_SECONDS`, of which a round trip is
`TRIP_SECONDS`, and a new function another `START_SECONDS`; Lambda gives a call to the function that was used last,
and takes idle ones away after `IDLE_SECONDS`.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from heapq import heappop, heappush
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple, TypeVar

from salestalk.adapters.tenant_sessions import CACHED_TENANTS, RENEWED_BEFORE_END, SESSION_SECONDS
from salestalk.contracts.jsontext import dumps
from salestalk.contracts.tenant import Plan
from salestalk.conversation.basis import REMEMBERED_TENANTS
from salestalk.tenancy.plans import PLANS
from salestalk.tenancy.registry import SERVED_FROM_CACHE_SECONDS
from salestalk_cli.cost import work
from salestalk_cli.cost.bills import bill
from salestalk_cli.cost.budget import Taken, call_budget

COLD: Final = call_budget()["POST /chat, cold"]
WARM: Final = call_budget()["POST /chat, warm"]
TRIP_SECONDS: Final = 0.05
OWN_SECONDS: Final = float(work.ANSWER_SECONDS) - WARM.round_trips * TRIP_SECONDS
START_SECONDS: Final = 0.5
IDLE_SECONDS: Final = 600
CREDENTIALS_SECONDS: Final = SESSION_SECONDS - RENEWED_BEFORE_END.total_seconds()
TURNS: Final = 5
"""Questions of a conversation, on average."""
PAUSE_SECONDS: Final = 45
HOURS: Final = (0, 0, 0, 0, 0, 1, 3, 7, 14, 17, 15, 11, 8, 12, 15, 13, 10, 6, 3, 2, 1, 1, 0, 0)
"""How much is asked in each hour of a tenant's day."""
PLACES: Final[Mapping[int, int]] = {-5: 45, 1: 35, 8: 20}
"""Of a hundred tenants, how many live so many hours east of Greenwich."""
DAY: Final = 86_400

Known = TypeVar("Known")


@dataclass(slots=True)
class Environment:
    """A function that was started, and what it knows of which tenant, some of it until when."""

    idle_since: float = 0.0
    credentials: dict[int, float] = field(default_factory=dict)
    served: dict[int, float] = field(default_factory=dict)
    catalogs: dict[int, None] = field(default_factory=dict)

    def asks(self, tenant: int, now: float) -> "Asked":
        """What a question of this tenant asks for beyond what a warm one does: credentials and the registry's entry at
        the same time, then the catalog that it is not read with from memory, which rows wait for.
        """
        has_credentials = self.credentials.get(tenant, 0) > now
        is_served = self.served.get(tenant, 0) > now
        is_known = tenant in self.catalogs
        if not is_served:
            self.served[tenant] = now + SERVED_FROM_CACHE_SECONDS
        if not has_credentials:
            _remember(self.credentials, tenant, now + CREDENTIALS_SECONDS, CACHED_TENANTS)
        _remember(self.catalogs, tenant, None, REMEMBERED_TENANTS)
        return Asked(
            trips=int(not (is_served and has_credentials)) + int(not is_known),
            assumes=not has_credentials,
            looks_up=not is_served,
        )


class Asked(NamedTuple):
    """What a function had to ask for before it could begin: round trips in sequence, and which calls."""

    trips: int
    assumes: bool
    looks_up: bool


def _remember(known: dict[int, Known], tenant: int, value: Known, most: int) -> None:
    """As the one that is forgotten last."""
    known.pop(tenant, None)
    known[tenant] = value
    if len(known) > most:
        del known[next(iter(known))]


@dataclass(slots=True)
class Fleet:
    """The functions that were started: those that work, by when they end, and the others, the last used at the end."""

    busy: list[tuple[float, int, Environment]] = field(default_factory=list)
    idle: list[Environment] = field(default_factory=list)

    def take(self, now: float) -> Environment | None:
        """One that is free, if any."""
        while self.busy and self.busy[0][0] <= now:
            ended, _, free = heappop(self.busy)
            free.idle_since = ended
            self.idle.append(free)
        while self.idle and now - self.idle[0].idle_since > IDLE_SECONDS:
            del self.idle[0]
        return self.idle.pop() if self.idle else None

    def work(self, environment: Environment, until: float, number: int) -> None:
        """Let it work; ``number`` tells apart those that end together."""
        heappush(self.busy, (until, number, environment))


@dataclass(slots=True)
class Day:
    """What happened."""

    tenants: int
    questions: int = 0
    refused: int = 0
    largest_tenant: int = 0
    starts: int = 0
    most_at_once: int = 0
    most_environments: int = 0
    seconds: float = 0.0
    waits: Counter[int] = field(default_factory=Counter)
    """Questions by the round trips they waited for."""
    calls: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0
    write_units: float = 0.0
    peaks: dict[str, int] = field(default_factory=dict)
    """The most in one second, by what is counted."""

    def add(self, taken: Taken, trips: int, seconds: float, *, starts: bool, assumes: bool, looks_up: bool) -> None:
        """A question that was answered."""
        self.questions += 1
        self.starts += starts
        self.seconds += seconds
        self.waits[trips] += 1
        self.calls.update(taken.calls)
        self.calls["sts:AssumeRole"] += assumes
        self.calls["dynamodb:GetItem"] += looks_up
        self.read_units += taken.read_units + looks_up
        self.write_units += taken.write_units

    @property
    def usd(self) -> Decimal:
        """What the day's questions cost, without a model and without what the platform costs anyhow."""
        usual = {"dynamodb-write", "dynamodb-read", "lambda-time"}
        following = [line for line in work.question().lines if line.price not in usual]
        counted = bill(
            "counted",
            {
                ("dynamodb-write", "questions"): Decimal(str(self.write_units))
                + work.FOLLOWING_WRITES * self.questions,
                ("dynamodb-read", "questions"): Decimal(str(self.read_units)) + work.FOLLOWING_READS * self.questions,
                ("lambda-time", "chat"): Decimal(str(round(self.seconds, 3))),
                ("lambda-time", "workers"): work.WORKERS * work.WORKER_SECONDS * work.WORKER_GB * self.questions,
            },
        )
        return counted.usd + sum((line.usd for line in following), Decimal(0)) * self.questions


def simulate(*, tenants: int, messages: int, seed: int = 1) -> Day:
    """The day. Half of the messages are questions, the others their answers."""
    rng, day, fleet = Random(seed), Day(tenants), Fleet()  # noqa: S311 - a day made up, no secret
    allowance, rates, hottest = _Allowance(tenants, messages // 2), _Rates(), Counter[tuple[int, int]]()
    for number, (now, tenant) in enumerate(_questions(rng, tenants, messages // 2)):
        if not allowance.take(tenant, now):
            day.refused += 1
            continue
        free, taken = fleet.take(now), rng.choice(work.KINDS_OF_QUESTIONS)
        environment = free or Environment()
        more, assumes, looks_up = environment.asks(tenant, now)
        trips = taken.round_trips + more
        seconds = OWN_SECONDS + trips * TRIP_SECONDS + (START_SECONDS if free is None else 0)
        fleet.work(environment, now + seconds, number)
        day.add(taken, trips, seconds, starts=free is None, assumes=assumes, looks_up=looks_up)
        day.most_at_once = max(day.most_at_once, len(fleet.busy))
        day.most_environments = max(day.most_environments, len(fleet.busy) + len(fleet.idle))
        rates.add(int(now), taken, assumes=assumes, looks_up=looks_up)
        hottest[tenant, int(now)] += 1
    day.largest_tenant = max(allowance.asked.values(), default=0)
    day.peaks = rates.peaks() | {"questions of one tenant": max(hottest.values(), default=0)}
    return day


class _Rates:
    """What happens in each second."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[int]] = {
            name: Counter() for name in ("questions", "sts", "eventbridge", "sqs", "dynamodb")
        }

    def add(self, second: int, taken: Taken, *, assumes: bool, looks_up: bool) -> None:
        """A question."""
        self._counts["questions"][second] += 1
        self._counts["sts"][second] += assumes
        self._counts["eventbridge"][second] += taken.count("eventbridge")
        self._counts["sqs"][second] += taken.count("sqs")
        self._counts["dynamodb"][second] += taken.count("dynamodb") + looks_up

    def peaks(self) -> dict[str, int]:
        """The most of each in one second."""
        return {name: max(counts.values(), default=0) for name, counts in self._counts.items()}


class _Allowance:
    """What plans allow: a tenant has the smallest one whose day is twice what it is expected to ask."""

    def __init__(self, tenants: int, questions: int) -> None:
        total = sum(_weights(tenants))
        self._plans = [_plan_of(2 * questions * weight / total) for weight in _weights(tenants)]
        self._minutes: Counter[tuple[int, int]] = Counter()
        self.asked: Counter[int] = Counter()

    def take(self, tenant: int, now: float) -> bool:
        """Whether one more question is within the tenant's limits."""
        limits, minute = PLANS[self._plans[tenant]], int(now // 60)
        full = self.asked[tenant] >= limits.questions_per_day
        if full or self._minutes[tenant, minute] >= limits.questions_per_minute:
            return False
        self.asked[tenant] += 1
        self._minutes[tenant, minute] += 1
        return True


def _plan_of(questions_a_day: float) -> Plan:
    return next(
        (plan for plan, limits in PLANS.items() if limits.questions_per_day >= questions_a_day), Plan.ENTERPRISE
    )


def _weights(tenants: int) -> list[float]:
    return [1 / rank for rank in range(1, tenants + 1)]


def _questions(rng: Random, tenants: int, number: int) -> Iterator[tuple[float, int]]:
    """When each question is asked (seconds of the day in UTC), in order, and by whom."""
    by_size, hours = list(accumulate(_weights(tenants))), list(accumulate(HOURS))
    places = rng.choices(list(PLACES), weights=list(PLACES.values()), k=tenants)
    asked: list[tuple[float, int]] = []
    while len(asked) < number:
        tenant = rng.choices(range(tenants), cum_weights=by_size)[0]
        hour = rng.choices(range(24), cum_weights=hours)[0]
        moment = (hour - places[tenant] + rng.random()) * 3600
        for _ in range(1 + int(rng.expovariate(1 / (TURNS - 0.5)))):
            asked.append((moment % DAY, tenant))
            moment += rng.expovariate(1 / PAUSE_SECONDS)
    yield from sorted(asked[:number])


def main(arguments: Sequence[str] | None = None, say: Callable[[str], object] = sys.stdout.write) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tenants", type=int, default=1_000)
    parser.add_argument("--messages", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    day = simulate(tenants=options.tenants, messages=options.messages, seed=options.seed)
    told = {
        **{each.name: getattr(day, each.name) for each in fields(day)},
        "seconds": round(day.seconds),
        "waits": {str(trips): number for trips, number in sorted(day.waits.items())},
        "read_units": round(day.read_units),
        "write_units": round(day.write_units),
        "usd": day.usd.quantize(Decimal("0.01")),
    }
    say(dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
