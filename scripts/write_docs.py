"""Write the documents that are made from data: the data dictionary, the READMEs' figures.

Run with ``make docs``. Tests hold the documents to what this script makes.
"""

from pathlib import Path

import govdisc_analysis as gd
from govdisc_analysis.analysis import corpus, outcomes, problems, volumes
from govdisc_analysis.analysis.selection import Selection, Study
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


READMES = {"en": "README.md", "zh": "README.zh.md"}
BEGIN, END = "<!-- computed:begin (make docs) -->", "<!-- computed:end -->"


def open_studies() -> dict[str, Study]:
    """The study of data/raw in each language."""
    tables = gd.parse_corpus(ROOT / "data" / "raw")
    return {language: Study(tables, Selection(language=language)) for language in READMES}


def study_in_a_page(study: Study) -> str:
    """The computed part of a README: what was found, in sentences, and one figure."""
    chart = outcomes.without_chart(study)
    words = [
        corpus.describe(study),
        volumes.volume_words(study),
        outcomes.request_words(study),
        outcomes.redress_words(study),
        problems.problem_words(study),
        corpus.quality_words(study),
    ]
    figure = f"![{chart.alt}](docs/figures/{figure_name(study)})"
    return "\n\n".join([*map(str, words), figure])


def figure_name(study: Study) -> str:
    """File name of the README's figure."""
    return f"requests_none_{study.language}.png"


def with_computed(text: str, computed: str) -> str:
    """A README with its computed part."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{computed}\n{END}{tail}"


def main() -> None:
    """Write every document that is made from data."""
    (ROOT / "docs" / "data_dictionary.md").write_text(data_dictionary(), encoding="utf-8")
    for language, study in open_studies().items():
        path = ROOT / READMES[language]
        text = with_computed(path.read_text(encoding="utf-8"), study_in_a_page(study))
        path.write_text(text, encoding="utf-8")
        figure = ROOT / "docs" / "figures" / figure_name(study)
        figure.parent.mkdir(exist_ok=True)
        figure.write_bytes(outcomes.without_chart(study).png())


if __name__ == "__main__":
    main()
