"""The panels of the menu from the reports of a study: volumes, requests, problems."""

import numpy as np
import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.harmonised import FORMS, reading_panel
from govdisc_analysis.analysis.menu.source import BREAK, Source
from govdisc_analysis.analysis.outcomes import decided_cases, outcome_panel, redress_figures
from govdisc_analysis.analysis.panel import choose_cluster, figures_of
from govdisc_analysis.analysis.problems import MOSTLY, categories, problem_panel
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.trust import read_by_people
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label

_MONTHS = 12
_LEVELS = ("county", "township")
_FEWEST_FLAGS = 3
"""Pairs of problems are judged given a third."""


def of_volumes(
    study: Study,
    indicator: str = "proactive_total",
    levels: tuple[str, str] = _LEVELS,
    when: int = BREAK,
) -> Source:
    """A count of every report that states it, two levels compared.

    Reports that cover an unknown part of the year are left out, as in every rate.

    Args:
        study: the reports.
        indicator: what is counted, a code of codebook/indicators.csv.
        levels: the first and the second level.
        when: year of the break.
    """
    frame = figures_of(study, indicator).dropna(subset="years_covered")
    data = _common(frame, levels)
    data["form"] = frame["period"]
    data["written"] = frame["value"].astype(float).round().astype(int)
    data["y"] = data["written"]
    data["lo"] = np.ceil(frame["lower"].astype(float)).astype(int)
    data["hi"] = np.floor(frame["upper"].astype(float)).astype(int)
    data["months"] = _MONTHS * frame["years_covered"].astype(float)
    data["covered"], data["y_covered"] = data["months"], data["y"]
    data["post"] = (data["year"] >= when).astype(int)
    return Source(
        data=_with_halves(data),
        chart="02",
        note=source_note(study, len(data)),
        groups=_names(levels, study),
        language=study.language,
        when=when,
    )


def of_requests(study: Study, levels: tuple[str, str] = _LEVELS) -> Source:
    """The outcomes of every report with a request table, two levels compared.

    Granted is the narrow reading, disclosed in full; the broad one (`k_broad`) counts parts too.

    Args:
        study: the reports.
        levels: the first and the second level.
    """
    panel = reading_panel(study)
    data = _common(panel, levels)
    data["form"], data["n"] = panel["form"], panel["processed"].astype(float)
    for column, reading in (("k", "narrow"), ("k_broad", "broad")):
        events = panel[f"disclosed_{reading}"].astype(float)
        data[column] = events.where(events <= data["n"])
    stated = outcome_panel(study).set_index("report_id")
    reports = panel["report_id"]
    data["full"] = reports.map(stated["disclosed"]).astype(float)
    data["part"] = reports.map(stated["partially_disclosed"]).astype(float)
    rest = data["n"] - data["full"] - data["part"]
    data["withheld"] = rest.where(rest >= 0)
    cases = redress_figures(study, "litigations").set_index("report_id")["value"]
    data["rare"] = reports.map(cases).astype(float)
    pending = decided_cases(study, "litigations").set_index("report_id")["pending"]
    data["pending"] = reports.map(pending).astype(float)
    data = data.dropna(subset=["n", "k"]).reset_index(drop=True)
    forms = data["form"].value_counts()
    return Source(
        data=data,
        table=_largest_table(study),
        chart="03",
        note=source_note(study, len(data)),
        groups=_names(levels, study),
        language=study.language,
        form=next((form for form in forms.index if form in FORMS), ""),
    )


def of_problems(
    study: Study,
    copied_share: float = MOSTLY,
    levels: tuple[str, str] = _LEVELS,
    coded: str = "",
) -> Source:
    """The problems of every report whose whole text was read; the most frequent one is `has`.

    A report is owed for every year from an agency's first to its last one read here: those that
    never reported at all are unknown, so silence is counted too low.

    Args:
        study: the reports.
        copied_share: a report is a copy if this share of its statements stood before.
        levels: the first and the second level.
        coded: folder with the sheets of two people (`govdisc code export`); empty for none.
    """
    panel = problem_panel(study, copied_share)
    given = sorted(categories(), key=lambda name: -panel[name].sum())
    flags = [name for at, name in enumerate(given) if at < _FEWEST_FLAGS or panel[name].any()]
    data = _common(panel, levels)
    data["form"], data["copied"] = panel["period"], panel["copied"]
    data["repeats"] = panel["repeated"]
    data["log_length"] = np.log(panel["characters"].astype(float).clip(lower=1.0))
    asked = figures_of(study, "requests_received").set_index("report_id")["value"]
    data["n"] = panel["report_id"].map(asked).astype(float)
    for name in flags:
        data[name] = panel[name]
    data["has"] = panel[flags[0]]
    if coded:
        data = _with_readers(data, panel["report_id"], flags, read_by_people(coded))
    return Source(
        data=data,
        owed=_owed(data),
        chart="04",
        note=source_note(study, len(data)),
        groups=_names(levels, study),
        flags={name: label(name, study.language, "category") for name in flags},
        language=study.language,
    )


def _with_readers(
    data: pd.DataFrame, reports: "pd.Series[str]", flags: list[str], read: pd.DataFrame
) -> pd.DataFrame:
    """Adds what the machine and two people say of each problem; people read but a sample."""
    by_report = read.set_index("report_id")
    data = data.copy()
    for name in flags:
        data[f"machine_{name}"] = data[name].astype(float)
        for person in ("first", "second"):
            data[f"{person}_{name}"] = reports.map(by_report[f"{person}_{name}"]).astype(float)
    names = {"machine": "machine", "reader_1": "first", "reader_2": "second"}
    return data.assign(**{new: data[f"{old}_{flags[0]}"] for new, old in names.items()})


def _common(frame: pd.DataFrame, levels: tuple[str, str]) -> pd.DataFrame:
    """Agency, year, place and group of every row."""
    order = {name: float(at) for at, name in enumerate(levels)}
    return pd.DataFrame(
        {
            "agency_key": frame["agency_key"],
            "year": frame["year"].astype(int),
            "province": frame["province_unit"],
            "county_unit": frame[choose_cluster(frame)] if len(frame) else frame["agency_key"],
            "g": frame["admin_level"].map(order).astype(float),
        },
        index=frame.index,
    )


def _with_halves(data: pd.DataFrame) -> pd.DataFrame:
    """Adds `half`: 0 and 1 in the form whose two halves share most agencies; missing elsewhere."""
    best, data = 0, data.assign(half=np.nan)
    for _, part in data.groupby("form"):
        years = sorted(part["year"].unique())
        late = part["year"] >= years[len(years) // 2]
        both = len(set(part.loc[late, "agency_key"]) & set(part.loc[~late, "agency_key"]))
        if both > best:
            best = both
            data["half"] = late.astype(float).reindex(data.index)
    return data


def _largest_table(study: Study) -> pd.DataFrame:
    """The table of the report with most requests: natural and legal persons, groups of outcomes.

    Groups and kinds of applicants without a request are left out; so is a report with a blank.
    """
    groups = {row["item"]: row["harmonised"] for row in _outcome_items()}
    persons = {row["applicant"]: row["group"] for row in load_csv("applicants.csv")}
    requests = study.tables.requests
    cells = requests[requests["item"].isin(groups) & (requests["applicant"] != "total")]
    whole = cells.groupby("report_id")["count"].agg(lambda x: x.astype(float).sum(skipna=False))
    if whole.dropna().empty:
        return pd.DataFrame()
    cells = cells[cells["report_id"] == whole.idxmax()]
    table = pd.DataFrame(
        {
            "applicant": [label(persons[x], study.language) for x in cells["applicant"]],
            "outcome": [label(groups[x], study.language, "outcome") for x in cells["item"]],
            "count": cells["count"].astype(int).to_numpy(),
        }
    )
    table = table.groupby(["applicant", "outcome"])["count"].sum().reset_index()
    for side in ("applicant", "outcome"):
        table = table[table.groupby(side)["count"].transform("sum") > 0]
    return table


def _outcome_items() -> list[dict[str, str]]:
    return [row for row in load_csv("request_items.csv") if row["kind"] == "outcome"]


def _owed(data: pd.DataFrame) -> pd.DataFrame:
    """A row for each year from an agency's first report to its last; missing ones are silent."""
    if data.empty:
        return data.assign(came=[], silent=[])
    ends = data.groupby("agency_key")["year"].agg(["min", "max"])
    owed = [(key, y) for key, a, b in ends.itertuples() for y in range(int(a), int(b) + 1)]
    rows = pd.DataFrame(owed, columns=["agency_key", "year"])
    found = rows.merge(data[["agency_key", "year", "has", "repeats"]], how="left")
    known = data.drop_duplicates("agency_key").set_index("agency_key")
    for column in ("province", "county_unit", "g", "n"):
        found[column] = found["agency_key"].map(known[column])
    silent = found["has"].isna()
    found["repeats"] = found["repeats"].fillna(0.0)
    return found.assign(came=found["has"].astype(float), silent=silent.astype(int))


def _names(levels: tuple[str, str], study: Study) -> tuple[str, str]:
    first, second = (label(x, study.language) for x in levels)
    return first, second
