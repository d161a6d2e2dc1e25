"""Threads for what is waited for together."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers(ThreadPoolExecutor):
    """Threads that know on whose behalf they work: each job runs in a copy of the context it was given in.

    Whoever measures a request finds what its threads did, and nothing that another request's threads did.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As that of `ThreadPoolExecutor`; so is `map`, which is made of it."""
        return super().submit(partial(copy_context().run, fn, *args, **kwargs))
