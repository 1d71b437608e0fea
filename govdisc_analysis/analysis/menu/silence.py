"""What is looked at where reports are missing: M1 of the menu."""

from functools import lru_cache

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import worst_case
from govdisc_analysis.analysis.menu.panels import drawn, listed
from govdisc_analysis.analysis.menu.reading import odds_in
from govdisc_analysis.analysis.menu.source import Source, fit
from govdisc_analysis.analysis.sentences import Passage, say
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.labels import number
from govdisc_analysis.stats.estimate import EstimateSet
from govdisc_analysis.stats.missing import shifted

_CLAIM, _PLACES = 0.45, 16
"""A share that a conclusion would stay below; most places on a map."""


def silence_chart(source: Source) -> Chart | Passage:
    """Who reports, what the silent could do, and when it would tip (M1)."""
    return drawn((_reported, _ribbon, _tipping), "silence", source)


def missing_of(source: Source) -> dict[str, object]:
    """How many are silent, who, and what they could do to a share."""
    bounds = _bounds(source)
    worst = fit(worst_case(bounds))
    silent = _who_is_silent(source)
    low, high = worst.details["bounds"]
    tip = bounds.details["tipping_odds"]
    key = "tipping.never" if tip is None else "tipping.at"
    return {
        "missing": f"{bounds.details['missing_share']:.1%}",
        "group": silent["g"],
        "size": silent["log_asked"],
        "low": f"{low:.1%}",
        "high": f"{high:.1%}",
        "tip": say(key, source.language, claim=f"{_CLAIM:.0%}", tip=number(tip or 0.0)),
    }


def _who_is_silent(source: Source) -> dict[str, str]:
    """Odds of silence for the second group and for more requests, where both are known."""
    columns = ["g", "log_asked"]
    data = source.owed.assign(log_asked=lambda d: np.log1p(d["n"])).dropna(subset=columns)
    if data["g"].nunique() < 2:
        return dict.fromkeys(columns, source.empty("both_levels").code)
    found = stats.problem_association(data, flag="silent", columns=columns, cluster="county_unit")
    return {name: odds_in(found[name]) for name in columns}


@lru_cache(maxsize=4)
def _bounds(source: Source) -> EstimateSet:
    found: EstimateSet = stats.missing_bounds(
        source.owed, flag="came", cluster="county_unit", claim=_CLAIM
    )
    return found


def _reported(source: Source) -> Heat:
    """Share of the reports owed that came, by province and year: a map without a league."""
    data = source.enough(source.owed, 1, "reports")
    came = data.assign(came=1.0 - data["silent"])
    most = came["province"].value_counts().index[:_PLACES]
    wide = came[came["province"].isin(most)].pivot_table(
        index="province", columns="year", values="came"
    )
    rows = tuple(source.place(at) for at in wide.index)
    words = tuple(
        tuple("" if pd.isna(x) else f"{100 * x:.0f}" for x in row) for row in wide.to_numpy()
    )
    columns = tuple(f"{year % 100:02d}" for year in wide.columns)
    values = tuple(tuple(listed(row)) for row in wide.to_numpy())
    return Heat(source.plot("reported"), rows, columns, values, words, scale=(0.5, 1.0))


def _ribbon(source: Source) -> Panel:
    """Each year's share among reports that came, between all silent no and all silent yes."""
    fit(worst_case(_bounds(source)))
    by_year = source.owed.groupby("year")
    yes, owed, seen = by_year["came"].sum(), by_year.size(), by_year["came"].count()
    years, none = listed(yes.index), [0.0] * len(yes)
    marks = (
        Marks("band", years, none, listed(yes / owed), listed((yes + owed - seen) / owed),
              name=source.plot("bounds"), colour=1),
        Marks("line", years, listed(yes / seen.where(seen > 0)), name=source.plot("came")),
    )  # fmt: skip
    return Panel(source.plot("ribbon"), marks, y_axis=source.plot("share_reports"),
                 shares="y")  # fmt: skip


def _tipping(source: Source) -> Panel:
    """The share as the odds in missing reports move away from those in the others."""
    found = _bounds(source)
    fit(found[0])
    share, gone = found[0].estimate or 0.0, found.details["missing_share"]
    odds = np.exp(np.linspace(np.log(0.1), np.log(10), 41))
    tip = found.details["tipping_odds"]
    marks = (
        Marks("line", listed(odds), [shifted(share, gone, float(x)) for x in odds]),
        Marks("rules", () if tip is None else (tip,), (_CLAIM,)),
    )
    return Panel(source.plot("tipping"), marks, source.plot("factor"),
                 source.plot("share_reports"), logs="x", shares="y")  # fmt: skip
