"""Fresh processes in a fixed environment, over a copy of the code that nobody changes meanwhile."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from salestalk.names import Env, Provider

ROOT: Final = Path(__file__).resolve().parents[2]
_COPIED: Final = ("lambdas", "tests/performance")

_FUNCTION_SETTINGS: Final = {value: "x" for name, value in vars(Env).items() if name.isupper()} | {
    Env.TABLE_ARN_PREFIX: "arn:aws:dynamodb:us-east-1:000000000000:table/",
    Env.DATA_ACCESS_ROLE_ARN: "arn:aws:iam::000000000000:role/performance",
    Env.UPLOAD_QUEUE_URL: "http://127.0.0.1:9/queue",
    Env.TENANT_STACK_TAGS: "[]",
    Env.LOG_LEVEL: "INFO",
    Env.AI_PROVIDER: Provider.BUILTIN,
}


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the code; the path's length is always the same, as paths are work too."""

    folder: Path

    @classmethod
    @contextmanager
    def copied(cls, also: Sequence[str] = ()) -> Iterator[Self]:
        """A copy of the functions and these measurements, and of what else is named, as long as it is used."""
        with tempfile.TemporaryDirectory(prefix="salestalk-") as folder:
            for name in (*_COPIED, *also):
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=ignored)
            (Path(folder) / "tests" / "__init__.py").touch()
            yield cls(Path(folder))

    def warm(self, *arguments: str) -> None:
        """Run once, so that the bytecode is there as it is after any first start."""
        self._run((), arguments, {})

    def run(self, *arguments: str, before: tuple[str, ...] = ()) -> str:
        """Run this interpreter with ``arguments``, behind a command if one is named; its output, both streams.

        Raises `RuntimeError`, with what it said, when it fails.
        """
        return self._run(before, arguments, {"PYTHONDONTWRITEBYTECODE": "1"})

    def _run(self, before: tuple[str, ...], arguments: tuple[str, ...], more: dict[str, str]) -> str:
        done = subprocess.run(
            [*before, sys.executable, *arguments],
            env=self._environment() | more,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's: hashes, paths and plugins are fixed, and AWS is out of reach."""
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONNOUSERSITE": "1",
            "PYTHONPATH": os.pathsep.join((str(self.folder), str(self.folder / "lambdas"))),
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "performance",
            "AWS_SECRET_ACCESS_KEY": "performance",
            "AWS_EC2_METADATA_DISABLED": "true",
            **_FUNCTION_SETTINGS,
        }
