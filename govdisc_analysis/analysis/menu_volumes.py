"""What is looked at before the volumes of the menu are believed: rows V1 to V8."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats as laws

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import as_checks, break_of, number_in, plot, volumes
from govdisc_analysis.analysis.national import BREAK, COVERED, VOLUME, draw_national
from govdisc_analysis.analysis.sentences import Readable, say
from govdisc_analysis.charts import Chart, Marks, Panel, draw_panels
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import BREAK_FRACTION, COMPLETE_YEAR_DRIFT
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.yearly import design

_SLOPES, _ROOTS, _TOP = 40, 60, 3
_BOUNDARY = 1e-4
_COMPLETE = 12


def checks(seed: int, language: str) -> Readable:
    """The diagnostics of V1 to V8 in words and numbers."""
    ways: tuple[Callable[[int], dict[str, object]], ...] = (
        *(_v1, _v2, _v3, partial(_v4, language=language), _v5, _v6, _v7, _v8),
    )
    return as_checks({f"V{at}": way(seed) for at, way in enumerate(ways, 1)}, language)


def groups_chart(seed: int, language: str) -> Chart:
    """One agency's counts, the groups, what rules them, and the same agencies twice (V1 to V3)."""
    ways = (_single, _strip, _lorenz, _quantiles, _left_out, _slopes)
    return _drawn([way(seed, language) for way in ways], "06_volume_groups", language)


def models_chart(seed: int, language: str) -> Chart:
    """Coefficients, fit of the counts, what units share, rounding, part years (V4 to V7)."""
    ways = (_forest, _rootogram, _blup_quantiles, _blups, _digits, _exactness, _exposure)
    return _drawn([way(seed, language) for way in ways], "06_volume_models", language)


def years_chart(seed: int, language: str) -> Chart:
    """Year effects beside what the trend before gives; every year left out in turn (V8)."""
    panels = [_counterfactual(seed, language), _without_years(seed, language)]
    return _drawn(panels, "06_volume_years", language)


def _drawn(panels: list[Panel], name: str, language: str) -> Chart:
    title = str(say(f"plot.{name}", language))
    note = str(say("menu.synthetic", language))
    return draw_panels(panels, name=name, title=title, note=note, alt=title)


@lru_cache(maxsize=2)
def _agencies(seed: int) -> pd.DataFrame:
    """Totals, log rate a month and residual from the own group, for each agency."""
    grouped = draw_national(seed).groupby("agency_key")
    data = grouped.agg({"y": "sum", "months": "sum", "g": "first"})
    logs = pd.Series(np.log(data["y"] + 0.5) - np.log(data["months"]), index=data.index)
    return data.assign(log=logs, residual=logs - logs.groupby(data["g"]).transform("mean"))


@lru_cache(maxsize=2)
def _model(seed: int) -> dict[str, Any]:
    """The negative binomial fit: means and dispersion."""
    data = draw_national(seed)
    found = stats.volume_model(data, **VOLUME, design=["g", "post"])
    slopes = {row.term: row.estimate or 0.0 for row in found}
    line = found[0].details["constant"] + slopes["g"] * data["g"] + slopes["post"] * data["post"]
    mean = np.exp(line.to_numpy(dtype=float)) * data["months"].to_numpy(dtype=float)
    return {"mean": mean, "alpha": found[0].details["dispersion"], "y": data["y"].to_numpy(float)}


@lru_cache(maxsize=2)
def _mixed(seed: int) -> Any:
    """Log counts with intercepts for counties and for agencies inside them."""
    data = draw_national(seed)
    frame = pd.DataFrame(
        {
            "log_value": np.log((data["y"] + 0.5) / data["months"]),
            "group": data["g"],
            "later": data["post"],
            "unit": data["county_unit"],
            "inner": data["agency_key"],
        }
    )
    return traps.mixed_fit(frame, "log_value ~ group + later", "unit", {"inner": "0 + C(inner)"})


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


def _v4(seed: int, language: str) -> dict[str, object]:
    fit, data = _model(seed), draw_national(seed)
    y, mean, rows = fit["y"], fit["mean"], len(fit["y"]) - 3
    square = (y - mean) ** 2
    cells = data.groupby("form")["year"].agg(["min", "max", "size"]).sort_values("min")
    told = [
        f"{label(str(form), language)} {c['min']}–{c['max']}: {c['size']:,}"
        for form, c in cells.iterrows()
    ]
    shared = np.corrcoef(data["g"], data["post"])[0, 1] ** 2
    return {
        "alpha": f"{fit['alpha']:.2f}",
        "poisson": number(float((square / mean).sum() / rows)),
        "negative": number(float((square / (mean + fit["alpha"] * mean**2)).sum() / rows)),
        "vif": f"{1 / (1 - shared):.2f}",
        "cells": "; ".join(told),
    }


def _v5(seed: int) -> dict[str, object]:
    fit = _mixed(seed)
    parts = np.array([float(np.asarray(fit.cov_re)[0, 0]), float(fit.vcomp[0]), float(fit.scale)])
    shares = parts / parts.sum()
    return {
        **dict(zip(("county", "agency", "rest"), (f"{x:.0%}" for x in shares), strict=True)),
        "boundary": int((shares[:2] < _BOUNDARY).sum()),
        "fit": f"{float(laws.probplot(_blup_frame(seed)['value'])[1][2]):.3f}",
    }


def _v6(seed: int) -> dict[str, object]:
    data = draw_national(seed)
    rounded = (data["lo"] < data["hi"]).groupby(data["year"]).mean()
    ratios = {name: number_in(row) for name, row in _three_fits(seed).items()}
    exact = int((data["lo"] == data["hi"]).sum())
    low, high = (f"{x:.0%}" for x in (rounded.min(), rounded.max()))
    return {"low": low, "high": high, "exact": exact, **ratios}


def _v7(seed: int) -> dict[str, object]:
    data, row = draw_national(seed), dict(volumes(seed))["volume.covered"]
    ignored = stats.compare_volumes(data, **(COVERED | {"exposure": "months"}), group="g")
    complete = row.details["complete_years_only"]
    moved = abs(np.log(complete / (row.estimate or 1.0))) / row.details["se"]
    return {
        "partial": int((data["covered"] < _COMPLETE).sum()),
        "share": f"{(data['covered'] < _COMPLETE).mean():.0%}",
        "months": number(float(data.loc[data["covered"] < _COMPLETE, "covered"].mean())),
        "offset": number(row.estimate or 0.0),
        "complete": number(complete),
        "ignored": number(ignored.estimate or 0.0),
        "errors": f"{moved:.2f}",
        "most": COMPLETE_YEAR_DRIFT,
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
    bars = Marks("whiskers", _list(own["year"]), _list(own["y"]), _list(own["low"]),
                 _list(own["high"]))  # fmt: skip
    return Panel(plot("single", language), (bars,), y_axis=plot("pieces", language))


def _strip(seed: int, language: str) -> Panel:
    """Every agency on a logarithmic axis, the typical one of each group over them."""
    data, spread, marks = _agencies(seed), np.random.default_rng(0), []
    for group in (0, 1):
        rates = np.exp(data.loc[data["g"] == group, "log"])
        near = group + 0.18 + spread.uniform(-0.14, 0.14, len(rates))
        marks.append(Marks("dots", _list(rates), near.tolist()))
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
    marks = (Marks("line", _list(x), _list(curve)), Marks("line", (0, 1), (0, 1), is_faint=True))
    return Panel(plot("lorenz", language), marks, plot("share_agencies", language),
                 plot("share_pieces", language), shares="xy")  # fmt: skip


def _quantiles(seed: int, language: str) -> Panel:
    return _qq(_agencies(seed)["residual"].to_numpy(dtype=float), "residuals", language)


def _qq(values: Floats, name: str, language: str) -> Panel:
    (expected, seen), (slope, middle, _) = laws.probplot(values)
    ends = [float(expected[0]), float(expected[-1])]
    marks = (
        Marks("dots", _list(expected), _list(seen)),
        Marks("line", ends, [middle + slope * x for x in ends], is_faint=True),
    )
    return Panel(plot(name, language), marks, plot("normal", language))


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
    marks = (Marks("dots", _list(data["y"]), _list(left)), Marks("rules", (), (whole,)))
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


def _forest(seed: int, language: str) -> Panel:
    keys = ("volume.groups", "model.negative binomial", "model.gee", "model.mixed")
    rows = {plot(f"forest.{key}", language): dict(volumes(seed))[key] for key in keys}
    fits = _three_fits(seed)
    rows |= {plot(f"forest.{key}", language): row for key, row in fits.items()}
    numbers = [_as_ratio(row) for row in rows.values()]
    values, low, high = (list(x) for x in zip(*numbers, strict=True))
    marks = (
        Marks("whiskers", values, range(len(rows)), low, high, is_across=True),
        Marks("rules", (1.0,), ()),
    )
    return Panel(plot("forest", language), marks, plot("ratio", language), logs="x",
                 rows=tuple(rows))  # fmt: skip


@lru_cache(maxsize=2)
def _three_fits(seed: int) -> dict[str, Any]:
    """The effect of the group with rounded counts as written, in the middle, as limits."""
    data = draw_national(seed)
    middle = ((data["lo"] + data["hi"]) / 2).round()
    given = {"design": ["g"], "exposure": "months", "cluster": "agency_key"}
    frames = {"written": (data["lo"], data["lo"]), "middle": (middle, middle)}
    found = {
        name: stats.interval_count_model(data.assign(a=a, b=b), lower="a", upper="b", **given)[0]
        for name, (a, b) in frames.items()
    }
    return found | {"limits": dict(volumes(seed))["volume.limits"]}


def _rootogram(seed: int, language: str) -> Panel:
    """Square roots of how often each count was seen, hung from what the fit expects."""
    fit = _model(seed)
    size, at = 1 / fit["alpha"], np.arange(_ROOTS)
    means, times = np.unique(fit["mean"], return_counts=True)
    expected = sum(
        n * laws.nbinom.pmf(at, size, size / (size + m)) for m, n in zip(means, times, strict=True)
    )
    seen = np.sqrt(np.bincount(fit["y"].astype(int), minlength=_ROOTS)[:_ROOTS])
    root = np.sqrt(np.asarray(expected))
    marks = (
        Marks("bars", _list(at), _list(seen), low=_list(root - seen), colour=4),
        Marks("line", _list(at), _list(root), name=plot("expected", language), colour=5),
        Marks("rules", (), (0.0,)),
    )
    return Panel(plot("rootogram", language), marks, plot("pieces", language),
                 plot("root", language))  # fmt: skip


@lru_cache(maxsize=2)
def _blup_frame(seed: int) -> pd.DataFrame:
    """Predicted intercept of each county with its error."""
    fit = _mixed(seed)
    covers = fit.random_effects_cov
    rows = [
        (unit, float(x.iloc[0]), float(np.sqrt(np.asarray(covers[unit])[0, 0])))
        for unit, x in fit.random_effects.items()
    ]
    return pd.DataFrame(rows, columns=["unit", "value", "se"]).sort_values("value")


def _blup_quantiles(seed: int, language: str) -> Panel:
    return _qq(_blup_frame(seed)["value"].to_numpy(dtype=float), "blup_qq", language)


def _blups(seed: int, language: str) -> Panel:
    found = _blup_frame(seed)
    reach = jk.t_quantile(len(found) - 2, 0.95) * found["se"]
    dots = Marks("whiskers", range(len(found)), _list(found["value"]),
                 _list(found["value"] - reach), _list(found["value"] + reach))  # fmt: skip
    marks = (dots, Marks("rules", (), (0.0,)))
    return Panel(plot("blups", language), marks, plot("counties", language), plot("log", language))


def _digits(seed: int, language: str) -> Panel:
    """Last digit of the counts as written: rounded ones end in zero."""
    data, at = draw_national(seed), np.arange(10)
    many = data[data["lo"] >= 10]
    rounded = many["lo"] < many["hi"]
    exact, near = (np.bincount(many.loc[x, "lo"] % 10, minlength=10) for x in (~rounded, rounded))
    marks = (
        Marks("bars", _list(at), _list(exact), name=plot("exact", language)),
        Marks("bars", _list(at), _list(near), low=_list(exact), name=plot("rounded", language),
              colour=1),
    )  # fmt: skip
    return Panel(
        plot("digits", language), marks, plot("digit", language), label("reports", language)
    )


def _exactness(seed: int, language: str) -> Panel:
    """Counts by year, the exact and the rounded ones apart."""
    data, spread, marks = draw_national(seed), np.random.default_rng(0), []
    data = data[data["y"] > 0]
    for at, (name, rounded) in enumerate((("exact", False), ("rounded", True))):
        part = data[(data["lo"] < data["hi"]) == rounded].sample(200, random_state=0)
        x = part["year"] + (at - 0.5) * 0.35 + spread.uniform(-0.12, 0.12, len(part))
        marks.append(
            Marks("dots", _list(x), _list(part["y"]), name=plot(name, language), colour=at)
        )
    return Panel(plot("exactness", language), tuple(marks), y_axis=plot("pieces", language),
                 logs="y")  # fmt: skip


def _exposure(seed: int, language: str) -> Panel:
    counts = draw_national(seed)["covered"].value_counts().sort_index()
    bars = Marks("bars", _list(counts.index), _list(counts))
    return Panel(plot("exposure", language), (bars,), plot("months", language),
                 label("reports", language))  # fmt: skip


def _counterfactual(seed: int, language: str) -> Panel:
    """Levels of the years; the two lines; the line before the break drawn on."""
    effects = break_of(seed).details["year_effects"]
    years, levels = np.array(list(effects)), np.array(list(effects.values()))
    built = design(years, BREAK, BREAK_FRACTION.get(BREAK, 1.0))
    beta = np.linalg.lstsq(built, levels, rcond=None)[0]
    on = years >= BREAK
    marks = (
        Marks("dots", _list(years), _list(np.exp(levels)), name=plot("year", language)),
        Marks("line", _list(years), _list(np.exp(built @ beta)), name=plot("fitted", language)),
        Marks("line", _list(years[on]), _list(np.exp(built[on, :2] @ beta[:2])), colour=5,
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


def _as_ratio(row: Any) -> tuple[float, float, float]:
    given = [float(x or 0.0) for x in (row.estimate, row.low, row.high)]
    value, low, high = given if row.scale == "ratio" else (float(np.exp(x)) for x in given)
    return value, low, high


def _list(values: Any) -> list[float]:
    return [float(x) for x in values]
