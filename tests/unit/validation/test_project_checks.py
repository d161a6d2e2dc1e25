"""Schemas and documents: each check finds what is missing or wrong in a checkout."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from salestalk.contracts.schemas import write_files
from salestalk_cli.validate import project_results
from salestalk_cli.validation import project
from salestalk_cli.validation.project import CONTRACTS, DOCUMENTS, EVENTS, PROJECT, README, RULES, Project

ROOT = Path(__file__).parents[3]
FILLER = "Numbers that lead back to rows. " * 20

Find = Callable[[Project], Iterable[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """A small checkout that keeps every rule."""
    made = Project(tmp_path)
    write_files(made.schemas)
    others = {f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md")}
    for name in {*DOCUMENTS, *others}:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(FILLER)
    for name in (CONTRACTS, EVENTS, "docs/contracts/asyncapi.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / README).write_text(f"{FILLER} `make up`, `make test`, ask; [contracts](docs/data-contracts.md#keys)")
    return made


def change(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text((root / name).read_text().replace(old, new))


def reopen(root: Path) -> None:
    file = root / "docs/contracts/schemas/message.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "additionalProperties": True}))


DAMAGE: list[tuple[Find, Callable[[Path], object]]] = [
    (project.current_schemas, change("docs/contracts/schemas/tenant.json", "ownerEmail", "owner")),
    (project.current_schemas, lambda root: (root / "docs/contracts/schemas/old.json").write_text("{}")),
    (project.event_schemas, lambda root: (root / "docs/contracts/schemas/metrics.ingested.v1.json").unlink()),
    (project.event_schemas, change("docs/contracts/schemas/metrics.ingested.v1.json", "metrics-handler", "someone")),
    (project.closed_schemas, reopen),
    (project.documents, lambda root: (root / "docs/decisions.md").unlink()),
    (project.documents, lambda root: (root / "docs/decisions.md").write_text("# Decisions")),
    (project.two_commands, change(README, "make up", "start")),
    (project.documented_indexes, change(CONTRACTS, "DimensionIndex", "an index")),
    (project.documented_keys, change(CONTRACTS, "IDEMPOTENCY#", "")),
    (project.documented_events, change(EVENTS, "metrics.ingested.v1", "an event")),
    (project.linked_files, lambda root: (root / README).write_text("[gone](docs/gone.md)")),
]


def test_a_checkout_that_keeps_the_rules_passes(checkout: Project) -> None:
    assert [result for result in project_results(checkout.root) if result.faults] == []


@pytest.mark.parametrize(("find", "damage"), DAMAGE, ids=lambda each: getattr(each, "__name__", ""))
def test_damage_is_found_and_described(checkout: Project, find: Find, damage: Callable[[Path], object]) -> None:
    damage(checkout.root)
    assert list(find(checkout))


def test_no_check_is_without_damage_that_it_finds() -> None:
    assert {check.find for check in PROJECT} == {find for find, _ in DAMAGE}


@pytest.mark.parametrize(
    ("find", "name", "broken"),
    [
        (project.retries, "CAP_SECONDS", 60.0),
        (project.keys_of_metrics, "idempotency_key", lambda *_: "t:revenue"),
        (project.events, "EVENT_DATA", {}),
        (project.bounded_confidence, "parse", lambda *_: None),
    ],
)
def test_a_broken_rule_of_the_code_is_found(
    monkeypatch: pytest.MonkeyPatch, find: Callable[[None], Iterable[str]], name: str, broken: object
) -> None:
    assert list(find(None)) == []
    monkeypatch.setattr(project, name, broken)
    assert list(find(None))


def test_the_code_keeps_its_own_rules() -> None:
    assert [result.faults for result in RULES.run("rules", None)] == [()] * len(list(RULES))
