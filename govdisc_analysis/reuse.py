"""How far problem statements repeat earlier years and other agencies: reuse before themes.

Near-duplicates are found with MinHash signatures and banding (Broder 1997; Leskovec, Rajaraman,
Ullman, Mining of Massive Datasets, ch. 3), so that the work grows with the number of distinct
statements, not with its square. Every similarity reported is the exact Jaccard index of the
statements' character trigrams; the signatures only propose the pairs.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_NOISE = re.compile(r"[\W\d_]+")
_BANDS, _ROWS = 32, 3
_PRIME = (1 << 31) - 1
_NEIGHBOURS = 24
"""Partners that a statement is compared with in one band: bounds the work in crowded buckets."""


def measure_reuse(problems: pd.DataFrame, alike: float = 0.6) -> pd.DataFrame:
    """Reuse of each problem statement.

    Args:
        problems: ``report_id, problem_no, text, agency_id, year``; one row a statement.
        alike: Jaccard index from which two statements count as one wording.

    Returns:
        The keys with ``repeats_own`` (highest similarity to an earlier year of the same agency),
        ``repeats_others`` (highest similarity to another agency), ``boilerplate`` (share of the
        other agencies in the data with a wording alike) and ``cluster`` (same number: same
        wording, chained). An unknown agency or year leaves the values that need it empty.
    """
    rows = problems.reset_index(drop=True)
    grams = [_shingle(str(text)) for text in rows["text"]]
    keys = sorted({" ".join(sorted(gram)) for gram in grams})
    place = {key: i for i, key in enumerate(keys)}
    which = [place[" ".join(sorted(gram))] for gram in grams]
    distinct: list[frozenset[str]] = [frozenset()] * len(keys)
    for gram, key in zip(grams, which, strict=True):
        distinct[key] = gram
    near = _neighbours(distinct)
    agency = ["" if pd.isna(name) else str(name) for name in rows["agency_id"]]
    years = [None if pd.isna(year) else int(year) for year in rows["year"]]
    users = _first_years(which, agency, years, len(keys))
    spread = [_spread(key, near[key], users, alike) for key in range(len(keys))]
    others = len({name for name in agency if name}) - 1
    out = rows[["report_id", "problem_no"]].copy()
    pairs = list(zip(which, agency, years, strict=True))
    out["repeats_own"] = [_own(near[k], k, users, name, year) for k, name, year in pairs]
    out["repeats_others"] = [
        _other(near[k], k, users, name) if name and others > 0 else np.nan for k, name, _ in pairs
    ]
    out["boilerplate"] = [
        (spread[k] - 1) / others if name and others > 0 else np.nan for k, name, _ in pairs
    ]
    out["cluster"] = _clusters(which, near, alike)
    return out


def _first_years(
    which: Sequence[int], agency: Sequence[str], years: Sequence[int | None], n_keys: int
) -> list[dict[str, float]]:
    """For each distinct wording: its agencies, each with its first known year of use."""
    users: list[dict[str, float]] = [{} for _ in range(n_keys)]
    for key, name, year in zip(which, agency, years, strict=True):
        if name:
            first = np.inf if year is None else float(year)
            users[key][name] = min(first, users[key].get(name, np.inf))
    return users


def _spread(
    key: int, near: dict[int, float], users: Sequence[dict[str, float]], alike: float
) -> int:
    """Number of agencies that use the wording or one alike."""
    names = set(users[key])
    for other, similarity in near.items():
        if similarity >= alike:
            names |= users[other].keys()
    return len(names)


def _own(
    near: dict[int, float],
    key: int,
    users: Sequence[dict[str, float]],
    name: str,
    year: int | None,
) -> float:
    if not name or year is None:
        return float("nan")
    used = ((key, 1.0), *near.items())
    return max((s for other, s in used if users[other].get(name, np.inf) < year), default=0.0)


def _other(near: dict[int, float], key: int, users: Sequence[dict[str, float]], name: str) -> float:
    used = ((key, 1.0), *near.items())
    return max((s for other, s in used if len(users[other]) > (name in users[other])), default=0.0)


def _shingle(text: str) -> frozenset[str]:
    """Character trigrams of the words, without punctuation, digits and white space."""
    bare = _NOISE.sub("", text)
    return frozenset(bare[i : i + 3] for i in range(max(1, len(bare) - 2)))


def _neighbours(distinct: Sequence[frozenset[str]]) -> list[dict[int, float]]:
    """Exact similarities of the pairs that share a band."""
    near: list[dict[int, float]] = [{} for _ in distinct]
    for left, right in _candidates(distinct):
        if right not in near[left]:
            shared = len(distinct[left] & distinct[right])
            similarity = shared / len(distinct[left] | distinct[right])
            near[left][right] = near[right][left] = similarity
    return near


def _candidates(distinct: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    if not distinct:
        return
    signatures = np.stack([_sign(gram) for gram in distinct])
    for band in range(_BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        part = signatures[:, band * _ROWS : (band + 1) * _ROWS]
        for i in range(len(distinct)):
            bucket = buckets[part[i].tobytes()]
            for other in bucket[-_NEIGHBOURS:]:
                yield other, i
            bucket.append(i)


@cache
def _coefficients() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rng = np.random.default_rng(20080501)
    factors = rng.integers(1, _PRIME, _BANDS * _ROWS, dtype=np.int64)
    return factors, rng.integers(0, _PRIME, _BANDS * _ROWS, dtype=np.int64)


def _sign(gram: frozenset[str]) -> NDArray[np.int64]:
    """MinHash signature; fixed coefficients make it the same in every run."""
    factors, shifts = _coefficients()
    values = np.array([zlib.crc32(part.encode()) % _PRIME for part in gram], dtype=np.int64)
    hashed: NDArray[np.int64] = (values[:, None] * factors + shifts) % _PRIME
    lowest: NDArray[np.int64] = hashed.min(axis=0)
    return lowest


def _clusters(which: Sequence[int], near: Sequence[dict[int, float]], alike: float) -> list[int]:
    """Numbers of the chained wordings, in the order of first appearance."""
    parent = list(range(len(near)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for left, partners in enumerate(near):
        for right, similarity in partners.items():
            if similarity >= alike:
                parent[find(left)] = find(right)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(find(key), len(numbers) + 1) for key in which]
