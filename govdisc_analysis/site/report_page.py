"""The page of one report: who wrote it, its text with all that was read marked in place."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from govdisc_analysis.models import Report
from govdisc_analysis.site.form_tables import form_tables
from govdisc_analysis.site.marks import Mark, marked_text, marks_of
from govdisc_analysis.site.templates_of import render
from govdisc_analysis.site.words import name

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """What the tables know of a report beyond its own text."""

    row: Row
    failed: Sequence[Row] = ()
    """Its checks that failed."""
    passed: int = 0
    not_evaluable: int = 0
    figures: Sequence[Row] = ()
    other_years: Sequence[Row] = ()
    copies: Sequence[str] = ()
    language: str = "zh"
    cleaning: Sequence[str] = ()
    """What reading and cleaning said."""
    corrections: Sequence[str] = ()
    """What a person corrected, and why."""
    agency: str = ""
    """File name of the agency's page, without ending."""


def report_page(around: Around, report: Report | None) -> str:
    """HTML of a report's page.

    Args:
        around: its row in the tables, and what belongs to it.
        report: the parsed document; None where there is only a hand-coded row, or nothing.
    """
    marks = marks_of(report) if report else []
    cells = report.cells if report else ()
    return render(
        "report.html",
        root="../",
        here="reports",
        section="corpus",
        agency=around.agency,
        language=around.language,
        title=page_title(around.row),
        row=around.row,
        heading=heading(around.row),
        identity=_identity(around.row),
        checks=around.failed,
        counts=_counts(marks, around),
        not_evaluable=around.not_evaluable,
        passed=around.passed,
        text=marked_text(report, marks) if report and report.cleaned else None,
        marks=marks,
        marks_json=as_json([_for_script(mark) for mark in marks]),
        has_source=bool(report and report.cleaned and report.cleaned.document.raw is not None),
        script="zh-Hant" if around.row["script"] == "traditional" else "zh-Hans",
        forms=form_tables(cells),
        figures=around.figures,
        problems=[mark for mark in marks if mark.kind == "problem"],
        other_years=around.other_years,
        copies=around.copies,
        url=web_address(around.row.get("source_url")),
        cleaning=around.cleaning,
        corrections=around.corrections,
    )


def page_title(row: Row) -> str:
    """``agency year`` or the file's name."""
    return " ".join(str(part) for part in heading(row) if part)


def heading(row: Row) -> tuple[str, str]:
    """Agency (or title, or file) and year."""
    who = row.get("agency") or row.get("title") or row["source_path"]
    return str(who), str(row.get("year") or "")


def web_address(url: object) -> str:
    """The address, if it is one of the web: no other scheme is ever linked.

    >>> web_address("javascript:alert(1)"), web_address("https://www.gov.cn/a")
    ('', 'https://www.gov.cn/a')
    """
    text = str(url or "")
    return text if text.lower().startswith(("http://", "https://")) else ""


def as_json(value: object) -> Markup:
    """JSON that can stand inside a script element: nothing in it can end the element.

    >>> as_json(["</script>"])
    Markup('["\\\\u003c/script\\\\u003e"]')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _for_script(mark: Mark) -> dict[str, Any]:
    about = {key: value for key, value in mark.about.items() if value not in ("", None)}
    return {"kind": mark.kind, "anchor": mark.anchor, **about}


def _counts(marks: Sequence[Mark], around: Around) -> list[tuple[str, int]]:
    kinds = [mark.kind for mark in marks]
    figures = kinds.count("figure") or len(around.figures)
    found = [
        ("figure", figures),
        ("cell", kinds.count("cell")),
        ("problem", kinds.count("problem")),
    ]
    return [*found, ("refused", kinds.count("refused"))]


def _identity(row: Row) -> list[tuple[Markup, Markup, str]]:
    """(label, value, basis) of every field that is known."""
    basis = dict(
        part.split("=", 1)
        for part in str(row.get("identity_basis") or "").split("; ")
        if "=" in part
    )
    place = " ".join(str(row[k]) for k in ("province", "city", "county") if row.get(k))
    ends = [row.get("period_start"), row.get("period_end")]
    period = " – ".join(str(end or "…") for end in ends) if any(ends) else ""
    known = [
        ("title", row.get("title"), "title"),
        ("agency", row.get("agency"), "agency"),
        ("agency_type", name(row.get("agency_type"), "agency_type"), ""),
        ("place", place, "place"),
        ("region_code", row.get("region_code"), ""),
        ("admin_level", name(row.get("admin_level"), "admin_level"), ""),
        ("year", row.get("year"), "year"),
        ("period", period, "period_end"),
        ("published_on", row.get("published_on"), "published_on"),
        ("template", name(row.get("template"), "template"), ""),
        ("scope", name(row.get("scope"), "scope"), ""),
    ]
    return [
        (name(label), Markup("{}").format(value), basis.get(key) or basis.get("all", ""))
        for label, value, key in known
        if value
    ]
