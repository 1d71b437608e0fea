"""What is looked at before models of volumes are believed: V4 to V7 of the menu."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats as laws

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import design, volumes
from govdisc_analysis.analysis.menu.panels import drawn, listed, quantiles
from govdisc_analysis.analysis.menu.reading import number_in
from govdisc_analysis.analysis.menu.source import COVERED, VOLUME, Source, UnfitError, fit, named
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.charts import Chart, Marks, Panel
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import COMPLETE_YEAR_DRIFT, MIN_GROUPS
from govdisc_analysis.stats.estimate import Base, Estimate, refused

_ROOTS, _BOUNDARY, _SAMPLE, _MANY = 60, 1e-4, 200, 10
_EVERY_MONTH = 11.9
"""Months from which a report counts as covering the year (2008 starts in May)."""


def models_chart(source: Source) -> Chart | Passage:
    """Coefficients, fit of the counts, what units share, rounding, part years (V4 to V7)."""
    ways = (_forest, _rootogram, _blup_quantiles, _blups, _digits, _exactness, _exposure)
    return drawn(ways, "volume_models", source)


@lru_cache(maxsize=4)
def _model(source: Source) -> dict[str, Any]:
    """The negative binomial fit: means and dispersion."""
    data, names = source.pair, design(source)
    found = stats.volume_model(data, **VOLUME, design=names)
    fit(found[0])
    line = found[0].details["constant"] + sum(
        (found[name].estimate or 0.0) * data[name].to_numpy(dtype=float) for name in names
    )
    mean = np.exp(line) * data["months"].to_numpy(dtype=float)
    return {"mean": mean, "alpha": found[0].details["dispersion"], "y": data["y"].to_numpy(float)}


@lru_cache(maxsize=4)
def _mixed(source: Source) -> Any:
    """Log counts with intercepts for counties and for agencies inside them."""
    row = fit(dict(volumes(source))["model.mixed"])
    data, names = source.pair, design(source)
    frame = pd.DataFrame(
        {
            "log_value": np.log((data["y"] + 0.5) / data["months"]),
            **{name: data[name].astype(float) for name in names},
            "unit": data["county_unit"],
            "inner": data["agency_key"],
        }
    )
    counties = data["county_unit"].nunique()
    if counties < MIN_GROUPS:
        base = Base(len(data), counties, unit="county_unit")
        raise UnfitError(refused(base, "R3", row.estimand, need=MIN_GROUPS))
    fitted = traps.mixed_fit(
        frame, "log_value ~ " + " + ".join(names), "unit", {"inner": "0 + C(inner)"}
    )
    if fitted is None:
        base = Base(len(data), counties)
        raise UnfitError(refused(base, "R6", row.estimand, **named("no_convergence")))
    return fitted


def counts_of(source: Source) -> dict[str, object]:
    """How the count models fit."""
    model, data = _model(source), source.pair
    y, mean, rows = model["y"], model["mean"], len(model["y"]) - 1 - len(design(source))
    square = (y - mean) ** 2
    cells = data.groupby("form")["year"].agg(["min", "max", "size"]).sort_values("min")
    told = [
        f"{label(str(form), source.language)} {c['min']}–{c['max']}: {c['size']:,}"
        for form, c in cells.iterrows()
    ]
    alone = data["post"].nunique() < 2
    shared = 0.0 if alone else float(np.corrcoef(data["g"].astype(float), data["post"])[0, 1] ** 2)
    return {
        "alpha": f"{model['alpha']:.2f}",
        "poisson": number(float((square / mean).sum() / rows)),
        "negative": number(float((square / (mean + model["alpha"] * mean**2)).sum() / rows)),
        "vif": f"{1 / (1 - shared):.2f}",
        "cells": source.join(told),
    }


def levels_of(source: Source) -> dict[str, object]:
    """What units share of the spread."""
    fitted = _mixed(source)
    parts = np.array(
        [float(np.asarray(fitted.cov_re)[0, 0]), float(fitted.vcomp[0]), float(fitted.scale)]
    )
    shares = parts / parts.sum()
    return {
        **dict(zip(("county", "agency", "rest"), (f"{x:.0%}" for x in shares), strict=True)),
        "boundary": int((shares[:2] < _BOUNDARY).sum()),
        "fit": f"{float(laws.probplot(_blup_frame(source)['value'])[1][2]):.3f}",
    }


def rounding_of(source: Source) -> dict[str, object]:
    """How much is rounded, and three ways with it."""
    data = source.enough(source.pair, 1, "reports")
    rounded = (data["lo"] < data["hi"]).groupby(data["year"]).mean()
    ratios = {name: number_in(row) for name, row in _three_fits(source).items()}
    exact = int((data["lo"] == data["hi"]).sum())
    low, high = (f"{x:.0%}" for x in (rounded.min(), rounded.max()))
    return {"low": low, "high": high, "exact": exact, **ratios}


def coverage_of(source: Source) -> dict[str, object]:
    """Part years: with their exposure, complete years alone, and ignored."""
    data = source.pair
    short = data["covered"] < _EVERY_MONTH
    row = fit(dict(volumes(source))["volume.covered"])
    ignored = stats.compare_volumes(
        data.assign(whole=1.0), **(COVERED | {"exposure": "whole"}), group="g"
    )
    return {
        "partial": int(short.sum()),
        "share": f"{short.mean():.0%}",
        "months": number(float(data.loc[short, "covered"].mean())) if short.any() else "–",
        "offset": number_in(row),
        "ignored": number_in(ignored),
        **_complete_years(row),
    }


def _complete_years(row: Estimate) -> dict[str, object]:
    """The ratio of complete years alone, and how many standard errors away it lies."""
    complete = row.details.get("complete_years_only", row.estimate)
    if isinstance(complete, str):  # the code of a refusal
        return {"complete": complete, "errors": "–", "most": COMPLETE_YEAR_DRIFT}
    moved = abs(np.log(complete / (row.estimate or 1.0))) / row.details["se"]
    return {"complete": number(complete), "errors": f"{moved:.2f}", "most": COMPLETE_YEAR_DRIFT}


def _forest(source: Source) -> Panel:
    keys = ("volume.groups", "model.negative binomial", "model.gee", "model.mixed")
    rows = {source.plot(f"forest.{key}"): dict(volumes(source))[key] for key in keys}
    fits = _three_fits(source)
    rows |= {source.plot(f"forest.{key}"): row for key, row in fits.items()}
    fit(next((row for row in rows.values() if row.ok), rows[source.plot(f"forest.{keys[0]}")]))
    rows = {name: row for name, row in rows.items() if row.ok and row.low is not None}
    numbers = [_as_ratio(row) for row in rows.values()]
    values, low, high = (list(x) for x in zip(*numbers, strict=True))
    marks = (
        Marks("whiskers", values, range(len(rows)), low, high, is_across=True),
        Marks("rules", (1.0,), ()),
    )
    return Panel(source.plot("forest"), marks, source.plot("ratio"), logs="x",
                 rows=tuple(rows))  # fmt: skip


@lru_cache(maxsize=2)
def _three_fits(source: Source) -> dict[str, Any]:
    """The effect of the group with rounded counts as written, in the middle, as limits."""
    data = source.pair
    middle = ((data["lo"] + data["hi"]) / 2).round()
    given = {"design": ["g"], "exposure": "months", "cluster": "agency_key"}
    frames = {"written": (data["written"], data["written"]), "middle": (middle, middle)}
    found = {
        name: stats.interval_count_model(data.assign(a=a, b=b), lower="a", upper="b", **given)[0]
        for name, (a, b) in frames.items()
    }
    return found | {"limits": dict(volumes(source))["volume.limits"]}


def _rootogram(source: Source) -> Panel:
    """Square roots of how often each count was seen, hung from what the fit expects."""
    model = _model(source)
    size, at = 1 / model["alpha"], np.arange(_ROOTS)
    means, times = np.unique(model["mean"], return_counts=True)
    expected = sum(
        n * laws.nbinom.pmf(at, size, size / (size + m)) for m, n in zip(means, times, strict=True)
    )
    few = model["y"][model["y"] < _ROOTS].astype(int)
    seen = np.sqrt(np.bincount(few, minlength=_ROOTS))
    root = np.sqrt(np.asarray(expected))
    marks = (
        Marks("bars", listed(at), listed(seen), low=listed(root - seen), colour=4),
        Marks("line", listed(at), listed(root), name=source.plot("expected"), colour=5),
        Marks("rules", (), (0.0,)),
    )
    return Panel(source.plot("rootogram"), marks, source.plot("pieces"),
                 source.plot("root"))  # fmt: skip


@lru_cache(maxsize=2)
def _blup_frame(source: Source) -> pd.DataFrame:
    """Predicted intercept of each county with its error."""
    fitted = _mixed(source)
    covers = fitted.random_effects_cov
    rows = [
        (unit, float(x.iloc[0]), float(np.sqrt(np.asarray(covers[unit])[0, 0])))
        for unit, x in fitted.random_effects.items()
    ]
    return pd.DataFrame(rows, columns=["unit", "value", "se"]).sort_values("value")


def _blup_quantiles(source: Source) -> Panel:
    return quantiles(_blup_frame(source)["value"].to_numpy(dtype=float), "blup_qq", source)


def _blups(source: Source) -> Panel:
    found = _blup_frame(source)
    reach = jk.t_quantile(len(found) - 2, 0.95) * found["se"]
    dots = Marks("whiskers", range(len(found)), listed(found["value"]),
                 listed(found["value"] - reach), listed(found["value"] + reach))  # fmt: skip
    marks = (dots, Marks("rules", (), (0.0,)))
    return Panel(source.plot("blups"), marks, source.plot("counties"), source.plot("log"))


def _digits(source: Source) -> Panel:
    """Last digit of the counts as written: rounded ones end in zero."""
    data, at = source.pair, np.arange(10)
    many = source.enough(data[data["lo"] >= _MANY], 1, "reports")
    rounded = many["lo"] < many["hi"]
    exact, near = (
        np.bincount(many.loc[x, "written"] % 10, minlength=10) for x in (~rounded, rounded)
    )
    marks = (
        Marks("bars", listed(at), listed(exact), name=source.plot("exact")),
        Marks("bars", listed(at), listed(near), low=listed(exact), name=source.plot("rounded"),
              colour=1),
    )  # fmt: skip
    return Panel(
        source.plot("digits"), marks, source.plot("digit"), label("reports", source.language)
    )


def _exactness(source: Source) -> Panel:
    """Counts by year, the exact and the rounded ones apart."""
    data, spread, marks = source.pair, np.random.default_rng(0), []
    data = source.enough(data[data["y"] > 0], 1, "reports")
    for at, (name, rounded) in enumerate((("exact", False), ("rounded", True))):
        part = data[(data["lo"] < data["hi"]) == rounded]
        part = part.sample(min(_SAMPLE, len(part)), random_state=0)
        x = part["year"] + (at - 0.5) * 0.35 + spread.uniform(-0.12, 0.12, len(part))
        marks.append(Marks("dots", listed(x), listed(part["y"]), name=source.plot(name), colour=at))
    return Panel(source.plot("exactness"), tuple(marks), y_axis=source.plot("pieces"),
                 logs="y")  # fmt: skip


def _exposure(source: Source) -> Panel:
    counts = source.pair["covered"].round().value_counts().sort_index()
    bars = Marks("bars", listed(counts.index), listed(counts))
    return Panel(source.plot("exposure"), (bars,), source.plot("months"),
                 label("reports", source.language))  # fmt: skip


def _as_ratio(row: Any) -> tuple[float, float, float]:
    given = [float(x or 0.0) for x in (row.estimate, row.low, row.high)]
    value, low, high = given if row.scale == "ratio" else (float(np.exp(x)) for x in given)
    return value, low, high
