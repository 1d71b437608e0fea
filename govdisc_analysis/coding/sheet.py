"""The sheet that people fill: XLSX with codebook and instructions, CSV, and the key of the sample.

It is blind: no code of the machine is in it.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.coding.cells import clean, quoted, runs
from govdisc_analysis.coding.sample import Sample, Unit

XLSX, CSV, KEY = "sheet.xlsx", "sheet.csv", "sample_key.json"
GIVEN = ("unit", "report", "agency", "year", "before", "text", "after")
FREE = ("coder", "note")
_WIDTHS = {"unit": 20, "report": 18, "agency": 16, "year": 7, "before": 28, "text": 44,
           "after": 28, "coder": 10, "note": 24}  # fmt: skip
_CODE_WIDTH, _CODEBOOK_WIDTHS, _LINE_WIDTH = 11, (32, 26, 90), 110


def export_sample(sample: Sample, out: Path) -> tuple[Path, ...]:
    """Write the sheet (XLSX and CSV) and the key of the sample into a folder.

    Raises:
        ValueError: one of the files is there already: a filled sheet is never written over.
    """
    paths = tuple(out / name for name in (XLSX, CSV, KEY))
    for path in paths:
        if path.exists():
            raise ValueError(f"{path} is there already; choose another --out or move it away")
    out.mkdir(parents=True, exist_ok=True)
    _write_xlsx(sample.units, paths[0])
    paths[1].write_bytes(_csv(sample.units).encode("utf-8-sig"))
    paths[2].write_bytes(_key(sample).encode())
    return paths


def categories() -> tuple[str, ...]:
    """Codes of the problem categories, in the order of the codebook."""
    return tuple(row["category"] for row in load_csv("problem_categories.csv"))


def header() -> list[str]:
    """Titles of the columns: the name that is read back, then words for people."""
    words = load_toml("coding.toml")["columns"]
    codes = [f"{row['category']} {row['label_zh']}" for row in load_csv("problem_categories.csv")]
    return [*(words[name] for name in GIVEN), *codes, *(words[name] for name in FREE)]


def _line(unit: Unit) -> list[str]:
    given = (unit.key, unit.report, unit.agency, unit.year, unit.before, unit.text, unit.after)
    return [*given, *("" for _ in (*categories(), *FREE))]


def _csv(units: Sequence[Unit]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header())
    writer.writerows([quoted(cell) for cell in _line(unit)] for unit in units)
    return text.getvalue()


def _key(sample: Sample) -> str:
    key = {
        "seed": sample.seed,
        "n": sample.asked,
        "by_template": sample.by_template,
        "statements": len(sample.units),
        "reports": len(sample.report_ids),
        "statements_in_data": sample.statements_in_data,
        "reports_in_data": sample.reports_in_data,
        "data_sha256": sample.data_hash,
        "report_ids": list(sample.report_ids),
        "units": [unit.key for unit in sample.units],
    }
    return json.dumps(key, ensure_ascii=False, indent=1) + "\n"


def _write_xlsx(units: Sequence[Unit], path: Path) -> None:
    words = load_toml("coding.toml")
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = words["sheets"]["sheet"]
    _fill(sheet, [header(), *map(_line, units)])
    _set_widths(sheet, [_WIDTHS.get(name, _CODE_WIDTH) for name in _names()])
    _only_codes(sheet, len(units))
    names = words["codebook_columns"]
    rows = [[row[name] for name in names] for row in load_csv("problem_categories.csv")]
    second = book.create_sheet(words["sheets"]["codebook"])
    _fill(second, [list(names.values()), *rows])
    _set_widths(second, _CODEBOOK_WIDTHS)
    third = book.create_sheet(words["sheets"]["instructions"])
    said = words["instructions"]
    _fill(third, [[line] for language in ("zh", "en") for line in [language, *said[language]]])
    _set_widths(third, [_LINE_WIDTH])
    book.save(path)


def _names() -> list[str]:
    return [*GIVEN, *categories(), *FREE]


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            text = clean(value)
            cell = sheet.cell(i, j)
            cell.value = text or None
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if runs(text):
                cell.data_type = "s"  # text, never a formula
                cell.quotePrefix = True
            if i == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _only_codes(sheet: Worksheet, rows: int) -> None:
    """Only 1 and 0 can be typed into the columns of the categories."""
    rule = DataValidation(type="list", formula1='"1,0"', allow_blank=True, showErrorMessage=True)
    first, last = len(GIVEN) + 1, len(GIVEN) + len(categories())
    rule.add(f"{get_column_letter(first)}2:{get_column_letter(last)}{rows + 1}")
    sheet.add_data_validation(rule)
