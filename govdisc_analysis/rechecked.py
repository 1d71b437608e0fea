"""The checks within a report again, after a person corrected some of its values."""

from collections.abc import Iterator

from govdisc_analysis.checks import check_form, check_prose
from govdisc_analysis.checks.prose import CHECK as PROSE
from govdisc_analysis.models import Figure, Finding, FormCell
from govdisc_analysis.tables import Row, Rows, finding_row

_NOW = {
    "passed": "holds with the corrected values",
    "failed": "fails with the corrected values",
    "not_evaluable": "can't be evaluated with the corrected values",
}
_TOLD = ("left", "right", "result")
_KEYS = {
    "requests": ("item", "applicant"),
    "proactive": ("article_item", "subject", "measure"),
    "redress": ("channel", "result"),
}


def check_again(rows: Rows) -> list[str]:
    """Put what the form's identities and the prose against the form now give into the checks.

    What the prose says of its own numbers is not asked again: a correction changes no sentence. A
    check of a figure that was emptied has no result.

    Returns:
        A message for each check that changed its result, in the order of the checks.
    """
    cells = list(_cells(rows))
    findings = [*check_form(cells), *check_prose(list(_figures(rows)), cells)]
    now = {(finding.check, finding.subject): finding for finding in findings}
    messages = []
    for at, row in enumerate(rows.get("checks", [])):
        finding = now.get((row["check"], row["subject"])) or _emptied(row)
        if finding is None:
            continue
        fresh = finding_row(row["report_id"], finding)
        if all(fresh[name] == row[name] for name in _TOLD):
            continue
        if fresh["result"] != row["result"]:
            messages.append(f"{row['check']} ({row['subject']}) {_NOW[finding.result]}")
        rows["checks"][at] = fresh
    return messages


def _emptied(row: Row) -> Finding | None:
    """A check of the prose against the form that has no figure any more."""
    if row["check"] != PROSE or row["result"] == "not_evaluable":
        return None
    message = f"{row['subject']}: no figure is left"
    severity = row["severity"]
    return Finding(
        PROSE, row["subject"], None, row["right"], "not_evaluable", severity, "", message
    )


def _cells(rows: Rows) -> Iterator[FormCell]:
    for table, names in _KEYS.items():
        for row in rows.get(table, []):
            yield _cell(table, row, tuple(row[name] for name in names))
    for row in rows.get("indicators", []):
        if row["origin"] == "table":
            yield _cell("stat2014", row, (row["indicator"],))


def _cell(table: str, row: Row, key: tuple[str, ...]) -> FormCell:
    """A cell as the checks need it: what it is and its value."""
    value = row["count"] if "count" in row else row["value"]
    return FormCell(
        table=table,  # type: ignore[arg-type]
        template="form2021",
        key=key,
        value=None if value is None else float(value),
        state="number" if value else "blank" if value is None else "zero",
        unit="",
        text="",
        start=row["start"],
        end=row["end"],
        reading="grid",
    )


def _figures(rows: Rows) -> Iterator[Figure]:
    for row in rows.get("indicators", []):
        known = None not in (row["value"], row["lower"], row["upper"])
        if row["origin"] == "narrative" and known:
            yield Figure(**{name: row[name] for name in Figure._fields})
