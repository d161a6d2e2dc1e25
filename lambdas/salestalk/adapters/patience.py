"""The retry strategy on the machine's own clock."""

import random
import time

from salestalk.ingestion.idempotency import IdempotencyStrategy


def system_strategy() -> IdempotencyStrategy:
    """Deadlines are on the scale of `time.monotonic`."""
    return IdempotencyStrategy(clock=time.monotonic, sleep=time.sleep, uniform=random.SystemRandom().uniform)
