"""Build the Lambda layer: every third-party package the functions import, from the hashed lock.

    python tools/build_layer.py            # for Lambda: arm64, Python 3.13
    python tools/build_layer.py --local    # for this machine and this interpreter

Writes `build/layer-<target>/python` and does nothing when that folder was already built from the same lock. This
is the only step that needs the network; synthesis just zips the folder.
"""

import argparse
import compileall
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "runtime.txt"
UV = Path(sys.executable).parent / "uv"

THIS_PYTHON = ".".join(map(str, sys.version_info[:2]))

# Nothing at run time reads these: type stubs, the packages' own tests, entry points and installation records.
UNUSED_AT_RUN_TIME = ("bin", ".lock", "**/__pycache__", "**/tests", "**/*.pyi", "**/py.typed")
UNUSED_METADATA = ("RECORD", "WHEEL", "INSTALLER", "REQUESTED", "direct_url.json", "entry_points.txt", "top_level.txt")


@dataclass(frozen=True, slots=True)
class Target:
    """A machine the layer is built for, and its Python; its folder is `build/layer-<name>`."""

    name: str
    python: str
    installer_options: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the layer's content lies."""
        return ROOT / "build" / f"layer-{self.name}"

    @property
    def stamp(self) -> Path:
        """The file beside the folder that says what it was built from."""
        return self.folder.with_suffix(".built-from")


# Python 3.13 on Lambda runs on Amazon Linux 2023 (glibc 2.34), so wheels for glibc 2.28 fit.
LAMBDA = Target("lambda", "3.13", ("--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.13"))
LOCAL = Target("local", THIS_PYTHON, ("--python", sys.executable))


def fingerprint(target: Target) -> str:
    """What decides the layer's content: the lock, this builder, and the target."""
    digest = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes())
    digest.update(" ".join((*target.installer_options, sys.version)).encode())
    return digest.hexdigest()


def is_current(target: Target) -> bool:
    """Whether the folder is there and was built from the present lock."""
    return target.folder.is_dir() and target.stamp.is_file() and target.stamp.read_text() == fingerprint(target)


def install(target: Target, folder: Path) -> None:
    """Put the locked packages into `folder`; every file must match its hash."""
    command = [str(UV), "pip", "install", "--quiet", "--no-config", "--no-deps", "--require-hashes", "--link-mode=copy"]
    command += ["--only-binary=:all:", "--target", str(folder), *target.installer_options, "-r", str(LOCK)]
    subprocess.run(command, check=True)  # noqa: S603  # a fixed command


def strip(folder: Path) -> None:
    """Remove what no function reads, so that the layer is small and the same for the same lock."""
    unused = [path for pattern in UNUSED_AT_RUN_TIME for path in folder.glob(pattern)]
    unused += [path for name in UNUSED_METADATA for path in folder.glob(f"*.dist-info/{name}")]
    for path in unused:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def compile_all(target: Target, folder: Path) -> None:
    """Put bytecode beside the sources where this interpreter is the target's: functions cannot write any themselves,
    and would compile every module at every start. A zip changes the sources' times, so nothing is held against them.
    """
    if target.python == THIS_PYTHON:
        compileall.compile_dir(
            folder, quiet=2, ddir="/opt/python", invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
        )


def build(target: Target, install: Callable[[Target, Path], None] = install) -> bool:
    """Build the layer unless it is current; says whether anything was done.

    The old folder gives way only when the new one is whole.
    """
    if is_current(target):
        return False
    fresh = target.folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    install(target, fresh / "python")
    strip(fresh / "python")
    compile_all(target, fresh / "python")
    shutil.rmtree(target.folder, ignore_errors=True)
    fresh.rename(target.folder)
    target.stamp.write_text(fingerprint(target))
    return True


def main() -> int:
    """Build the layer named on the command line and say where it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--local", action="store_true", help="for this machine instead of Lambda")
    target = LOCAL if parser.parse_args().local else LAMBDA
    try:
        built = build(target)
    except subprocess.CalledProcessError as failure:
        sys.stderr.write(f"The layer could not be built: uv ended with {failure.returncode}; its words are above.\n")
        return 1
    sys.stdout.write(f"{target.folder.relative_to(ROOT)} {'built' if built else 'is current'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
