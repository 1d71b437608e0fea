"""What stands beside the tables of a release: README, citation, licence, metadata, checksums."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_toml
from govdisc_analysis.codes import name_of
from govdisc_analysis.datapackage import PACKAGE
from govdisc_analysis.export.words import about_table
from govdisc_analysis.release.changes import COLUMNS
from govdisc_analysis.release.integrity import SUMS, file_hash, read_package
from govdisc_analysis.schema import table_names
from govdisc_analysis.tables import Tables

KEYWORDS = ("open government information", "政府信息公开", "transparency", "China")
CHANGES = "changes.csv"
_OPEN = "other-open"
_SHOWN = 40
_ABSTRACT = (
    "Figures, request forms, outcomes and admitted problems read from yearly reports on open "
    "government information of Chinese authorities, each traceable to its place in the source."
)


@dataclass(frozen=True, slots=True)
class About:
    """What a person says of a release."""

    title: str = "Chinese yearly reports on open government information, read into tables"
    version: str = ""
    authors: tuple[str, ...] = ("The govdisc_analysis authors",)
    licence: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What a release is and how it differs from the one before."""

    about: About
    tables: Tables
    changes: pd.DataFrame | None
    earlier: str
    with_texts: bool
    generator: Mapping[str, str]


def write_documents(folder: Path, story: Story) -> None:
    """Every document of a release, the checksums last."""
    _save(folder / "README.md", _readme(story, "en"))
    _save(folder / "README.zh.md", _readme(story, "zh"))
    _save(folder / "CITATION.cff", _citation(story.about))
    _save(folder / "LICENSE.md", load_toml("release.toml")["licence"].format(
        licence=_licence_words(story.about)))  # fmt: skip
    _save(folder / ".zenodo.json", _json(_zenodo(story)))
    _save(folder / "CHANGES.md", _changes(story))
    changes = story.changes if story.changes is not None else pd.DataFrame(columns=list(COLUMNS))
    changes.to_csv(folder / CHANGES, index=False, lineterminator="\n", encoding="utf-8")
    _save(folder / PACKAGE, _json(_package(folder, story)))
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    _save(folder / SUMS, "\n".join(f"{file_hash(folder / name)}  {name}" for name in names))


def _save(path: Path, text: str) -> None:
    path.write_bytes(f"{text.strip()}\n".encode())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _readme(story: Story, language: str) -> str:
    words, tail = load_toml("release.toml"), "_zh" if language == "zh" else ""
    tables, reports = story.tables, story.tables.reports
    rows = [
        f"| {name} | {len(tables[name])} | {about_table(name, language)} |"
        for name in table_names()
    ]
    counts = reports["status"].value_counts()
    status = [f"{name_of('reports', 'status', str(s), language)} {n}" for s, n in counts.items()]
    if story.changes is None:
        changes = words[f"first{tail}"]
    else:
        changed = words[f"changed{tail}"]
        changes = changed.format(rows=len(story.changes), earlier=story.earlier)
    text: str = words[f"readme{tail}"]
    return text.format(
        title=story.about.title,
        version=story.about.version,
        date=f", {story.about.date}" if story.about.date else "",
        reports=len(reports),
        years=_years(reports, words["words"][f"all_years{tail}"]),
        status=("，" if tail else ", ").join(status),
        tables="\n".join(rows),
        texts=words[f"texts{tail}"] if story.with_texts else "",
        made=f"{story.generator.get('version', '')} ({story.generator.get('reader', '')})",
        changes=changes,
    )


def _years(reports: pd.DataFrame, unknown: str) -> str:
    years = reports["year"].dropna()
    return unknown if years.empty else f"{years.min()}–{years.max()}"


def _licence_words(about: About) -> str:
    return about.licence or str(load_toml("release.toml")["words"]["free"])


def _citation(about: About) -> str:
    """A CITATION.cff; JSON strings are YAML strings, so nothing in a name can break it."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use these tables, please cite them and the reports that you used.",
        "type: dataset",
        f"title: {_quoted(about.title)}",
        f"version: {_quoted(about.version)}",
        *([f"date-released: {about.date}"] if about.date else []),
        *([f"license: {about.licence}"] if about.licence else []),
        "authors:",
        *(line for name in about.authors for line in _author(name)),
        f"abstract: {_quoted(_ABSTRACT)}",
        "keywords:",
        *(f"  - {_quoted(word)}" for word in KEYWORDS),
    ]
    return "\n".join(lines)


def _author(name: str) -> list[str]:
    """``Family, Given`` is a person, anything else a name as it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        return [f"  - name: {_quoted(family)}"]
    return [f"  - family-names: {_quoted(family)}", f"    given-names: {_quoted(given)}"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _zenodo(story: Story) -> dict[str, Any]:
    about = story.about
    date = {"publication_date": about.date} if about.date else {}
    return {
        "title": about.title,
        "upload_type": "dataset",
        "description": f"<p>{html.escape(_ABSTRACT)}</p>",
        "creators": [{"name": name} for name in about.authors],
        "version": about.version,
        **date,
        "access_right": "open",
        "license": about.licence.lower() or _OPEN,
        "keywords": list(KEYWORDS),
        "language": "zho",
    }


def _package(folder: Path, story: Story) -> dict[str, Any]:
    """The data package of the tables, with what a release adds to it."""
    package = read_package(folder)
    path = folder / CHANGES
    licence = {"name": story.about.licence or _OPEN, "path": "LICENSE.md"}
    fields = [{"name": name, "type": "string"} for name in COLUMNS]
    changes = {
        "name": "changes",
        "path": CHANGES,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_hash(path)}",
        "schema": {"fields": fields},
    }
    return {
        **package,
        "title": story.about.title,
        "version": story.about.version,
        "licenses": [licence],
        "contributors": [{"title": name, "role": "author"} for name in story.about.authors],
        "keywords": list(KEYWORDS),
        "resources": [r for r in package["resources"] if r["name"] != "changes"] + [changes],
    }


def _changes(story: Story) -> str:
    """CHANGES.md: how many rows of which table, why, and which reports."""
    head = f"# Changes of version {story.about.version}"
    if story.changes is None:
        return f"{head}\n\n{load_toml('release.toml')['first']}"
    changes = story.changes
    lines = [head, "", f"Against version {story.earlier}, row by row in {CHANGES}."]
    if changes.empty:
        return "\n".join([*lines, "", "No row differs."])
    counts = changes.value_counts(["table", "change", "why"], sort=False).reset_index(name="rows")
    order = {name: i for i, name in enumerate(table_names())}
    counts = counts.sort_values("table", key=lambda names: names.map(order), kind="stable")
    rows = counts.itertuples(index=False)
    lines += ["", "| table | change | rows | why |", "|---|---|---:|---|"]
    lines += [f"| {r.table} | {r.change} | {r.rows} | {_cell(r.why)} |" for r in rows]
    return "\n".join([*lines, *_reports(changes)])


def _reports(changes: pd.DataFrame) -> Sequence[str]:
    """The reports themselves: added, changed, gone."""
    lines: list[str] = []
    for change in ("added", "gone", "changed"):
        rows = changes[(changes["table"] == "reports") & (changes["change"] == change)]
        if not rows.empty:
            lines += ["", f"## Reports {change}: {len(rows)}", ""]
            shown = rows.head(_SHOWN).itertuples(index=False)
            lines += [f"- {_cell(row.source_path)}: {_cell(row.why)}" for row in shown]
            left = len(rows) - _SHOWN
            lines += [f"- and {left} more in {CHANGES}"] if left > 0 else []
    return lines


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
