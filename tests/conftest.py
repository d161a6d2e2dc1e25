"""What every test may use: an emulator of their own for one run of the tests, whatever number of processes it has.

The first test that asks starts it; the process that leads the run stops it and removes its data. The instance that
`make up` keeps is never touched.
"""

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

import pytest
from hypothesis import settings

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import HOST, Emulator
from salestalk_cli.local.installation import Installation

# Two cores are shared by both processes and the emulator: how long an example takes says nothing here. The examples are
# the same in each run, so that whoever changes something sees what that changed; `--hypothesis-profile exploring` draws
# others, and what it finds becomes an example of its test.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None)
settings.load_profile("repeatable")

PORTS: Final = range(20_000, 32_000)
"""Below those that systems give to connections."""
RUN_STATE = pytest.StashKey[Installation]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of this run's emulator; a worker is told it by the process that leads."""
    told = getattr(config, "workerinput", {}).get("run_state")
    run_state = Installation(state=Path(told or tempfile.mkdtemp(prefix="salestalk-tests-")))
    run_state.make_state()
    config.stash[RUN_STATE] = run_state


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker which folder it is."""
    node.workerinput["run_state"] = str(node.config.stash[RUN_STATE].state)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that leads cleans up, when all workers are done."""
    installation = config.stash.get(RUN_STATE, None)
    if installation is None or hasattr(config, "workerinput"):
        return
    Emulator(installation).stop()
    shutil.rmtree(installation.state, ignore_errors=True)


@pytest.fixture(scope="session")
def installation(pytestconfig: pytest.Config) -> Installation:
    """Where this run keeps its platform."""
    return pytestconfig.stash[RUN_STATE]


@pytest.fixture(scope="session")
def emulator(installation: Installation) -> LocalAws:
    """The AWS of this run, with IAM enforced; `client` gives root's clients."""
    with one_at_a_time(installation, "emulator"):
        port = Emulator(installation).port() or free_port()
        Emulator(installation).start(port)
    return LocalAws(f"http://localhost:{port}")


@contextmanager
def one_at_a_time(installation: Installation, name: str) -> Iterator[None]:
    """Hold up the other processes of this run while something shared is made."""
    with (installation.state / f"{name}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A port that nothing listens on, and that no connection is given by itself until somebody does."""
    for port in SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise OSError("All ports are in use.")


@pytest.fixture(scope="session", autouse=True)
def _no_account_of_the_caller() -> None:
    """No test may ever reach a real account or model, or depend on the machine's own settings."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "AI_"))]:
        del os.environ[name]
    os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
