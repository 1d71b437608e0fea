"""What is looked at before problems are believed: P1 to P8 of the menu."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import again_of, pairs_of, problems
from govdisc_analysis.analysis.menu.reading import as_checks, number_in, odds_in
from govdisc_analysis.analysis.menu.silence import missing_of
from govdisc_analysis.analysis.menu.source import Source, fit
from govdisc_analysis.analysis.sentences import Readable
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

_AGES, _BINS, _MANY_FLAGS = 5, 12, 6


def checks(source: Source) -> Readable:
    """The diagnostics of P1 to P8 and M1 in words and numbers; P6 where people coded."""
    ways: dict[str, Callable[[Source], Mapping[str, object]]] = {
        **{"P1": _p1, "P2": _p2, "P3": _p3, "P4": _p4, "P5": _p5},
        **({"P6": _p6} if "reader_1" in source.data else {}),
        **{"P8": _p8, "M1": missing_of},
    }
    return as_checks(ways, source)


@lru_cache(maxsize=4)
def shares(source: Source) -> dict[str, Estimate]:
    """The share of reports with each problem."""
    data = source.data
    return {
        flag: stats.estimate_prevalence(data, flag=flag, cluster="county_unit")
        for flag in source.flags
    }


@lru_cache(maxsize=4)
def kappas(source: Source) -> dict[str, Estimate]:
    """Agreement of the two readers on each problem."""
    data = source.data
    return {
        flag: stats.agreement(data, first=f"first_{flag}", second=f"second_{flag}")
        for flag in source.flags
    }


@lru_cache(maxsize=4)
def corrected(source: Source) -> dict[str, Estimate]:
    """The share of each problem, the machine's errors allowed for."""
    data = source.data
    return {
        flag: stats.corrected_prevalence(
            data, machine=f"machine_{flag}", human=f"first_{flag}", seed=source.seed
        )
        for flag in source.flags
    }


def _p1(source: Source) -> dict[str, object]:
    data, row = source.data, fit(dict(problems(source))["problem.share"])
    lengths = np.exp(data["log_length"].groupby(data["form"]).median().dropna())
    told = [f"{label(str(form), source.language)} {x:,.0f}" for form, x in lengths.items()]
    return {
        "texts": f"{int((data['copied'] == 0).sum()):,}",
        "reports": f"{len(data):,}",
        "effect": number(row.details["design_effect"]),
        "lengths": source.join(told) or "–",
    }


def _p2(source: Source) -> dict[str, object]:
    row = fit(dict(problems(source))["problem.yearly"])
    each = source.data.groupby("year").size()
    return {
        "problem": next(iter(source.flags.values())),
        "odds": odds_in(row),
        "p": f"{row.p_value or 0:.3f}",
        "least": f"{each.min():,}",
        "most": f"{each.max():,}",
    }


def _p3(source: Source) -> dict[str, object]:
    found = again_of(source)
    fit(found["again"])
    pairs = sum(found[term].n_reports for term in ("again", "new"))
    fresh = sum(found[f"{term}, fresh text"].n_reports for term in ("again", "new"))
    data = source.owed.dropna(subset="came").sort_values("year")
    first = data.drop_duplicates("agency_key")["came"]
    return {
        "pairs": f"{pairs:,}",
        "gaps": found.details["gaps"],
        "copied": f"{pairs - fresh:,}",
        "truncated": int(first.sum()),
        **{
            key: number_in(found[term])
            for key, term in (
                ("again", "again"),
                ("fresh", "again, fresh text"),
                ("new", "new"),
                ("new_fresh", "new, fresh text"),
            )
        },
    }


def _p4(source: Source) -> dict[str, object]:
    data, found = source.data, pairs_of(source)
    fit(next((row for row in found if row.ok), found[0]))
    flags = data.loc[data["copied"] == 0, list(source.flags)]
    rest = {flag: np.corrcoef(flags[flag], flags.drop(columns=flag).sum(axis=1))[0, 1]
            for flag in source.flags}  # fmt: skip
    return {
        "reports": f"{len(flags):,}",
        "low": f"{min(rest.values()):+.2f}",
        "high": f"{max(rest.values()):+.2f}",
        "mean": f"{flags.sum(axis=1).mean():.2f}",
        "pairs": len(found),
        "linked": sum((row.p_value or 1.0) < 0.05 for row in found),
    }


def _p5(source: Source) -> dict[str, object]:
    on, off = with_length(source), with_length(source, is_adjusted=False)
    fit(on["log_asked"])
    data = with_requests(source)
    by_county = data.groupby("county_unit")["has"].agg(["sum", "size"])
    share = data["has"].mean()
    square = (by_county["sum"] - by_county["size"] * share) ** 2
    spread = (square / (by_county["size"] * share * (1 - share))).sum() / (len(by_county) - 1)
    return {
        "on": odds_in(on["log_asked"]),
        "off": odds_in(off["log_asked"]),
        "spread": number(spread),
    }


@lru_cache(maxsize=4)
def with_requests(source: Source) -> pd.DataFrame:
    """Reports that say how many requests there were, with the log of one more."""
    data = source.data.dropna(subset="n").assign(log_asked=lambda d: np.log1p(d["n"]))
    return source.enough(data, 1, "reports")


@lru_cache(maxsize=4)
def with_length(source: Source, is_adjusted: bool = True) -> EstimateSet:
    """The problem beside the requests, with or without the length of the text."""
    data = with_requests(source)
    columns = ["log_asked", "log_length"] if is_adjusted else ["log_asked"]
    found: EstimateSet = stats.problem_association(
        data, flag="has", columns=columns, cluster="county_unit"
    )
    return found


def _p6(source: Source) -> dict[str, object]:
    data = source.enough(source.data.dropna(subset=["reader_1", "reader_2"]), 1, "reports")
    both = (data["reader_1"] == data["reader_2"]).groupby(data["year"]).mean()
    told = []
    for form, part in data.groupby("form"):
        pairs = list(zip(part["reader_1"], part["reader_2"], strict=True))
        cells = " / ".join(str(pairs.count((i, j))) for i in (1, 0) for j in (1, 0))
        told.append(f"{label(str(form), source.language)} {cells}")
    agreed = [row.estimate or 0.0 for row in kappas(source).values() if row.ok]
    return {
        "read": len(data),
        "positives": int(data["reader_1"].sum()),
        "tables": source.join(told),
        "low": f"{both.min():.0%}",
        "high": f"{both.max():.0%}",
        "kappas": f"{min(agreed):.2f}–{max(agreed):.2f}" if agreed else "R9",
    }


def _p8(source: Source) -> dict[str, object]:
    every = fit(dict(problems(source))["problem.share"])
    data = source.data
    later = source.enough(data[data["year"] > data["year"].min()], 1, "reports")
    by_year, by_place = (later.groupby(x)["copied"].mean() for x in ("year", "province"))
    forms = later.groupby("form")["copied"].mean()
    told = [f"{label(str(form), source.language)} {x:.0%}" for form, x in forms.items()]
    return {
        "years": f"{by_year.min():.0%}–{by_year.max():.0%}",
        "places": f"{by_place.min():.0%}–{by_place.max():.0%}",
        "forms": source.join(told),
        "every": number_in(every),
        "distinct": number_in(dict(problems(source))["problem.distinct"]),
    }
