"""How far problem statements repeat earlier years and other agencies: reuse before themes.

Near-duplicates are found with MinHash signatures and banding (Broder 1997; Leskovec, Rajaraman,
Ullman, Mining of Massive Datasets, ch. 3), so that the work grows with the number of distinct
statements, not with its square. Every similarity reported is the exact Jaccard index of the
statements' character trigrams; the signatures only propose the pairs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from rensa import RMinHash

COLUMNS = ("repeats_own", "repeats_others", "boilerplate", "cluster")
ALIKE = 0.6
"""Jaccard index from which two statements count as one wording."""
_PLACES = 4
_NOISE = re.compile(r"[\W\d_]+")
_BANDS, _ROWS = 32, 4
"""A pair with Jaccard index 0.6 shares a band with probability 0.99, one with 0.3 with 0.23."""
_SEED = 20080501
_NEIGHBOURS = 24
"""Partners that a statement is compared with in one band: bounds the work in crowded buckets."""


def add_reuse(problems: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The problems table with its reuse columns filled; see ``measure_reuse``."""
    if problems.empty:
        return problems
    known = reports.drop_duplicates("report_id")[["report_id", "agency_id", "year"]]
    joined = problems[["report_id", "problem_no", "text"]].merge(known, on="report_id", how="left")
    reuse = measure_reuse(joined).set_axis(problems.index)
    kinds = problems.dtypes
    return problems.assign(**{n: reuse[n].round(_PLACES).astype(kinds[n]) for n in COLUMNS})


def measure_reuse(problems: pd.DataFrame, alike: float = ALIKE) -> pd.DataFrame:
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
    tokens = [sorted(grams) for grams in distinct]
    signatures = RMinHash.digests_from_token_sets(tokens, _BANDS * _ROWS, _SEED)
    for band in range(0, _BANDS * _ROWS, _ROWS):
        buckets: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for i, signature in enumerate(signatures):
            bucket = buckets[tuple(signature[band : band + _ROWS])]
            for other in bucket[-_NEIGHBOURS:]:
                yield other, i
            bucket.append(i)


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
