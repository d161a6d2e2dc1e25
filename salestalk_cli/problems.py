"""What goes wrong for a person at the keyboard, and the exit code the shell gets."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command ends with."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_RUNNING = 3
    REJECTED = 4
    """All was done, but some rows were handed back."""


class Problem(Exception):
    """The command cannot go on; the message is one clear sentence that says what to do."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class NotServed(Problem):
    """The tenant is suspended, or gone: the platform works, and refuses its users."""


class NotRunning(Problem):
    """Something needs the platform on this machine, and it is not up."""

    def __init__(self, message: str = "SalesTalk is not running here; start it with: make up") -> None:
        super().__init__(message, ExitCode.NOT_RUNNING)
