"""What validation and idempotency add to a consumer, beside one that only reads and deletes, all in one run.

``python -m tests.performance.bench_consumer [--write]`` starts an emulator of its own. Batches of both kinds take
turns, so that whatever else the machine does meets both; the figure is the ratio of their medians.
"""

import argparse
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest

from salestalk.names import EventType
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from tests.integration.delivery_support import Town
from tests.performance import document
from tests.performance.bench_ingest import free_port
from tests.unit.events.samples import event, ingested
from tests.unit.functions.fakes import Context
from tools.sections import table
from usage_worker import handler as usage

BATCHES: Final = 150
BATCH: Final = 10
AIM: Final = 1.30

Handler = Callable[[dict[str, Any], Any], Any]


def only_reads(event: dict[str, Any], _: Any) -> dict[str, Any]:
    """A consumer that takes notice of each message, and no more."""
    for record in event["Records"]:
        json.loads(record["body"])
    return {"batchItemFailures": []}


def turn(aws: LocalAws, url: str, handler: Handler) -> float:
    """One batch received, served and deleted as Lambda does it: milliseconds."""
    sqs = aws.client("sqs")
    started = time.perf_counter()
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH)["Messages"]
    records = [
        {"messageId": each["MessageId"], "body": each["Body"], "eventSource": "aws:sqs", "attributes": {}}
        for each in messages
    ]
    failed = handler({"Records": records}, Context())["batchItemFailures"]
    entries: Any = [{"Id": str(number), "ReceiptHandle": each["ReceiptHandle"]} for number, each in enumerate(messages)]
    sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    took = time.perf_counter() - started
    if failed or len(messages) != BATCH:
        raise RuntimeError("A batch was not what it should be.")
    return took * 1000


def measure(aws: LocalAws) -> tuple[list[float], list[float]]:
    """Milliseconds of each batch: of the bare consumer, and of ours."""
    logging.disable(logging.INFO)
    with pytest.MonkeyPatch.context() as patch, Town.build(aws, uuid4().hex[:12], patch) as town:
        owner = f"{town.name}-t"
        town.add_tenant(owner)
        ours = town.line("usage", usage.handler, EventType.METRICS_INGESTED)
        bare = town.line("bare", only_reads, EventType.METRICS_INGESTED)
        usage.counting.cache_clear()
        town.publish(*(event(ingested(), cause=str(each), tenant_id=owner) for each in range(BATCH * (BATCHES + 3))))
        for line in (bare, ours) * 3:
            turn(aws, line.url, line.handler)
        pairs = [(turn(aws, bare.url, bare.handler), turn(aws, ours.url, ours.handler)) for _ in range(BATCHES)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def section(bare: Sequence[float], ours: Sequence[float]) -> str:
    """The section of the document."""
    rows = [
        (title, f"{statistics.median(times):.1f}", f"{statistics.quantiles(times, n=20)[-1]:.1f}")
        for title, times in (("reads and deletes", bare), ("usage-worker: validates, counts each event once", ours))
    ]
    ratio = statistics.median(ours) / statistics.median(bare)
    return "\n\n".join(
        (
            document.conditions(),
            table((f"a batch of {BATCH} events, on the emulator", "median, ms", "P95, ms"), rows),
            f"Ratio of the medians: {ratio:.2f} (aim ≤ {AIM}).",
        )
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="keep docs/performance.md current")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="salestalk-bench-") as folder:
        emulator, port = Emulator(Installation(state=Path(folder))), free_port()
        emulator.start(port)
        try:
            text = section(*measure(LocalAws(f"http://localhost:{port}")))
        finally:
            emulator.stop()
    sys.stdout.write(text + "\n")
    if options.write:
        document.write({"consumer": text})


if __name__ == "__main__":
    main()
