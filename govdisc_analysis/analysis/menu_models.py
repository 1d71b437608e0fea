"""What is looked at before the models of the menu are believed: rows V4 to V7."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats as laws

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import number_in, plot, volumes
from govdisc_analysis.analysis.menu_panels import drawn, listed, quantiles
from govdisc_analysis.analysis.national import COVERED, VOLUME, draw_national
from govdisc_analysis.charts import Chart, Marks, Panel
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import COMPLETE_YEAR_DRIFT

_ROOTS, _COMPLETE, _BOUNDARY = 60, 12, 1e-4


def models_chart(seed: int, language: str) -> Chart:
    """Coefficients, fit of the counts, what units share, rounding, part years (V4 to V7)."""
    ways = (_forest, _rootogram, _blup_quantiles, _blups, _digits, _exactness, _exposure)
    return drawn([way(seed, language) for way in ways], "06_volume_models", language)


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


def counts_of(seed: int, language: str) -> dict[str, object]:
    """How the count models fit."""
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


def levels_of(seed: int) -> dict[str, object]:
    """What units share of the spread."""
    fit = _mixed(seed)
    parts = np.array([float(np.asarray(fit.cov_re)[0, 0]), float(fit.vcomp[0]), float(fit.scale)])
    shares = parts / parts.sum()
    return {
        **dict(zip(("county", "agency", "rest"), (f"{x:.0%}" for x in shares), strict=True)),
        "boundary": int((shares[:2] < _BOUNDARY).sum()),
        "fit": f"{float(laws.probplot(_blup_frame(seed)['value'])[1][2]):.3f}",
    }


def rounding_of(seed: int) -> dict[str, object]:
    """How much is rounded, and three ways with it."""
    data = draw_national(seed)
    rounded = (data["lo"] < data["hi"]).groupby(data["year"]).mean()
    ratios = {name: number_in(row) for name, row in _three_fits(seed).items()}
    exact = int((data["lo"] == data["hi"]).sum())
    low, high = (f"{x:.0%}" for x in (rounded.min(), rounded.max()))
    return {"low": low, "high": high, "exact": exact, **ratios}


def coverage_of(seed: int) -> dict[str, object]:
    """Part years: with their exposure, complete years alone, and ignored."""
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
        Marks("bars", listed(at), listed(seen), low=listed(root - seen), colour=4),
        Marks("line", listed(at), listed(root), name=plot("expected", language), colour=5),
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
    return quantiles(_blup_frame(seed)["value"].to_numpy(dtype=float), "blup_qq", language)


def _blups(seed: int, language: str) -> Panel:
    found = _blup_frame(seed)
    reach = jk.t_quantile(len(found) - 2, 0.95) * found["se"]
    dots = Marks("whiskers", range(len(found)), listed(found["value"]),
                 listed(found["value"] - reach), listed(found["value"] + reach))  # fmt: skip
    marks = (dots, Marks("rules", (), (0.0,)))
    return Panel(plot("blups", language), marks, plot("counties", language), plot("log", language))


def _digits(seed: int, language: str) -> Panel:
    """Last digit of the counts as written: rounded ones end in zero."""
    data, at = draw_national(seed), np.arange(10)
    many = data[data["lo"] >= 10]
    rounded = many["lo"] < many["hi"]
    exact, near = (np.bincount(many.loc[x, "lo"] % 10, minlength=10) for x in (~rounded, rounded))
    marks = (
        Marks("bars", listed(at), listed(exact), name=plot("exact", language)),
        Marks("bars", listed(at), listed(near), low=listed(exact), name=plot("rounded", language),
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
            Marks("dots", listed(x), listed(part["y"]), name=plot(name, language), colour=at)
        )
    return Panel(plot("exactness", language), tuple(marks), y_axis=plot("pieces", language),
                 logs="y")  # fmt: skip


def _exposure(seed: int, language: str) -> Panel:
    counts = draw_national(seed)["covered"].value_counts().sort_index()
    bars = Marks("bars", listed(counts.index), listed(counts))
    return Panel(plot("exposure", language), (bars,), plot("months", language),
                 label("reports", language))  # fmt: skip


def _as_ratio(row: Any) -> tuple[float, float, float]:
    given = [float(x or 0.0) for x in (row.estimate, row.low, row.high)]
    value, low, high = given if row.scale == "ratio" else (float(np.exp(x)) for x in given)
    return value, low, high
