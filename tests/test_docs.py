"""The documentation builds without a warning, and its tutorials run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
CELL = re.compile(r"```\{code-cell\}[^\n]*\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(out / "tree")]
    done = subprocess.run(
        [*command, str(DOCS), str(out / "html")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out / "html"


def test_every_document_is_a_page_and_the_start_leads_to_it(built):
    start = (built / "index.html").read_text(encoding="utf-8")
    for document in DOCS.glob("*.md"):
        assert (built / f"{document.stem}.html").is_file()
        assert document.stem == "index" or f'href="{document.stem}.html"' in start


@pytest.mark.parametrize("name", ["tutorial", "tutorial_zh"])
def test_the_tutorial_ends_with_a_report(built, name):
    page = (built / f"{name}.html").read_text(encoding="utf-8")
    cells = len(CELL.findall((DOCS / f"{name}.md").read_text(encoding="utf-8")))
    assert page.count("cell_input") == cells
    assert re.search(r"parsed \d+, partial \d+, quarantined 0", page)
    assert re.search(r"my_report/?.*\.html", page, re.DOTALL)


def test_both_tutorials_run_the_same_cells():
    english, chinese = (
        CELL.findall((DOCS / f"{name}.md").read_text(encoding="utf-8"))
        for name in ("tutorial", "tutorial_zh")
    )
    assert english == [_in_english(cell) for cell in chinese]


def _in_english(cell):
    return cell.replace("--lang zh", "--lang en").replace('lang="zh"', 'lang="en"')
