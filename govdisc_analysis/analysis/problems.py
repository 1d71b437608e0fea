"""Existing problems that reports admit: how often each kind, and the words themselves."""

import math
from dataclasses import replace

import pandas as pd

from govdisc_analysis.analysis.corpus import is_synthetic, source_note
from govdisc_analysis.analysis.panel import agency_years, choose_cluster, estimate_rows
from govdisc_analysis.analysis.selection import Study, once_a_study
from govdisc_analysis.analysis.sentences import Passage, Readable, as_table, join, run_on, say
from govdisc_analysis.charts import Chart, draw_bars, draw_estimates
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label
from govdisc_analysis.reuse import ALIKE
from govdisc_analysis.stats.estimate import Estimate, EstimateSet
from govdisc_analysis.stats.links import co_occurrence, problem_association
from govdisc_analysis.stats.many import adjust_many
from govdisc_analysis.stats.prevalence import estimate_prevalence
from govdisc_analysis.stats.spells import recurrence

_KEY = ["report_id", "problem_no"]
_YEAR_COLUMNS = [
    *("group", "n_reports", "groups", "estimate", "low", "high", "p_holm"),
    *("fresh", "fresh_low", "fresh_high", "fresh_code", "code", "note"),
]
MOSTLY = 0.5
"""Share of a report's statements that must stand elsewhere before it counts as copied."""


def categories() -> tuple[str, ...]:
    """The twelve categories, in the codebook's order."""
    return tuple(row["category"] for row in load_csv("problem_categories.csv"))


@once_a_study
def problem_panel(study: Study, mostly: float = MOSTLY) -> pd.DataFrame:
    """Agency-years whose whole text was read, with 1 or 0 for each category.

    Adds `copied` (at least a share of `mostly` of its statements is worded like one in an
    earlier report, of any agency), `repeated` (in the agency's own earlier years), `stated` (any
    problem at all). Words are alike as the reuse columns of the problems table say. Typed
    figures carry no text, so they are not here: absence there would mean nothing.
    """
    if not 0 < mostly <= 1:
        raise ValueError(f"the share that counts as copied lies above 0, up to 1; it is {mostly}")
    frame = agency_years(study)
    frame = frame[frame["origin"] == "machine"]
    codes = study.tables.problem_categories
    flags = codes.assign(has=1).pivot_table(
        index="report_id", columns="category", values="has", aggfunc="first"
    )
    flags = flags.reindex(columns=list(categories()), fill_value=0).reset_index()
    panel = frame.merge(flags, on="report_id", how="left")
    panel[list(categories())] = panel[list(categories())].fillna(0).astype(int)
    reused = _reused(panel, study.tables.problems)
    panel["stated"] = panel["report_id"].isin(reused.index).astype(int)
    for column in reused:
        share = panel["report_id"].map(reused[column].to_dict()).astype("float64")
        panel[column] = (share >= mostly).astype(int)
    return panel


def statements_of(study: Study) -> pd.DataFrame:
    """The problem statements of the agency-years: one version of a report, not every one."""
    rows = study.tables.problems
    return rows[rows["report_id"].isin(problem_panel(study)["report_id"])]


def _reused(panel: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Share of each report's statements that stood before: anywhere, and in its own past.

    Where the reuse columns are empty (tables of an older run) equal words count as one wording.
    """
    order = {
        report: i for i, report in enumerate(panel.sort_values("year", kind="stable")["report_id"])
    }
    rows = statements[statements["report_id"].isin(order)].copy()
    rows["wording"] = rows["cluster"].astype("object").where(rows["cluster"].notna(), rows["text"])
    rows["order"] = rows["report_id"].map(order)
    rows["copied"] = rows["order"] > rows.groupby("wording")["order"].transform("min")
    rows["repeated"] = rows["repeats_own"].fillna(0.0) >= ALIKE
    return rows.groupby("report_id")[["copied", "repeated"]].mean()


def prevalence(study: Study, mostly: float = MOSTLY, *, distinct: bool = False) -> pd.DataFrame:
    """Share of reports that admit each kind; with `distinct`, without copied reports."""
    panel = problem_panel(study, mostly)
    panel = panel[panel["copied"] == 0] if distinct else panel
    cluster = choose_cluster(panel)
    rows = [
        (name, estimate_prevalence(panel, flag=name, cluster=cluster, term=name))
        for name in categories()
    ]
    table = estimate_rows(rows, study.language, "category")
    return table.assign(with_it=[int(panel[name].sum()) for name in categories()])


def prevalence_split(study: Study, mostly: float = MOSTLY) -> tuple[Readable | Passage, ...]:
    """The table of all reports and the one without copies; one table where nothing is copied."""
    panel, tongue = problem_panel(study, mostly), study.language
    fresh = int((panel["copied"] == 0).sum())
    told = str(say("problems.of.all", tongue, n=len(panel)))
    first = as_table(prevalence(study, mostly), study, caption=told)
    if fresh == len(panel):
        return first, say("problems.no_copies", tongue)
    told = str(say("problems.of.fresh", tongue, n=fresh))
    return first, as_table(prevalence(study, mostly, distinct=True), study, caption=told)


def prevalence_chart(study: Study, mostly: float = MOSTLY) -> Chart:
    """Prevalences with intervals; where there are none, how many reports name each kind."""
    table, tongue = prevalence(study, mostly), study.language
    n = len(problem_panel(study, mostly))
    table = table.sort_values("with_it", ascending=False, kind="stable")
    if table["low"].notna().any():
        return draw_estimates(
            table,
            title=str(say("title.prevalence", tongue)),
            alt=str(say("alt.prevalence", tongue, n=n)),
            axis=label("axis:share_reports", tongue),
            is_share=True,
            note=_note(study, n),
            name="04_problems",
        )
    return draw_bars(
        table[["group", "with_it"]],
        title=str(say("title.problem_counts", tongue, n=n)),
        alt=str(say("alt.problem_counts", tongue, n=n)),
        category="group",
        count="with_it",
        axis=label("with_it", tongue),
        total=n,
        note=_note(study, n),
        name="04_problems",
    )


def problem_words(study: Study, mostly: float = MOSTLY) -> Passage:
    """How many reports, statements and kinds; how many texts are copies; what coding is."""
    panel, tongue = problem_panel(study, mostly), study.language
    if panel.empty:
        return say("problems.none", tongue)
    codes = study.tables.problem_categories
    codes = codes[codes["report_id"].isin(panel["report_id"])]
    first = say(
        "problems.what",
        tongue,
        reports=len(panel),
        stated=int(panel["stated"].sum()),
        statements=len(statements_of(study)),
        kinds=codes["category"].nunique(),
    )
    copied = int(panel["copied"].sum())
    again = say("problems.copied", tongue, copied=copied, texts=len(panel) - copied)
    said = run_on([first, again] if copied else [first], tongue)
    return join([said, say("problems.coder", tongue)])


def coded_statements(study: Study) -> pd.DataFrame:
    """Every admitted problem as written, its category and the words that decided it."""
    tables = study.tables
    rows = tables.problems.merge(tables.problem_categories, on=_KEY, how="left").merge(
        tables.reports[["report_id", "agency", "year"]], on="report_id"
    )
    rows["category"] = [
        "–" if pd.isna(x) else label(x, study.language, "category") for x in rows["category"]
    ]
    rows = rows.rename(columns={"text": "problem"})
    return rows[["agency", "year", "problem", "category", "cue"]]


def recurrence_beside(study: Study, mostly: float = MOSTLY) -> pd.DataFrame:
    """`recurrence` with all reports and those in fresh words side by side, a row each kind."""
    panel = problem_panel(study, mostly).assign(year=lambda d: d["year"].astype(int))
    rows = []
    for name in ("stated", *categories()):
        found = _again(panel, name)
        row: dict[str, object] = {"group": label(name, study.language, "category")}
        for term in ("again", "again, fresh text", "new", "new, fresh text"):
            one = found[term]
            row[f"pairs:{term}"], row[f"share:{term}"] = one.n_reports, _short(one)
        rows.append(row)
    table = pd.DataFrame(rows)
    shares = table.filter(like="share:").map(_is_code).to_numpy()
    return table.head(1) if shares.all() else table


def pair_words(study: Study, mostly: float = MOSTLY) -> Passage:
    """How many pairs of consecutive years there are, and how many years are missing between."""
    panel = problem_panel(study, mostly).assign(year=lambda d: d["year"].astype(int))
    found = _again(panel, "stated")
    pairs = found["again"].n_reports + found["new"].n_reports
    fresh = found["again, fresh text"].n_reports + found["new, fresh text"].n_reports
    tongue, gaps, own = study.language, int(found.details["gaps"]), pairs - fresh
    if not pairs:
        return say("problems.no_pairs", tongue)
    more = [say("problems.gaps", tongue, gaps=gaps)] if gaps else []
    more += [say("problems.own", tongue, own=own)] if own else []
    return run_on([say("problems.pairs", tongue, pairs=pairs), *more], tongue)


def over_years(study: Study, mostly: float = MOSTLY) -> pd.DataFrame:
    """Odds of each kind for one more year, all reports and those not copied; Holm over the kinds.

    Prose has no form, but what a report must say changed in 2019: no change is put down to
    anything here.
    """
    panel = problem_panel(study, mostly).assign(year=lambda d: d["year"].astype(float))
    every, fresh = (_yearly(part) for part in (panel, panel[panel["copied"] == 0]))
    table = estimate_rows([(row.term, row) for row in every], study.language, "category")
    for column, name in (("fresh", "estimate"), ("fresh_low", "low"), ("fresh_high", "high")):
        table[column] = pd.Series([getattr(row, name) for row in fresh], dtype="float64")
    adjusted = adjust_many([row for row in every if row.p_value is not None])
    table["fresh_code"] = [row.code for row in fresh]
    found = {row.term: row.p_value for row in adjusted}
    holm = pd.Series([found.get(row.term) for row in every], dtype="float64")
    return table.assign(p_holm=holm)[_YEAR_COLUMNS]


def over_years_chart(study: Study, mostly: float = MOSTLY) -> Chart:
    """`over_years` as dots, all reports."""
    table, tongue = over_years(study, mostly), study.language
    n = len(problem_panel(study, mostly))
    title = str(say("title.over_years", tongue))
    return draw_estimates(
        table,
        name="04_over_years",
        title=title,
        note=_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:odds_year", tongue),
        is_log=True,
        reference=1.0,
    )


def links_table(study: Study, mostly: float = MOSTLY) -> pd.DataFrame:
    """Pairs of kinds that stand together beyond what long reports explain (Holm), or why not."""
    panel = problem_panel(study, mostly)
    found = co_occurrence(panel[panel["copied"] == 0], flags=list(categories()))
    rows = [(row.term, row) for row in found if row.ok] or [
        (str(say("reading.links", study.language)), found[0])
    ]
    table = estimate_rows(rows, study.language)
    return table.assign(p_value=pd.Series([row.p_value for _, row in rows], dtype="float64"))


def _again(panel: pd.DataFrame, name: str) -> EstimateSet:
    return recurrence(
        panel,
        flag=name,
        agency="agency_key",
        year="year",
        cluster=choose_cluster(panel),
        copied="repeated",
    )


def _yearly(panel: pd.DataFrame) -> list[Estimate]:
    """Odds ratio of one year for each kind; the model's log odds, turned into odds."""
    found = []
    for name in categories():
        row = problem_association(
            panel, flag=name, columns=["year"], cluster=choose_cluster(panel)
        )[0]
        values = [None if x is None else math.exp(x) for x in (row.estimate, row.low, row.high)]
        moved = replace(row, estimate=values[0], low=values[1], high=values[2], scale="ratio")
        found.append(replace(moved, term=name))
    return found


def _short(one: Estimate) -> str:
    """A share with its interval in a cell, or the code of its refusal."""
    if one.estimate is None or one.low is None or one.high is None:
        return one.code
    return f"{one.estimate:.0%} ({one.low:.0%}–{one.high:.0%})"


def _is_code(cell: object) -> bool:
    return str(cell).startswith("R")


def _note(study: Study, n: int) -> str:
    if is_synthetic(study) or not n:
        return source_note(study, n)
    return str(say("note.problems", study.language, n=n))
