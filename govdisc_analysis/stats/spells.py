"""Does a problem come back next year?"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.coverage import with_label
from govdisc_analysis.stats.estimate import Base, Estimate, EstimateSet, combine
from govdisc_analysis.stats.frames import Floats, Labels, Mask
from govdisc_analysis.stats.words import words


@dataclass(frozen=True)
class Pairs:
    """Reports of one agency in consecutive years: then, now, county, whether the text is new."""

    then: Floats
    now: Floats
    counties: Labels
    fresh: Mask
    gaps: int


def recurrence(
    data: pd.DataFrame,
    *,
    flag: str,
    agency: str,
    year: str,
    cluster: str,
    copied: str | None = None,
    level: float = c.LEVEL,
) -> EstimateSet:
    """P(again | present last year) and P(new | absent last year), consecutive years only.

    Not without the split by copied text: with `copied` (1 where the section repeats last
    year's wording) each probability is given for all pairs and for freshly written ones.
    Coding errors pull it down (a true 0.70 reads 0.53 at sensitivity 0.8, specificity 0.95).
    Measured with 40 counties of five agencies: 94 to 95%; with few the help says how much.

    Args:
        data: one row for each report.
        flag: column with 1, 0 or missing.
        agency: column with the agency.
        year: column of the reporting year.
        cluster: column with the county (or highest unit with eight members).
        copied: column with 1 where the text is last year's.
        level: of the intervals.

    Example:
        In the first year all 32 agencies have it, in the second every other one.

        >>> rows = [(a, t, a // 2, int(t == 1 or a % 2)) for a in range(32) for t in (1, 2)]
        >>> d = pd.DataFrame(rows, columns=["a", "t", "county", "has"])
        >>> s = recurrence(d, flag="has", agency="a", year="t", cluster="county")
        >>> s["again"].estimate
        0.5
    """
    pairs, base = _pairs(data, flag, agency, year, cluster, copied)
    rows = []
    for suffix, chosen in _splits(pairs, copied):
        for term, then in (("again", 1.0), ("new", 0.0)):
            rows.append(_chance(pairs, base, chosen, then, term + suffix, cluster, level))
    return combine(rows, "recurrence", gaps=pairs.gaps)


def _splits(pairs: Pairs, copied: str | None) -> list[tuple[str, Mask]]:
    everything = np.ones(len(pairs.then), dtype=bool)
    return [("", everything)] + ([] if copied is None else [(", fresh text", pairs.fresh)])


def _pairs(
    data: pd.DataFrame, flag: str, agency: str, year: str, cluster: str, copied: str | None
) -> tuple[Pairs, Base]:
    frame = pd.DataFrame(
        {
            "flag": frames.flags(data, flag),
            "agency": frames.labels(data, agency).codes,
            "year": frames.years(data, year),
            "county": frames.labels(data, cluster).codes,
            "copied": np.zeros(len(data)) if copied is None else frames.flags(data, copied),
        },
        index=data.index,
    )
    double = frame.duplicated(["agency", "year"])
    if double.any():
        row = frame.index[int(np.argmax(double.to_numpy()))]
        raise ValueError(f"column {year!r}, row {row}: a second report of one agency and year")
    known = frame[frame["flag"].notna()].sort_values(["agency", "year"])
    before = known.shift(1)
    same = (known["agency"] == before["agency"]).to_numpy()
    next_year = same & (known["year"] == before["year"] + 1).to_numpy()
    chosen = known[next_year]
    names = frames.labels(data, cluster).names
    counties = Labels(chosen["county"].to_numpy(dtype=np.intp), names).keep(
        np.ones(len(chosen), dtype=bool)
    )
    pairs = Pairs(
        before[next_year]["flag"].to_numpy(dtype=float),
        chosen["flag"].to_numpy(dtype=float),
        counties,
        (chosen["copied"] == 0).to_numpy(),
        int((same & ~next_year).sum()),
    )
    size = np.ones(len(chosen))
    base = frames.describe(pd.DataFrame(index=chosen.index), size > 0, counties, size, cluster)
    return pairs, replace(base, dropped=len(data) - len(known))


def _chance(
    pairs: Pairs, base: Base, chosen: Mask, then: float, term: str, cluster: str, level: float
) -> Estimate:
    here = chosen & (pairs.then == then)
    given = "present" if then else "absent"
    estimand = f"share with the problem one year after it was {given} ({term})"
    method = f"leave-one-{cluster}-out jackknife on the logit scale, t(effective units - 1)"
    counties, now = pairs.counties.keep(here), pairs.now[here]
    base = replace(
        frames.describe(
            pd.DataFrame(index=range(len(here))), here, counties, np.ones(len(now)), cluster
        ),
        dropped=base.dropped,
    )
    asked = Asked(estimand, method, level, term)
    refusal = None
    if len(now) < c.MIN_PAIRS:
        what = words("what.consecutive_pairs")
        refusal = asked.refused(base, "R10", **what, n=len(now), need=c.MIN_PAIRS)
    refusal = (
        refusal
        or guards.share_refusal(base, asked, now.sum(), len(now), guards.PAIRS)
        or guards.units_refusal(base, asked)
    )
    if refusal:
        return refusal
    sizes = np.bincount(counties.codes).astype(float)
    spread = jk.ratio(jk.totals(counties.codes, now), sizes)
    row = asked.by_logit(base, spread, {"events": float(now.sum())})
    return with_label(row, "recurrence.few") if base.groups < c.FEW_GROUPS else row
