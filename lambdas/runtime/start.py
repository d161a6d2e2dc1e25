"""A function's start: hardly anything it makes is garbage, so none is looked for until it is over.

A handler imports this before anything of ours, and calls `finished` when all is wired. What the start left behind is
never looked through again: collections during a request look at that request's objects alone.

Where Lambda starts functions from a snapshot, what a first request would prepare is prepared before it is taken
(`before_snapshot`): every function that is started from it finds it done. What must be a start's own is made later:
nothing is called before, so no connection and no tenant's credentials are in a snapshot; ids and the jitter of retries
come from the system's own source of randomness; botocore renews credentials that are out of date.
"""

import gc
import os
from collections.abc import Callable
from typing import Final

INITIALIZATION: Final = "AWS_LAMBDA_INITIALIZATION_TYPE"
"""Set by Lambda: how the function is being started."""
FOR_A_SNAPSHOT: Final = "snap-start"

gc.disable()


def before_snapshot(prepare: Callable[[], object]) -> None:
    """Prepare now what requests need, if a snapshot will be taken; elsewhere the first request that needs it does."""
    if os.environ.get(INITIALIZATION) == FOR_A_SNAPSHOT:
        prepare()


def finished() -> None:
    """From here on garbage is collected, and what exists now is kept out of it."""
    gc.freeze()
    gc.enable()
