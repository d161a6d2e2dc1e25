"""From the event of a load to the stored insight, beside the least that the way there can take, in one run.

``python -m tests.performance.bench_insights [TIMES]`` (default 40) starts an emulator of its own, deploys the platform
with an example tenant, and measures two things in turn: an event that changes a metric, until its insight is
stored; and an event that goes over the same bus to a queue and a function that writes one item, until that is stored.
``--write`` puts the figures into `docs/performance.md`.
"""

import argparse
import io
import json
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

from salestalk import names
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.eventbridge import EventBridgePublisher
from salestalk.adapters.patience import system_strategy
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.events import EventMetadata, IngestedMetric, MetricsIngested, ValidationResults
from salestalk.contracts.insight import InsightKind, insight_id
from salestalk.events.envelope import envelope
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk_cli.local.aws import ACCOUNT, LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from salestalk_cli.local.platform import bring_up
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS
from tests.conftest import free_port
from tests.performance import document
from tests.performance.figures import Outcome, reported
from tests.performance.registry import Given
from tools.sections import table

TIMES: Final = 40
WARM_UP: Final = 4
LOOK_EVERY_SECONDS: Final = 0.005
GIVEN_UP_AFTER_SECONDS: Final = 30
TENANT: Final = TENANT_IDS[0]
SUBJECT, PERIOD = "revenue", "2025-12"
BARE: Final = "bench-bare"
PROMISED_MS: Final = 1_000
FUNCTION: Final = """
import boto3
client = boto3.client("dynamodb")
def handler(event, context):
    for record in event["Records"]:
        import json
        name = json.loads(record["body"])["detail"]["name"]
        client.put_item(TableName="bench-bare", Item={"pk": {"S": name}})
        print(name)
"""


@dataclass
class Times:
    """Milliseconds, in the order in which they were taken."""

    taken: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The time within which this share was done."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def row(self, what: str) -> tuple[str, ...]:
        """A line of the table."""
        return (
            what,
            str(len(self.taken)),
            f"{median(self.taken):.0f}",
            f"{self.at(0.95):.0f}",
            f"{max(self.taken):.0f}",
        )


class Bench:
    """Both ways on one emulator, with root's rights."""

    def __init__(self, aws: LocalAws) -> None:
        self._dynamodb = aws.client("dynamodb")
        self._events = aws.client("events")
        strategy = system_strategy()
        self._publisher = EventBridgePublisher(self._events, names.EVENT_BUS, strategy)
        self._ingestion = MetricsIngestion(
            DynamoItemStore(self._dynamodb),
            strategy,
            calendar_of=lambda _: FiscalCalendar(),
            clock=lambda: datetime.now(UTC),
        )
        found = insight_id(TENANT, InsightKind.ANOMALY, SUBJECT, {}, PERIOD)
        self._insight = {"pk": {"S": f"INSIGHT#{found}"}, "sk": {"S": "INSIGHT"}}

    def insight(self, number: int) -> float:
        """Milliseconds from putting the event to the insight that tells of the value."""
        value = Decimal(5_000_000 + 1_000 * number)
        record = {"subject": SUBJECT, "period": PERIOD, "value": value, "unit": "USD"}
        self._ingestion.ingest_batch(TENANT, [record])
        before = self._revision()
        event = envelope(
            _ingested(value),
            cause=str(uuid4()),
            tenant_id=TENANT,
            metadata=EventMetadata(correlation_id="bench"),
            now=datetime.now(UTC),
        )
        began = time.perf_counter()
        self._publisher.publish([event], deadline=time.monotonic() + GIVEN_UP_AFTER_SECONDS)
        return _waited(began, lambda: self._revision() > before)

    def bare(self, number: int) -> float:
        """The same over a queue to a function that does nothing but write."""
        name = f"{number}-{uuid4()}"
        entry: Any = {"Source": BARE, "DetailType": BARE, "Detail": json.dumps({"name": name})}
        began = time.perf_counter()
        self._events.put_events(Entries=[{**entry, "EventBusName": names.EVENT_BUS}])
        key: Any = {"pk": {"S": name}}
        return _waited(began, lambda: "Item" in self._dynamodb.get_item(TableName=BARE, Key=key, ConsistentRead=True))

    def _revision(self) -> int:
        answer = self._dynamodb.get_item(
            TableName=names.messages_table(TENANT),
            Key=self._insight,
            ConsistentRead=True,  # type: ignore[arg-type]
        )
        return int(answer["Item"]["revision"]["N"]) if "Item" in answer else 0


def make_bare(aws: LocalAws) -> None:
    """Rule → queue → function, without anything of ours."""
    keys: Any = {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]}
    aws.client("dynamodb").create_table(
        TableName=BARE, KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST", **keys
    )
    sqs, events, functions = aws.client("sqs"), aws.client("events"), aws.client("lambda")
    url = sqs.create_queue(QueueName=BARE)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=BARE, EventBusName=names.EVENT_BUS, EventPattern=json.dumps({"source": [BARE]}))
    events.put_targets(Rule=BARE, EventBusName=names.EVENT_BUS, Targets=[{"Id": "queue", "Arn": arn}])
    functions.create_function(
        FunctionName=BARE,
        Runtime="python3.13",
        Handler="index.handler",
        Role=_make_role(aws),
        Code={"ZipFile": _zipped(FUNCTION)},
        Timeout=30,
    )
    functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=BARE, BatchSize=10)


def _make_role(aws: LocalAws) -> str:
    iam = aws.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    may = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "sqs:*", "logs:*"], "Resource": "*"}
    role = iam.create_role(RoleName=BARE, AssumeRolePolicyDocument=_policy(trust))["Role"]
    iam.put_role_policy(RoleName=BARE, PolicyName=BARE, PolicyDocument=_policy(may))
    assert role["Arn"].startswith(f"arn:aws:iam::{ACCOUNT}:")
    return str(role["Arn"])


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _zipped(code: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", code)
    return packed.getvalue()


def _ingested(value: Decimal) -> MetricsIngested:
    return MetricsIngested(
        batch_id=str(uuid4()),
        source="api",
        record_count=1,
        metrics_ingested=(IngestedMetric(subject=SUBJECT, period=PERIOD, value=value, unit="USD"),),
        validation_results=ValidationResults(valid=1, invalid=0, warnings=0),
        processing_time_ms=1,
    )


def _waited(began: float, is_done: Callable[[], bool]) -> float:
    while not is_done():
        if time.perf_counter() - began > GIVEN_UP_AFTER_SECONDS:
            raise TimeoutError("nothing was stored")
        time.sleep(LOOK_EVERY_SECONDS)
    return (time.perf_counter() - began) * 1_000


def measure(aws: LocalAws, times: int) -> tuple[Times, Times]:
    """Both ways in turn, after some of each that do not count."""
    make_bare(aws)
    bench, ours, bare = Bench(aws), Times(), Times()
    for number in range(WARM_UP + times):
        took = bench.insight(number), bench.bare(number)
        if number >= WARM_UP:
            ours.taken.append(took[0])
            bare.taken.append(took[1])
    return ours, bare


def section(ours: Times, bare: Times) -> str:
    """The figures as Markdown."""
    verdict = "kept" if ours.at(0.95) < PROMISED_MS else "missed"
    rows = (
        ours.row("event of a load → insight stored"),
        bare.row("bare event → queue → function → item stored"),
    )
    found = table(("what", "times", "P50, ms", "P95, ms", "most, ms"), rows)
    return f"{document.conditions()}\n\nAimed at: P95 < {PROMISED_MS:,} ms: {verdict}.\n\n{found}"


def run(times: int) -> tuple[Times, Times]:
    """Measure with an emulator of its own, which is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="salestalk-bench-"))
    installation = Installation(state=state)
    emulator = Emulator(installation)
    try:
        port = free_port()
        emulator.start(port)
        bring_up(installation, port, [TENANT], Progress())
        return measure(LocalAws(f"http://localhost:{port}"), times)
    finally:
        emulator.stop()
        shutil.rmtree(state, ignore_errors=True)


def bench(given: Given) -> Outcome:
    """The bench as one of all."""
    ours, bare = run(given.some(TIMES, 3))
    figures = (
        reported("insights.stored_p50", median(ours.taken), "ms"),
        reported("insights.stored_p95", ours.at(0.95), "ms"),
        reported("insights.bare_p50", median(bare.taken), "ms"),
    )
    late = ours.at(0.95) >= PROMISED_MS
    missed = [f"P95: {ours.at(0.95):.0f} ms, promised {PROMISED_MS}"] if late else []
    return Outcome({"insights": section(ours, bare)}, figures, missed=missed)


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, nargs="?", default=TIMES)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    text = section(*run(given.times))
    sys.stdout.write(text + "\n")
    if given.write:
        document.write({"insights": text})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
