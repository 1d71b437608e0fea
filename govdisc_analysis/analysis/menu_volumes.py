"""What is looked at before the volumes of the menu are believed: V1 to V3, V8 and those between."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import pandas as pd
from scipy import stats as laws

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import as_checks, break_of, plot, volumes
from govdisc_analysis.analysis.menu_models import counts_of, coverage_of, levels_of, rounding_of
from govdisc_analysis.analysis.menu_panels import drawn, listed, quantiles
from govdisc_analysis.analysis.national import BREAK, VOLUME, draw_national
from govdisc_analysis.analysis.sentences import Readable
from govdisc_analysis.charts import Chart, Marks, Panel
from govdisc_analysis.labels import number
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import BREAK_FRACTION
from govdisc_analysis.stats.yearly import design

_SLOPES, _TOP = 40, 3


def checks(seed: int, language: str) -> Readable:
    """The diagnostics of V1 to V8 in words and numbers."""
    ways: tuple[Callable[[int], dict[str, object]], ...] = (
        *(
            _v1,
            _v2,
            _v3,
            partial(counts_of, language=language),
            levels_of,
            rounding_of,
            coverage_of,
            _v8,
        ),
    )
    return as_checks({f"V{at}": way(seed) for at, way in enumerate(ways, 1)}, language)


def groups_chart(seed: int, language: str) -> Chart:
    """One agency's counts, the groups, what rules them, and the same agencies twice (V1 to V3)."""
    ways = (_single, _strip, _lorenz, _quantiles, _left_out, _slopes)
    return drawn([way(seed, language) for way in ways], "06_volume_groups", language)


def years_chart(seed: int, language: str) -> Chart:
    """Year effects beside what the trend before gives; every year left out in turn (V8)."""
    panels = [_counterfactual(seed, language), _without_years(seed, language)]
    return drawn(panels, "06_volume_years", language)


@lru_cache(maxsize=2)
def _agencies(seed: int) -> pd.DataFrame:
    """Totals, log rate a month and residual from the own group, for each agency."""
    grouped = draw_national(seed).groupby("agency_key")
    data = grouped.agg({"y": "sum", "months": "sum", "g": "first"})
    logs = pd.Series(np.log(data["y"] + 0.5) - np.log(data["months"]), index=data.index)
    return data.assign(log=logs, residual=logs - logs.groupby(data["g"]).transform("mean"))


def _v1(seed: int) -> dict[str, object]:
    counts = _one_agency(seed)
    return {
        "years": len(counts),
        "days": 365,
        "rounded": int((counts["lo"] < counts["hi"]).sum()),
        "low": number(counts["low"].min()),
        "high": number(counts["high"].max()),
    }


def _v2(seed: int) -> dict[str, object]:
    data, left = _agencies(seed), _ratios_without(seed)
    whole = dict(volumes(seed))["volume.total"]
    tenth = data["y"].nlargest(round(len(data) / 10)).sum() / data["y"].sum()
    fit = float(laws.probplot(data["residual"])[1][2])
    return {
        "effective": f"{whole.effective_groups:.0f}",
        "agencies": len(data),
        "tenth": f"{tenth:.0%}",
        "zero": f"{(draw_national(seed)['y'] == 0).mean():.1%}",
        "fit": f"{fit:.3f}",
        "low": number(left.min()),
        "high": number(left.max()),
    }


def _v3(seed: int) -> dict[str, object]:
    logs = _changes(seed)
    row = dict(volumes(seed))["volume.within"]
    rest = logs.drop(logs.abs().nlargest(_TOP).index)
    data = draw_national(seed)
    there = data[(data["form"] == "stat2014") & data["there"]]
    halves = there.groupby(["agency_key", "later"])["y"].sum()
    seen = there.groupby("agency_key")["later"].agg(["min", "max"])
    return {
        "enter": int((seen["min"] == 1).sum()),
        "leave": int((seen["max"] == 0).sum()),
        "zeros": int((halves == 0).sum()),
        "ratio": number(row.estimate or 0.0),
        "without": number(float(np.exp(rest.mean()))),
        "top": _TOP,
    }


def _v8(seed: int) -> dict[str, object]:
    found = break_of(seed).details
    left = [x for x in found["without_year"].values() if np.isfinite(x)]
    placebo = list(found["placebo_years"].values())
    return {
        "lag": f"{found['residual_lag1']:+.2f}",
        "placebos": len(placebo),
        "small": sum(p < 0.05 for p in placebo),
        "low": number(min(left)),
        "high": number(max(left)),
        "without_break": number(found["without_break_year"]),
        "without_pandemic": number(found["without_pandemic_year"]),
        "below": number(found["detectable_ratio"][0]),
        "above": number(found["detectable_ratio"][1]),
    }


def _one_agency(seed: int) -> pd.DataFrame:
    """The counts of the agency in the middle, with exact Poisson limits."""
    data, totals = draw_national(seed), _agencies(seed)["y"].sort_values()
    own: pd.DataFrame = data[data["agency_key"] == totals.index[len(totals) // 2]]
    limits = [traps.poisson_interval(int(y)) for y in own["y"]]
    return own.assign(low=[x[0] for x in limits], high=[x[1] for x in limits])


def _single(seed: int, language: str) -> Panel:
    own = _one_agency(seed)
    bars = Marks("whiskers", listed(own["year"]), listed(own["y"]), listed(own["low"]),
                 listed(own["high"]))  # fmt: skip
    return Panel(plot("single", language), (bars,), y_axis=plot("pieces", language))


def _strip(seed: int, language: str) -> Panel:
    """Every agency on a logarithmic axis, the typical one of each group over them."""
    data, spread, marks = _agencies(seed), np.random.default_rng(0), []
    for group in (0, 1):
        rates = np.exp(data.loc[data["g"] == group, "log"])
        near = group + 0.18 + spread.uniform(-0.14, 0.14, len(rates))
        marks.append(Marks("dots", listed(rates), near.tolist()))
        part = draw_national(seed).query("g == @group")
        row = stats.estimate_volume(part, **VOLUME)
        given = [[x or 0.0] for x in (row.estimate, row.low, row.high)]
        marks.append(
            Marks("whiskers", given[0], [group - 0.2], given[1], given[2], colour=5, is_across=True)
        )
    names = (plot("first", language), plot("second", language))
    return Panel(plot("strip", language), tuple(marks), plot("a_month", language), logs="x",
                 rows=names)  # fmt: skip


def _lorenz(seed: int, language: str) -> Panel:
    held = np.sort(_agencies(seed)["y"].to_numpy(dtype=float))
    x = np.linspace(0, 1, len(held) + 1)
    curve = np.concatenate([[0.0], held.cumsum() / held.sum()])
    marks = (Marks("line", listed(x), listed(curve)), Marks("line", (0, 1), (0, 1), is_faint=True))
    return Panel(plot("lorenz", language), marks, plot("share_agencies", language),
                 plot("share_pieces", language), shares="xy")  # fmt: skip


def _quantiles(seed: int, language: str) -> Panel:
    return quantiles(_agencies(seed)["residual"].to_numpy(dtype=float), "residuals", language)


def _ratios_without(seed: int) -> "pd.Series[float]":
    """The ratio of the groups with each agency left out."""
    data = _agencies(seed)
    size = data.groupby("g")["log"].transform("size")
    moved = data["residual"] / (size - 1) * np.where(data["g"] == 1, -1, 1)
    means = data.groupby("g")["log"].mean()
    return pd.Series(np.exp(means[1] - means[0] + moved), index=data.index)


def _left_out(seed: int, language: str) -> Panel:
    data, left = _agencies(seed), _ratios_without(seed)
    whole = dict(volumes(seed))["volume.groups"].estimate or 1.0
    marks = (Marks("dots", listed(data["y"]), listed(left)), Marks("rules", (), (whole,)))
    return Panel(plot("left_out", language), marks, plot("total_pieces", language),
                 plot("ratio", language), logs="x")  # fmt: skip


def _changes(seed: int) -> "pd.Series[float]":
    """Log ratio of the later to the earlier half, of each agency seen in both."""
    data = draw_national(seed)
    part = data[(data["form"] == "stat2014") & data["there"]]
    wide = part.pivot_table(index="agency_key", columns="later", values=["y", "months"],
                            aggfunc="sum").dropna()  # fmt: skip
    rates = np.log((wide["y"] + 0.5) / wide["months"])
    return pd.Series(rates[1] - rates[0])


def _slopes(seed: int, language: str) -> Panel:
    """Lines of the agencies from the earlier to the later half, the typical one over them."""
    moved = _changes(seed)
    chosen = moved.iloc[np.linspace(0, len(moved) - 1, _SLOPES).astype(int)]
    lines = [Marks("line", (0, 1), (1.0, float(np.exp(x))), is_faint=True) for x in chosen]
    mean = Marks("line", (0, 1), (1.0, float(np.exp(moved.mean()))), name=plot("typical", language))
    return Panel(plot("slopes", language), (*lines, mean), plot("halves", language),
                 plot("ratio", language), logs="y")  # fmt: skip


def _counterfactual(seed: int, language: str) -> Panel:
    """Levels of the years; the two lines; the line before the break drawn on."""
    effects = break_of(seed).details["year_effects"]
    years, levels = np.array(list(effects)), np.array(list(effects.values()))
    built = design(years, BREAK, BREAK_FRACTION.get(BREAK, 1.0))
    beta = np.linalg.lstsq(built, levels, rcond=None)[0]
    on = years >= BREAK
    marks = (
        Marks("dots", listed(years), listed(np.exp(levels)), name=plot("year", language)),
        Marks("line", listed(years), listed(np.exp(built @ beta)), name=plot("fitted", language)),
        Marks("line", listed(years[on]), listed(np.exp(built[on, :2] @ beta[:2])), colour=5,
              name=plot("unbroken", language)),
        Marks("rules", (BREAK,), ()),
    )  # fmt: skip
    return Panel(plot("counterfactual", language), marks, y_axis=plot("level", language), logs="y")


def _without_years(seed: int, language: str) -> Panel:
    row = break_of(seed)
    left = {y: x for y, x in row.details["without_year"].items() if np.isfinite(x)}
    years = list(left)
    marks = (
        Marks("dots", years, list(left.values()), name=plot("without", language)),
        Marks("band", [years[0], years[-1]], [0, 0], [row.low or 0.0] * 2, [row.high or 0.0] * 2,
              name=plot("interval", language), colour=1),
        Marks("rules", (), (1.0,)),
    )  # fmt: skip
    return Panel(plot("without_years", language), marks, plot("left_year", language),
                 plot("ratio", language))  # fmt: skip
