"""How tables and estimates look where a notebook shows them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from govdisc_analysis.export.words import about_table, table_title
from govdisc_analysis.schema import table_names
from govdisc_analysis.show.words import box, facts, plain, word

if TYPE_CHECKING:
    from govdisc_analysis.stats.estimate import Estimate
    from govdisc_analysis.tables import Tables


def tables_card(tables: "Tables", language: str = "zh") -> Markup:
    """Each table with its rows and what it holds."""
    rows = Markup("").join(
        Markup("<tr><th>{}</th><td>{}</td><td>{}: {}</td></tr>").format(
            name, f"{len(tables[name]):,}", table_title(name, language), about_table(name, language)
        )
        for name in table_names()
    )
    return box(Markup("<table>{}</table>").format(rows))


def estimates_card(estimates: "Iterable[Estimate]", language: str = "zh") -> Markup:
    """Estimates with their intervals, refusals with their reasons."""
    return box(Markup("").join(_estimate(one, language) for one in estimates))


def _estimate(one: "Estimate", language: str) -> Markup:
    term = "" if one.term == "all" else f" · {one.term}"
    level = word("level", language, level=f"{one.level:.0%}".rstrip("%"))
    if one.ok:
        value = f"{plain(_short(one.estimate))} ({level} {plain(_short(one.low))} – "
        value += f"{plain(_short(one.high))})"
    else:
        reason = one.reason_zh if language == "zh" else one.reason_en
        value = f"{word('refusal', language)} {one.code}: {reason}"
    told = [
        (word("method", language), one.method),
        (word("source", language), word("base", language, n=one.n_reports, groups=one.groups)),
        (word("how", language), one.help_zh if language == "zh" else one.help_en),
    ]
    return Markup('<div class="gd-head">{}{}</div><div>{}</div>{}').format(
        one.estimand, term, value, facts(told)
    )


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
