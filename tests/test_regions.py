"""Regional reports: one real page, what stops before a kernel, the index, and what is reused."""

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from govdisc_analysis import parse_corpus
from govdisc_analysis.analysis import corpus, region
from govdisc_analysis.cli import app
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.store import load, write_tables
from govdisc_analysis.study import kernel, notebooks, regions
from govdisc_analysis.study.notebooks import NotebookRun, own_notebooks
from govdisc_analysis.study.regions import Ask, make_report, make_reports
from tests.site_corpus import write_corpus

PLACE = "安徽省"


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    work = tmp_path_factory.mktemp("regions")
    out = work / "processed"
    write_tables(parse_corpus(write_corpus(work / "raw", hand_coded=30), jobs=1), out)
    return out


@pytest.fixture(scope="module")
def made(processed, tmp_path_factory):
    """One page through papermill, in Chinese."""
    return make_report(processed, Ask(some_place(processed)), tmp_path_factory.mktemp("pages"))


def some_place(processed):
    return load(processed).reports["province"].dropna().mode()[0]


def stub(calls, failing=()):
    """A run that starts no kernel."""

    def run(folder, work, parameters):
        calls.append(parameters["region"] or parameters["agency_type"])
        failed = "cell 3: boom" if calls[-1] in failing else None
        body = f'<p>{calls[-1]}</p><details class="code"><pre>secret</pre></details>'
        return NotebookRun("region", "t", body, work / "region.ipynb", 0.1, failed)

    return run


def test_a_page_is_one_file_with_everything_inside(made, processed):
    text = made.path.read_text(encoding="utf-8")
    assert made.failed == ""
    assert '<link rel="stylesheet"' not in text
    assert "<script" not in text
    assert "@@STYLE@@" not in text
    assert not re.search(r"(src=|url\()[\"'](?!data:)", text)
    assert text.count('src="data:image/png;base64,') == 3
    assert text.count("<img alt=") == 3
    assert "data:font/woff;base64," in text
    assert "as_table" not in text
    assert "Traceback" not in text
    assert str(processed) not in text


def test_a_page_says_who_the_peers_are_and_lists_its_sources(made, processed):
    text = made.path.read_text(encoding="utf-8")
    reports = load(processed).reports
    own = reports[reports["province"] == some_place(processed)]
    assert len(own) == made.reports
    assert "同类" in text
    assert "报告过少" in text
    for key in ("volumes", "requests", "redress", "problems", "quality", "unread", "method"):
        assert region.words(f"h.{key}", "zh") in text
    for digest in own["sha256"].dropna():
        assert digest in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_peers_are_of_the_same_level_and_never_the_place_itself(processed, language):
    place = region.open_place(processed, region=some_place(processed), language=language)
    own, peers = place.own.tables.reports, place.peers.tables.reports
    assert not set(own["report_id"]) & set(peers["report_id"])
    assert set(peers["admin_level"]) <= set(own["admin_level"])
    assert set(peers["province"].dropna()) - {some_place(processed)}
    assert str(region.summary(place)).startswith("# ")
    tables = (region.granted_table, region.redress_table, region.problem_table)
    assert all(len(table(place)) for table in tables)


def test_a_kind_of_agency_in_a_place_has_peers_of_that_kind(processed):
    reports = load(processed).reports
    kind = reports.loc[reports["province"] == some_place(processed), "agency_type"].mode()[0]
    place = region.open_place(processed, region=some_place(processed), agency_type=kind)
    assert set(place.peers.tables.reports["agency_type"]) <= {kind}


def test_hostile_addresses_are_no_links(processed):
    html = region.sources(region.open_place(processed)).html
    assert 'href="https://www.gov.cn/a?b=1&amp;c=2"' in html
    assert "javascript:" not in html


def test_every_sentence_is_there_in_both_languages():
    rows = load_csv("region_sentences.csv")
    slot = re.compile(r"\{(\w+)[}:]")
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        assert row["en"].strip()
        assert row["zh"].strip()
        assert set(slot.findall(row["zh"])) <= set(slot.findall(row["en"])), row["key"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--region", "乌有市"], "no place"),
        (["--region", PLACE, "--years", "2020:2016"], "after the last"),
        (["--region", PLACE, "--lang", "fr"], "language"),
        (["--agency-type", "wizards"], "agency_type"),
        (["--admin-level", "village"], "admin_level"),
        (["--agency", "no such agency"], "no report"),
        (["--region", PLACE, "--years", "1991"], "no report"),
        ([], "name a --region"),
    ],
)
def test_bad_parameters_stop_before_a_kernel(options, words, processed, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(kernel.OwnKernelManager, "__init__", lambda *_, **__: started.append(1))
    monkeypatch.setattr(notebooks, "_execute", lambda *_: started.append(1))
    out = tmp_path / "out"
    given = ["report", *options, "--data", str(processed), "--out", str(out)]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 2
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert started == []
    assert not out.exists()


def test_an_index_lists_every_value_and_a_second_run_makes_only_what_changed(processed, tmp_path):
    calls, steps = [], []
    values = set(load(processed).reports["province"].dropna())
    first, index = make_reports(
        processed, "province", tmp_path, run=stub(calls), progress=lambda *x: steps.append(x)
    )
    assert set(calls) == values
    assert steps[-1] == (len(values), len(values))
    text = index.read_text(encoding="utf-8")
    for one in first:
        assert f'href="{one.path.name}">{one.ask.region}</a>' in text
        assert one.path.is_file()
        assert "secret" not in one.path.read_text(encoding="utf-8")
    second, _ = make_reports(processed, "province", tmp_path, run=stub(calls))
    assert len(calls) == len(values)
    assert all(one.is_reused for one in second)
    first[0].path.unlink()
    third, _ = make_reports(processed, "province", tmp_path, run=stub(calls))
    assert calls[len(values) :] == [first[0].ask.region]
    assert sum(one.is_reused for one in third) == len(values) - 1


def test_other_data_make_the_pages_again(processed, tmp_path):
    calls, folder = [], tmp_path / "processed"
    shutil.copytree(processed, folder)
    asked = Ask(some_place(processed))
    make_report(folder, asked, tmp_path / "out", stub(calls))
    with (folder / "log.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    make_report(folder, asked, tmp_path / "out", stub(calls))
    assert len(calls) == 2


def test_a_failure_is_listed_tried_again_and_leaves_exit_1(processed, tmp_path, monkeypatch):
    calls, place = [], some_place(processed)
    monkeypatch.setattr(regions, "_run", stub(calls, {place}))
    given = ["reports", "--by", "province", "--data", str(processed), "--out", str(tmp_path)]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 1
    assert "1 failed" in result.output
    assert f"{place}: cell 3: boom" in result.output
    assert "boom" in (tmp_path / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(regions, "_run", stub(calls))
    assert CliRunner().invoke(app, given).exit_code == 0
    assert calls.count(place) == 2


@pytest.mark.parametrize("options", [["--by", "planet"], ["--by", "city", "--jobs", "0"]])
def test_bad_batches_are_usage_errors(options, processed, tmp_path):
    given = ["reports", *options, "--data", str(processed), "--out", str(tmp_path / "o")]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 2
    assert not (tmp_path / "o").exists()


def test_the_study_runs_the_numbered_notebooks_only():
    stems = [p.stem for p in notebooks._in_folder(own_notebooks(), "[0-9]*")]
    assert stems
    assert "region" not in stems
    assert (own_notebooks() / regions.NOTEBOOK).is_file()


def a_place_that_covers_part_of_the_years(processed):
    """A province whose reports don't span all years of the corpus."""
    reports = load(processed).reports.dropna(subset=["province", "year"])
    spans = reports.groupby("province")["year"].agg(["min", "max"])
    narrow = spans[(spans["max"] - spans["min"]) < (spans["max"].max() - spans["min"].min())]
    return str(narrow.index[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_peers_lie_within_the_years_that_the_page_names(processed, language):
    name = a_place_that_covers_part_of_the_years(processed)
    place = region.open_place(processed, region=name, language=language)
    own, peers = place.own.tables.reports["year"], place.peers.tables.reports["year"]
    assert peers.between(own.min(), own.max()).all()
    told = region.peer_words(place)
    assert len(peers) == 0 or (str(own.min()) in told and str(own.max()) in told)


def test_typed_reports_are_not_called_read(processed):
    place = region.open_place(processed, region=some_place(processed), language="en")
    reports = pd.concat([s.tables.reports for _, s in place.sides()])
    typed = int((reports["media_type"] == "text/csv").sum())
    assert typed
    assert f"{typed} of the {len(reports)} reports" in region.method_box(place).html
    read = replace(place.own.tables, reports=reports[reports["media_type"] != "text/csv"])
    own, peers = (replace(study, tables=read) for study in (place.own, place.peers))
    alone = replace(place, own=own, peers=peers)
    assert "typed" not in region.method_box(alone).html


def test_a_figures_note_counts_the_place_and_its_peers(processed):
    place = region.open_place(processed, region=some_place(processed), language="en")
    reports = pd.concat([s.tables.reports for _, s in place.sides()])
    typed = int((reports["media_type"] == "text/csv").sum())
    note = corpus.source_note(region._both(place), 1)
    assert f"{typed} typed" in note
    assert f"{len(reports) - typed} read" in note
