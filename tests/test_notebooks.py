"""Notebooks: each runs once through papermill; bad parameters stop before a kernel starts."""

import ast
import json
import re
import subprocess
import sys
import threading
import zipfile

import nbformat
import pytest

from govdisc_analysis import parse_corpus
from govdisc_analysis.store import write_tables
from govdisc_analysis.study import kernel, notebooks
from govdisc_analysis.study.notebooks import run_notebooks
from govdisc_analysis.study.parameters import check_parameters, parameters_of
from tests.shared import ROOT

FOLDER = ROOT / "notebooks"
PATHS = sorted(FOLDER.glob("[0-9]*.ipynb"))
NAMES = ["processed", "years", "region", "admin_level", "agency_type", "language", "figures"]


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    out = tmp_path_factory.mktemp("processed")
    write_tables(parse_corpus(ROOT / "data" / "raw", jobs=1), out)
    return out


@pytest.fixture(scope="module")
def ran(processed, tmp_path_factory):
    """Every notebook once: four in English, the last two in Chinese; these two asked for again."""
    work = tmp_path_factory.mktemp("work")
    for at, path in enumerate(PATHS):
        folder = work / ("zh" if at >= len(PATHS) - 2 else "en")
        folder.mkdir(exist_ok=True)
        text = re.sub(r"panels: int = \d+", "panels: int = 1", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")

    def run(folder, out, **given):
        return run_notebooks(
            processed, work / out, given, notebooks=work / folder, cache=work / "cache", jobs=2
        )

    en = run("en", "out-en", language="en", years="2008:2025")
    zh = run("zh", "out-zh", language="zh")
    return en, zh, run("zh", "again", language="zh")


def test_every_notebook_runs_to_its_end(ran):
    runs, zh, _ = ran
    assert [r.name for r in [*runs, *zh]] == [p.stem for p in PATHS]
    for run in [*runs, *zh]:
        assert run.failed_cell is None
        assert "Traceback" not in run.html_body
        assert not re.search(r"\bNaN\b|&lt;Figure|\[np\.", run.html_body), run.name


def test_every_figure_left_its_picture_and_table(ran):
    runs, zh, _ = ran
    assert sum(len(r.figures) for r in [*runs, *zh]) >= 12
    for run in [*runs, *zh]:
        shown = run.html_body.count('src="data:image/png;base64,')
        assert shown == len(run.figures)
        for figure in run.figures:
            assert figure.image.stat().st_size > 5000
            assert figure.table.stat().st_size > 10
            assert figure.title
        assert "No description" not in run.html_body
        assert run.html_body.count("<img alt=") == shown


def test_pages_take_nothing_from_elsewhere_and_name_no_machine(ran, processed):
    runs, zh, _ = ran
    for run in [*runs, *zh]:
        assert not re.search(r'(src|href)="https?:', run.html_body)
        assert str(processed) not in run.html_body
        assert str(processed) not in run.executed_path.read_text(encoding="utf-8")


def test_language_reaches_sentences_and_titles(ran):
    runs, zh, _ = ran
    assert zh[-1].title == "全部分析一览"
    assert "公开占比" in zh[-1].html_body
    assert runs[0].title == "The corpus"
    assert "convenience sample" in runs[0].html_body


def test_what_has_not_changed_is_not_run_again(ran):
    _, (first, _), (again, _) = ran
    assert not first.is_reused
    assert again.is_reused
    assert again.html_body == first.html_body
    assert [f.image.read_bytes() for f in again.figures] == [
        f.image.read_bytes() for f in first.figures
    ]


@pytest.fixture
def no_kernel(monkeypatch):
    started = []
    monkeypatch.setattr(kernel.OwnKernelManager, "__init__", lambda *_, **__: started.append(1))
    monkeypatch.setattr(notebooks, "execute", lambda *_: started.append(1))
    return started


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"yeers": "2016"}, "no parameter 'yeers'"),
        ({"years": 2016}, "years must be str"),
        ({"years": "2020:2016"}, "after the last"),
        ({"years": "abc"}, "first:last"),
        ({"region": "乌有市"}, "no place"),
        ({"admin_level": "village"}, "admin_level"),
        ({"agency_type": "wizards"}, "agency_type"),
        ({"language": "fr"}, "language"),
    ],
)
def test_bad_parameters_stop_before_any_kernel(given, words, processed, tmp_path, no_kernel):
    threads = threading.active_count()
    with pytest.raises(ValueError, match=words):
        run_notebooks(processed, tmp_path / "out", given)
    assert no_kernel == []
    assert not (tmp_path / "out").exists()
    assert threading.active_count() == threads


def test_an_installed_package_holds_its_notebooks(tmp_path, monkeypatch):
    """Without a clone: they come from the wheel, and finished runs go to the user's cache."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    package = tmp_path / "site" / "govdisc_analysis"
    monkeypatch.setattr(notebooks, "files", lambda name: package)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = notebooks.own_notebooks()
    assert found == package / "notebooks"
    assert {p.name for p in found.glob("*.ipynb")} == {
        p.name for p in (ROOT / "notebooks").glob("*.ipynb") if not p.name.startswith(".")
    }
    assert not notebooks._kept(found).is_relative_to(package)
    assert notebooks._kept(ROOT / "notebooks") == ROOT / "build" / "notebooks"


def test_a_missing_folder_stops_before_any_kernel(tmp_path, no_kernel):
    with pytest.raises(FileNotFoundError, match="govdisc parse"):
        run_notebooks(tmp_path / "nothing", tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="no notebook"):
        run_notebooks(tmp_path, tmp_path / "out", notebooks=tmp_path)
    assert no_kernel == []


def write_notebook(folder, name, code, more=""):
    cells = [
        nbformat.v4.new_markdown_cell(f"# {name} / {name}"),
        nbformat.v4.new_code_cell(
            f'processed: str = ""  # data\nfigures: str = ""  # out{more}',
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell(code),
    ]
    folder.mkdir(exist_ok=True)
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=about), folder / f"{name}.ipynb")


def test_a_failing_cell_is_named_and_the_others_still_run(processed, tmp_path):
    folder = tmp_path / "n"
    write_notebook(folder, "a", "1 / 0")
    write_notebook(folder, "b", "import sys; sys.executable")
    done = []
    runs = run_notebooks(
        processed,
        tmp_path / "out",
        notebooks=folder,
        cache=tmp_path / "c",
        progress=lambda *x: done.append(x),
    )
    assert "a.ipynb, cell " in runs[0].failed_cell
    assert "ZeroDivisionError" in runs[0].failed_cell
    assert runs[1].failed_cell is None
    assert "python" in runs[1].html_body
    assert done == [(1, 2), (2, 2)]
    assert [p.name[0] for p in (tmp_path / "c").iterdir()] == ["b"]


def test_the_reports_are_given_to_the_notebooks_that_ask_for_them(processed, tmp_path):
    folder = tmp_path / "n"
    write_notebook(folder, "asks", "raw", more='\nraw: str = ""  # reports')
    write_notebook(folder, "not", "processed")
    raw = ROOT / "data" / "raw"
    asks, other = run_notebooks(
        processed, tmp_path / "out", notebooks=folder, raw=raw, cache=tmp_path / "c"
    )
    assert asks.failed_cell is None and str(raw) in asks.html_body
    assert other.failed_cell is None


def test_the_kernel_is_this_very_python():
    spec = kernel.OwnSpecs().get_kernel_spec("anything")
    import sys

    assert spec.argv[0] == sys.executable


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_notebooks_are_short_and_only_call(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    assert len(code) <= 13
    for source in code:
        tree = ast.walk(ast.parse(source))
        banned = (ast.FunctionDef, ast.For, ast.While, ast.Lambda, ast.ListComp)
        assert not any(isinstance(node, banned) for node in tree)
        assert not re.search(r"import re\b", source)
        assert len(source.splitlines()) <= 14
    prose = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    assert not re.search(r"\d\s*%", prose.replace("95%", "")), "a result is typed in prose"


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_parameter_has_a_type_and_help(path):
    parameters = parameters_of(path)
    assert [p.name for p in parameters if p.name != "raw"][: len(NAMES)] == NAMES
    assert all(p.help for p in parameters)
    assert check_parameters(path, {"years": "2016:2020"}) == {"years": "2016:2020"}


def test_the_menu_is_marked_synthetic_in_every_table_and_figure(ran):
    body = ran[1][-1].html_body
    tables, figures = body.count("<table"), len(ran[1][-1].figures)
    assert (tables, figures) == (10, 11)
    assert body.count("模拟数据：由程序生成") == tables
    assert all("模拟" in f.title for f in ran[1][-1].figures)
    assert all(f"R{code}" in body for code in (1, 2, 3, 4, 7, 8, 9, 10))
    assert not re.search(r"agency_key|county_unit|stat2014", body)
