"""Fresh processes in a fixed environment: what they are given, and how they are started."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from salestalk.names import Env

ROOT: Final = Path(__file__).resolve().parents[2]
BYTECODE: Final = ROOT / "build" / "performance" / "bytecode"

_FUNCTION_SETTINGS: Final = {value: "x" for name, value in vars(Env).items() if name.isupper()} | {
    Env.TABLE_ARN_PREFIX: "arn:aws:dynamodb:us-east-1:000000000000:table/",
    Env.DATA_ACCESS_ROLE_ARN: "arn:aws:iam::000000000000:role/performance",
    Env.UPLOAD_QUEUE_URL: "http://127.0.0.1:9/queue",
    Env.LOG_LEVEL: "INFO",
}


def environment() -> dict[str, str]:
    """Nothing of the caller's: hashes, bytecode and plugins are fixed, and AWS is out of reach."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "lambdas"))),
        "PYTHONPYCACHEPREFIX": str(BYTECODE),
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "performance",
        "AWS_SECRET_ACCESS_KEY": "performance",
        "AWS_EC2_METADATA_DISABLED": "true",
        **_FUNCTION_SETTINGS,
    }


def run_python(*arguments: str, before: tuple[str, ...] = (), write_bytecode: bool = False) -> str:
    """Run this interpreter with ``arguments``, behind a command if one is named; its output, both streams.

    Raises `RuntimeError`, with what it said, when it fails.
    """
    keep = {} if write_bytecode else {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*before, sys.executable, *arguments],
        env=environment() | keep,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}")
    return done.stdout
