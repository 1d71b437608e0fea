"""What a notebook shows: labels, marked documents, and the way from a number to its source."""

import re
import shutil
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

import govdisc_analysis as gd
from govdisc_analysis.clean import STEPS
from govdisc_analysis.show.words import style, word
from govdisc_analysis.simulate import simulate_corpus
from tests.shared import ROOT

TEXT = """某县教育局2019年政府信息公开工作年度报告
一、主动公开政府信息情况<某县>。本年度主动公开政府信息６５０余条。
二、依申请公开。2019年共收到政府信息公开申请3件，已全部办结。2018年公开信息20条。
三、存在的主要问题。一是公开内容不够全面<script>alert(1)</script>；二是更新不及时。
"""


@pytest.fixture(scope="module")
def report():
    return gd.parse_report(TEXT)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A simulated corpus of every format: raw, truth, and what was read."""
    root = tmp_path_factory.mktemp("display")
    simulate_corpus(root / "sim", reports=24, seed=21)
    gd.write_tables(gd.parse_corpus(root / "sim" / "raw", jobs=1), root / "tables")
    return root


class Tags(HTMLParser):
    """Every tag is closed where it was opened, and none is one that could run or load."""

    def __init__(self, html):
        super().__init__()
        self.open, self.seen = [], set()
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]
        if tag not in {"br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def safe(shown):
    html = shown if isinstance(shown, str) else shown._repr_html_()
    assert not Tags(html).seen & {"script", "link", "img", "iframe"}
    assert "://" not in html and "@import" not in html and "url(" not in html
    return html


def test_show_marks_what_was_read_and_escapes_the_source(report):
    html = safe(report.show())
    assert "&lt;script&gt;" in html and "&lt;某县&gt;" in html
    assert re.search(
        r'<mark class="figure" tabindex="0">650<span class="gd-tip">[^<]*\[650–659\]', html
    )
    assert 'class="refused"' in html and 'class="gd-no"' in html
    text = re.sub(r'<span class="gd-tip">.*?</span>|<style>.*?</style>', "", html, flags=re.S)
    text = re.sub(r'<span class="gd-no" tabindex="0">\[\d+\]</span>', "", text)
    text = re.sub(r"<[^>]+>", "", text).replace("&lt;", "<").replace("&gt;", ">")
    assert report.cleaned.text in text.replace("&#39;", "'").replace("&#34;", '"')
    assert "proactive_total" in repr(report.show())
    assert "figure" in report.show("en")._repr_html_()


def test_every_simulated_report_can_be_shown(corpus):
    for path in sorted((corpus / "sim" / "raw").rglob("*")):
        if path.is_file() and path.suffix != ".zip":
            safe(gd.parse_report(path).show("en"))


def test_a_document_that_can_not_be_read_says_so():
    shown = gd.parse_report("完全无关的文字").show("en")
    assert "nothing was read" in safe(shown) and "nothing was read" in repr(shown)
    assert "gd" in safe(gd.parse_report("完全无关的文字")._repr_html_())


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("proactive_total", ["650 – 659", "余", "⟦６５０⟧", "⟦650⟧"]),
        ("收到申请数", ["requests_received", "⟦3⟧"]),
        ("problem 1", ["公开内容不深不全", "⟦"]),
        (1, ["公开内容不深不全"]),
        ("refused", ["refused/1", "2018年"]),
        ("2018年", ["⟦2018年⟧"]),
    ],
)
def test_explain_leads_from_the_number_to_the_source(report, what, said):
    shown = gd.explain(report, what)
    for words in said:
        assert words in repr(shown), repr(shown)
    safe(shown)


def test_explain_names_every_cleaning_step_that_changed_the_words():
    report = gd.parse_report("某縣教育局2019年度報告。本年共收到政府信息公開申請３件。")
    text = repr(gd.explain(report, "requests_received", lang="en"))
    assert "Traditional script converted (at" in text
    assert "full-width digits and letters made half-width (at" in text
    assert "公開申請⟦３⟧件" in text and "公开申请⟦3⟧件" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cleaning_step_has_words_for_the_reader(lang):
    for step in STEPS:
        assert word(f"step_{step}", lang)


def items_of(tables, report_id):
    """One thing of each kind that a report has, as one would ask for it."""
    for table, columns in [
        ("indicators", ["indicator"]),
        ("requests", ["item", "applicant"]),
        ("redress", ["channel", "result"]),
        ("proactive", ["article_item", "subject", "measure"]),
        ("problems", ["problem_no"]),
    ]:
        rows = tables[table][tables[table]["report_id"] == report_id]
        if len(rows):
            yield "/".join(str(rows.iloc[-1][c]) for c in columns), rows.iloc[-1]


def test_explain_works_on_every_format_from_a_folder(corpus):
    """The words shown at the raw stage are those at the raw offsets of the tables."""
    tables = gd.load(corpus / "tables")
    raw = corpus / "sim" / "raw"
    for row in tables.reports.itertuples():
        for what, cell in items_of(tables, row.report_id):
            text = repr(gd.explain(row.report_id, what, data=tables, raw=raw, lang="en"))
            assert f"{cell['start']}:{cell['end']}" in text
            if pd.notna(cell["raw_start"]):
                assert f"decoded source (at {cell['raw_start']}:{cell['raw_end']}" in text
            else:
                assert "has no linear text" in text


def test_explain_reads_the_one_document_only(corpus, monkeypatch):
    from govdisc_analysis.show import origin

    seen = []
    parse = origin.parse_document
    monkeypatch.setattr(
        origin, "parse_document", lambda item, over: (seen.append(item.name), parse(item, over))[1]
    )
    tables = gd.load(corpus / "tables")
    row = tables.reports.iloc[0]
    what = next(items_of(tables, row["report_id"]))[0]
    gd.explain(row["report_id"][:8], what, data=corpus / "tables", raw=corpus / "sim" / "raw")
    assert seen == [row["source_path"]]


def test_explain_finds_a_report_inside_a_zip(tmp_path):
    (tmp_path / "raw").mkdir()
    with zipfile.ZipFile(tmp_path / "raw" / "all.zip", "w") as archive:
        archive.writestr("甲/一.txt", TEXT)
        archive.writestr("甲/二.txt", TEXT.replace("650", "7").replace("３", "4"))
    tables = gd.parse_corpus(tmp_path / "raw", jobs=1)
    assert "⟦６５０⟧" in repr(
        gd.explain("all.zip/甲/一.txt", "proactive_total", data=tables, raw=tmp_path / "raw")
    )


def test_without_the_source_the_way_ends_at_the_cleaned_text(corpus, tmp_path):
    tables = gd.load(corpus / "tables")
    row = tables.indicators.iloc[0]
    shown = gd.explain(row["report_id"], row["indicator"], data=tables, raw=tmp_path, lang="en")
    assert "The source file is not in" in repr(shown)


def test_a_source_that_has_changed_is_told(tmp_path):
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw" / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    tables = gd.parse_corpus(tmp_path / "raw", jobs=1)
    path.write_text(TEXT + "。", encoding="utf-8")
    with pytest.raises(ValueError, match="has changed since it was read"):
        gd.explain("a.txt", "proactive_total", data=tables, raw=tmp_path / "raw")


def test_another_file_of_the_same_name_in_the_usual_folder_is_not_taken_for_it(
    tmp_path, monkeypatch
):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "data" / "raw" / "a.txt").write_text("另一份", encoding="utf-8")
    tables = gd.parse_corpus(tmp_path / "mine", jobs=1)
    monkeypatch.chdir(tmp_path)
    shown = gd.explain("a.txt", "proactive_total", data=tables, lang="en")
    assert "The source file is not in" in repr(shown)


def test_a_correction_is_shown(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "corrections.csv").write_text(
        "report,table,key,column,as_read,corrected,reason,who,when\n"
        "a.txt,indicators,requests_received,value,3,4,misprint,L,2026-11-22\n",
        encoding="utf-8",
    )
    tables = gd.parse_corpus(tmp_path, jobs=1)
    text = repr(gd.explain("a.txt", "requests_received", data=tables, raw=tmp_path, lang="en"))
    assert "= 4" in text and "value=3" in text and "misprint" in text and "⟦3⟧" in text


def test_hand_coded_figures_say_that_there_is_no_text():
    published = ROOT / "data" / "raw" / "published"
    tables = gd.parse_corpus(published, jobs=1)
    row = tables.indicators.iloc[0]
    text = repr(
        gd.explain(row["report_id"], row["indicator"], data=tables, raw=published, lang="en")
    )
    assert "Typed by a person" in text


def test_what_is_not_there_lists_what_is_near(report, corpus):
    from govdisc_analysis.show import NotThereError

    with pytest.raises(NotThereError, match="requests_received"):
        gd.explain(report, "requests_recieved")
    with pytest.raises(NotThereError, match="no 'nothing_like_it'; near are: "):
        gd.explain(report, "nothing_like_it")
    tables = gd.load(corpus / "tables")
    row = tables.reports.iloc[3]
    wrong = row["report_id"][:-2] + "zz"
    with pytest.raises(NotThereError, match=row["report_id"]):
        gd.explain(wrong, "proactive_total", data=tables)
    with pytest.raises(NotThereError, match=row["source_path"]):
        gd.explain(row["agency"], "proactive_total", data=replace(tables, reports=tables.reports))
    with pytest.raises(FileNotFoundError, match="govdisc parse"):
        gd.explain("abcd", "proactive_total", data="no/such/folder")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_labels_name_columns_and_codes_and_keep_numbers(corpus, language):
    tables = gd.load(corpus / "tables")
    for name in ("reports", "indicators", "requests", "redress", "outcomes", "problems", "checks"):
        frame = tables[name].head(20)
        labelled = gd.label(frame, language)
        assert len(set(labelled.columns)) == len(frame.columns)
        assert labelled.index.equals(frame.index)
        if language == "zh":
            named = [c for c in labelled.columns if re.search(r"[\u4e00-\u9fff]", c)]
            assert len(named) >= len(frame.columns) - 1  # SHA-256 is its own name
        safe(labelled._repr_html_())
    requests = gd.label(tables.requests, language)
    count = requests[{"zh": "件数", "en": "count"}[language]]
    pd.testing.assert_series_equal(
        pd.Series(count), pd.Series(tables.requests["count"]), check_names=False
    )
    applicant = requests[{"zh": "申请人", "en": "applicant"}[language]]
    assert {"zh": "总计", "en": "total"}[language] in set(applicant)
    assert tables.requests.columns[0] == "report_id"
    with pytest.raises(ValueError, match="fr"):
        gd.label(tables.requests, "fr")


def test_labels_of_a_part_of_a_table_and_of_foreign_columns():
    frame = pd.DataFrame({"item": ["disclosed", None], "mine": [1.5, None], "a<b": ["<i>", "x"]})
    labelled = gd.label(frame)
    assert list(labelled.columns) == ["事项", "mine", "a<b"]
    assert labelled.iloc[0, 0] == "（一）予以公开" and pd.isna(labelled.iloc[1, 0])
    html = safe(labelled._repr_html_())
    assert "&lt;i&gt;" in html and "a&lt;b" in html and "–" in html
    long = gd.label(pd.DataFrame({"count": range(1000)}))._repr_html_()
    assert long.count("<tr>") < 100 and "1,000 × 1" in long


def test_records_look_right_in_a_notebook(report, corpus):
    assert "某县教育局 2019" in safe(report._repr_html_())
    tables = gd.load(corpus / "tables")
    assert "requests" in safe(tables._repr_html_())
    assert repr(tables).startswith("Tables(reports: 24")
    frame = pd.DataFrame({"k": [3, 4], "n": [10, 10], "a": ["x", "y"]})
    refused = gd.stats.estimate_rate(
        frame, events="k", trials="n", cluster="a", weighting="request"
    )
    assert refused.code in safe(refused._repr_html_())
    many = pd.DataFrame({"k": [3, 4, 5, 2] * 10, "n": [10] * 40, "a": [str(i) for i in range(40)]})
    ok = gd.stats.estimate_rate(many, events="k", trials="n", cluster="a", weighting="request")
    assert "0.35" in safe(ok._repr_html_()) and "95%" in ok._repr_html_()


def test_every_verb_is_there_and_stays_a_verb():
    for name in gd.__all__:
        assert getattr(gd, name).__doc__, name
    assert callable(gd.score) and callable(gd.score)


def test_the_truth_of_a_simulated_corpus_can_be_loaded(corpus):
    truth, read = gd.load(corpus / "sim" / "truth"), gd.load(corpus / "tables")
    assert len(truth.reports) == 24 and len(truth.requests) and len(truth.outcomes)
    for name in ("reports", "requests", "outcomes", "log"):
        pd.testing.assert_series_equal(truth[name].dtypes, read[name].dtypes)
    assert truth.indicators["start"].isna().all()
    with pytest.raises(FileNotFoundError, match="no processed folder"):
        gd.load(corpus / "sim" / "raw")


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


def test_chinese_falls_back_on_the_font_of_the_site():
    """In the site's notebooks these are shown where no Chinese font may be installed."""
    stacks = re.findall(r"font(?:-family)?:([^;}]*(?:serif|monospace)[^;}]*)", style())
    assert stacks
    assert all('"Govdisc Han"' in stack for stack in stacks)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_marks_tell_on_hover_and_by_keyboard_in_light_and_dark(report, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    page_file = tmp_path / "show.html"
    html = f"<!doctype html><meta charset=utf-8><body>{report.show()._repr_html_()}</body>"
    page_file.write_text(html, encoding="utf-8")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        colours = []
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme)
            page.on("request", lambda r: pytest.fail(r.url) if r.url.startswith("http") else None)
            page.goto(page_file.as_uri())
            mark = page.locator("mark.figure").first
            tip = mark.locator(".gd-tip")
            assert not tip.is_visible()
            mark.hover()
            assert tip.is_visible() and "650" in tip.inner_text()
            page.mouse.move(0, 0)
            mark.focus()
            assert tip.is_visible()
            box = "getComputedStyle(document.querySelector('.gd')).backgroundColor"
            colours.append(page.evaluate(box))
        browser.close()
    assert len(set(colours)) == 2
