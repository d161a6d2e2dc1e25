"""What stops `salestalk up`, each in one sentence with the exit code 1."""

import socket
from pathlib import Path

import pytest

from salestalk_cli.local.emulator import HOST
from salestalk_cli.local.installation import Installation
from salestalk_cli.local.locks import lock_if_free
from salestalk_cli.main import run


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test's own."""
    folder = tmp_path / "local"
    Installation(state=folder).make_state()
    monkeypatch.setenv("SALESTALK_STATE", str(folder))
    return folder


def failure_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        said = failure_of(capsys, "up", "--port", str(port))
    assert said.startswith(f"Port {port} is used by another program; stop that, or choose another port: make up ")


def test_another_up_that_is_not_through(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with lock_if_free(state / "up.lock") or pytest.fail("the lock is taken"):
        said = failure_of(capsys, "up")
    assert said == "SalesTalk is being brought up here already; wait until that is through.\n"
