"""Whether an answer costs what it needs or what is stored: the same questions about metrics of 10 to 100,000 rows.

``python -m tests.performance rows`` deploys the platform to an emulator of its own. All metrics are one
tenant's and have the same few rows that the questions need; they are asked in turn, over HTTP. What each answer
consumed, the function's own log line says. The emulator goes through a whole partition for every range of keys, which
DynamoDB does not: so the time of one bare query stands beside, and only answers by key are held to a time.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from uuid import uuid4

from runtime.http import CORRELATION_HEADER
from salestalk import names
from salestalk.contracts.metric import metric_pk
from salestalk_cli.local.aws import LocalAws
from tests.conftest import free_port
from tests.performance import document
from tests.performance.bench_tenants import platform
from tests.performance.driver import Visitor
from tests.performance.figures import Figure, Outcome, counted, ratio
from tests.performance.registry import Given
from tests.performance.scene import CHAT, held_still
from tests.performance.stored_rows import fill
from tests.performance.timing import percentile
from tools.sections import table

METRICS: Final = {10: "espresso_cups", 1_000: "oat_biscuits", 10_000: "paper_straws", 100_000: "lemon_tarts"}
BY_KEY: Final = "four totals, by their keys"
BY_RANGE: Final = "a total and a range of six slices"
QUESTIONS: Final = {BY_KEY: "Trend of {} by quarter in 2025", BY_RANGE: "Break down {} in Q4 2025 by region"}
TURNS: Final = {BY_KEY: 40, BY_RANGE: 3}
MOST_IN_A_RANGE: Final = 10_000
"""Of more the emulator takes longer for a range than our clients wait for an answer."""
WARM_UP: Final = 1
LIMIT: Final = 1.1
"""Of the time: what is above one is the machine's noise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: to which question, about a metric of how many rows, its milliseconds, and read units consumed."""

    question: str
    rows: int
    ms: float
    units: float


@dataclass(frozen=True, slots=True)
class Found:
    """All answers, in the order in which they were given; by rows, a bare query of that range: milliseconds, units."""

    answers: Sequence[Asked]
    bare: Mapping[int, tuple[float, float]]

    def sizes(self, question: str) -> list[int]:
        """How many rows the metrics have that it was asked about."""
        return sorted({each.rows for each in self.answers if each.question == question})

    def of(self, question: str, rows: int) -> list[Asked]:
        """The answers to a question about one metric."""
        return [each for each in self.answers if (each.question, each.rows) == (question, rows)]

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """Milliseconds of answers by key with the fewest rows and with the most, turn by turn."""
        sizes = self.sizes(BY_KEY)
        few, many = self.of(BY_KEY, sizes[0]), self.of(BY_KEY, sizes[-1])
        return [(one.ms, other.ms) for one, other in zip(few, many, strict=True)]

    @property
    def growth(self) -> float:
        """Their median with the most rows through that with the fewest."""
        return median(many for _, many in self.pairs) / median(few for few, _ in self.pairs)

    def units(self, question: str, rows: int) -> float:
        """Read units of an answer: the least, as every ten seconds one looks the tenant up besides."""
        return min(each.units for each in self.of(question, rows))


def ask(aws: LocalAws, visitor: Visitor, metrics: Mapping[int, str], turns: Mapping[str, int]) -> list[Asked]:
    """All questions about all metrics in turn, the order turned round each time."""
    taken: dict[str, tuple[str, int, float]] = {}
    for turn in range(WARM_UP + max(turns.values())):
        due = [question for question in turns if turn < WARM_UP + turns[question]]
        asked = [(each, rows) for each in due for rows in metrics if each == BY_KEY or rows <= MOST_IN_A_RANGE]
        for question, rows in sorted(asked, reverse=bool(turn % 2)):
            name = uuid4().hex
            body = {"message": QUESTIONS[question].format(metrics[rows].replace("_", " "))}
            began = time.perf_counter()
            status, answer = visitor.post(CHAT, body, {CORRELATION_HEADER: name})
            took = (time.perf_counter() - began) * 1000
            if status != 200 or json.loads(answer)["outcome"] != "answered":
                raise RuntimeError(f"{body} was not answered: {status} {answer[:500]!r}")
            if turn >= WARM_UP:
                taken[name] = question, rows, took
    units = consumed(aws)
    return [Asked(question, rows, ms, units[name]) for name, (question, rows, ms) in taken.items()]


def bare_query(aws: LocalAws, tenant_id: str, subject: str) -> tuple[float, float]:
    """One query of the slices without anything of ours: milliseconds, the best of two, and read units."""
    client, taken, units = aws.client("dynamodb"), [], 0.0
    values: Any = {":p": {"S": metric_pk(subject)}, ":s": {"S": "2025-Q4#region="}}
    for _ in range(2):
        began = time.perf_counter()
        answer = client.query(
            TableName=names.metrics_table(tenant_id),
            KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
            ExpressionAttributeValues=values,
            ReturnConsumedCapacity="TOTAL",
        )
        taken.append((time.perf_counter() - began) * 1000)
        units = answer["ConsumedCapacity"]["CapacityUnits"]
    return min(taken), units


def consumed(aws: LocalAws) -> dict[str, float]:
    """Read units of each chat by its correlation id, as its log line says."""
    lines = (json.loads(text) for text in _messages(aws.client("logs")) if text.startswith("{"))
    return {line["correlationId"]: line["aws"]["readUnits"] for line in lines if line.get("route") == f"POST {CHAT}"}


def _messages(logs: Any) -> Iterator[str]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{names.CHAT_HANDLER}")
    for page in pages:
        for event in page["events"]:
            yield from event["message"].splitlines()


def run(given: Given) -> Found:
    """Measure on a platform of the bench's own, which is gone afterwards."""
    metrics = dict(list(METRICS.items())[: given.some(len(METRICS), 2)])
    with platform(free_port()) as bench:
        [tenant] = bench.onboard(1)
        seat = bench.seat(tenant.tenant_id)
        with held_still(bench.aws):  # or whatever looks for insights goes through all of it, too
            for rows, subject in metrics.items():
                fill(bench.aws, seat, tenant.tenant_id, subject, rows)
            turns = {question: given.some(number, 1) for question, number in TURNS.items()}
            answers = ask(bench.aws, Visitor(seat.url, str(seat.token)), metrics, turns)
            bare = {rows: bare_query(bench.aws, tenant.tenant_id, subject) for rows, subject in metrics.items()}
            return Found(answers, bare)


def section(found: Found) -> str:
    """The section of the document."""
    head = ("an answer needs", "rows stored", "P50, ms", "P95, ms", "read units")
    lines = [
        (
            question,
            f"{rows:,}",
            f"{median(each.ms for each in found.of(question, rows)):.1f}",
            f"{percentile([each.ms for each in found.of(question, rows)], 0.95):.1f}",
            f"{found.units(question, rows):g}",
        )
        for question in QUESTIONS
        for rows in found.sizes(question)
    ]
    lines += [
        ("the range alone, by a bare query", f"{rows:,}", f"{ms:.1f}", "–", f"{units:g}")
        for rows, (ms, units) in found.bare.items()
    ]
    return "\n\n".join(
        (
            document.conditions(),
            table(head, lines),
            f"By keys, the median of most rows through that of fewest: {found.growth:.2f} (aim ≤ {LIMIT}).",
        )
    )


def outcome(found: Found) -> Outcome:
    """What the runner is told."""
    figures: list[Figure] = []
    missed: list[str] = []
    for question, name in ((BY_KEY, "by_key"), (BY_RANGE, "by_range")):
        sizes = found.sizes(question)
        figures += [counted(f"rows.{name}.read_units.{size}", found.units(question, size), "units") for size in sizes]
        if len({found.units(question, size) for size in sizes}) > 1:
            missed.append(f"{question}: what is read depends on the rows stored")
    figures.append(ratio("rows.by_key.most_through_fewest", found.pairs))
    if found.growth > LIMIT:
        missed.append(f"an answer by keys of many rows takes {found.growth:.2f} times as long, aimed at {LIMIT}")
    return Outcome({"rows": section(found)}, figures, missed=missed)


def bench(given: Given) -> Outcome:
    """The bench as one of all."""
    return outcome(run(given))
