"""When a deployment may be skipped: the fingerprint of what would be deployed is the same."""

from pathlib import Path

import pytest

from salestalk_cli.local import fingerprint

PARAMETERS = {"Tenant-a": {"TenantName": "A"}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for source in fingerprint.SOURCES:
        path = tmp_path / source
        if "." in path.name:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source)
        else:
            path.mkdir(parents=True)
            (path / "module.py").write_text("x = 1")
    return tmp_path


def test_the_same_sources_give_the_same_fingerprint(project: Path) -> None:
    before = fingerprint.of_sources(project, 4566, PARAMETERS)
    (project / "lambdas" / "__pycache__").mkdir()
    (project / "lambdas" / "__pycache__" / "module.pyc").write_bytes(b"compiled")
    (project / "README.md").write_text("not deployed")
    assert fingerprint.of_sources(project, 4566, PARAMETERS) == before


@pytest.mark.parametrize("changed", ["app.py", "stacks/module.py", "lambdas/module.py", "lambdas/new.json"])
def test_any_changed_source_gives_another(project: Path, changed: str) -> None:
    before = fingerprint.of_sources(project, 4566, PARAMETERS)
    (project / changed).write_text("something else")
    assert fingerprint.of_sources(project, 4566, PARAMETERS) != before


def test_a_moved_file_gives_another(project: Path) -> None:
    before = fingerprint.of_sources(project, 4566, PARAMETERS)
    (project / "lambdas" / "module.py").rename(project / "lambdas" / "other.py")
    assert fingerprint.of_sources(project, 4566, PARAMETERS) != before


def test_another_tenant_or_parameter_gives_another(project: Path) -> None:
    before = fingerprint.of_sources(project, 4566, PARAMETERS)
    assert fingerprint.of_sources(project, 4566, {**PARAMETERS, "Tenant-b": {}}) != before
    assert fingerprint.of_sources(project, 4566, {"Tenant-a": {"TenantName": "B"}}) != before
