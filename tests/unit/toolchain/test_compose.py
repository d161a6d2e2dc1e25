"""compose.yaml offers LocalStack and Ollama: pinned, and reachable from this machine alone."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]


def services() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    if can_compose():
        command = ["docker", "compose", "--file", str(ROOT / "compose.yaml"), "config", "--quiet"]
        subprocess.run(command, check=True, timeout=60)
    found: dict[str, Any] = compose["services"]
    return found


def can_compose() -> bool:
    """Whether there is a Docker client that knows `compose`; checking a file needs no daemon."""
    client = shutil.which("docker")
    return (
        bool(client) and not subprocess.run([client, "compose", "version"], capture_output=True, check=False).returncode
    )


def test_it_offers_localstack_of_the_4_series_and_ollama() -> None:
    images = {name: service["image"] for name, service in services().items()}
    assert set(images) == {"localstack", "ollama"}
    assert re.fullmatch(r"localstack/localstack:4\.\d+\.\d+", images["localstack"])
    assert re.fullmatch(r"ollama/ollama:\d+\.\d+\.\d+", images["ollama"])


def test_nothing_of_it_listens_beyond_this_machine() -> None:
    ports = [port for service in services().values() for port in service["ports"]]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_it_leaves_the_embedded_emulators_port_alone() -> None:
    ports = [port.split(":")[1] for service in services().values() for port in service["ports"]]
    assert "4566" not in ports
