"""CI runs what people run, and the command that makes an environment says plainly what is missing."""

import os
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]


def make_venv(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ROOT / "tools" / "make_venv.sh"), str(tmp_path / "venv")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def python_that(tmp_path: Path, script: str) -> str:
    fake = tmp_path / "python-fake"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return str(fake)


def test_an_old_python_is_named_in_one_sentence(tmp_path: Path) -> None:
    done = make_venv(tmp_path, PATH=os.defpath, PYTHON=python_that(tmp_path, "exit 1"))
    assert done.returncode == 1
    assert done.stderr.startswith("SalesTalk needs Python 3.11 or newer")
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_says_what_to_install(tmp_path: Path) -> None:
    done = make_venv(tmp_path, PATH=os.defpath, PYTHON=python_that(tmp_path, '[ "$1" = -c ] || exit 1'))
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_workflow_runs_what_ci_runs_here() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert "bash .ci/run" in commands
    assert workflow["permissions"] == {"contents": "read"}


def test_ci_runs_the_test_command_of_the_readme_and_then_what_takes_minutes() -> None:
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make check\nmake test-long")
    plan = subprocess.run(["make", "--dry-run", "check"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    test = subprocess.run(["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert plan.rstrip().splitlines()[-1] == test.rstrip().splitlines()[-1]
    assert "pytest" in test
