"""Metrics with so many rows stored: the same few that questions need, and beside them as many as are wanted."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from botocore.config import Config

from salestalk import names
from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.calendar import FiscalCalendar, Period
from salestalk.contracts.metric import MetricRecord, slice_suffix
from salestalk.ingestion.rows import row_item, value_of_record
from salestalk_cli.api import Api
from salestalk_cli.local.aws import LocalAws

QUARTERS: Final = 4
REGIONS: Final = ("North", "South", "East", "West", "Islands", "Coast")
STORES: Final = tuple(f"Store {number:02d}" for number in range(40))
NEEDED: Final = QUARTERS + len(REGIONS)
LAST_DAY: Final = date(2025, 12, 31)
_AT_ONCE: Final = 8
_A_CALL: Final = 25
_UNCHECKED: Final = Config(parameter_validation=False)

Record = dict[str, Any]


def needed(subject: str) -> list[Record]:
    """Four quarters, the last one with its regions."""
    about = {"subject": subject, "unit": "count"}
    totals = [(f"2025-Q{number}", 1_000 + 100 * number) for number in range(1, QUARTERS + 1)]
    last, whole = totals[-1]
    return [
        *({**about, "period": period, "value": value} for period, value in totals),
        *({**about, "period": last, "value": whole // 7, "dimensions": {"region": each}} for each in REGIONS),
    ]


def beside(subject: str) -> Iterator[Record]:
    """Days of stores, from the last day back, without an end."""
    day = LAST_DAY
    while True:
        for place, store in enumerate(STORES):
            about = {"period": day.isoformat(), "value": 100 + place, "unit": "count"}
            yield {"subject": subject, **about, "dimensions": {"store": store}}
        day -= timedelta(days=1)


def fill(aws: LocalAws, api: Api, tenant_id: str, subject: str, rows: int) -> None:
    """Load what is needed and one day of what lies beside it as anybody would, and put the rest where it belongs."""
    more = max(0, rows - NEEDED)
    _load(api, [*needed(subject), *islice(beside(subject), min(more, len(STORES)))])
    _put(aws, tenant_id, list(islice(beside(subject), min(more, len(STORES)), more)))


def _load(api: Api, records: Sequence[Record]) -> None:
    reply = api.call("POST", "/metrics", {"records": records})
    if reply.status != 200:
        raise RuntimeError(f"The rows were not loaded: {reply.status} {reply.text[:500]}")


def _put(aws: LocalAws, tenant_id: str, records: Sequence[Record]) -> None:
    client, table = aws.client("dynamodb", config=_UNCHECKED), names.metrics_table(tenant_id)
    rows = list(items(tenant_id, records))

    def write(part: Sequence[Any]) -> None:
        client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in part]})

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(write, (rows[at : at + _A_CALL] for at in range(0, len(rows), _A_CALL))))


def items(tenant_id: str, records: Sequence[Record]) -> Iterator[Any]:
    """The rows as they are stored: of each store the first as ingestion makes it, the others as that one."""
    calendar, now, first = FiscalCalendar(), int(datetime.now(UTC).timestamp()), {}
    for record in records:
        store, period = record["dimensions"]["store"], record["period"]
        if store not in first:
            value = value_of_record(tenant_id, MetricRecord.model_validate(record), calendar, now)
            first[store] = encode_item(row_item(value)), slice_suffix(record["dimensions"])
        item, suffix = first[store]
        begins = calendar.start_timestamp(Period.parse(period))
        yield {**item, "sk": {"S": f"{period}#{suffix}"}, "period": {"S": period}, "timestamp": {"N": str(begins)}}
