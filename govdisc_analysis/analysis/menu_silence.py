"""What is looked at where reports are missing: row M1 of the menu."""

from functools import lru_cache

import numpy as np

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import odds_in, plot
from govdisc_analysis.analysis.menu_panels import drawn, listed
from govdisc_analysis.analysis.national import draw_national
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.labels import number
from govdisc_analysis.stats.estimate import EstimateSet
from govdisc_analysis.stats.missing import shifted

_CLAIM = 0.45
"""A share that a conclusion would stay below."""


def silence_chart(seed: int, language: str) -> Chart:
    """Who reports, what the silent could do, and when it would tip (M1)."""
    panels: list[Panel | Heat] = [
        _reported(seed, language),
        _ribbon(seed, language),
        _tipping(seed, language),
    ]
    return drawn(panels, "06_silence", language)


def missing_of(seed: int) -> dict[str, object]:
    """How many are silent, who, and what they could do to a share."""
    data = draw_national(seed).assign(log_asked=lambda d: np.log1p(d["n"]))
    silent = stats.problem_association(
        data, flag="silent", columns=["g", "log_asked"], cluster="county_unit"
    )
    bounds = _bounds(seed)
    low, high = bounds["worst case"].details["bounds"]
    tip = bounds.details["tipping_odds"]
    return {
        "missing": f"{bounds.details['missing_share']:.1%}",
        "group": odds_in(silent["g"]),
        "size": odds_in(silent["log_asked"]),
        "low": f"{low:.1%}",
        "high": f"{high:.1%}",
        "claim": f"{_CLAIM:.0%}",
        "tip": "–" if tip is None else number(tip),
    }


@lru_cache(maxsize=2)
def _bounds(seed: int) -> EstimateSet:
    found: EstimateSet = stats.missing_bounds(
        draw_national(seed), flag="came", cluster="county_unit", claim=_CLAIM
    )
    return found


def _reported(seed: int, language: str) -> Heat:
    """Share of the reports owed that came, by province and year: a map without a league."""
    data = draw_national(seed)
    came = data.assign(came=1.0 - data["silent"])
    wide = came.pivot_table(index="province", columns="year", values="came")
    rows = tuple(plot("province", language, n=at + 1) for at in wide.index)
    words = tuple(tuple(f"{100 * x:.0f}" for x in row) for row in wide.to_numpy())
    columns = tuple(f"{year % 100:02d}" for year in wide.columns)
    values = tuple(tuple(listed(row)) for row in wide.to_numpy())
    return Heat(plot("reported", language), rows, columns, values, words, scale=(0.5, 1.0))


def _ribbon(seed: int, language: str) -> Panel:
    """Each year's share among reports that came, between all silent no and all silent yes."""
    by_year = draw_national(seed).groupby("year")
    yes, owed, seen = by_year["came"].sum(), by_year.size(), by_year["came"].count()
    years, none = listed(yes.index), [0.0] * len(yes)
    marks = (
        Marks("band", years, none, listed(yes / owed), listed((yes + owed - seen) / owed),
              name=plot("bounds", language), colour=1),
        Marks("line", years, listed(yes / seen), name=plot("came", language)),
    )  # fmt: skip
    return Panel(plot("ribbon", language), marks, y_axis=plot("share_reports", language),
                 shares="y")  # fmt: skip


def _tipping(seed: int, language: str) -> Panel:
    """The share as the odds in missing reports move away from those in the others."""
    found = _bounds(seed)
    share, gone = found[0].estimate or 0.0, found.details["missing_share"]
    odds = np.exp(np.linspace(np.log(0.1), np.log(10), 41))
    tip = found.details["tipping_odds"]
    marks = (
        Marks("line", listed(odds), [shifted(share, gone, float(x)) for x in odds]),
        Marks("rules", () if tip is None else (tip,), (_CLAIM,)),
    )
    return Panel(plot("tipping", language), marks, plot("factor", language),
                 plot("share_reports", language), logs="x", shares="y")  # fmt: skip
