"""The command: every check is listed, and the exit code says whether one failed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from salestalk_cli.local.installation import Installation
from salestalk_cli.problems import ExitCode, Problem
from salestalk_cli.validate import seed_results, template_results, validate
from seed_data.loader import FOLDER, TENANT_IDS

ACME, TECHSTART = TENANT_IDS


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the example tenants' files, to be damaged."""
    for tenant_id in TENANT_IDS:
        shutil.copytree(FOLDER / tenant_id, tmp_path / tenant_id)
    return tmp_path


def run(*arguments: str) -> tuple[int, Any]:
    app = typer.Typer()
    app.command()(validate)
    result = CliRunner().invoke(app, [*arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def failed(files: Path) -> set[str]:
    return {result.name for result in seed_results(files) if result.faults}


def test_the_example_data_passes_every_check(files: Path) -> None:
    assert failed(files) == set()


def test_there_are_more_checks_than_the_57_there_once_were() -> None:
    _, document = run()
    assert len(document["checks"]) == sum(document["counts"].values()) > 57


def test_a_changed_number_fails_the_command_and_is_described(files: Path) -> None:
    metrics = files / ACME / "metrics.csv"
    metrics.write_text(metrics.read_text().replace("revenue,2025-Q3,,,,,,2500000,", "revenue,2025-Q3,,,,,,2500001,"))
    code, document = run("--seed-data", str(files))
    assert code == ExitCode.FAILED
    found = [check for check in document["checks"] if check["outcome"] == "failed" and check["group"].startswith(ACME)]
    assert {"The headline values are exact", "The metrics are byte for byte what the generator makes"} <= {
        check["name"] for check in found
    }
    assert any("2500001" in fault for check in found for fault in check["faults"])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("tenant.json", '"standard"', '"golden"'),
        ("tenant.json", "{", ""),
        ("definitions.json", '"flow"', '"sum"'),
        ("messages.json", '"confidence": 0.97', '"confidence": 1.97'),
        ("messages.json", '"sk": "2025-Q3"', '"sk": "2025-Q4"'),
        ("metrics.csv", "2025-Q3", "2025-Q5"),
        ("metrics.csv", "2500000", "many"),
        ("metrics.csv", "recordedAt", "recorded"),
    ],
)
def test_a_file_that_breaks_its_contract_is_named_and_what_needs_it_left_out(
    files: Path, file: str, old: str, new: str
) -> None:
    broken = files / ACME / file
    broken.write_text(broken.read_text().replace(old, new))
    results = [result for result in seed_results(files) if result.group.startswith(ACME)]
    assert results[0].outcome == "failed"
    assert {result.outcome for result in results[1:]} == {"left out"}


def test_a_missing_file_fails_its_tenant_only(files: Path) -> None:
    (files / ACME / "messages.json").unlink()
    outcomes = {result.group.partition(":")[0]: result.outcome for result in seed_results(files) if result.faults}
    assert outcomes == {ACME: "failed"}


def test_without_templates_their_checks_say_that_they_were_left_out(tmp_path: Path) -> None:
    results = list(template_results(installation=Installation(state=tmp_path, root=tmp_path)))
    assert results
    assert {result.left_out for result in results} == {"nothing was synthesized yet; do so with: make synth"}


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="make synth"):
        validate(templates=tmp_path)


def test_people_see_every_check_under_its_group_and_the_counts_at_the_end() -> None:
    app = typer.Typer()
    app.command()(validate)
    lines = CliRunner().invoke(app, []).stdout.splitlines()
    assert "rules" in lines
    assert any(line.startswith("  ✓ The headline values are exact") for line in lines)
    assert lines[-1].split()[1] == "checks:"
