"""What is looked at before rates are believed: O1 to O9, L1 and L2 of the menu."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from govdisc_analysis.analysis.menu.lines import (
    funnel_of,
    ranks_of,
    rates,
    redress,
    redress_of,
    trends,
)
from govdisc_analysis.analysis.menu.reading import as_checks, number_in
from govdisc_analysis.analysis.menu.source import Source, fit
from govdisc_analysis.analysis.sentences import Readable
from govdisc_analysis.labels import number
from govdisc_analysis.stats.constants import MIN_GROUPS, MIN_NAMED, MIN_REQUESTS

_SHOWN, _LINES, _STEADY = 14, 40, 10
_PARTS = ("full", "part", "withheld")


def checks(source: Source) -> Readable:
    """The diagnostics of O1 to O9, L1 and L2 in words and numbers."""
    ways: dict[str, Callable[[Source], Mapping[str, object]]] = {
        **{"O1": _o1, "O2": _o2, "O4": _o4, "O5": _o5, "O6": _o6, "O7": _o7, "O8": _o8},
        **{"L1": _l1, "L2": _l2},
    }
    return as_checks(ways, source)


def _o1(source: Source) -> dict[str, object]:
    one = source.enough(last_year(source), 1, "reports")
    few = int((one["n"] < MIN_REQUESTS).sum())
    narrow, broad = one["k"].sum() / one["n"].sum(), one["k_broad"].sum() / one["n"].sum()
    return {
        "agencies": len(one),
        "few": few,
        "need": MIN_REQUESTS,
        "narrow": f"{narrow:.1%}",
        "broad": f"{broad:.1%}",
    }


def _o2(source: Source) -> dict[str, object]:
    row = fit(dict(rates(source))["rate.request"])
    data = source.data[source.data["n"] > 0]
    sums = data.groupby("agency_key")[["k", "n"]].transform("sum")
    share = sums["k"] / sums["n"]
    known = share.between(0.001, 0.999)
    square = (data["k"] - data["n"] * share) ** 2 / (data["n"] * share * (1 - share))
    df = int(known.sum()) - data.loc[known, "agency_key"].nunique()
    spread = number(float(square[known].sum() / df)) if df > 0 else "–"
    return {
        "effective": f"{row.effective_groups:.0f}",
        "agencies": row.groups,
        "largest": f"{row.largest_share or 0:.0%}",
        "spread": spread,
        "request": number_in(row),
        "agency": number_in(dict(rates(source))["rate.agency"]),
    }


def _o4(source: Source) -> dict[str, object]:
    row = fit(dict(rates(source))["rate.table"])
    table = cross_table(source).to_numpy(dtype=float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    most = max(abs(x) for line in row.details["residuals"] for x in line)
    return {
        "n": int(table.sum()),
        "small": f"{(expected < 5).mean():.0%}",
        "v": number_in(row),
        "p": f"{row.p_value or 0:.3f}",
        "most": f"{most:.2f}",
    }


def _o5(source: Source) -> dict[str, object]:
    data = source.data.dropna(subset=list(_PARTS))
    sums = data.groupby("agency_key")[list(_PARTS)].sum()
    source.enough(sums[sums.sum(axis=1) >= MIN_NAMED], MIN_GROUPS, "agencies")
    shares = sums.div(sums.sum(axis=1), axis=0)[sums.sum(axis=1) >= MIN_NAMED]
    mean = shares.mean()
    precision = float((mean * (1 - mean) / shares.var() - 1).median())
    return {
        "counts": " / ".join(f"{x:,.0f}" for x in sums.sum()),
        "empty": int((sums == 0).to_numpy().sum()),
        "precision": number(precision),
    }


def _o6(source: Source) -> dict[str, object]:
    found = fit(dict(trends(source))["trend.inside"]).details
    each, slopes = list(found["reports_by_year"].values()), np.array(found["slopes"])
    low, middle, high = np.quantile(slopes, [0.1, 0.5, 0.9])
    return {
        "least": min(each),
        "most": max(each),
        "agencies": len(slopes),
        **{k: f"{x:+.3f}" for k, x in (("low", low), ("middle", middle), ("high", high))},
    }


def _o7(source: Source) -> dict[str, object]:
    row = fit(dict(rates(source))["rate.strata"])
    found = row.details
    return {
        "strata": row.groups,
        "dropped": len(found["dropped_strata"]),
        "tau": f"{found['tau_squared']:.2f}",
        "crude": number(found["crude_odds_ratio"]),
        "adjusted": number_in(row),
        "effective": f"{found['effective_strata']:.1f}",
    }


def _o8(source: Source) -> dict[str, object]:
    ranks = ranks_of(source)
    fit(ranks[0])
    a, b = ranks.details["prior"]
    m = np.array([row.details["trials"] for row in ranks])
    raw = np.array([row.details["events"] for row in ranks]) / m
    rate, rho = a / (a + b), 1 / (a + b + 1)
    fitted = np.sqrt((rate * (1 - rate) * (rho + (1 - rho) / m)).mean())
    kept = m / (m + a + b)
    return {
        "seen": f"{raw.std():.3f}",
        "fitted": f"{fitted:.3f}",
        "rho": f"{rho:.2f}",
        "least": f"{kept.min():.2f}",
        "middle": f"{np.median(kept):.2f}",
        "most": f"{kept.max():.2f}",
        "outside": sum(bool(row.details["outside"]) for row in funnel_of(source)),
    }


def _l1(source: Source) -> dict[str, object]:
    now, before = fit(redress_of(source, 0)), redress_of(source, 1)
    known = source.data.dropna(subset="pending")
    pending = known["pending"].sum() / max(known["rare"].sum(), 1.0)
    return {
        "events": f"{now.details['events']:,.0f}",
        "holders": now.details["agencies_with_events"],
        "pending": f"{pending:.0%}",
        "now": number_in(now),
        "before": number_in(before),
    }


def _l2(source: Source) -> dict[str, object]:
    row = fit(dict(redress(source))["redress.groups"])
    sums = source.pair.dropna(subset="rare").groupby(["g", "agency_key"])["rare"].sum()
    some = sums[sums > 0].groupby("g").size()
    return {
        "first": int(sums.get(0, pd.Series(dtype=float)).sum()),
        "second": int(sums.get(1, pd.Series(dtype=float)).sum()),
        "first_holders": int(some.get(0, 0)),
        "second_holders": int(some.get(1, 0)),
        "p": f"{row.p_value or 0:.3f}",
    }


@lru_cache(maxsize=4)
def last_year(source: Source) -> pd.DataFrame:
    """The last year's requests of every agency that had any, the smallest first."""
    data = source.data
    one: pd.DataFrame = data[(data["year"] == data["year"].max()) & (data["n"] > 0)]
    return one.sort_values(["n", "agency_key"])


def cross_table(source: Source) -> pd.DataFrame:
    """The table of one report, applicants by outcomes."""
    table = source.enough(source.table, 1, "request_table")
    wide: pd.DataFrame = table.pivot_table(index="applicant", columns="outcome", values="count")
    return wide
