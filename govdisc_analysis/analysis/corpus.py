"""What was read, what not, how good it is, and where it lies in time and place."""

from unicodedata import normalize

import pandas as pd

from govdisc_analysis.analysis.panel import LEVELS, agency_years, origin_of
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage, join, say
from govdisc_analysis.charts import Chart, draw_bars, draw_grid
from govdisc_analysis.labels import label
from govdisc_analysis.messages import say_checks
from govdisc_analysis.simulate.render_text import marker

_MOST_INDICATORS = 18
_LOOKED_AT = 20


def describe(study: Study) -> Passage:
    """What the corpus is, in words, with its limits."""
    reports, tongue = study.tables.reports, study.language
    if reports.empty:
        return say("corpus.empty", tongue, left_out=study.left_out)
    origin, status = origin_of(reports), reports["status"]
    unread = int((status == "quarantined").sum())
    frame = agency_years(study)
    parts = [
        say(
            "corpus.what",
            tongue,
            reports=len(reports),
            machine=int((origin == "machine").sum()),
            typed=int((origin == "hand_coded").sum()),
            agencies=frame["agency_key"].nunique(),
            first=int(frame["year"].min()) if len(frame) else "–",
            last=int(frame["year"].max()) if len(frame) else "–",
            places=frame["province"].nunique(),
        ),
        say("corpus.unread" if unread else "corpus.none_unread", tongue, unread=unread),
    ]
    if study.left_out:
        parts.append(say("corpus.left_out", tongue, left_out=study.left_out))
    return join([*parts, limits(study)])


def limits(study: Study) -> Passage:
    """What the numbers can't carry; stands wherever they are shown."""
    origin = origin_of(study.tables.reports)
    typed = int((origin == "hand_coded").sum())
    key = "limits.hand_coded" if typed else "limits.machine"
    key = "limits.synthetic" if is_synthetic(study) else key
    return say(key, study.language, typed=typed, all=len(origin))


def source_note(study: Study, n: int) -> str:
    """The line under a figure: what it is made of."""
    origin = origin_of(study.tables.reports)
    typed = int((origin == "hand_coded").sum())
    key = "note.mixed" if typed else "note.machine"
    key = "note.synthetic" if is_synthetic(study) else key
    return str(say(key, study.language, n=n, typed=typed, machine=len(origin) - typed))


def is_synthetic(study: Study) -> bool:
    """Whether reports here carry the mark of a simulated corpus; the first few are looked at."""
    reports = study.tables.reports
    mark = normalize("NFKC", marker())  # cleaning folds the widths of its marks too
    for report_id in reports.loc[origin_of(reports) == "machine", "report_id"].head(_LOOKED_AT):
        try:
            if mark in normalize("NFKC", study.tables.texts[report_id]):
                return True
        except KeyError:  # a study without texts
            return False
    return False


def reading_status(study: Study) -> pd.DataFrame:
    """How many documents were read, by way of reading."""
    reports = study.tables.reports
    frame = pd.DataFrame({"origin": origin_of(reports), "status": reports["status"]})
    return frame.value_counts(sort=False).rename("reports").reset_index()


def unread(study: Study) -> pd.DataFrame:
    """Documents that were not read, or in part only, each with the reason."""
    reports = study.tables.reports
    rows = reports[reports["status"] != "parsed"]
    shown = rows[["source_path", "status", "message"]].reset_index(drop=True)
    return say_checks(shown, study.language)


def check_counts(study: Study) -> pd.DataFrame:
    """Checks by result."""
    wide = pd.crosstab(study.tables.checks["check"], study.tables.checks["result"])
    wide = wide.reindex(columns=["passed", "failed", "not_evaluable"], fill_value=0)
    return wide.reset_index().rename_axis(columns=None)


def failed_checks(study: Study) -> pd.DataFrame:
    """Every identity that does not hold, with both sides and whose fault it is."""
    checks = study.tables.checks
    rows = checks[checks["result"] == "failed"].merge(
        study.tables.reports[["report_id", "source_path"]], on="report_id", how="left"
    )
    shown = ["source_path", "check", "subject", "left", "right", "difference", "fault", "message"]
    return say_checks(rows[shown], study.language)


def quality_words(study: Study) -> Passage:
    """How many checks could be made and how many failed."""
    checks = study.tables.checks
    result = checks["result"].value_counts()
    return say(
        "corpus.checks",
        study.language,
        passed=int(result.get("passed", 0)),
        failed=int(result.get("failed", 0)),
        open=int(result.get("not_evaluable", 0)),
        reports=checks["report_id"].nunique(),
    )


def years_chart(study: Study) -> Chart:
    """Reports by year and way of reading."""
    table = agency_years(study).groupby(["year", "origin"]).size().rename("reports").reset_index()
    table = _every_year(table)
    shown = table.assign(origin=[label(x, study.language) for x in table["origin"]])
    return draw_bars(
        shown,
        name="01_years",
        title=str(say("title.years", study.language)),
        note=source_note(study, int(table["reports"].sum())),
        alt=str(say("alt.years", study.language, n=int(table["reports"].sum()))),
        category="year",
        count="reports",
        part="origin",
        axis=label("axis:reports", study.language),
    )


def _every_year(table: pd.DataFrame) -> pd.DataFrame:
    """Years without a report stand in the figure too."""
    if table.empty:
        return table
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    index = pd.MultiIndex.from_product([years, sorted(set(table["origin"]), reverse=True)])
    index.names = ["year", "origin"]
    return table.set_index(["year", "origin"]).reindex(index, fill_value=0).reset_index()


def places_chart(study: Study) -> Chart:
    """Reports by province and level of government: where the corpus is thick and thin."""
    frame = agency_years(study)
    table = frame.assign(
        province=frame["province"].fillna(label("unknown", study.language)),
        admin_level=frame["admin_level"].fillna("unknown"),
    )
    table = table.groupby(["province", "admin_level"]).size().rename("reports").reset_index()
    totals = table.groupby("province")["reports"].transform("sum")
    table = table.assign(total=totals).sort_values(["total", "province"], ascending=[False, True])
    levels = [x for x in (*LEVELS, "unknown") if x in set(table["admin_level"])]
    names = {x: f"{label(x, study.language)}" for x in levels}
    order = pd.CategoricalDtype([names[x] for x in levels], ordered=True)
    table["admin_level"] = table["admin_level"].map(names).astype(order)
    return draw_grid(
        table[["province", "admin_level", "reports"]],
        name="01_places",
        title=str(say("title.places", study.language)),
        note=source_note(study, len(frame)),
        alt=str(say("alt.places", study.language, places=table["province"].nunique())),
        row="province",
        column="admin_level",
        count="reports",
    )


def figures_chart(study: Study) -> Chart:
    """How many reports carry each figure. A report without it is silent, not zero."""
    tables = study.tables
    counts = tables.indicators.groupby("indicator")["report_id"].nunique()
    counts = counts.sort_values(ascending=False, kind="stable").head(_MOST_INDICATORS)
    table = counts.rename("reports_with_figure").reset_index()
    table["indicator"] = [label(x, study.language) for x in table["indicator"]]
    return draw_bars(
        table,
        name="01_figures",
        title=str(say("title.figures", study.language, top=len(table))),
        note=source_note(study, len(tables.reports)),
        alt=str(say("alt.figures", study.language, n=len(tables.reports))),
        category="indicator",
        count="reports_with_figure",
        axis=label("axis:reports", study.language),
        total=len(tables.reports),
    )


def forms_table(study: Study) -> pd.DataFrame:
    """Reports by year and form; the forms changed in 2014, 2019 and 2021."""
    frame = agency_years(study)
    forms = frame["template"].fillna("none_found")
    wide = pd.crosstab(frame["year"], [label(x, study.language) for x in forms])
    return wide.reset_index().rename_axis(columns=None)
