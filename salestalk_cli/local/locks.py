"""Locks on files: held by whoever has the file open, let go of when the last of them ends, however it ends."""

import fcntl
from pathlib import Path
from typing import IO


def lock_if_free(path: Path) -> IO[bytes] | None:
    """The open, locked file, or None when somebody holds it; closing it lets go."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
