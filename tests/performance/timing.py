"""Times of one thread's processor: what it waits for, and what others do on the machine meanwhile, is not in them."""

import time
from collections.abc import Callable, Sequence
from math import ceil


def seconds(work: Callable[[], object], calls: int = 1) -> float:
    """Processor seconds of one call; of short work several, as reading this clock takes some microseconds itself."""
    start = time.thread_time()
    for _ in range(calls):
        work()
    return (time.thread_time() - start) / calls


def best(work: Callable[[], object], rounds: int, calls: int = 1) -> float:
    """The quickest of some rounds, in seconds: on a shared machine the least disturbed one."""
    return min(seconds(work, calls) for _ in range(rounds))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is at least as large as this share of all."""
    return sorted(values)[max(ceil(len(values) * share) - 1, 0)]
