"""Draws that come out the same on every machine."""

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(*parts: object) -> Random:
    """A generator that depends on ``parts`` alone.

    >>> dice(1, "a").random() == dice(1, "a").random()
    True
    """
    return Random("|".join(str(part) for part in parts))


def pick_share(rng: Random, shares: Mapping[str, float]) -> str:
    """One key, drawn with its share; keys of share 0 never come."""
    names = [name for name, share in shares.items() if share > 0]
    return rng.choices(names, [shares[name] for name in names])[0]


def heavy_tail(rng: Random, typical: float, spread: float = 1.0) -> int:
    """A count of the kind that offices report: mostly small, now and then huge."""
    return round(typical * math.exp(rng.gauss(0.0, spread)))


def split_count(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """``total`` dealt out over ``weights``; the parts sum to it.

    >>> sum(split_count(dice(1), 1000, [5, 1, 1]))
    1000
    """
    if total > 2000:
        scale = sum(weights)
        parts = [int(total * weight / scale) for weight in weights]
        parts[0] += total - sum(parts)
        return parts
    parts = [0] * len(weights)
    for index in rng.choices(range(len(weights)), weights, k=total):
        parts[index] += 1
    return parts


def chance(rng: Random, share: float) -> bool:
    """True with probability ``share``."""
    return rng.random() < share


def some(rng: Random, items: Sequence[T], low: int, high: int) -> list[T]:
    """Between ``low`` and ``high`` different items, in their own order."""
    count = min(len(items), rng.randint(low, high))
    chosen = sorted(rng.sample(range(len(items)), count))
    return [items[index] for index in chosen]
