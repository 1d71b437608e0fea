"""What is looked at before volumes are believed: V1 to V3 and V8 of the menu."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats as laws

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import break_of, fraction, volumes
from govdisc_analysis.analysis.menu.models import counts_of, coverage_of, levels_of, rounding_of
from govdisc_analysis.analysis.menu.panels import drawn, listed, quantiles
from govdisc_analysis.analysis.menu.reading import as_checks
from govdisc_analysis.analysis.menu.source import VOLUME, Source, fit
from govdisc_analysis.analysis.sentences import Passage, Readable
from govdisc_analysis.charts import Chart, Marks, Panel
from govdisc_analysis.labels import number
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.frames import effective
from govdisc_analysis.stats.yearly import design

_SLOPES, _TOP = 40, 3


def checks(source: Source) -> Readable:
    """The diagnostics of V1 to V8 in words and numbers."""
    ways: dict[str, Callable[[Source], Mapping[str, object]]] = {
        "V1": _v1,
        "V2": _v2,
        "V3": _v3,
        "V4": counts_of,
        "V5": levels_of,
        "V6": rounding_of,
        "V7": coverage_of,
        "V8": _v8,
    }
    return as_checks(ways, source)


def groups_chart(source: Source) -> Chart | Passage:
    """One agency's counts, the groups, what rules them, and the same agencies twice (V1 to V3)."""
    ways = (_single, _strip, _lorenz, _quantiles, _left_out, _slopes)
    return drawn(ways, "volume_groups", source)


def years_chart(source: Source) -> Chart | Passage:
    """Year effects beside what the trend before gives; every year left out in turn (V8)."""
    return drawn((_counterfactual, _without_years), "volume_years", source)


@lru_cache(maxsize=4)
def _agencies(source: Source) -> pd.DataFrame:
    """Totals, log rate a month and residual from the own group, for each agency of the pair."""
    rows = source.enough(source.pair, MIN_GROUPS, "reports")
    data = rows.groupby("agency_key").agg({"y": "sum", "months": "sum", "g": "first"})
    logs = pd.Series(np.log(data["y"] + 0.5) - np.log(data["months"]), index=data.index)
    return data.assign(log=logs, residual=logs - logs.groupby(data["g"]).transform("mean"))


def _v1(source: Source) -> dict[str, object]:
    counts = _one_agency(source)
    return {
        "years": len(counts),
        "months": number(float(counts["months"].median())),
        "rounded": int((counts["lo"] < counts["hi"]).sum()),
        "low": number(counts["low"].min()),
        "high": number(counts["high"].max()),
    }


def _v2(source: Source) -> dict[str, object]:
    data, left = _agencies(source), _ratios_without(source)
    tenth = data["y"].nlargest(round(len(data) / 10)).sum() / data["y"].sum()
    straight = float(laws.probplot(data["residual"])[1][2])
    return {
        "effective": f"{effective(data['y'].to_numpy(dtype=float)):.1f}",
        "agencies": len(data),
        "tenth": f"{tenth:.0%}",
        "zero": f"{(source.pair['y'] == 0).mean():.1%}",
        "fit": f"{straight:.3f}",
        "low": number(left.min()),
        "high": number(left.max()),
    }


def _v3(source: Source) -> dict[str, object]:
    row = fit(dict(volumes(source))["volume.within"])
    logs = _changes(source)
    rest = logs.drop(logs.abs().nlargest(_TOP).index)
    there = source.data.dropna(subset="half")
    halves = there.groupby(["agency_key", "half"])["y"].sum()
    seen = there.groupby("agency_key")["half"].agg(["min", "max"])
    return {
        "enter": int((seen["min"] == 1).sum()),
        "leave": int((seen["max"] == 0).sum()),
        "zeros": int((halves == 0).sum()),
        "ratio": number(row.estimate or 0.0),
        "without": number(float(np.exp(rest.mean()))),
        "top": _TOP,
    }


def _v8(source: Source) -> dict[str, object]:
    found = fit(break_of(source)).details
    left = [x for x in found["without_year"].values() if np.isfinite(x)]
    placebo = list(found["placebo_years"].values())
    return {
        "lag": f"{found['residual_lag1']:+.2f}",
        "placebos": len(placebo),
        "small": sum(p < 0.05 for p in placebo),
        "low": number(min(left)),
        "high": number(max(left)),
        "year": source.when,
        "without_break": number(found["without_break_year"]),
        "without_pandemic": number(found["without_pandemic_year"]),
        "below": number(found["detectable_ratio"][0]),
        "above": number(found["detectable_ratio"][1]),
    }


def _one_agency(source: Source) -> pd.DataFrame:
    """Counts of the agency in the middle of those with most years, with exact Poisson limits."""
    data = source.enough(source.data, 1, "reports")
    per = data.groupby("agency_key")["y"].agg(["size", "sum"])
    totals = per[per["size"] == per["size"].max()]["sum"].sort_values()
    own: pd.DataFrame = data[data["agency_key"] == totals.index[len(totals) // 2]]
    limits = [traps.poisson_interval(int(y)) for y in own["y"]]
    return own.assign(low=[x[0] for x in limits], high=[x[1] for x in limits])


def _single(source: Source) -> Panel:
    own = _one_agency(source)
    bars = Marks("whiskers", listed(own["year"]), listed(own["y"]), listed(own["low"]),
                 listed(own["high"]))  # fmt: skip
    return Panel(source.plot("single"), (bars,), y_axis=source.plot("pieces"))


def _strip(source: Source) -> Panel:
    """Every agency on a logarithmic axis, the typical one of each group over them."""
    data, spread, marks = _agencies(source), np.random.default_rng(0), []
    for group in (0, 1):
        rates = np.exp(data.loc[data["g"] == group, "log"])
        near = group + 0.18 + spread.uniform(-0.14, 0.14, len(rates))
        marks.append(Marks("dots", listed(rates), near.tolist()))
        rows = source.pair
        row = fit(stats.estimate_volume(rows[rows["g"] == group], **VOLUME))
        given = [[x or 0.0] for x in (row.estimate, row.low, row.high)]
        marks.append(
            Marks("whiskers", given[0], [group - 0.2], given[1], given[2], colour=5, is_across=True)
        )
    return Panel(source.plot("strip"), tuple(marks), source.plot("a_month"), logs="x",
                 rows=source.groups)  # fmt: skip


def _lorenz(source: Source) -> Panel:
    held = np.sort(_agencies(source)["y"].to_numpy(dtype=float))
    x = np.linspace(0, 1, len(held) + 1)
    curve = np.concatenate([[0.0], held.cumsum() / held.sum()])
    marks = (Marks("line", listed(x), listed(curve)), Marks("line", (0, 1), (0, 1), is_faint=True))
    return Panel(source.plot("lorenz"), marks, source.plot("share_agencies"),
                 source.plot("share_pieces"), shares="xy")  # fmt: skip


def _quantiles(source: Source) -> Panel:
    return quantiles(_agencies(source)["residual"].to_numpy(dtype=float), "residuals", source)


def _ratios_without(source: Source) -> "pd.Series[float]":
    """The ratio of the groups with each agency left out."""
    data = _agencies(source)
    size = data.groupby("g")["log"].transform("size")
    moved = data["residual"] / (size - 1) * np.where(data["g"] == 1, -1, 1)
    means = data.groupby("g")["log"].mean()
    return pd.Series(np.exp(means[1] - means[0] + moved), index=data.index)


def _left_out(source: Source) -> Panel:
    data, left = _agencies(source), _ratios_without(source)
    whole = fit(dict(volumes(source))["volume.groups"]).estimate or 1.0
    marks = (Marks("dots", listed(data["y"]), listed(left)), Marks("rules", (), (whole,)))
    return Panel(source.plot("left_out"), marks, source.plot("total_pieces"),
                 source.plot("ratio"), logs="x")  # fmt: skip


def _changes(source: Source) -> "pd.Series[float]":
    """Log ratio of the later to the earlier half, of each agency seen in both."""
    part = source.data.dropna(subset="half")
    wide = part.pivot_table(index="agency_key", columns="half", values=["y", "months"],
                            aggfunc="sum").dropna()  # fmt: skip
    rates = np.log((wide["y"] + 0.5) / wide["months"])
    return pd.Series(rates[1] - rates[0])


def _slopes(source: Source) -> Panel:
    """Lines of the agencies from the earlier to the later half, the typical one over them."""
    fit(dict(volumes(source))["volume.within"])
    moved = _changes(source)
    chosen = moved.iloc[np.linspace(0, len(moved) - 1, min(_SLOPES, len(moved))).astype(int)]
    lines = [Marks("line", (0, 1), (1.0, float(np.exp(x))), is_faint=True) for x in chosen]
    mean = Marks("line", (0, 1), (1.0, float(np.exp(moved.mean()))), name=source.plot("typical"))
    return Panel(source.plot("slopes"), (*lines, mean), source.plot("halves"),
                 source.plot("ratio"), logs="y")  # fmt: skip


def _counterfactual(source: Source) -> Panel:
    """Levels of the years; the two lines; the line before the break drawn on."""
    effects = fit(break_of(source)).details["year_effects"]
    years, levels = np.array(list(effects)), np.array(list(effects.values()))
    built = design(years, source.when, fraction(source))
    beta = np.linalg.lstsq(built, levels, rcond=None)[0]
    on = years >= source.when
    marks = (
        Marks("dots", listed(years), listed(np.exp(levels)), name=source.plot("year")),
        Marks("line", listed(years), listed(np.exp(built @ beta)), name=source.plot("fitted")),
        Marks("line", listed(years[on]), listed(np.exp(built[on, :2] @ beta[:2])), colour=5,
              name=source.plot("unbroken")),
        Marks("rules", (source.when,), ()),
    )  # fmt: skip
    return Panel(source.plot("counterfactual"), marks, y_axis=source.plot("level"), logs="y")


def _without_years(source: Source) -> Panel:
    row = fit(break_of(source))
    left = {y: x for y, x in row.details["without_year"].items() if np.isfinite(x)}
    years = list(left)
    marks = (
        Marks("dots", years, list(left.values()), name=source.plot("without")),
        Marks("band", [years[0], years[-1]], [0, 0], [row.low or 0.0] * 2, [row.high or 0.0] * 2,
              name=source.plot("interval"), colour=1),
        Marks("rules", (), (1.0,)),
    )  # fmt: skip
    return Panel(source.plot("without_years"), marks, source.plot("left_year"),
                 source.plot("ratio"))  # fmt: skip
