"""What the menu says in sentences: the made-up panel, the break, who stands out, many tests."""

from collections.abc import Sequence

import numpy as np

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import break_of, funnel_of, ranks_of, recent_of
from govdisc_analysis.analysis.menu.reading import Line, as_noted, p_words
from govdisc_analysis.analysis.menu.source import Source
from govdisc_analysis.analysis.panel import reason
from govdisc_analysis.analysis.sentences import Passage, Readable, say
from govdisc_analysis.labels import number
from govdisc_analysis.stats.estimate import EstimateSet


def describe(source: Source) -> Passage:
    """What was drawn."""
    data = source.data
    return say(
        "menu.what",
        source.language,
        seed=source.seed,
        reports=len(data),
        agencies=data["agency_key"].nunique(),
        provinces=data["province"].nunique(),
        first=data["year"].min(),
        last=data["year"].max(),
    )


def break_checks(source: Source) -> Passage:
    """What to look at before a break is believed: placebo years, 2020, lasting shocks."""
    row = break_of(source)
    if not row.ok:
        return Passage(reason(row, source.language))
    found = row.details
    placebo = "; ".join(f"{year}: {p:.2f}" for year, p in found["placebo_years"].items())
    return say(
        "menu.break",
        source.language,
        placebo=placebo,
        without=number(found["without_pandemic_year"]),
        lasting=p_words(found["p_value_if_shocks_last"]),
        next_year=f"{found['residual_lag1']:+.2f}",
        below=number(found["detectable_ratio"][0]),
        above=number(found["detectable_ratio"][1]),
    )


def standing(source: Source) -> Passage:
    """What a ranking can carry: how far ranks reach, who stands outside. No league table."""
    ranks, language = ranks_of(source), source.language
    if not ranks[0].ok:
        return Passage(reason(ranks[0], language))
    spans = [row.details["rank_high"] - row.details["rank_low"] for row in ranks if row.ok]
    outside = [row for row in funnel_of(source) if row.details.get("outside")]
    return say(
        "menu.standing",
        language,
        agencies=len(ranks),
        years=recent_of(source)["year"].nunique(),
        span=f"{np.median(spans) / len(ranks):.0%}",
        named=sum(bool(row.details["named"]) for row in ranks),
        outside=len(outside),
    )


def family(lines: Sequence[Line], source: Source) -> Readable:
    """All tests of the lines adjusted together (Holm); pairs of problems have their own family."""
    tested = [x for x in lines if x[1].p_value is not None and "raw_p_value" not in x[1].details]
    adjusted: EstimateSet = stats.adjust_many([row for _, row in tested])
    rows = [
        {
            "question": str(say(f"menu.{key}", source.language)),
            "p_value": p_words(row.details["raw_p_value"]),
            "p_holm": p_words(row.p_value),
        }
        for (key, _), row in zip(tested, adjusted, strict=True)
    ]
    return as_noted(rows, source)
