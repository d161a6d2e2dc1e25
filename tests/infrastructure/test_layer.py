"""The layer's builder: what it takes out, and when it works at all."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tools import build_layer
from tools.build_layer import LAMBDA, LOCAL, build, fingerprint, is_current, strip


class Installer:
    """Writes one package instead of fetching many; counts how often it was asked."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, target, folder) -> None:
        self.runs += 1
        for name in ("package/__init__.py", "package/tests/test_it.py", "package/fast.so", "bin/tool"):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"TARGET = {target.name!r}")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own, with a lock."""
    monkeypatch.setattr(build_layer, "ROOT", tmp_path)
    monkeypatch.setattr(build_layer, "LOCK", tmp_path / "runtime.txt")
    (tmp_path / "runtime.txt").write_text("package==1")
    return tmp_path


def test_a_layer_holds_the_packages_where_lambda_looks(project):
    assert build(LAMBDA, Installer()) is True
    assert (project / "build/layer-lambda/python/package/__init__.py").is_file()
    assert (project / "build/layer-lambda/python/package/fast.so").is_file()


def test_a_layer_is_built_once_for_a_lock(project):
    installer = Installer()
    assert [build(LAMBDA, installer), build(LAMBDA, installer)] == [True, False]
    assert installer.runs == 1


def test_another_lock_builds_anew_and_leaves_nothing_old(project):
    build(LAMBDA, Installer())
    (project / "build/layer-lambda/python/removed.py").write_text("")
    (project / "runtime.txt").write_text("package==2")
    assert not is_current(LAMBDA)
    assert build(LAMBDA, Installer()) is True
    assert not (project / "build/layer-lambda/python/removed.py").exists()


def test_a_layer_that_was_deleted_is_built_again(project):
    build(LOCAL, Installer())
    (project / "build/layer-local").rename(project / "elsewhere")
    assert build(LOCAL, Installer()) is True


def test_a_failed_installation_keeps_the_old_layer(project):
    build(LAMBDA, Installer())
    (project / "runtime.txt").write_text("package==2")

    def fail(target, folder) -> None:
        folder.mkdir(parents=True)
        raise OSError("no network")

    with pytest.raises(OSError, match="no network"):
        build(LAMBDA, fail)
    assert (project / "build/layer-lambda/python/package/__init__.py").is_file()
    assert not is_current(LAMBDA)


def test_each_target_has_a_layer_of_its_own(project):
    build(LAMBDA, Installer())
    assert not is_current(LOCAL)
    assert fingerprint(LAMBDA) != fingerprint(replace(LAMBDA, installer_options=("--python-version", "3.14")))


def test_bytecode_is_there_for_the_same_python_and_is_used_whatever_a_zip_does_to_the_sources_times(project):
    build(LOCAL, Installer())
    packages = project / "build/layer-local/python"
    (packages / "package/__init__.py").write_text("TARGET = 'compiled from the source'")
    code = "import package; print(package.TARGET)"
    done = subprocess.run([sys.executable, "-c", code], cwd=packages, capture_output=True, text=True, check=True)
    assert done.stdout == "local\n"


def test_there_is_no_bytecode_for_another_python(project):
    build(replace(LAMBDA, python="3.99"), Installer())
    assert not list((project / "build/layer-lambda").rglob("*.pyc"))


def test_only_what_runs_is_kept_and_licenses_are(tmp_path):
    kept = {
        "package/code.py",
        "package/data.json",
        "package-1.dist-info/METADATA",
        "package-1.dist-info/licenses/LICENSE",
    }
    removed = {
        "bin/tool",
        "package/code.pyi",
        "package/tests/test_code.py",
        "package/__pycache__/code.pyc",
        "package-1.dist-info/RECORD",
        "package-1.dist-info/entry_points.txt",
    }
    for name in kept | removed:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    strip(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == kept
