"""The site's files: numbers in their place, nothing of a report becomes markup, links resolve."""

import base64
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from govdisc_analysis import load
from govdisc_analysis.charts import draw_tiles
from govdisc_analysis.charts.tiles import tiles
from govdisc_analysis.cli_progress import stage
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.corpus import reports as reading
from govdisc_analysis.identity.agency import TRUST
from govdisc_analysis.models import Cleaned, Document, Identity, Report
from govdisc_analysis.offsets import OffsetChain
from govdisc_analysis.parse import parse_report
from govdisc_analysis.places import gazetteer
from govdisc_analysis.site import agency_pages, build_site, data_files
from govdisc_analysis.site.changes import compare, difference
from govdisc_analysis.site.fonts import FONT_RANGES, characters_of, held_characters
from govdisc_analysis.site.marks import Mark, marked_text, marks_of
from govdisc_analysis.site.measured import headlines
from govdisc_analysis.site.report_pages import write_report_pages
from govdisc_analysis.site.words import site_labels
from govdisc_analysis.study.run import NothingFitsError, Order, check_order, run_study
from tests.shared import ROOT
from tests.site_corpus import SEEDS, write_corpus, write_years

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it is not installed")
INJECTED = '<div class="cell x celltag_injected-parameters"><pre>"/home/me"</pre></div>'
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


TWO_LANGUAGES = (
    '<div class="text_cell_render rendered_html"><h2 id="a">Read &amp; not / 已读与未读</h2>'
    "<p>One <code>a / b</code>.</p><p>一。</p></div>"
    '<div class="text_cell_render rendered_html"><p>One / two.</p></div>'
)


@dataclass(frozen=True)
class Figure:
    title: str
    image: Path
    table: Path


@dataclass(frozen=True)
class Run:
    name: str
    title: str
    html_body: str
    executed_path: Path | None
    failed_cell: object
    figures: tuple[Figure, ...]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("site") / "raw")


@pytest.fixture(scope="module")
def tables(raw):
    return parse_corpus(raw, jobs=1)


@pytest.fixture(scope="module")
def site(raw, tables, tmp_path_factory):
    place = tmp_path_factory.mktemp("site-out")
    image, table = place / "a.png", place / "a.csv"
    image.write_bytes(base64.b64decode(PIXEL))
    table.write_text("x\n1\n", encoding="utf-8")
    picture = f'<img alt="一 &amp; 二" src="data:image/png;base64,{PIXEL}">'
    words = "<h1>分析</h1>**限：**字<pre>**kw**</pre>"
    body = f'{INJECTED}<div class="cell ">{words}{picture}</div>{TWO_LANGUAGES}'
    runs = [
        Run("01_corpus", "语料", body, None, None, (Figure("图一", image, table),)),
        Run("02_volumes", "数量", "<p>没有图</p>", None, 3, ()),
    ]
    out = place / "reports"
    (out / "region").mkdir(parents=True)
    (out / "region" / "kept.html").write_text("kept", encoding="utf-8")
    summary = build_site(tables, raw, out, runs, "zh", jobs=1)
    return summary


def test_a_notebook_speaks_the_language_that_the_reader_chose(site):
    text = page(site, "01_corpus.html")
    zh, en = '<span class="zh" lang="zh-Hans">{}</span>', '<span class="en" lang="en">{}</span>'
    heading = zh.format("已读与未读") + en.format("Read &amp; not")
    assert f'<h2 id="a">{heading}</h2>' in text
    assert '<p class="en" lang="en">One <code>a / b</code>.</p>' in text
    assert '<p class="zh" lang="zh-Hans">一。</p>' in text
    assert "<p>One / two.</p>" in text, "a cell in one language is shown to all"
    assert '<p class="notice en">' in text, "the results are in the language of the run"


def page(site, name):
    return (site.index.parent / name).read_text(encoding="utf-8")


def report_page(site, tables, path):
    rows = tables.reports.loc[tables.reports["source_path"] == path, "report_id"]
    return page(site, f"report/{rows.iloc[0]}.html")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids, self.tags, self.handlers, self.images = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [found[key] for key in ("href", "src") if found.get(key)]
        self.ids += [found["id"]] if "id" in found else []
        self.handlers += [key for key in found if key.startswith("on") and key != "onsubmit"]
        self.images += [found] if tag == "img" else []


def parsed(text):
    tags = Tags()
    tags.feed(text)
    return tags


def every_page(site):
    return sorted(site.index.parent.rglob("*.html"))


def test_every_report_has_a_page(site, tables):
    names = {path.stem for path in (site.index.parent / "report").iterdir()}
    assert names == set(tables.reports["report_id"])
    assert site.reports == len(names) == 9


def test_every_link_leads_to_a_file_and_an_anchor(site):
    ids = {path: set(parsed(path.read_text(encoding="utf-8")).ids) for path in every_page(site)}
    for path in ids:
        for link in parsed(path.read_text(encoding="utf-8")).links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"https", "http", "data"}, link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {link}"
            if parts.fragment and "?" not in parts.fragment and target.suffix == ".html":
                if target.name in {"data.html", "reports.html", "agencies.html"}:
                    continue  # the address of a filter
                assert parts.fragment in ids[target], f"{path.name}: {link}"


def test_ids_are_unique(site):
    for path in every_page(site):
        ids = parsed(path.read_text(encoding="utf-8")).ids
        assert len(ids) == len(set(ids)), path.name


def test_nothing_of_a_report_becomes_markup(site, tables):
    text = report_page(site, tables, "hostile.txt")
    tags = parsed(text)
    assert "window.hacked" in text  # it is shown
    assert tags.handlers == []
    assert tags.images == []
    assert tags.tags.count("script") == 3  # the site's two and the marks
    assert tags.tags.count("h1") == 1
    marks = re.search(r'<script type="application/json" id="marks">(.*?)</script>', text, re.DOTALL)
    assert any("<script>" in json.dumps(m) for m in json.loads(marks[1]))
    for path in (site.index.parent / "assets" / "data").iterdir():
        assert "</script" not in path.read_text(encoding="utf-8").lower() or path.suffix == ".js"


def test_only_web_addresses_are_linked(site, tables):
    assert "javascript:" not in report_page(site, tables, "hostile.txt")
    assert 'href="https://www.gov.cn/a?b=1&amp;c=2"' in report_page(site, tables, SEEDS[1])


def test_a_figure_is_shown_in_the_characters_of_its_source(site, tables):
    text = report_page(site, tables, SEEDS[0])
    raw = (ROOT / "data" / "raw" / SEEDS[0]).read_text(encoding="utf-8")
    marks = json.loads(re.search(r'id="marks">(.*?)</script>', text, re.DOTALL)[1])
    rows = tables.indicators.merge(tables.reports[["report_id", "source_path"]], on="report_id")
    rows = rows[(rows["source_path"] == SEEDS[0])]
    shown = {tuple(m["raw"]) for m in marks if m["kind"] == "figure"}
    assert shown == {(r.raw_start, r.raw_end) for r in rows.itertuples()}
    for mark in marks:
        first, last = mark["raw"]
        assert mark["source"][1] == raw[first:last]
        assert raw[:first].endswith(mark["source"][0])
    assert any("(" in "".join(m["source"]) and "報" in "".join(m["source"]) for m in marks)


def test_every_row_of_the_data_leads_to_a_mark(site, tables):
    root = site.index.parent
    reports = payload(root, "reports")["ids"]
    ids = {
        path.stem: set(parsed(path.read_text(encoding="utf-8")).ids) for path in every_page(site)
    }
    counted = 0
    for name in ("indicators", "requests", "proactive", "redress", "problems", "checks"):
        data = payload(root, name)
        assert data["n"] == len(data["report"]) == len(tables[name])
        for number, anchor in zip(data["report"], anchors(data), strict=True):
            assert anchor in ids[reports[number]], (name, anchor)
            counted += 1
        assert name != "checks" or "failed" in values(data, "result")
    assert counted > 200


def payload(root, name):
    return read_payload(root / "assets" / "data" / f"{name}.js")


def read_payload(path):
    text, start = path.read_text(encoding="utf-8"), f'GD.put("{path.stem}",'
    assert text.startswith(start)
    return json.loads(text[len(start) : -3])


def values(data, name):
    """A column of a payload, as the browser reads it."""
    (column,) = (c for c in data["columns"] if c["name"] == name)
    return column["v"] if "v" in column else [column["d"][i] for i in column["at"]]


def anchors(data):
    """Where each row of a payload leads to."""
    rule = data["anchors"]
    if "all" in rule:
        return [rule["all"]] * data["n"]
    hand = values(data, rule["hand"]) if rule.get("hand") else [""] * data["n"]
    return [
        f"h-{code}" if at is None else f"{rule['sign']}{at}"
        for at, code in zip(rule["at"], hand, strict=True)
    ]


def test_the_table_of_2014_is_marked_beside_figures_in_prose():
    rows = "统计指标\t单位\t统计数\n一、主动公开情况\t——\t——\n(一)主动公开政府信息数\t条\t31\n"
    rows += "三、依申请公开情况\t——\t——\n(一)收到申请数\t件\t4\n1.当面申请数\t件\t4"
    prose = "某县教育局2016年政府信息公开工作年度报告\n一、概述\n全年主动公开政府信息31条。\n附件\n"
    marks = marks_of(parse_report(prose + rows))
    told = [mark.about["value"] for mark in marks if mark.kind in ("figure", "cell")]
    assert told[:4] == ["31", "31", "4", "4"]


def test_the_text_is_whole(raw):
    report = parse_report(raw / SEEDS[1])
    html = str(marked_text(report, marks_of(report)))
    html = re.sub(r"<button.*?</button>", "", html)
    plain = re.sub(r"<[^>]+>", "", html)
    for sign, name in (
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&#34;"),
        ("'", "&#39;"),
        ("&", "&amp;"),
    ):
        plain = plain.replace(name, sign)
    expected = [line for line in report.cleaned.text.split("\n") if line.strip()]
    assert plain.split("\n") == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("figure", 1, 3)], "a[bc]def"),
        ([("figure", 0, 6)], "[abcdef]"),
        ([("figure", 0, 3), ("figure", 2, 5)], "[ab][c][de]f"),  # overlapping ones are cut
        ([("cell", 2, 2)], "ab[]cdef"),  # a blank cell has a place too
        ([("figure", 5, 6), ("refused", 0, 1)], "[a]bcde[f]"),
    ],
)
def test_marks_are_cut_at_their_borders(spans, expected):
    document = Document("a.txt", "", "text/plain", "utf-8", "abcdef")
    cleaned = Cleaned(document, "abcdef", "simplified", OffsetChain())
    report = Report("", "a.txt", "", "", "", "", "parsed", "", Identity(), cleaned)
    marks = [
        Mark(kind, a, b, f"c{a}", {"number": 1})
        for kind, a, b in sorted(spans, key=lambda s: s[1:])
    ]
    html = str(marked_text(report, marks))
    html = re.sub(r"<mark[^>]*>", "[", html).replace("</mark>", "]")
    assert re.sub(r"<[^>]+>", "", html) == expected


def test_a_row_of_blank_cells_only_has_its_places():
    text = "维持\t纠正\n\t\n\n五"
    document = Document("a.txt", "", "text/plain", "utf-8", text)
    cleaned = Cleaned(document, text, "simplified", OffsetChain())
    report = Report("", "a.txt", "", "", "", "", "parsed", "", Identity(), cleaned)
    html = str(marked_text(report, [Mark("cell", at, at, f"c{at}", {}) for at in (6, 7)]))
    assert re.findall(r'id="(c\d)"', html) == ["c6", "c7"]
    assert html.count("<p") == 3  # the empty line is none


def test_words_of_a_report_are_escaped_inside_and_outside_marks():
    text = "<b>7</b>&<script>8"
    document = Document("a.txt", "", "text/plain", "utf-8", text)
    cleaned = Cleaned(document, text, "simplified", OffsetChain())
    report = Report("", "a.txt", "", "", "", "", "parsed", "", Identity(), cleaned)
    html = str(marked_text(report, [Mark("figure", 3, 8, "c3", {})]))
    assert re.sub(r"</?(p|mark)[^>]*>", "", html) == "&lt;b&gt;7&lt;/b&gt;&amp;&lt;script&gt;8"


def test_a_correction_stands_on_the_report_s_page(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    write_years(raw)
    (raw / "corrections.csv").write_text(
        "report,table,key,column,as_read,corrected,reason,who,when\n"
        "qinghe-2018.txt,indicators,proactive_total,value,121,122,<misprint>,L,2026-11-22\n",
        encoding="utf-8",
    )
    tables = parse_corpus(raw, jobs=1)
    write_report_pages(tables, raw, tmp_path / "pages", "zh", jobs=1)
    ids = tables.reports.set_index("source_path")["report_id"]
    pages = {name: (tmp_path / "pages" / f"{ids[name]}.html").read_text() for name in ids.index}
    (part,) = re.findall(r'<section id="corrections".*?</section>', pages["qinghe-2018.txt"], re.S)
    assert "121更正为122" in part and "&lt;misprint&gt;" in part
    assert 'id="corrections"' not in pages["qinghe-2017.txt"]


def test_quarantined_files_say_why(site, tables):
    row = tables.reports[tables.reports["source_path"] == "broken.pdf"].iloc[0]
    text = report_page(site, tables, "broken.pdf")
    assert row["message"]
    assert row["message"].split(":")[0] in text


def test_hand_coded_rows_link_to_the_published_page(site, tables):
    row = tables.reports[tables.reports["media_type"] == "text/csv"].iloc[0]
    text = report_page(site, tables, row["source_path"])
    assert row["source_url"].replace("&", "&amp;") in text
    assert "便利样本" in text


def test_figures_become_files_with_their_table(site):
    root = site.index.parent
    text = page(site, "01_corpus.html")
    assert 'src="figures/01_corpus-1.png"' in text
    assert 'alt="一 &amp; 二"' in text
    assert 'href="figures/a.csv"' in text
    assert 'src="figures/01_corpus-1.png"' in page(site, "analyses.html")
    assert 'href="figures/a.csv"' in page(site, "downloads.html")
    assert (root / "figures" / "a.csv").is_file()
    assert "data:image/png" not in page(site, "01_corpus.html")


def agency_of(site, tables, path):
    row = tables.reports[tables.reports["source_path"] == path].iloc[0]
    agencies = payload(site.index.parent, "agencies")
    at = values(agencies, "agency").index(row["agency"])
    return page(site, f"agency/{agencies['ids'][at]}.html")


def test_an_agency_has_its_years_side_by_side(site, tables):
    text = agency_of(site, tables, "qinghe-2018.txt")
    ids = tables.reports.set_index("source_path")["report_id"]
    first, second = ids["qinghe-2017.txt"], ids["qinghe-2018.txt"]
    assert text.index(f'report/{first}.html">2017') < text.index(f'report/{second}.html">2018')
    rows = tables.indicators[tables.indicators["indicator"] == "proactive_total"]
    for report_id, value in ((first, "120"), (second, "121")):
        start = rows.loc[rows["report_id"] == report_id, "start"].iloc[0]
        assert f'report/{report_id}.html#c{start}">{value}</a>' in text
    assert "<ins>" in text and "<del>" in text
    kinds = re.findall(r'<li class="(\w+)">', text)
    assert kinds == ["changed", "same", "new", "only", "only"]


def test_several_processes_write_the_same_agency_pages(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(agency_pages, "_CHUNK", 1)
    written = []
    for jobs in (1, 2):
        out = tmp_path / str(jobs)
        agencies = agency_pages.write_agency_pages(tables, out, "zh", jobs)
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
        assert len(agencies) == len(written[-1]) > 1
    assert written[0] == written[1]


def test_a_report_leads_to_its_agency(site, tables):
    text = report_page(site, tables, "qinghe-2018.txt")
    link = re.search(r'href="\.\./(agency/\w+\.html)"', text)[1]
    assert "清河县教育局" in page(site, link)


def test_the_answers_are_those_of_the_tables(site, tables):
    text = page(site, "index.html")
    answers = re.findall(r"<li><h3>.*?</h3><p>(.*?)</p></li>", text, re.DOTALL)
    assert 8 <= len(answers) <= 13
    received = tables.outcomes[tables.outcomes["outcome"] == "received"].dropna(subset="count")
    zeros = (received.drop_duplicates("report_id")["count"] == 0).sum()
    assert f"<strong>{zeros}份</strong>" in text
    assert f"<strong>{zeros} of {received['report_id'].nunique()} reports</strong>" in text
    read = (tables.reports["status"] != "quarantined").sum()
    assert read < len(tables.reports)
    assert f"<strong>{read}份报告</strong>" in text
    assert "{" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_the_map_has_every_province_once_and_prints_n(site, tables):
    text = page(site, "index.html")
    drawn = re.search(r'<svg class="zh".*?</svg>', text, re.DOTALL)[0]
    assert drawn.count('class="tile') == 34
    counts = tables.reports.dropna(subset="year")["province"].value_counts()
    for province, n in counts.items():
        assert f"<title>{province}, n={n}" in drawn
    assert drawn.count(' no"') == 34 - len(counts)


def test_tiles_lie_apart_and_name_the_provinces():
    places = {(tile.row, tile.column) for tile in tiles()}
    names = {tile.province for tile in tiles()}
    assert len(places) == len(names) == 34
    known = {e.name for es in gazetteer().names.values() for e in es if e.level == "province"}
    assert names <= known


def test_a_tile_map_is_drawn_for_a_notebook():
    table = pd.DataFrame({"province": ["安徽省", "海南省"], "n": [12, 2], "value": [0.4, None]})
    chart = draw_tiles(
        table, name="x", title="t", note="n", alt="a", axis="share", language="en", is_share=True
    )
    words = {text.get_text() for text in chart.figure.axes[0].texts}
    assert {"AH", "HI", "n=12", "n=2"} <= words
    faces = [patch.get_facecolor()[3] for patch in chart.figure.axes[0].patches]
    assert sum(alpha > 0 for alpha in faces) == 2  # one tile, one class of the scale


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([], ["甲乙丙丁"], ["new"]),
        (["甲乙丙丁"], [], ["gone"]),
        (["公开不够及时。"], ["公开不够及时"], ["same"]),  # a mark is no wording
        (["甲乙丙丁戊", "公开不够及时"], ["公开不够及时"], ["same", "gone"]),
        (["公开不及时", "公开不及时"], ["公开不及时"], ["same", "gone"]),  # each one once
    ],
)
def test_statements_are_paired_with_those_of_the_year_before(before, after, kinds):
    assert [change.kind for change in compare(before, after)] == kinds


@pytest.mark.parametrize(
    ("old", "new"), [("公开内容不全面", "内容公开还不够全面"), ("", "甲"), ("甲", ""), ("甲", "乙")]
)
def test_a_difference_holds_both_texts(old, new):
    pieces = difference(old, new)
    assert "".join(words for kind, words in pieces if kind != "cut") == new
    assert sum(len(words) for kind, words in pieces if kind != "added") == len(old)


def test_large_tables_are_cut_into_files(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(data_files, "MOST_ROWS", 20)
    counts = data_files.write_data(tables, tmp_path)
    whole = read_payload(tmp_path / "requests.js")
    parts = whole["parts"]
    assert parts["by"] == "item"
    read = [read_payload(tmp_path / f"requests-{i}.js") for i in range(len(parts["values"]))]
    assert [part["n"] for part in read] == parts["rows"]
    assert sum(part["n"] for part in read) == whole["n"] == counts["requests"]
    for value, part in zip(parts["values"], read, strict=True):
        assert set(values(part, "item")) == {value}


def test_a_frequent_value_has_several_files(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(data_files, "MOST_ROWS", 3)
    data_files.write_data(tables, tmp_path)
    parts = read_payload(tmp_path / "requests.js")["parts"]
    first = [name[0] for name in parts["names"][:2]]
    assert [name.rpartition(" ")[2] for name in first] == ["1/2", "2/2"]
    assert max(parts["rows"]) <= 6
    assert sum(parts["rows"]) == len(tables.requests)


def test_an_index_of_ten_thousand_reports_is_small(tables, tmp_path):
    one = tables.reports.iloc[[0]]
    rows = [one.assign(report_id=f"{i:016x}", source_path=f"{i}.txt") for i in range(200)]
    many = replace(tables, reports=pd.concat([tables.reports, *rows], ignore_index=True))
    data_files.write_data(many, tmp_path)
    assert (tmp_path / "reports.js").stat().st_size / len(rows) * 10_000 < 1_500_000


def test_what_was_measured_is_shown(site):
    text = page(site, "accuracy.html")
    assert text.count('<div class="scroll"') >= 4
    assert text.count('<div class="zh" lang="zh-Hans">') == 2
    assert text.count('<div class="en" lang="en">') == 2
    assert "<h3>官方表格</h3>" in text and "<h3>Official forms</h3>" in text
    assert all(0 < float(one.value[:-1]) <= 100 for one in headlines())
    assert len(headlines()) == 3
    for one in headlines():
        assert f"<strong>{one.value}</strong>" in text


def test_every_table_and_code_list_is_offered(site, tables):
    text = page(site, "downloads.html")
    root = site.index.parent
    for file in sorted((root / "data").glob("*.csv")) + sorted((root / "data/codebook").iterdir()):
        assert f'href="{file.relative_to(root).as_posix()}"' in text


def test_text_of_notebooks_is_emphasised_wherever_they_are_opened():
    """CommonMark closes no `**` behind a mark that a Chinese character follows at once."""
    parser = markdown_it.MarkdownIt("commonmark")
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                assert "**" not in parser.render("".join(cell["source"])), path.name
    for name in ("sentences.csv", "region_sentences.csv"):
        for row in load_csv(name):
            for language in ("zh", "en"):
                text = re.sub(r"\{\w*:([^|{}]*)\|[^{}]*\}", r"\1", row[language])
                text = re.sub(r"\{[^{}]*\}", "字", text)
                assert "**" not in parser.render(text), (name, row["key"])


def test_a_notebook_shows_no_path_and_its_emphasis(site):
    text = page(site, "01_corpus.html")
    assert "/home/me" not in text
    assert "<strong>限：</strong>字<pre>**kw**</pre>" in text


def test_a_stopped_notebook_says_so(site):
    assert 'role="alert"' in page(site, "02_volumes.html")
    assert 'role="alert"' not in page(site, "01_corpus.html")


def test_other_files_of_the_folder_are_kept(site):
    assert page(site, "region/kept.html") == "kept"


def test_the_tables_lie_beside_the_site(site, tables):
    assert len(load(site.index.parent / "data").indicators) == len(tables.indicators)


def test_the_font_holds_every_chinese_character(site):
    root = site.index.parent
    used = characters_of(p for p in root.rglob("*") if p.suffix in {".html", ".js"})
    needed = {c for c in used if 0x4E00 <= c <= 0x9FFF}
    assert needed <= held_characters(root / "assets" / "govdisc-han.woff")
    assert len(needed) > 500
    css = (root / "assets" / "site.css").read_text(encoding="utf-8")
    assert FONT_RANGES in css


def test_nothing_is_asked_of_a_network(site):
    for path in site.index.parent.rglob("*"):
        if path.suffix in {".html", ".css", ".js"} and path.parent.name != "data":
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"""(?:src=|url\(|@import|fetch\()\s*["']?(?:https?:)?//""", text
            ), path


def test_every_word_stands_in_both_languages():
    for key, (zh, en) in site_labels().items():
        assert zh and en, key
        assert sorted(re.findall(r"\{\w*\}", zh)) == sorted(re.findall(r"\{\w*\}", en)), key
    lines = (ROOT / "govdisc_analysis/site/labels.csv").read_text(encoding="utf-8").splitlines()
    keys = [line.partition(",")[0] for line in lines[1:]]
    assert len(keys) == len(set(keys))


def test_every_basis_of_an_agency_stands_in_both_languages():
    known = site_labels()
    assert [source for source in TRUST if f"basis:{source}" not in known] == []


def test_an_unknown_language_writes_nothing(raw, tables, tmp_path):
    with pytest.raises(ValueError, match="language 'fr'"):
        build_site(tables, raw, tmp_path / "out", language="fr")
    assert list(tmp_path.iterdir()) == []


def no_notebooks(processed, work, parameters, progress):
    return ()


def test_a_study_shows_what_was_selected(raw, tmp_path):
    order = Order(raw, tmp_path / "processed", tmp_path / "reports", years="2020", jobs=1)
    done = run_study(order, stage, no_notebooks)
    assert done.shown == 1
    assert len(load(tmp_path / "processed").reports) == len(done.tables.reports) == 9
    assert len(list((tmp_path / "reports" / "report").iterdir())) == 1
    assert len(list((tmp_path / "reports" / "data" / "text").iterdir())) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_a_study_parses_a_document_once(raw, tmp_path, monkeypatch, kept):
    parsed = []
    parse_bytes = reading.parse_bytes

    def noting(data, name, manifest):
        parsed.append(name)
        return parse_bytes(data, name, manifest)

    monkeypatch.setattr(reading, "parse_bytes", noting)
    order = Order(
        raw,
        tmp_path / "processed",
        tmp_path / "reports",
        jobs=1,
        cache=tmp_path / "kept" if kept else None,
    )
    tables = run_study(order, stage, no_notebooks).tables
    assert len(parsed) == len(set(parsed)) > 1
    folders = {"processed", "reports", *(["kept"] if kept else [])}
    assert {p.name for p in tmp_path.iterdir()} == folders
    monkeypatch.undo()
    build_site(tables, raw, tmp_path / "again", jobs=1)
    assert files_below(tmp_path / "again") == files_below(tmp_path / "reports")


def files_below(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_study_of_nothing_writes_nothing(raw, tmp_path):
    order = Order(raw, tmp_path / "processed", tmp_path / "reports", years="1991", jobs=1)
    with pytest.raises(NothingFitsError, match="years 1991"):
        run_study(order, stage, no_notebooks)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"years": "2020:2016"}, "the first year is after the last"),
        ({"years": "soon"}, "write first:last"),
        ({"region": "火星省"}, "no place"),
        ({"admin_level": "village"}, "choose from"),
        ({"agency_type": "magic"}, "choose from"),
        ({"language": "fr"}, "choose from zh, en"),
        ({"jobs": -1}, "0 or more"),
    ],
)
def test_a_wrong_order_is_refused_before_anything_runs(raw, tmp_path, wrong, words):
    order = Order(**{"raw": raw, "out": tmp_path / "a", "site": tmp_path / "b"} | wrong)
    with pytest.raises(ValueError, match=words):
        check_order(order)


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no file to read"):
        check_order(Order(tmp_path, tmp_path / "a", tmp_path / "b"))
    with pytest.raises(FileNotFoundError, match="does not exist"):
        check_order(Order(tmp_path / "nowhere", tmp_path / "a", tmp_path / "b"))


@pytest.mark.parametrize(
    "wrong", [("--years", "2020:2016"), ("--raw", "nowhere"), ("--lang", "fr"), ("--jobs", "x")]
)
def test_the_command_refuses_in_one_line(tmp_path, wrong):
    command = [sys.executable, "-m", "govdisc_analysis", "study", *wrong]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("govdisc: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
