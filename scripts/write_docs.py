"""Write the documents that are made from data: the data dictionary. Run with ``make docs``."""

from pathlib import Path

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.schema import Column, columns_of, table_names

ROOT = Path(__file__).resolve().parents[1]
CODEBOOKS = {
    "indicators.csv": ("indicator", "stat2014_label", "meaning"),
    "request_items.csv": ("item", "label_2021", "harmonised"),
    "applicants.csv": ("applicant", "label", "group"),
    "redress_items.csv": ("channel", "label_channel", "label_result"),
    "proactive_items.csv": ("subject", "label_subject", "label_measure"),
    "problem_categories.csv": ("category", "label_zh", "definition"),
    "checks.csv": ("check", "subject", "meaning"),
    "refusals.csv": ("reason", "meaning", "example"),
}


def data_dictionary() -> str:
    """The data dictionary as Markdown."""
    parts = [
        "# Data dictionary",
        "",
        "Made from `govdisc_analysis/codebook/` by `make docs`; a test holds it to its source.",
        "All tables are tidy CSV and Parquet, UTF-8, ISO dates; empty means missing, never zero.",
    ]
    for table in table_names():
        parts += ["", f"## {table}", "", "| column | type | 中文 | meaning |", "|---|---|---|---|"]
        parts += [_column_line(column) for column in columns_of(table)]
    parts += ["", "# Codes"]
    for name, columns in CODEBOOKS.items():
        rows = load_csv(name)
        shown = [column for column in columns if column in rows[0]]
        head = f"| {' | '.join(shown)} |"
        parts += ["", f"## {name}", "", head, "|---" * len(shown) + "|"]
        parts += [f"| {' | '.join(_cell(row[c]) for c in shown)} |" for row in rows]
    return "\n".join(parts) + "\n"


def _column_line(column: Column) -> str:
    key = "**key** " if column.is_key else ""
    codes = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    source = f" Codes: {column.reference}." if column.reference.endswith(".csv") else ""
    text = f"{key}{column.description}.{codes}{source}"
    return f"| {column.name} | {column.type} | {column.label_zh} | {_cell(text)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    (ROOT / "docs" / "data_dictionary.md").write_text(data_dictionary(), encoding="utf-8")
