"""`salestalk seed`: load the example tenants into their tables, through the same ingestion as everybody's data."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from salestalk import names
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.patience import system_strategy
from salestalk.contracts.batch import IngestStatus
from salestalk.errors import CallerError, SalesTalkError
from salestalk.ingestion.idempotency import Creation, IdempotencyStrategy
from salestalk.ingestion.messages import MessageIngestion
from salestalk.ingestion.metrics import MetricsIngestion
from salestalk.ingestion.store import ItemStore
from salestalk_cli.local.aws import REGION, LocalAws
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.output import AsJson, print_json, stderr, stdout, table
from salestalk_cli.problems import ExitCode, NotRunning, Problem
from seed_data.loader import TENANT_IDS, SeedTenant, load

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BATCH: Final = 1_000
"""Records handed over at once: a step of the progress bar."""

Advance = Callable[[float], None]
EndpointUrl = Annotated[
    str | None,
    typer.Option(help="Where DynamoDB is: the platform on this machine, or an AWS address (with your keys)."),
]
Region = Annotated[str | None, typer.Option(help="AWS region of the tables; by default the one of your environment.")]
Tenants = Annotated[
    list[str] | None, typer.Option("--tenant", "-t", help="Load this example tenant only; may be repeated.")
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one tenant's example data."""

    tenant_id: str
    records: Mapping[IngestStatus, int]
    messages: Mapping[Creation, int]
    faults: tuple[str, ...] = ()
    """Why records or definitions were refused, one sentence each."""

    def as_document(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "tenantId": self.tenant_id,
            "records": {status.value: count for status, count in self.records.items()},
            "messages": {status.value: count for status, count in self.messages.items()},
            "faults": list(self.faults),
        }


def seed(
    endpoint_url: EndpointUrl = None, region: Region = None, tenant: Tenants = None, as_json: AsJson = False
) -> None:
    """Load the example tenants' metrics and conversations. Repeating it changes nothing."""
    endpoint_url = endpoint_url or _running_here()
    tenant_ids = known_tenants(tenant or TENANT_IDS)
    with failures_told(endpoint_url):
        loaded = load_examples(client_at(endpoint_url, region), tenant_ids)
    if as_json:
        print_json({"tenants": [each.as_document() for each in loaded]})
    else:
        _print(loaded)
    if any(each.faults for each in loaded):
        raise typer.Exit(ExitCode.FAILED)


def load_examples(client: "DynamoDBClient", tenant_ids: Sequence[str]) -> list[Loaded]:
    """Load each of these tenants, with a progress bar on standard error.

    The client may write their tables and must not retry by itself (`PROMPT`). Raises `Problem` where one is missing.
    """
    seeds = [load(tenant_id) for tenant_id in tenant_ids]
    for each in seeds:
        _require_tables(client, each.tenant.tenant_id)
    store, strategy = DynamoItemStore(client), system_strategy()
    with _progress_bar() as bar:
        loaded = []
        for each in seeds:
            task = bar.add_task(each.tenant.tenant_id, total=len(each.records) + len(each.messages))
            loaded.append(load_tenant(store, strategy, each, partial(bar.advance, task)))
    return loaded


def load_tenant(store: ItemStore, strategy: IdempotencyStrategy, tenant: SeedTenant, advance: Advance) -> Loaded:
    """Load one tenant; ``advance`` hears of every so many records and messages done."""
    tenant_id = tenant.tenant.tenant_id
    metrics = MetricsIngestion(
        store, strategy, calendar_of=lambda _: tenant.tenant.metadata.calendar, clock=lambda: datetime.now(UTC)
    )
    records: Counter[IngestStatus] = Counter()
    faults: list[str] = []
    for start in range(0, len(tenant.records), BATCH):
        batch = tenant.records[start : start + BATCH]
        subjects = {record.subject for record in batch}
        definitions = [each for each in tenant.definitions if each.subject in subjects]
        outcome = metrics.ingest_batch(tenant_id, batch, definitions=definitions)
        records.update(outcome.counts)
        faults += [fault.message for fault in outcome.definition_faults]
        faults += [fault.message for result in outcome.results for fault in result.faults]
        advance(len(batch))
    messages: Counter[Creation] = Counter()
    for message in tenant.messages:
        messages[MessageIngestion(store, strategy).ingest_message(tenant_id, message)] += 1
        advance(1)
    return Loaded(tenant_id, records, messages, tuple(faults))


def known_tenants(tenant_ids: Sequence[str]) -> list[str]:
    """The same, each once. Raises `Problem` for one that is no example tenant."""
    for tenant_id in tenant_ids:
        if tenant_id not in TENANT_IDS:
            raise Problem(
                f"No example tenant is called {tenant_id!r}; there are {', '.join(TENANT_IDS)}.", ExitCode.USAGE
            )
    return list(dict.fromkeys(tenant_ids))


def client_at(endpoint_url: str, region: str | None = None) -> "DynamoDBClient":
    """A client with the rights of whoever calls: root's on this machine, else those of the environment or profile."""
    address = urlsplit(endpoint_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise Problem(f"{endpoint_url!r} is no address; write it like http://localhost:4566.", ExitCode.USAGE)
    if address.hostname in ("localhost", "127.0.0.1", "::1"):
        local: DynamoDBClient = LocalAws(endpoint_url, region or REGION).client("dynamodb", config=PROMPT)
        return local
    return boto3.Session(region_name=region).client("dynamodb", endpoint_url=endpoint_url, config=PROMPT)


@contextmanager
def failures_told(endpoint_url: str) -> Iterator[None]:
    """Errors of the client library and of ingestion become sentences."""
    try:
        yield
    except (NoConnection, HTTPClientError) as error:
        raise NotRunning(f"Nothing answers at {endpoint_url}; start the platform with: make up") from error
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"AWS at {endpoint_url} refused: {error}") from error
    except CallerError as error:
        raise Problem(f"The example data was refused: {error}") from error
    except SalesTalkError as error:
        raise Problem(f"The example data could not be loaded at {endpoint_url}: {error}") from error


def _running_here() -> str:
    try:
        return Connection.load(Installation.here()).endpoint_url
    except NotRunning:
        raise NotRunning("SalesTalk is not running here; start it with: make up (or say --endpoint-url).") from None


def _require_tables(client: "DynamoDBClient", tenant_id: str) -> None:
    for name in (names.metrics_table(tenant_id), names.messages_table(tenant_id)):
        try:
            client.describe_table(TableName=name)
        except client.exceptions.ResourceNotFoundException:
            raise Problem(f"There is no table {name}; deploy the tenant first: make up") from None


def _progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = stderr()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _print(loaded: Sequence[Loaded]) -> None:
    statuses = list(IngestStatus)
    summary = table("Example data", "Tenant", *(status.value for status in statuses), "messages new", "messages known")
    for each in loaded:
        counts = [each.records.get(status, 0) for status in statuses]
        said = [each.messages.get(status, 0) for status in (Creation.CREATED, Creation.ALREADY_EXISTS)]
        summary.add_row(each.tenant_id, *map(str, (*counts, *said)))
    stdout().print(summary)
    for fault in (fault for each in loaded for fault in each.faults):
        stderr().print(fault, style="red", markup=False)
