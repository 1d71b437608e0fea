"""The textbook default against this package, on panels of the user's own shape."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.panel import ESTIMATE_COLUMNS
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage, say
from govdisc_analysis.calibration.measure import calibrate
from govdisc_analysis.calibration.panels import SIZES
from govdisc_analysis.calibration.shapes import shape_like
from govdisc_analysis.charts import Chart, draw_estimates
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.codes import known_words
from govdisc_analysis.labels import label
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.traps import wilson
from govdisc_analysis.store import load

PROMISED = 0.95
_ANY_SIZE = 30
"""Agency-years of a panel where the folder has too few agencies to give its shape."""


def own_shape(study: Study) -> Passage:
    """The panel that is drawn: what of it is the user's, what is assumed."""
    if not _is_enough(study):
        return say("method.no_shape", study.language, need=MIN_GROUPS)
    shape = shape_like(_folder(study))
    return say(
        "method.shape",
        study.language,
        reports=shape.reports,
        agencies=shape.agencies,
        counties=len(set(shape.counties)),
        years=shape.years,
        sizes=len(shape.means),
        largest=f"{max(shape.means):,.0f}" if shape.means else "–",
        approximate=f"{shape.approximate:.0%}",
    )


def compared(study: Study, panels: int = 30) -> pd.DataFrame:
    """How often each method's 95% interval held the truth, and what it refused."""
    pairs = load_csv("method_pairs.csv")
    like = str(_folder(study)) if _is_enough(study) else ""
    table = _measured(like, panels).set_index("case").to_dict("index")
    rows = []
    for pair in pairs:
        for side in ("textbook", "package"):
            rows.append(_row(pair, side, table[pair[side]], study.language))
    return pd.DataFrame(rows)


def compared_table(study: Study, panels: int = 30) -> pd.DataFrame:
    """`compared` for reading: under names, refusals in words."""
    table, tongue = compared(study, panels), study.language
    refused = [
        "–" if x == "none" else str(say("method.refused_some", tongue, codes=x))
        for x in table["refused"]
    ]
    cases = [known_words(f"case:{case}", tongue) or case for case in table["case"]]
    shown = table.assign(refused_panels=refused, case=cases)
    return shown[
        ["question", "method", "coverage", "low", "high", "computed", "replicates",
         "refused_panels", "case"]
    ].rename(columns={"low": "coverage_low", "high": "coverage_high"})  # fmt: skip


def coverage_chart(study: Study, panels: int = 30) -> Chart:
    """`compared` as dots; the interval is the Monte Carlo error of the share."""
    table, tongue = compared(study, panels), study.language
    points = pd.DataFrame(columns=list(ESTIMATE_COLUMNS)).assign(
        group=table["question"] + ": " + table["method"],
        n_reports=table["computed"],
        estimate=table["coverage"],
        low=table["low"],
        high=table["high"],
        code=["" if side == "package" else "textbook" for side in table["side"]],
        note=[_why_none(str(x), panels, tongue) for x in table["refused"]],
    )
    return draw_estimates(
        points,
        name="05_coverage",
        title=str(say("title.coverage", tongue)),
        note=str(say("note.method", tongue, panels=panels)),
        alt=str(say("alt.coverage", tongue)),
        axis=label("axis:coverage", tongue),
        is_share=True,
        reference=PROMISED,
    )


def _why_none(refused: str, panels: int, tongue: str) -> str:
    """Words for a row without a dot, instead of `R10 30`."""
    codes = [part.split()[0] for part in refused.split(", ") if part != "none"]
    return str(say("method.refused", tongue, panels=panels, codes=", ".join(codes)))


def _row(
    pair: dict[str, str], side: str, found: Mapping[Hashable, Any], tongue: str
) -> dict[str, Any]:
    n = int(found["computed"])
    share = float(found["coverage"]) if n else None
    limits = wilson(round(share * n), n) if share is not None else None
    return {
        "question": pair[tongue],
        "method": label(side, tongue),
        "side": side,
        "case": pair[side],
        "coverage": share,
        "low": limits[0] if limits else None,
        "high": limits[1] if limits else None,
        "computed": n,
        "replicates": found["replicates"],
        "refused": found["refused"],
    }


@lru_cache(maxsize=4)
def _measured(folder: str, panels: int) -> pd.DataFrame:
    names = [
        pair[side] for pair in load_csv("method_pairs.csv") for side in ("textbook", "package")
    ]
    # a plan for each size: with the smallest alone, a corpus larger than it would get fewer panels
    plan = dict.fromkeys(SIZES if folder else (_ANY_SIZE,), panels)
    return calibrate(cases=names, replicates=plan, like=Path(folder) if folder else None)


def _is_enough(study: Study) -> bool:
    """Whether the folder's agencies can be drawn in two groups; with few of them one is empty."""
    reports = load(_folder(study)).reports
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    return bool(known["agency"].nunique() >= MIN_GROUPS)


def _folder(study: Study) -> Path:
    if study.folder is None:
        raise ValueError("this needs a study of a processed folder: use open_study")
    return study.folder
