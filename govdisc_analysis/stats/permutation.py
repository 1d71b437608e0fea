"""Shuffle the labels of whole agencies; the interval holds the shifts the test accepts."""

from dataclasses import dataclass

import numpy as np

from govdisc_analysis.stats.frames import Floats

_CHUNK = 4_000_000
_LARGEST_LEVERAGE = 0.98


@dataclass(frozen=True)
class Shuffled:
    """For the observed labels (first) and each shuffle, the parts of the studentised statistic.

    Under a shift d of the second group's rates the difference is `difference - d * shift` and
    its squared error is `v0 - 2 d v1 + d^2 v2`.
    """

    difference: Floats
    shift: Floats
    v0: Floats
    v1: Floats
    v2: Floats

    def p_value(self, d: float) -> float:
        """Share of shuffles at least as extreme as the observed labels, if the shift is d."""
        error = np.maximum(self.v0 - 2 * d * self.v1 + d * d * self.v2, 1e-30)
        t = np.abs(self.difference - d * self.shift) / np.sqrt(error)
        return float((t >= t[0] * (1 - 1e-9)).mean())

    def limits(self, level: float) -> tuple[float, float]:
        """The shifts that the test does not reject, within -1 and 1."""
        centre = float(self.difference[0])
        return self._edge(centre, -1.0, level), self._edge(centre, 1.0, level)

    def _edge(self, inside: float, outside: float, level: float) -> float:
        if self.p_value(outside) > 1 - level:
            return outside
        for _ in range(24):
            middle = (inside + outside) / 2
            if self.p_value(middle) > 1 - level:
                inside = middle
            else:
                outside = middle
        return (inside + outside) / 2


def shuffle(y: Floats, n: Floats, second: Floats, times: int, seed: int) -> Shuffled:
    """Shuffle which units stand in the second group.

    >>> y, n = np.array([1.0, 2, 3, 4, 6, 7, 8, 9]), np.full(8, 10.0)
    >>> s = shuffle(y, n, np.repeat([0.0, 1.0], 4), 199, seed=1)
    >>> round(float(s.difference[0]), 3), s.p_value(0.5) == 1.0
    (0.5, True)
    """
    rng = np.random.default_rng(seed)
    parts = [_parts(y, n, second[None, :], second)]
    left, size = times, max(1, _CHUNK // len(y))
    while left > 0:
        count = min(size, left)
        drawn = rng.permuted(np.broadcast_to(second, (count, len(second))), axis=1)
        parts.append(_parts(y, n, drawn, second))
        left -= count
    return Shuffled(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _parts(y: Floats, n: Floats, drawn: Floats, second: Floats) -> tuple[Floats, ...]:
    difference, e = _difference(y, n, drawn)
    shift, s = _difference(n * second, n, drawn)
    return difference, shift, (e**2).sum(1), (e * s).sum(1), (s**2).sum(1)


def _difference(y: Floats, n: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Difference of pooled rates for each row of labels, and each unit's stretched residual."""
    n1 = drawn @ n
    n0 = n.sum() - n1
    y1 = drawn @ y
    p1, p0 = y1 / n1, (y.sum() - y1) / n0
    inside = drawn == 1
    share = np.where(inside, n / n1[:, None], n / n0[:, None])
    rate = np.where(inside, p1[:, None], p0[:, None])
    residual = (y / n - rate) * share / (1 - np.minimum(share, _LARGEST_LEVERAGE))
    return p1 - p0, residual
