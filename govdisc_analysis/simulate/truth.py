"""The true tables: what a careful reader would read from each synthetic report."""

from collections.abc import Iterable, Iterator, Sequence

from govdisc_analysis.simulate.model import Draft, Value
from govdisc_analysis.simulate.numbers import plain

Row = dict[str, str]

COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("source_path", "template", "variant", "format", "noises", "errors"),
    "reports": (
        "report_id", "source_path", "script", "template", "title", "agency", "agency_type",
        "province", "city", "county", "region_code", "admin_level", "region_basis", "year",
        "period_start", "period_end", "published_on", "is_partial_year", "status",
    ),
    "indicators": (
        "report_id", "indicator", "value", "lower", "upper", "approximate", "unit", "origin",
        "quote",
    ),
    "requests": ("report_id", "template", "item", "applicant", "count", "state"),
    "proactive": (
        "report_id", "template", "article_item", "subject", "measure", "value", "unit", "state",
    ),
    "redress": ("report_id", "channel", "result", "count", "state"),
    "problems": ("report_id", "problem_no", "text"),
    "problem_categories": ("report_id", "problem_no", "category"),
    "checks": ("report_id", "check", "subject", "result", "passed", "severity", "fault"),
}  # fmt: skip


def truth_rows(draft: Draft, report_id: str) -> Iterator[tuple[str, Row]]:
    """Every true row of one report, with the name of its table."""
    yield "documents", _document(draft)
    yield "reports", _report(draft, report_id)
    for table, row in (*_figures(draft), *_cells(draft), *_problems(draft), *_checks(draft)):
        yield table, {"report_id": report_id, **row}


def _document(draft: Draft) -> Row:
    return {
        "source_path": draft.path,
        "template": draft.template or "form2021",
        "variant": draft.variant,
        "format": draft.format,
        "noises": ";".join(draft.noises),
        "errors": ";".join(draft.errors),
    }


def _report(draft: Draft, report_id: str) -> Row:
    agency = draft.agency
    traditional = {"traditional", "traditional_tw", "pinyin"} & set(draft.noises)
    return {
        "report_id": report_id,
        "source_path": draft.path,
        "script": "traditional" if traditional else "simplified",
        "template": draft.template,
        # A title with spam in it has no one right reading.
        "title": "" if "spam" in draft.noises else draft.title,
        "agency": agency.name,
        "agency_type": agency.kind,
        "province": agency.province,
        "city": agency.city,
        "county": agency.county,
        "region_code": agency.region_code,
        "admin_level": agency.level,
        "region_basis": "stated",
        "year": str(draft.year),
        "period_start": draft.period[0],
        "period_end": draft.period[1],
        "published_on": draft.published if _dated(draft) else "",
        "is_partial_year": "true" if draft.partial else "false",
        "status": "parsed",
    }


def _dated(draft: Draft) -> bool:
    """Whether the day of publication stands somewhere in the document."""
    return draft.dateline or any(line[:1].isdigit() for line in draft.signature)


def _figures(draft: Draft) -> Iterator[tuple[str, Row]]:
    for fact in draft.facts:
        yield (
            "indicators",
            {
                "indicator": fact.indicator,
                "value": plain(fact.value),
                "lower": plain(fact.lower),
                "upper": plain(fact.upper),
                "approximate": "true" if fact.approximate else "false",
                "unit": fact.unit,
                "origin": "narrative",
                "quote": fact.quote,
            },
        )
    for value in draft.values:
        if value.table == "stat2014" and value.number is not None:
            shown = plain(value.number)
            yield (
                "indicators",
                {
                    "indicator": value.key[0],
                    "value": shown,
                    "lower": shown,
                    "upper": shown,
                    "approximate": "false",
                    "unit": value.unit,
                    "origin": "table",
                    "quote": value.text,
                },
            )


def _cells(draft: Draft) -> Iterator[tuple[str, Row]]:
    for value in draft.values:
        number = "" if value.number is None else plain(value.number)
        if value.table == "requests":
            keys = {"template": value.template, "item": value.key[0], "applicant": value.key[1]}
            yield "requests", {**keys, "count": number, "state": value.state}
        elif value.table == "redress":
            keys = {"channel": value.key[0], "result": value.key[1]}
            yield "redress", {**keys, "count": number, "state": value.state}
        elif value.table == "proactive":
            names = ("article_item", "subject", "measure")
            keys = dict(zip(names, value.key, strict=True))
            yield "proactive", {
                "template": value.template, **keys, "value": number, "unit": value.unit,
                "state": value.state,
            }  # fmt: skip


def _problems(draft: Draft) -> Iterator[tuple[str, Row]]:
    for number, problem in enumerate(draft.problems, 1):
        yield "problems", {"problem_no": str(number), "text": problem.text}
        for category in problem.categories:
            yield "problem_categories", {"problem_no": str(number), "category": category}


def _checks(draft: Draft) -> Iterator[tuple[str, Row]]:
    for planted in draft.planted:
        warning = planted.check == "narrative.arithmetic"
        yield (
            "checks",
            {
                "check": planted.check,
                "subject": planted.subject,
                "result": "failed",
                "passed": "false",
                "severity": "warning" if warning else "error",
                "fault": "source",
            },
        )


def year_checks(drafts: Sequence[Draft]) -> Iterator[tuple[str, Row]]:
    """What consecutive reports of one office contradict; the later report carries it."""
    known = {(draft.agency.number, draft.year): draft for draft in drafts}
    for draft in drafts:
        before = known.get((draft.agency.number, draft.year - 1))
        if before is None:
            continue
        left, right = _row(before.values, "carried_out"), _row(draft.values, "carried_in")
        for applicant in sorted(left.keys() & right.keys()):
            if left[applicant] != right[applicant]:
                row = {"check": "years.carried", "subject": applicant, "result": "failed"}
                fault = {"passed": "false", "severity": "error", "fault": "source"}
                yield draft.path, row | fault


def _row(values: Iterable[Value], item: str) -> dict[str, float]:
    """The numbers of one row of the request table, by applicant."""
    return {
        value.key[1]: value.number
        for value in values
        if value.table == "requests" and value.key[0] == item and value.number is not None
    }
