"""The emulator as a process: started once, ours beyond doubt, and stopped."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import HOST, Emulator
from salestalk_cli.local.installation import Installation
from salestalk_cli.problems import Problem
from tests.conftest import free_port


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Emulator]:
    emulator = Emulator(Installation(state=tmp_path / "local"))
    yield emulator
    emulator.stop()


@pytest.fixture
def port() -> int:
    return free_port()


def test_it_starts_once_and_then_says_so(own: Emulator, port: int) -> None:
    assert own.port() is None
    assert own.start(port) is True
    assert own.start(port) is False
    assert own.port() == port


def test_what_was_stored_is_there_after_a_restart(own: Emulator, port: int) -> None:
    own.start(port)
    ssm = LocalAws(f"http://localhost:{port}").client("ssm")
    ssm.put_parameter(Name="/kept", Value="yes", Type="String")
    assert own.stop() is True
    assert own.port() is None
    own.start(port)
    assert ssm.get_parameter(Name="/kept")["Parameter"]["Value"] == "yes"


def test_stopping_what_does_not_run_is_no_error(own: Emulator) -> None:
    assert own.stop() is False


def test_a_stale_process_file_never_ends_somebody_elses_process(own: Emulator) -> None:
    own.installation.make_state()
    (own.installation.state / "emulator.json").write_text('{"pid": 1, "port": 4566}')
    assert own.port() is None
    assert own.stop() is False


def test_a_taken_port_is_said_in_one_sentence(own: Emulator, port: int) -> None:
    with socket.socket() as other:
        other.bind((HOST, port))
        other.listen()
        with pytest.raises(Problem, match=f"^Port {port} is used by another program; stop that, or choose"):
            own.start(port)
    assert own.port() is None


def test_a_missing_emulator_says_how_to_install_it(tmp_path: Path, port: int) -> None:
    bare = Emulator(Installation(state=tmp_path / "local", root=tmp_path))
    with pytest.raises(Problem, match="make setup"):
        bare.start(port)


def test_an_emulator_that_dies_at_once_points_to_its_words(tmp_path: Path, port: int) -> None:
    python = tmp_path / ".emulator" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho no such module; exit 3\n")
    python.chmod(0o755)
    broken = Emulator(Installation(state=tmp_path / "local", root=tmp_path))
    with pytest.raises(Problem, match=r"emulator\.log$"):
        broken.start(port)
    assert "no such module" in (tmp_path / "local" / "emulator.log").read_text()
