"""A function's start: hardly anything it makes is garbage, so none is looked for until it is over.

A handler imports this before anything of ours, and calls `finished` when all is wired. What the start left behind is
never looked through again: collections during a request look at that request's objects alone.
"""

import gc

gc.disable()


def finished() -> None:
    """From here on garbage is collected, and what exists now is kept out of it."""
    gc.freeze()
    gc.enable()
