"""How far the machine's codes of problems can be trusted, where people coded; else the refusal."""

from pathlib import Path

import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.panel import estimate_rows
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Readable, as_table, say
from govdisc_analysis.coding import compare_sheets
from govdisc_analysis.coding.filled import read_sheets
from govdisc_analysis.coding.sheet import categories
from govdisc_analysis.labels import label

_NUMBERS = ["estimate", "low", "high"]
_ENDINGS = (".xlsx", ".csv")
_UNREAD = pd.DataFrame({"first": [], "second": [], "machine": [], "human": []}, dtype=float)


def coder_agreement(study: Study, coded: str = "") -> Readable:
    """Agreement of the people who coded, and of the machine with them, by kind of problem.

    Args:
        study: the reports that the sheets were drawn from.
        coded: folder with the filled sheets of two people or more (`govdisc code export`); empty
            where there are none, and then the refusals say what would be needed.

    Raises:
        ValueError: the folder holds fewer than two sheets, or they are not of these reports.
    """
    if not coded:
        refused = [(str(say(f"menu.{key}", study.language)), one) for key, one in _refusals()]
        return as_table(estimate_rows(refused, study.language), study)
    found = compare_sheets(_sheets(coded), tables=study.tables).agreement
    language = study.language
    rows = pd.DataFrame(
        {
            "group": [label(name, language, "coding") for name in found["category"]],
            "measure": [label(name, language, "coding") for name in found["measure"]],
            "n_reports": found["reports"],
            **{name: pd.to_numeric(found[name], errors="coerce") for name in _NUMBERS},
            "code": found["code"],
            "note": found[f"reason_{language}"],
        }
    )
    rows.loc[found["status"] == "ok", ["code", "note"]] = ""
    return as_table(rows, study)


def read_by_people(coded: str) -> pd.DataFrame:
    """What the first two people who coded say of whole reports.

    A report has a problem if one of its statements has; it is unknown where a statement was left
    blank and no other has it. Reports without a statement are in no sheet: nobody read these.

    Returns:
        A row for each report: `report_id`, and `first_` and `second_` before each category.
    """
    parts = []
    for name, sheet in zip(("first", "second"), read_sheets(_sheets(coded)), strict=False):
        reports = pd.Index([unit.rpartition("#")[0] for unit in sheet.units], name="report_id")
        codes = pd.DataFrame(sheet.codes, index=reports, columns=list(categories()))
        grouped = codes.groupby(level=0)
        known = grouped.count().eq(grouped.size(), axis=0)
        flags = grouped.max()
        parts.append(flags.where(known | (flags == 1)).add_prefix(f"{name}_"))
    return pd.concat(parts, axis=1).reset_index()


def _sheets(coded: str) -> list[Path]:
    return sorted(path for path in Path(coded).glob("*") if path.suffix.lower() in _ENDINGS)


def _refusals() -> list[tuple[str, stats.Estimate]]:
    """What two people's codes would tell, where nobody coded."""
    return [
        ("problem.kappa", stats.agreement(_UNREAD, first="first", second="second")),
        (
            "problem.corrected",
            stats.corrected_prevalence(_UNREAD, machine="machine", human="human"),
        ),
    ]
