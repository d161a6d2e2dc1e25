"""What each kind of request calls of AWS: the functions as they are wired, run in this process against an emulator.

``python -m tests.performance.calls`` says how the requests stand against their budget, which is kept in
`salestalk_cli/cost/budget.json`, with an emulator of its own; ``--accept`` makes what they take now the budget.

Round trips in sequence are a matter of what waits for what, which times show only when every call takes long: so each
is made to take `SECONDS_A_CALL`. A busy machine can still make two calls follow each other that need not, never
the other way round: so of several runs the least is what is true.
"""

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

import pytest

from runtime import observing
from runtime.http import CORRELATION_HEADER
from salestalk import names
from salestalk.adapters import clients
from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.metering import Meter, Usage, metered
from salestalk.adapters.patience import system_strategy
from salestalk.contracts.jsontext import dumps, loads
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.insights.search import InsightSearch, Occasion
from salestalk_cli.cost import budget
from salestalk_cli.cost.budget import Budget, Taken
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from seed_data.loader import load
from tests.conftest import free_port
from tests.integration.delivery_support import Town
from tests.performance.billing import bill_reads
from tests.unit.functions.fakes import Context
from tests.unit.tenancy.fakes import tenant

SECONDS_A_CALL: Final = 0.05
RUNS: Final = 4
AS_OF: Final = "2026-01-15"
NOW: Final = datetime(2026, 2, 3, 10, 0, 0, tzinfo=UTC)
EXAMPLE: Final = "acme-corp-001"
CHAT_WARM: Final = "POST /chat, warm"
CHAT_COLD: Final = "POST /chat, cold"
CHAT_REPLAY: Final = "POST /chat, the same again"
QUESTIONS: Final = {
    CHAT_WARM: "What was revenue in Q3 2025?",
    f"{CHAT_WARM}, breakdown": "Break down revenue in Q4 2025 by region",
    f"{CHAT_WARM}, trend": "Revenue trend by month in 2025",
    f"{CHAT_WARM}, root cause": "Why did revenue change in Q4 2025?",
}


class Watch(datetime):
    """The time of day for the functions: a minute later at every look, so that no two requests share a second.

    What happens in the same second moves no row within an index, and so costs less.
    """

    looks = 0

    @classmethod
    def now(cls, tz: Any = None) -> "Watch":
        """Always at the same places of a run."""
        Watch.looks += 1
        moment = NOW + timedelta(minutes=Watch.looks)
        return cls.fromtimestamp(moment.timestamp() + 1, tz)


def new_name() -> str:
    """A name of a fixed length that nobody has: how many bytes are sent depends on it."""
    return uuid4().hex[:12]


@dataclass
class Office:
    """Both functions of the API for one tenant with the example's rows, and the calls that each request makes."""

    town: Town
    tenant_id: str
    meters: list[Meter]
    functions: dict[str, ModuleType] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def open(cls, aws: LocalAws, patch: pytest.MonkeyPatch) -> Iterator["Office"]:
        """On the emulator. The functions' own measuring of time stands still, as its digits are bytes."""
        meters: list[Meter] = []

        @contextmanager
        def listening() -> Iterator[Meter]:
            with metered() as meter:
                meters.append(meter)
                yield meter

        name = new_name()
        with Town.build(aws, name, patch) as town:
            _slow_down(patch)
            patch.setattr(observing, "metered", listening)
            patch.setattr(time, "perf_counter", lambda: 0.0)
            patch.setattr(Watch, "looks", 0)
            for name_of_wiring in ("chat_handler.wiring", "metrics_handler.wiring"):
                patch.setattr(f"{name_of_wiring}.datetime", Watch)
            town.add_tenant(name)
            office = cls(town, name, meters)
            office.settle()
            office.start()
            yield office

    def settle(self) -> None:
        """Load the example's rows and look for insights in them, as others do."""
        store, strategy = DynamoItemStore(self.town.aws.client("dynamodb")), system_strategy()
        owner, seed = tenant(self.tenant_id), load(EXAMPLE)
        calendar = owner.metadata.calendar
        ingestion = MetricsIngestion(store, strategy, calendar_of=lambda _: calendar, clock=lambda: NOW)
        ingestion.ingest_batch(self.tenant_id, seed.records, definitions=seed.definitions)
        reader = DynamoMetricReader(store, strategy, self.tenant_id, consistent=True)
        search = InsightSearch(owner, store, strategy, reader, lambda: False, strategy.deadline_in(60))
        search.look(Occasion(("revenue", "orders"), None), NOW)

    def start(self) -> None:
        """Start both functions as Lambda does: nothing is known of any tenant."""
        for name in ("chat_handler", "metrics_handler"):
            self.functions[name] = importlib.reload(importlib.import_module(f"{name}.handler"))

    def call(self, route: str, body: Any = None, *, key: str | None = None, **event: Any) -> tuple[Any, Usage]:
        """A request that must go well: its answer, and the calls that were made for it."""
        claims = {names.TENANT_CLAIM: self.tenant_id, "sub": "user-1"}
        headers = {CORRELATION_HEADER: "c-1", **({"idempotency-key": key} if key else {})}
        request = {
            "routeKey": route,
            "headers": headers,
            "body": dumps(body) if body is not None else "",
            "requestContext": {"requestId": "r", "authorizer": {"jwt": {"claims": claims}}},
            **event,
        }
        served = next(each for each in self.functions.values() if route in each.routes)
        answer = served.handler(request, Context())
        assert answer["statusCode"] in (200, 201), answer["body"]
        return loads(answer["body"]), self.meters[-1].usage

    def ask(self, question: str, session: str | None = None, key: str | None = None) -> tuple[Any, Usage]:
        """A question, with a key as every client should send one."""
        body = {"message": question, "asOf": AS_OF, **({"sessionId": session} if session else {})}
        answer, usage = self.call("POST /chat", body, key=key or new_name())
        assert answer["outcome"] == "answered", answer["answer"]
        return answer, usage


def _slow_down(patch: pytest.MonkeyPatch) -> None:
    known = clients.AwsSession

    class SlowSession(known):  # type: ignore[misc, valid-type]
        """Every call takes a while after it was taken down; reads are billed as AWS bills them."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.events.register_last("before-send", lambda **_: time.sleep(SECONDS_A_CALL))
            bill_reads(self)

    patch.setattr(clients, "AwsSession", SlowSession)


def requests(office: Office) -> Iterator[tuple[str, Usage]]:
    """Every kind of request once, in an order that is part of what is measured."""
    question = QUESTIONS[CHAT_WARM]
    first, cold = office.ask(question)
    yield CHAT_COLD, cold
    session = first["sessionId"]
    for request, text in QUESTIONS.items():
        yield request, office.ask(text, session)[1]
    key = new_name()
    said, _ = office.ask(question, session, key)
    yield CHAT_REPLAY, office.ask(question, session, key)[1]
    by_id: dict[str, Any] = {"pathParameters": {"id": session}}
    yield "GET /sessions", office.call("GET /sessions")[1]
    yield "GET /sessions/{id}/messages", office.call("GET /sessions/{id}/messages", **by_id)[1]
    message: dict[str, Any] = {"pathParameters": {"id": said["messageId"]}}
    yield "GET /messages/{id}/verify", office.call("GET /messages/{id}/verify", **message)[1]
    yield "GET /insights", office.call("GET /insights")[1]
    yield from _about_metrics(office)


def _about_metrics(office: Office) -> Iterator[tuple[str, Usage]]:
    office.call("GET /metrics")
    yield "GET /metrics", office.call("GET /metrics")[1]
    subject: dict[str, Any] = {"pathParameters": {"subject": "revenue"}}
    months: dict[str, Any] = {"queryStringParameters": {"granularity": "month"}}
    yield "GET /metrics/{subject}", office.call("GET /metrics/{subject}", **subject, **months)[1]
    yield "POST /metrics, 1 record", office.call("POST /metrics", _rows(2001, 1))[1]
    yield "POST /metrics, 100 records", office.call("POST /metrics", _rows(2002, 100))[1]
    yield "GET /usage", office.call("GET /usage")[1]


def _rows(year: int, number: int) -> Sequence[Mapping[str, Any]]:
    """New rows of a metric that is known: days of slices, for which there is no total to compare with."""
    return [
        {
            "subject": "revenue",
            "period": f"{year}-{1 + day // 28:02}-{1 + day % 28:02}",
            "value": 100_000 + day,
            "unit": "USD",
            "dimensions": {"region": "EMEA"},
        }
        for day in range(number)
    ]


def taken(usage: Usage) -> Taken:
    """What calls come to. Raises `AssertionError` for one that failed otherwise than on purpose."""
    told = usage.told()
    return Taken(
        calls=usage.by_name,
        round_trips=usage.round_trips,
        read_units=usage.read_units,
        write_units=usage.write_units,
        sent_bytes=told["sentBytes"],
        received_bytes=told["receivedBytes"],
    )


def measure(aws: LocalAws, allowed: Budget | None = None, runs: int = RUNS) -> Budget:
    """What every kind of request takes; measured again while more round trips were seen than are ``allowed``."""
    found: dict[str, Taken] = {}
    for _ in range(runs):
        for request, taking in _once(aws).items():
            least = min(taking.round_trips, found.get(request, taking).round_trips)
            found[request] = replace(taking, round_trips=least)
        if allowed is not None and all(
            request in allowed and each.round_trips <= allowed[request].round_trips for request, each in found.items()
        ):
            break
    return found


def _once(aws: LocalAws) -> Budget:
    with pytest.MonkeyPatch.context() as patch, Office.open(aws, patch) as office:
        return {request: taken(usage) for request, usage in requests(office)}


def judge(found: Budget, allowed: Budget) -> list[str]:
    """Everything in which requests differ from their budget, by name."""
    said = [f"{request}: has no budget" for request in found if request not in allowed]
    said += [f"{request}: is in the budget and not measured" for request in allowed if request not in found]
    for request in found.keys() & allowed.keys():
        said += budget.differences(request, found[request], allowed[request])
    return sorted(said)


def run(aws: LocalAws, *, accepting: bool, say: Callable[[str], Any]) -> int:
    """Measure and compare, or accept. 1 when something differs."""
    allowed = budget.read(budget.FILE) if budget.FILE.exists() else {}
    found = measure(aws, None if accepting else allowed)
    for sentence in judge(found, allowed):
        say(f"{sentence}\n")
    if accepting:
        budget.write(found, budget.FILE)
    return 0 if accepting or not judge(found, allowed) else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="make what requests take now their budget")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="salestalk-calls-") as folder:
        emulator, port = Emulator(Installation(state=Path(folder))), free_port()
        emulator.start(port)
        try:
            return run(LocalAws(f"http://localhost:{port}"), accepting=options.accept, say=sys.stdout.write)
        finally:
            emulator.stop()


if __name__ == "__main__":
    sys.exit(main())
