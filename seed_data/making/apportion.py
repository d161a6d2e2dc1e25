"""Splitting a whole number by weights so that the parts add up to it exactly."""

from collections.abc import Hashable, Mapping
from hashlib import sha256
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def apportion(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """``total`` (not negative) split by whole ``weights``: floors first, then one each to the largest remainders.

    Equal remainders go to the earlier key. At least one weight must be positive unless ``total`` is 0.
    """
    whole = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    parts = {key: total * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def wobble(percent: int, *names: str) -> int:
    """A number from ``1000 - 10 * percent`` to ``1000 + 10 * percent`` that depends on the names alone."""
    span = 10 * percent
    digest = sha256("|".join(names).encode()).digest()
    return 1000 - span + int.from_bytes(digest[:4]) % (2 * span + 1)
