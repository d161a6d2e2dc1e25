"""Files as people have them, through the gateway and by the command, into the platform that runs."""

import json
import os
import subprocess
from pathlib import Path

from openpyxl import Workbook

from tests.e2e.conftest import NewTenant

CSV = (
    "KPI,Month,Region,Amount\nLlama rentals,Sep-25,EMEA,$1.5k\nLlama rentals,Sep-25,,$2k\nLlama rentals,Oct-25,,oops\n"
)


def test_csv_goes_through_the_gateway_as_it_is(tenant: NewTenant) -> None:
    reply = tenant.api.send("POST", "/metrics", CSV.encode(), {"content-type": "text/csv"})
    assert reply.status == 207
    assert [(result["line"], result["status"]) for result in reply.body["results"]] == [
        (2, "created"),
        (3, "created"),
        (4, "rejected"),
    ]
    answer = tenant.api.ask("What were llama rentals in September?").body
    assert answer["dataReferences"][0]["value"] == 2000


def test_a_workbook_lands_by_the_command_and_an_export_is_unchanged(tenant: NewTenant, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["USD k", "Q3 2024", "Q4 2024"])
    book.active.append(["Alpaca sales", 10, 12.5])
    book.save(tmp_path / "report.xlsx")
    loaded = _salestalk(tenant, "ingest", tmp_path / "report.xlsx")["files"][0]
    assert sum(loaded["records"].values()) == 2
    export = tmp_path / "alpacas.csv"
    _salestalk(tenant, "export", "--metric", "alpaca_sales", "-o", export)
    assert "alpaca_sales,2024-Q4," in export.read_text()
    assert ",12500,USD," in export.read_text()
    again = _salestalk(tenant, "ingest", export)["files"][0]
    assert again["records"] == {"created": 0, "updated": 0, "unchanged": 2, "stale": 0}


def _salestalk(tenant: NewTenant, *arguments: object) -> dict[str, list[dict[str, dict[str, int]]]]:
    platform, token = tenant.platform, str(tenant.api.token)
    program = platform.installation.root / ".venv" / "bin" / "salestalk"
    environment = {"PATH": os.defpath, "SALESTALK_STATE": str(platform.installation.state), "SALESTALK_TOKEN": token}
    done = subprocess.run(
        [program, *map(str, arguments), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, dict[str, int]]]] = json.loads(done.stdout)
    return found
