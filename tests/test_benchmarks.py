"""The benchmarks: rivals on one document each, the count of cells, and the table."""

import math

import pytest

from benchmarks.cells import Reading
from benchmarks.corpora import synthetic
from benchmarks.documents import specimens
from benchmarks.forms import layout_table
from benchmarks.markdown import put_section, write_section
from benchmarks.pdf_fonts import with_plain_map
from benchmarks.rivals import RIVALS
from benchmarks.speed import least
from benchmarks.steps import STEPS, time_steps
from benchmarks.tally import Counts, Judged, judge
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.simulate import simulate_corpus

FORMATS = {
    "pandas.read_html": "html",
    "pdfplumber": "pdf",
    "python-docx": "docx",
    "numbers in order": "txt_bar",
}


def one_document(folder, look, template):
    """A clean simulated report in one format, with its truth."""
    import benchmarks.corpora as corpora

    def clean(out, *, reports, seed, templates):
        return simulate_corpus(
            out, reports=reports, seed=seed, templates={template: 1}, formats={look: 1}, noises={}
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpora, "simulate_corpus", clean)
        (sample,) = synthetic(folder, 1, 3)
    return sample


@pytest.mark.parametrize("template", ["form2021", "form2019", "stat2014"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_rival_reads_a_clean_report_in_its_format(tmp_path, name, template):
    sample = one_document(tmp_path, FORMATS[name], template)
    rival = RIVALS[name]
    assert rival.opens(sample.path)
    counts = judge(sample.truth, rival.read(sample.data, sample.path))
    assert counts.nonzero > 10
    assert counts.right / counts.nonzero > 0.6, counts


@pytest.mark.parametrize("look", ["html", "txt_lines"])
def test_a_sample_holds_what_this_package_reads(tmp_path, look):
    sample = one_document(tmp_path, look, "form2021")
    assert len(sample.truth) == 200
    assert judge(sample.truth, sample.ours).right == sum(bool(v) for v in sample.truth.values())
    assert ("format", look) in sample.groups and ("noise", "none") in sample.groups


def test_rivals_open_their_own_formats_only():
    assert not RIVALS["pandas.read_html"].opens("a.pdf")
    assert RIVALS["numbers in order"].opens("a.TXT")


def test_a_page_without_tables_is_noticed():
    page = b"<p>no table</p>"
    for name in ("pandas.read_html", "numbers in order"):
        assert RIVALS[name].read(page, "a.html") == Reading({}, noticed=True)


def test_a_missing_cell_is_not_silent_and_an_invented_one_is():
    truth = {("requests", "a", "total"): 5.0, ("requests", "b", "total"): None}
    assert judge(truth, Reading({})) == Counts(1, 1, 0, 2, 0, 0)
    zeros = Reading({("requests", "a", "total"): 0.0, ("requests", "b", "total"): 0.0})
    assert judge(truth, zeros) == Counts(1, 1, 0, 2, 2, 1)
    assert judge(truth, Reading(zeros.cells, noticed=True)).silent == 0
    invented = {("requests", "a", "total"): 5.0, ("redress", "x", "y"): 3.0}
    assert judge(truth, Reading(invented)) == Counts(1, 1, 1, 3, 1, 1)


def test_cells_that_nobody_can_read_are_no_part_of_it():
    truth = {("requests", "a", "total"): math.nan, ("requests", "b", "total"): 2.0}
    told = {("requests", "a", "total"): 5.0, ("requests", "b", "total"): 2.0}
    assert judge(truth, Reading(told)) == Counts(1, 1, 1, 1, 0, 0)
    lost = {("requests", "b", "total"): math.nan}
    assert judge(truth, Reading(lost)) == Counts(1, 1, 0, 1, 0, 0)


def test_the_table_shows_who_cannot_read_a_format():
    ours, rival = Counts(1, 10, 10, 20, 0, 0), Counts(1, 10, 5, 20, 2, 1)
    documents = [
        Judged([("all", "all"), ("format", "html")], {"govdisc": ours, "pandas.read_html": rival}),
        Judged([("all", "all"), ("format", "txt")], {"govdisc": ours}),
    ]
    lines = layout_table(documents).splitlines()
    assert lines[2] == "| all | 2 | 20 | 40 | 100 / 0 | 50.0 / 10.00 (1) | – | – | – |"
    assert lines[3] == "| format: html | 1 | 10 | 20 | 100 / 0 | 50.0 / 10.00 | – | – | – |"
    assert lines[4] == "| format: txt | 1 | 10 | 20 | 100 / 0 | – | – | – | – |"


def test_sections_of_one_document_leave_each_other_alone(tmp_path):
    path = tmp_path / "docs" / "accuracy.md"
    write_section(path, "forms", "one")
    write_section(path, "prose", "two")
    write_section(path, "forms", "three")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Accuracy")
    assert "one" not in text
    assert text.index("three") < text.index("two")
    assert put_section(text, "forms", "three") == text


def test_every_step_is_timed():
    text = "合肥市教育局2016年政府信息公开工作年度报告\n2016年主动公开政府信息5条。\n"
    seconds = time_steps(text.encode(), "a.txt", 1)
    assert len(seconds) == len(STEPS)
    assert all(second >= 0 for second in seconds)


def test_specimens_are_of_every_kind(tmp_path):
    held = list(specimens(tmp_path, None))
    assert {one.name.rpartition(".")[2] for one in held} == {
        *("txt", "html", "docx", "xlsx", "pdf")
    }
    assert all(least(len, one.data, 1) >= 0 for one in held)
    prose = held[-1]
    (report,) = parse_bytes(prose.data, prose.name, {})
    assert report.cleaned and len(report.cleaned.text) > 2500  # nothing was cut as another report
    assert report.status == "parsed"


def test_other_files_than_simulated_pdfs_are_left_as_they_are():
    assert with_plain_map(b"%PDF-1.4 /Encoding /Identity-H") == b"%PDF-1.4 /Encoding /Identity-H"
