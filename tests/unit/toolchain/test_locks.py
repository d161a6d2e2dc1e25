"""The locks hold every package by hash, say what pyproject.toml says, and name no place to fetch from."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ("bootstrap", "dev", "emulator", "runtime")


def requirements(lock: str) -> dict[str, list[str]]:
    """The hashes of each `name==version` in a lock."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text().replace("\\\n", " ")
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        pinned = re.match(r"[^ ;]+", line)
        assert pinned, line
        found[pinned[0]] = re.findall(r"--hash=sha256:([0-9a-f]{64})(?:\s|$)", line)
    return found


def names_of(pins: dict[str, list[str]]) -> set[str]:
    return {pin.partition("==")[0] for pin in pins}


def asked_for(lock: str) -> list[str]:
    """What pyproject.toml asks of a lock, in the lock's spelling."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups: dict[str, list[Any]] = project["dependency-groups"]

    def of_group(name: str) -> list[str]:
        flat = (of_group(e["include-group"]) if isinstance(e, dict) else [e] for e in groups[name])
        return [requirement for part in flat for requirement in part]

    runtime = project["project"]["dependencies"]
    wanted = {"runtime": runtime, "dev": runtime + of_group("dev"), "emulator": of_group("emulator")}[lock]
    return [re.sub(r"\[.*]", "", requirement).lower() for requirement in wanted]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    pins = requirements(lock)
    assert pins
    assert [pin for pin, hashes in pins.items() if "==" not in pin or not hashes] == []


@pytest.mark.parametrize("lock", ["runtime", "dev", "emulator"])
def test_a_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    pins = {re.sub(r"\[.*]", "", pin).lower() for pin in requirements(lock)}
    present = pins | {pin.partition("==")[0] for pin in pins}
    assert [wanted for wanted in asked_for(lock) if wanted not in present] == []


def test_the_layer_holds_nothing_that_only_development_needs() -> None:
    assert names_of(requirements("runtime")) < names_of(requirements("dev"))
    assert not names_of(requirements("runtime")) & {"boto3", "pytest", "aws-cdk-lib", "typer", "uv"}


def test_the_installer_itself_is_the_one_that_made_the_locks() -> None:
    (installer,) = requirements("bootstrap")
    assert requirements("bootstrap")[installer] == requirements("dev")[installer]


def test_node_packages_are_pinned_and_held_by_integrity() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in locked.items() if name and not package.get("integrity")] == []


@pytest.mark.parametrize(
    "path",
    [f"requirements/{lock}.txt" for lock in LOCKS]
    + ["requirements/lock.sh", "package-lock.json", ".npmrc", "Makefile"],
)
def test_no_lock_names_a_place_to_fetch_from(path: str) -> None:
    text = (ROOT / path).read_text()
    assert re.findall(r"https?://\S+|resolved\"|--(?:extra-)?index-url|--find-links|registry\s*=", text) == []
