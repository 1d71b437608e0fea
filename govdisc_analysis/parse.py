"""One source to one report. A bad document becomes a quarantined report, never an exception."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from govdisc_analysis.checks import check_arithmetic, check_form, check_prose
from govdisc_analysis.clean import clean_document
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.identity import read_identity
from govdisc_analysis.manifest import overrides_for
from govdisc_analysis.models import Cleaned, Document, Identity, Note, Problem, Report
from govdisc_analysis.problems import read_problems
from govdisc_analysis.prose import Prose, read_figures
from govdisc_analysis.read import Failure, is_supported, read_documents
from govdisc_analysis.sections import find_sections, outside

_LONGEST_PATH = 1000
_OF_WORDS = ("。", "，", "；", "://", "www.")
"""What a text may have, and the name of a file hardly."""
# What a damaged document can make a parser run into. It is reported with the document; errors of
# the system (no disk, interrupt) are not caught.
DOCUMENT_FAULTS = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
)


def parse_report(
    source: str | bytes | Path,
    *,
    name: str | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Report:
    """Read one report; no file is written.

    Args:
        source: a path, the bytes of a file, or the text itself. A string that names an existing
            file, or ends as a file's name does (``.html``), is a path; any other is the text.
        name: what to call the source in tables and messages; its ending helps to tell the format
            of bytes. Defaults to the file's name, or ``text.txt``.
        overrides: identity fields that are known and shall not be read from the text: agency,
            province, city, county, year, scope.

    Returns:
        The report; ``status`` is ``quarantined`` with the reason in ``message`` where the source
        can't be read or is no report.

    Raises:
        FileNotFoundError: ``source`` is a path that doesn't exist.
        TypeError: ``source`` is none of these.
        ValueError: the source holds several documents (a zip); use ``parse_corpus``.
    """
    data, name = _as_bytes(source, name)
    reports = list(parse_bytes(data, name, {name: overrides or {}}))
    if len(reports) != 1:
        raise ValueError(f"{name} holds {len(reports)} documents; use parse_corpus")
    return reports[0]


def _as_bytes(source: str | bytes | Path, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "source"
    if not isinstance(source, (str, Path)):
        kind = type(source).__name__
        raise TypeError(f"source must be a path, bytes or the text, not {kind}")
    if isinstance(source, Path) or _is_path(source):
        path = Path(source)
        return path.read_bytes(), name or path.name
    return source.encode("utf-8", "replace"), name or "text.txt"


def _is_path(source: str) -> bool:
    """Whether it is a file, or is named like one and says nothing: no sentence, no web address."""
    if "\n" in source or len(source) >= _LONGEST_PATH:
        return False
    try:
        is_bare = not any(mark in source for mark in _OF_WORDS)
        return Path(source).is_file() or (is_bare and is_supported(source))
    except (OSError, ValueError):  # longer than a name may be, or with a NUL
        return False


def parse_bytes(
    data: bytes, name: str, manifest: Mapping[str, Mapping[str, str]]
) -> Iterator[Report]:
    """Every document of one file: one for most files, many for a zip.

    Args:
        data: the file's bytes.
        name: its path within the corpus.
        manifest: by path, the fields that override what is read, and ``source_url``.
    """
    for item in read_documents(data, name):
        if isinstance(item, Failure):
            yield quarantine(item.name, item.sha256, item.media_type, item.reason)
            continue
        overrides, notes = overrides_for(item.name, item.sha256, manifest)
        try:
            report = parse_document(item, overrides)
            yield replace(report, notes=(*notes, *report.notes))
        except DOCUMENT_FAULTS as error:
            reason = f"the parser failed on it ({type(error).__name__}: {error}); please report it"
            yield quarantine(item.name, item.sha256, item.media_type, reason, item.encoding)


def quarantine(name: str, sha256: str, media_type: str, reason: str, encoding: str = "") -> Report:
    """A report of which nothing was read, with the reason.

    What was never unpacked has no hash of its bytes; its id is made from its name.
    """
    sha256 = sha256 or hashlib.sha256(f"unread:{name}".encode()).hexdigest()
    return Report(
        report_id=sha256[:16],
        source_path=name,
        sha256=sha256,
        media_type=media_type or "application/octet-stream",
        encoding=encoding,
        template="",
        status="quarantined",
        message=reason,
        identity=Identity(),
        cleaned=None,
        notes=(Note("read", "error", reason),),
    )


def parse_document(document: Document, overrides: Mapping[str, str] | None = None) -> Report:
    """Everything that the steps read from one document."""
    cleaned = clean_document(document)
    identity = read_identity(cleaned, overrides)
    forms = read_forms(cleaned, identity.year)
    if not _is_report(cleaned, forms):
        reason = "no report on government information disclosure: neither its words nor its forms"
        return quarantine(
            document.name, document.sha256, document.media_type, reason, document.encoding
        )
    sections = find_sections(cleaned.text, cleaned.furniture)
    exclude = [*forms.extents, *((f.start, f.end) for f in cleaned.furniture)]
    prose = read_figures(
        cleaned.text, sections=sections, year=identity.year, exclude=sorted(exclude)
    )
    problems = read_problems(cleaned.text, outside(sections, forms.extents))
    findings = (
        *check_form(forms.cells, forms.read_again),
        *check_prose(prose.figures, forms.cells),
        *check_arithmetic(cleaned.text, exclude, prose.figures, prose.numbers),
    )
    reasons = _what_is_missing(cleaned, identity, forms, prose, problems)
    return Report(
        report_id=document.sha256[:16],
        source_path=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        encoding=document.encoding,
        template=forms.template or "narrative",
        status="partial" if reasons else "parsed",
        message="; ".join(reasons),
        identity=identity,
        cleaned=cleaned,
        sections=sections,
        cells=forms.cells,
        figures=prose.figures,
        refusals=prose.refusals,
        problems=problems,
        findings=findings,
        notes=(*document.notes, *cleaned.notes, *forms.notes),
        source_url=(overrides or {}).get("source_url", ""),
    )


def _is_report(cleaned: Cleaned, forms: Forms) -> bool:
    """Whether the document speaks of disclosure at all."""
    rule = load_toml("report.toml")["report"]
    text = cleaned.text
    speaks = any(word in text for word in rule["words"])
    is_enough = len(text) <= rule["short"] or text.count(rule["sign"]) >= rule["at_least"]
    return bool(forms.cells) or (speaks and (is_enough or _has_title(text, rule)))


def _has_title(text: str, rule: Mapping[str, Any]) -> bool:
    """Whether a line of its own near the beginning is the title of a report."""
    return re.search(rule["title"], text[: rule["opening"]]) is not None


def _what_is_missing(
    cleaned: Cleaned,
    identity: Identity,
    forms: Forms,
    prose: Prose,
    problems: tuple[Problem, ...],
) -> list[str]:
    """Why a report counts as read in part only."""
    reasons = []
    if identity.year is None:
        reasons.append("the reporting year is not told")
    if not identity.agency:
        reasons.append("the agency is not told")
    if not (forms.cells or prose.figures or problems):
        reasons.append("no figure and no problem was found")
    if unreadable := sum(cell.state == "unreadable" for cell in forms.cells):
        reasons.append(f"{unreadable} cells of its forms are unreadable")
    if forms.lost:
        reasons.append(f"{forms.lost} cells of its forms were not found")
    notes = (*cleaned.document.notes, *cleaned.notes)
    reasons += [note.message for note in notes if note.severity == "error"]
    return reasons
