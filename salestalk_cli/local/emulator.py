"""The embedded AWS as a background process: start, stop, and whether it runs.

It runs in an environment of its own with none of the caller's variables, since functions see them. A running emulator
holds a lock on a file, inherited at its start: the lock says for certain whether it lives and is ours, which a number
in a file does not (the system gives numbers out again).
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from salestalk_cli.local.installation import Installation
from salestalk_cli.local.locks import lock_if_free
from salestalk_cli.problems import Problem

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 20.0
STOP_SECONDS: Final = 15.0
_NO_PROXY: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Emulator:
    """The emulator of one installation."""

    installation: Installation

    def port(self) -> int | None:
        """The port it listens on, or None when it does not run."""
        return None if self._is_free() else int(self._process()["port"])

    def start(self, port: int) -> bool:
        """Start it and wait until it answers; False when it ran already.

        Raises:
            Problem: the port is taken, or it does not come up.
        """
        lock = self._lock_if_free()
        if lock is None:
            return False
        with lock:
            require_free_port(port)
            process = self._spawn(port, lock)
            self._process_file.write_text(json.dumps({"pid": process.pid, "port": port}))
        self._wait_until_healthy(process, port)
        return True

    def stop(self) -> bool:
        """End it, giving it time to save its state; False when it did not run."""
        if self._is_free():
            return False
        pid = int(self._process()["pid"])
        for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 1.0)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if self._ended_within(patience):
                break
        self._process_file.unlink(missing_ok=True)
        return True

    @property
    def _process_file(self) -> Path:
        return self.installation.state / "emulator.json"

    def _process(self) -> dict[str, int]:
        process: dict[str, int] = json.loads(self._process_file.read_text())
        return process

    def _lock_if_free(self) -> IO[bytes] | None:
        """The emulator's lock, when no emulator holds it."""
        self.installation.make_state()
        return lock_if_free(self.installation.state / "emulator.lock")

    def _is_free(self) -> bool:
        lock = self._lock_if_free()
        if lock is not None:
            lock.close()
        return lock is not None

    def _spawn(self, port: int, lock: IO[bytes]) -> subprocess.Popen[bytes]:
        python = self.installation.root / ".emulator" / "bin" / "python"
        if not python.exists():
            raise Problem("The embedded AWS is not installed; install it with: make setup")
        (self.installation.state / "tmp").mkdir(exist_ok=True)
        with (self.installation.state / "emulator.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - a fixed command
                [python, "-m", "ministack"],
                env=self._environment(port),
                cwd=self.installation.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lock.fileno(),),
                start_new_session=True,
            )

    def _environment(self, port: int) -> dict[str, str]:
        state = self.installation.state
        return {
            "PATH": os.defpath,
            "HOME": str(state),
            "TMPDIR": str(state / "tmp"),
            "LANG": "C.UTF-8",
            "GATEWAY_PORT": str(port),
            "BIND_HOST": HOST,
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
        }

    def _wait_until_healthy(self, process: subprocess.Popen[bytes], port: int) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                _NO_PROXY.open(f"http://{HOST}:{port}/_ministack/health", timeout=2).close()
                return
            time.sleep(0.02)
        process.kill()
        raise Problem(f"The embedded AWS did not start; what it said is in {self.installation.state / 'emulator.log'}")

    def _ended_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._is_free():
                return True
            time.sleep(0.05)
        return False


def require_free_port(port: int) -> None:
    """Raise `Problem` when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Problem(
                f"Port {port} is used by another program; stop that, or choose another port: "
                "make up SALESTALK_PORT=4600"
            ) from None
