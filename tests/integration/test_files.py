"""Files through the commands into the real engine: what goes out comes in again, and a repeated load is idle."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from metrics_handler.batch import BatchService
from metrics_handler.routes import MetricsRoutes, Shelf
from salestalk.contracts.tenant import Tenant as TenantEntry
from salestalk.tenancy.allowance import Allowance
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.main import run
from seed_data.loader import TENANT_IDS, load, metrics_file
from tests.integration.ingestion_support import NOW, Tenant, new_tenant
from tests.unit.files.served import served
from tests.unit.functions.fakes import MemoryPublisher

ACME, TECHSTART = TENANT_IDS
SILENT = SimpleNamespace(info=lambda *_, **__: None, warning=lambda *_, **__: None, exception=lambda *_, **__: None)
Command = Callable[..., dict[str, Any]]


class Desk:
    """Tenants on the emulator, each behind a handler of its own, and the command signed in there."""

    def __init__(self, emulator: LocalAws, stack: ExitStack, unique: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._emulator = emulator
        self._stack = stack
        self._unique = unique
        self._capsys = capsys

    def tenant(self, name: str) -> tuple[Tenant, Command]:
        tenant = new_tenant(self._emulator, f"{name}-{self._unique}")
        url, _ = self._stack.enter_context(served(_routes(tenant).table, SILENT, tenant=tenant.tenant_id))

        def command(*arguments: object) -> dict[str, Any]:
            with pytest.raises(SystemExit) as ended:
                run([*map(str, arguments), "--json", "--api-url", url, "--token", "t"])
            assert int(ended.value.code or 0) == 0
            found: dict[str, Any] = json.loads(self._capsys.readouterr().out)
            return found

        return tenant, command


@pytest.fixture
def desk(emulator: LocalAws, unique: str, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(emulator, stack, unique, capsys)


def _routes(tenant: Tenant) -> MetricsRoutes:
    moment = int(NOW.timestamp())
    entry = TenantEntry.named(
        tenant.tenant_id, name="x", owner_email="a@example.com", plan="free", created_at=moment, updated_at=moment,
        status="active",
    )  # fmt: skip
    service = BatchService(lambda *_: tenant.metrics, MemoryPublisher(), now=lambda: NOW, milliseconds=lambda: 5.0)
    shelf = Shelf(entry, tenant.catalog, tenant.series, Allowance(entry, tenant.limits), tenant.usage)

    def no_desk(*_: object) -> Any:
        raise NotImplementedError("these tests upload nothing")

    return MetricsRoutes(service, lambda *_: shelf, no_desk)


def rows_of(tenant: Tenant) -> list[dict[str, Any]]:
    """All rows but for whose they are."""
    found = tenant.scan(tenant.metrics_table, "METRIC#")
    own = ("tenantId", "metricId")
    return sorted(
        ({name: value for name, value in row.items() if name not in own} for row in found),
        key=lambda row: (row["pk"]["S"], row["sk"]["S"]),
    )


def test_the_example_data_goes_out_and_in_to_the_same_state(desk: Desk, tmp_path: Path) -> None:
    first, salestalk = desk.tenant("out")
    loaded = salestalk("ingest", metrics_file(TECHSTART), "--tenant", first.tenant_id)["files"][0]
    assert loaded["plan"]["layout"] == "exact"
    assert loaded["records"]["created"] == len(load(TECHSTART).records)
    before = rows_of(first)

    export = tmp_path / "all.csv"
    assert salestalk("export", "-o", export)["values"] == len(before)
    again = salestalk("ingest", export)["files"][0]["records"]
    assert again == {"created": 0, "updated": 0, "unchanged": len(before), "stale": 0}
    assert rows_of(first) == before

    second, other = desk.tenant("in")
    assert other("ingest", export)["files"][0]["records"]["created"] == len(before)
    assert rows_of(second) == before


def test_a_spreadsheets_file_lands_once_however_often_it_is_loaded(desk: Desk, tmp_path: Path) -> None:
    tenant, salestalk = desk.tenant("sheet")
    file = tmp_path / "umsatz.csv"
    months = ("Jan-25", "Feb-25", "Mär-25", "Apr-25")
    lines = [
        f"Umsatz;{month};Region {number};{number}.234,5{number % 10};EUR" for month in months for number in range(1, 60)
    ]
    file.write_bytes("\r\n".join(["Kennzahl;Monat;Region;Betrag;Währung", *lines, "Summe;;;1,0;EUR"]).encode("cp1252"))
    first = salestalk("ingest", file)["files"][0]
    assert first["records"]["created"] == len(lines)
    assert first["read"]["totalsRows"] == 1
    before = rows_of(tenant)
    assert salestalk("ingest", file)["files"][0]["records"]["unchanged"] == len(lines)
    assert [row["value"] for row in rows_of(tenant)] == [row["value"] for row in before]
    assert {row["version"]["N"] for row in rows_of(tenant)} == {"1"}
    (entry,) = salestalk("metrics")["metrics"]
    assert (entry["subject"], entry["unit"], len(entry["dimensions"]["region"])) == ("umsatz", "EUR", 59)
