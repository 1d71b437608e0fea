"""Regional reports: one real page, what stops before a kernel, the index, and what is reused."""

import io
import json
import re
import shutil
import uuid
import zipfile
from dataclasses import replace
from urllib.parse import unquote

import docx
import nbformat
import pandas as pd
import pypdfium2
import pytest
from typer.testing import CliRunner

from govdisc_analysis import parse_corpus
from govdisc_analysis.analysis import corpus, region, region_charts, region_words
from govdisc_analysis.analysis.areas import Area, agency_areas, area_of, areas
from govdisc_analysis.analysis.parts import Box, Grid, Prose, parts_of
from govdisc_analysis.analysis.place import open_place, words
from govdisc_analysis.cli import app
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.store import load, write_tables
from govdisc_analysis.study import kernel, notebooks, region_page, regions
from govdisc_analysis.study.ask import Ask, asks_by
from govdisc_analysis.study.notebooks import own_notebooks
from govdisc_analysis.study.printed import stamp_of
from govdisc_analysis.study.regions import make_report, make_reports
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
    """One page through papermill, in Chinese, and the documents of the same run."""
    out = tmp_path_factory.mktemp("pages")
    return make_report(processed, Ask(some_place(processed)), out, to=("html", "docx", "pdf"))


def some_place(processed):
    return load(processed).reports["province"].dropna().mode()[0]


@pytest.fixture(autouse=True)
def quick_font(monkeypatch):
    """Pages of stubs don't need their font cut; the one real page is made before this holds."""
    monkeypatch.setattr(region_page, "_font", lambda _: b"")


def stub(calls, failing=()):
    """A run that starts no kernel."""

    def run(sheet, _):
        said = sheet.parameters
        calls.append(said["region"] or said["agency_type"] or said["agency"])
        if calls[-1] in failing:
            return "cell 3: boom"
        code = nbformat.v4.new_code_cell("secret")
        shown = Prose((("title", calls[-1]), ("text", "**a** < b")))
        code.outputs = [nbformat.v4.new_output("display_data", shown._repr_mimebundle_())]
        nbformat.write(nbformat.v4.new_notebook(cells=[code]), sheet.executed)
        return None

    return run


def test_a_page_is_one_file_with_everything_inside(made, processed):
    text = made.path.read_text(encoding="utf-8")
    assert made.failed == ""
    assert '<link rel="stylesheet"' not in text
    assert "<script" not in text
    assert "@@STYLE@@" not in text
    assert not re.search(r"(src=|url\()[\"'](?!data:)", text)
    assert 2 <= text.count('src="data:image/png;base64,') <= 3
    assert text.count("<img alt=") == text.count('src="data:image/png;base64,')
    assert "data:font/woff;base64," in text
    assert "about.sources" not in text
    assert "Traceback" not in text
    assert str(processed) not in text


def test_a_page_says_who_the_peers_are_and_lists_its_sources(made, processed):
    text = made.path.read_text(encoding="utf-8")
    reports = load(processed).reports
    own = reports[reports["province"] == some_place(processed)]
    assert len(own) == made.reports
    assert "同类" in text
    assert "机关过少" in text
    for key in ("volumes", "requests", "redress", "problems", "quality", "unread", "method"):
        assert words(f"h.{key}", "zh") in text
    for digest in own["sha256"].dropna():
        assert digest in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_peers_are_of_the_same_level_and_never_the_place_itself(processed, language):
    place = open_place(processed, region=some_place(processed), language=language)
    own, peers = place.own.tables.reports, place.peers.tables.reports
    assert not set(own["report_id"]) & set(peers["report_id"])
    assert set(peers["admin_level"]) <= set(own["admin_level"])
    assert set(peers["province"].dropna()) - {some_place(processed)}
    assert region_words.summary(place).blocks[0][0] == "title"
    tables = (region.granted_table, region.redress_table, region.problem_table)
    assert all(table(place) for table in tables)


def test_a_kind_of_agency_in_a_place_has_peers_of_that_kind(processed):
    reports = load(processed).reports
    kind = reports.loc[reports["province"] == some_place(processed), "agency_type"].mode()[0]
    place = open_place(processed, region=some_place(processed), agency_type=kind)
    assert set(place.peers.tables.reports["agency_type"]) <= {kind}


def test_hostile_addresses_are_no_links(processed):
    html = region.sources(open_place(processed))[1]._repr_mimebundle_()["text/html"]
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
        (["--region", PLACE, "--lang", "fr"], "language 'fr': choose"),
        (["--region", PLACE, "--years", "1991", "--lang", "fr"], "language 'fr': choose"),
        (["--agency-type", "wizards"], "agency_type"),
        (["--admin-level", "village"], "admin_level"),
        (["--agency", "no such agency"], "no report"),
        (["--region", PLACE, "--years", "1991"], "no report"),
        (["--region", PLACE, "--to", "epub"], "choose from html, docx, pdf"),
        ([], "name a --region"),
    ],
)
def test_bad_parameters_stop_before_a_kernel(options, words, processed, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(kernel.OwnKernelManager, "__init__", lambda *_, **__: started.append(1))
    monkeypatch.setattr(regions, "execute", lambda *_: started.append(1))
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
    monkeypatch.setattr(regions, "execute", stub(calls, {place}))
    given = ["reports", "--by", "province", "--data", str(processed), "--out", str(tmp_path)]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 1
    assert "1 failed" in result.output
    assert f"{place}: cell 3: boom" in result.output
    assert "boom" in (tmp_path / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(regions, "execute", stub(calls))
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
    place = open_place(processed, region=name, language=language)
    own, peers = place.own.tables.reports["year"], place.peers.tables.reports["year"]
    assert peers.between(own.min(), own.max()).all()
    told = region_words.peer_words(place)
    assert len(peers) == 0 or (str(own.min()) in told and str(own.max()) in told)


def test_typed_reports_are_not_called_read(processed):
    place = open_place(processed, region=some_place(processed), language="en")
    reports = pd.concat([s.tables.reports for _, s in place.sides()])
    typed = int((reports["media_type"] == "text/csv").sum())
    assert typed
    assert f"{typed} of the {len(reports)} reports" in str(region.method_box(place))
    read = replace(place.own.tables, reports=reports[reports["media_type"] != "text/csv"])
    own, peers = (replace(study, tables=read) for study in (place.own, place.peers))
    alone = replace(place, own=own, peers=peers)
    assert "typed" not in str(region.method_box(alone))


def test_a_figures_note_counts_the_place_and_its_peers(processed):
    place = open_place(processed, region=some_place(processed), language="en")
    reports = pd.concat([s.tables.reports for _, s in place.sides()])
    typed = int((reports["media_type"] == "text/csv").sum())
    note = corpus.source_note(region_charts.both(place), 1)
    assert f"{typed} typed" in note
    assert f"{len(reports) - typed} read" in note


def test_a_word_file_holds_the_same_numbers_with_figures_described(made):
    path = made.paths[1]
    document = docx.Document(path)
    words_ = "\n".join(p.text for p in document.paragraphs)
    html = re.sub(r"<[^>]+>", "", made.path.read_text(encoding="utf-8"))
    assert document.paragraphs[0].style.name == "Title"
    assert document.core_properties.title == document.paragraphs[0].text
    for line in [p.text for p in document.paragraphs if p.style.name == "Normal" and p.text]:
        assert line in html.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"), line
    shapes = document.inline_shapes
    assert len(shapes) == html.count("data:image") or len(shapes) >= 2
    assert all(shape._inline.docPr.get("descr") for shape in shapes)
    assert words_.count("图1") == 1
    heads = [t.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for t in document.tables]
    assert sum(map(bool, heads)) == len(document.tables) - 1  # all but the box
    assert "PAGE" in document.sections[0].footer._element.xml


def test_a_word_file_holds_its_font(made):
    from fontTools.ttLib import TTFont

    from govdisc_analysis.study.docx_font import scrambled

    with zipfile.ZipFile(made.paths[1]) as package:
        table = package.read("word/fontTable.xml").decode()
        data = package.read("word/fonts/font1.odttf")
    key = uuid.UUID(re.search(r'w:fontKey="\{([0-9A-F-]+)\}"', table)[1])
    font = TTFont(io.BytesIO(scrambled(data, key)))
    assert set("政府信息公开") <= set(map(chr, font.getBestCmap()))
    assert font["OS/2"].fsType == 0


def test_a_pdf_shows_its_text_pages_and_sources(made, processed):
    pdf = pypdfium2.PdfDocument(made.paths[2])
    pages = [page.get_textpage().get_text_range() for page in pdf]
    text = re.sub(r"\s", "", "".join(pages))
    assert pdf.get_metadata_value("Title").endswith(words("title", "zh", name="").lstrip("："))
    for at, page in enumerate(pages, start=1):
        assert f"{at}/{len(pages)}" in re.sub(r"\s", "", page)
    for key in ("volumes", "requests", "redress", "problems", "quality", "unread", "method"):
        assert words(f"h.{key}", "zh") in text
    reports = load(processed).reports
    for digest in reports.loc[reports["province"] == some_place(processed), "sha256"].dropna():
        assert digest in text
    pdf.close()
    assert b"/Alt" in made.paths[2].read_bytes()


def test_every_file_carries_the_stamp_of_what_it_was_made_from(made, tmp_path):
    assert len({stamp_of(path) for path in made.paths}) == 1
    assert stamp_of(made.path)
    assert stamp_of(tmp_path / "nothing.pdf") == ""
    (tmp_path / "broken.docx").write_bytes(b"no zip")
    assert stamp_of(tmp_path / "broken.docx") == ""


def test_only_the_format_that_is_missing_is_made(processed, tmp_path):
    calls, ask = [], Ask(some_place(processed))
    make_report(processed, ask, tmp_path, stub(calls))
    both = make_report(processed, ask, tmp_path, stub(calls), to=("html", "pdf"))
    assert len(calls) == 2
    assert [p.suffix for p in both.paths] == [".html", ".pdf"]
    assert make_report(processed, ask, tmp_path, stub(calls), to=("pdf", "html")).is_reused


NAMES = ("province", "city", "county", "region_code", "agency")
TWINS = pd.DataFrame(
    [
        ("河北省", "邢台市", "桥西区", "130503", "桥西区财政局"),
        ("河北省", "石家庄市", "桥西区", "130104", "桥西区财政局"),
        ("北京市", "北京市", None, "110100", "北京市财政局"),
        ("河北省", "邢台市", None, "130500", "邢台市财政局"),
        ("河北省", None, None, None, "邢台市财政局"),
    ],
    columns=NAMES,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("邢台市桥西区", "河北省邢台市桥西区"),
        ("河北省 / 石家庄市 / 桥西区", "河北省石家庄市桥西区"),
        ("130104", "河北省石家庄市桥西区"),
        ("130500", "河北省邢台市"),
        ("130000", "河北省"),
        ("北京市", "北京市"),
        ("邢台市", "河北省邢台市"),
    ],
)
def test_a_place_is_found_by_its_name_its_path_or_its_code(text, path):
    assert area_of(text, TWINS).path == path


def test_a_name_of_two_places_is_an_error_that_lists_them():
    with pytest.raises(ValueError, match="2 places") as error:
        area_of("桥西区", TWINS)
    for listed in ("河北省石家庄市桥西区 (130104)", "河北省邢台市桥西区 (130503)"):
        assert listed in str(error.value)
    assert area_of("某某区", TWINS) is None


def test_places_and_agencies_of_one_name_are_told_apart():
    assert [a.path for a in areas(TWINS, "county")] == [
        "河北省石家庄市桥西区",
        "河北省邢台市桥西区",
    ]
    assert len(agency_areas("桥西区财政局", TWINS)) == 2
    assert agency_areas("邢台市财政局", TWINS) == [Area("河北省", "邢台市")]
    names = {a.region for a in asks_by("county", TWINS)}
    assert names == {"河北省石家庄市桥西区", "河北省邢台市桥西区"}
    asks = asks_by("agency", TWINS)
    assert len(asks) == len({ask.file_name() for ask in asks}) == 4


def twin_corpus(processed, folder):
    """A corpus in which one name of a county stands in two provinces."""
    tables = load(processed)
    reports = tables.reports.copy()
    two = reports.index[reports["county"].notna()][:2]
    reports.loc[two, ["city", "county"]] = [["甲市", "同名区"], ["乙市", "同名区"]]
    write_tables(replace(tables, reports=reports), folder)
    return folder


def test_an_ambiguous_region_stops_the_command_with_the_candidates(processed, tmp_path):
    data = twin_corpus(processed, tmp_path / "twins")
    given = ["report", "--region", "同名区", "--data", str(data), "--out", str(tmp_path / "o")]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 2
    assert "甲市同名区" in result.output
    assert "乙市同名区" in result.output
    calls = []
    first, _ = make_reports(data, "county", tmp_path / "pages", run=stub(calls))
    assert sum(name.endswith("同名区") for name in calls) == 2
    assert len({one.path for one in first}) == len(first)


def test_the_index_keeps_what_other_runs_made(processed, tmp_path):
    for by in ("province", "agency_type"):
        _, index = make_reports(processed, by, tmp_path, run=stub([]))
    text = index.read_text(encoding="utf-8")
    for by in ("province", "agency_type"):
        assert words("index.title", "zh", by=words(f"index.{by}", "zh")) in text
    links = re.findall(r'href="([^"]+html)"', text)
    assert len(links) == len(set(links))
    assert all((tmp_path / unquote(link)).is_file() for link in links)


def test_a_chart_counts_its_own_dots(processed):
    place = open_place(processed, region=some_place(processed), language="en")
    chart = region_charts.volume_chart(place)
    labels = [text.get_text() for text in chart.figure.axes[0].get_yticklabels()]
    for name, _ in place.sides():
        dots = int((chart.table["group"] == name).sum())
        assert f"{name}  (n={dots:,})" in labels


def test_the_notice_counts_agencies_that_state_the_figure(processed):
    place = open_place(processed, region=some_place(processed), language="en")
    (said,) = region_words.few_words(place)
    for indicator in region_words._FIGURES:
        n = region_words.figures_of(place.own, indicator)["agency_key"].nunique()
        assert f"by {n} " in said


def test_refusals_of_one_reason_are_said_once(processed):
    place = open_place(processed, region=some_place(processed), language="en")
    (grid,) = region.problem_table(place)
    assert isinstance(grid, Grid)
    assert not any("R2" in cell for row in grid.rows for cell in row)
    assert len(grid.notes) == len(list(place.sides()))
    said = str(region_words.summary(place)) + "".join(
        str(p) for p in region.admitted(place) if isinstance(p, Prose)
    )
    assert said.count("second coder") == 1
    assert "Problems, " in said


def test_parts_come_back_from_an_executed_notebook_as_they_were():
    parts = (
        Prose((("title", "a"), ("text", "**b** & c"))),
        Grid(("x", "y"), (("1", "2"),), notes=("n",), numeric=(1,), links=((0, 0, "http://a"),)),
        Box("h", ("l",)),
    )
    outputs = [
        {"data": json.loads(json.dumps(p._repr_mimebundle_())), "metadata": {}} for p in parts
    ]
    assert tuple(parts_of(outputs)) == parts
    html = parts[0]._repr_mimebundle_()["text/html"]
    assert html == "<h1>a</h1><p><strong>b</strong> &amp; c</p>"
