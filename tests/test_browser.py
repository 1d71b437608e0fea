"""The site in a real browser, from a folder, without a network: read, searched, by keyboard."""

import csv
import shutil

import pytest

from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.site import build_site, data_files
from tests.site_corpus import SEEDS, write_corpus

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PAGES = (
    *("index", "analyses", "reports", "agencies", "data", "downloads"),
    *("checks", "dictionary", "accuracy", "about"),
)
WIDE, NARROW = (1280, 900), (390, 844)
TRADITIONAL, FORM, HAND, HOSTILE = *SEEDS, "published/", "hostile.txt"


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("browser") / "raw", hand_coded=45)


@pytest.fixture(scope="module")
def tables(raw):
    return parse_corpus(raw, jobs=1)


@pytest.fixture(scope="module")
def site(tables, raw):
    out = raw.parent / "reports"
    build_site(tables, raw, out, (), "zh", jobs=1)
    return out


@pytest.fixture(scope="module")
def cut_site(tables, raw):
    """The same site, with tables cut into files as those of a large corpus are."""
    out = raw.parent / "cut"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data_files, "MOST_ROWS", 20)
        build_site(tables, raw, out, (), "zh", jobs=1)
    return out


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """A fresh tab that must stay without errors and without a network."""
    context = chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    page = context.new_page()
    faults = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on("request", lambda r: faults.append(r.url) if not is_local(r.url) else None)
    yield page
    context.close()
    assert faults == []


def is_local(url):
    return url.startswith(("file:", "data:", "blob:"))


def report_file(tables, path):
    rows = tables.reports[tables.reports["source_path"].str.startswith(path)]
    return f"report/{rows['report_id'].iloc[0]}.html"


def open_page(tab, site, name):
    tab.goto(f"{(site / name.partition('#')[0]).as_uri()}{''.join(name.partition('#')[1:])}")
    if name.startswith(("data", "reports", "agencies")):
        tab.wait_for_selector("[data-ready]")
    tab.evaluate("document.fonts.ready")
    return tab


def fits(tab):
    return tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_kind_of_page_reads_well(tab, site, tables, size):
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    reports = [report_file(tables, path) for path in (TRADITIONAL, FORM, HAND, HOSTILE)]
    for name in [*(f"{page}.html" for page in PAGES), *reports]:
        open_page(tab, site, name)
        text = tab.inner_text("body")
        assert "\ufffd" not in text, name
        assert "Traceback" not in text, name
        assert tab.locator("h1:visible").count() == 1, name
        assert tab.inner_text("h1").strip(), name
        assert fits(tab), f"{name} is wider than a screen of {size[0]}"
        for image in tab.locator("img").all():
            assert image.get_attribute("alt"), name


def test_every_page_opens_without_a_fault(tab, site):
    for path in sorted(site.rglob("*.html")):
        tab.goto(path.as_uri())
        assert tab.evaluate("window.hacked") is None


def test_chinese_has_glyphs(tab, site):
    """A box for a missing glyph looks the same for every character; glyphs don't."""
    open_page(tab, site, "index.html")
    assert tab.evaluate("document.fonts.check('16px \"Govdisc Han\"', '政府信息公开')")
    drawn = tab.evaluate(
        """() => { const draw = (c) => { const k = document.createElement('canvas');
             k.width = k.height = 40; const x = k.getContext('2d');
             x.font = '32px ' + getComputedStyle(document.body).fontFamily;
             x.fillText(c, 2, 34); return k.toDataURL(); };
           return ['政', '府', '公', '开'].map(draw); }"""
    )
    assert len(set(drawn)) == 4


def test_chinese_stands_in_the_font_that_holds_it(tab, site, tables):
    """Wherever a page prints Chinese, the fonts that it asks for end in the site's own."""
    for name in (*(f"{page}.html" for page in PAGES), report_file(tables, FORM)):
        open_page(tab, site, name)
        asked = tab.evaluate(
            """() => { const found = new Set(), all = document.createTreeWalker(document.body, 4);
                 while (all.nextNode()) if (/[\u4e00-\u9fff]/.test(all.currentNode.data))
                   found.add(getComputedStyle(all.currentNode.parentElement).fontFamily);
                 return [...found]; }"""
        )
        assert asked, name
        assert [fonts for fonts in asked if "Govdisc Han" not in fonts] == [], name


def test_the_language_is_kept(tab, site):
    open_page(tab, site, "index.html")
    chinese = tab.inner_text("h1")
    tab.click("#lang-toggle")
    english = tab.inner_text("h1")
    assert chinese != english
    assert english.isascii()
    open_page(tab, site, "about.html")
    assert tab.inner_text("h1").isascii()
    assert tab.get_attribute("html", "lang") == "en"
    assert tab.get_attribute("#theme-toggle", "aria-label").isascii()


def test_the_theme_is_kept_and_has_contrast(tab, site):
    tab.emulate_media(color_scheme="light")
    open_page(tab, site, "index.html")
    light = background(tab)
    tab.click("#theme-toggle")
    assert background(tab) != light
    open_page(tab, site, "data.html")
    assert background(tab) != light
    assert tab.get_attribute("#theme-toggle", "aria-pressed") == "true"


def background(tab):
    return tab.evaluate("getComputedStyle(document.body).backgroundColor")


CONTRAST = """() => {
  const light = (c) => { const f = c.map((v) => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const behind = (e) => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.9) return c; }
    return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent || e.closest('.hidden, :disabled')) continue;
    const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(e.className + ' ' + e.textContent.trim().slice(0, 20) + ' ' + ratio);
  }
  return [...new Set(bad)].slice(0, 10); }"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_ground(tab, site, tables, theme):
    tab.emulate_media(color_scheme=theme)
    for name in ("index.html", "data.html", report_file(tables, FORM)):
        open_page(tab, site, name)
        if name.startswith("report/"):
            tab.check("[data-layer=refused]")
            tab.locator("mark.figure").first.click()
        assert tab.evaluate(CONTRAST) == [], name


def test_controls_have_names(tab, site, tables):
    for name in ("reports.html", "data.html", report_file(tables, FORM)):
        open_page(tab, site, name)
        for control in tab.locator("button:visible, input:visible, select:visible").all():
            named = control.evaluate(
                "e => e.innerText || e.getAttribute('aria-label') || e.labels?.[0]?.innerText"
            )
            assert named, f"{name}: {control.evaluate('e => e.outerHTML')}"


def test_rows_are_searched_filtered_and_sorted(tab, site, tables):
    open_page(tab, site, "data.html")
    assert rows_shown(tab) == len(tables.indicators)
    tab.fill("input[type=search]", "六盘水")
    tab.wait_for_function("document.querySelectorAll('tbody tr').length < 50")
    found = rows_shown(tab)
    assert 0 < found < 50
    tab.select_option("[data-filter=indicator]", "proactive_total")
    assert rows_shown(tab) == 1
    assert "q=" in tab.url
    tab.click("text=清除")
    tab.select_option("[data-filter=indicator]", "requests_received")
    counted = (tables.indicators["indicator"] == "requests_received").sum()
    assert rows_shown(tab) == counted
    for expected in ("ascending", "descending"):
        tab.click("thead button:has-text('数值')")
        values = [number(v) for v in tab.locator("tbody td:nth-child(4)").all_inner_texts()]
        assert values == sorted(values, reverse=expected == "descending")
        assert tab.get_attribute("thead th:nth-child(4)", "aria-sort") == expected


def number(text):
    return float(text.replace(",", ""))


def rows_shown(tab):
    numbers = [int(n.replace(",", "")) for n in _digits(tab.inner_text(".status"))]
    return numbers[1]


def _digits(text):
    return "".join(c if c.isdigit() or c == "," else " " for c in text).split()


def test_the_address_holds_what_is_shown(tab, site):
    open_page(tab, site, "reports.html")
    tab.fill("input[type=search]", "县")
    tab.wait_for_function("location.hash.includes('q=')")
    tab.click("thead button:has-text('年度')")
    tab.click("thead button:has-text('年度')")
    shown = tab.locator("tbody tr").all_inner_texts()
    again = tab.url.rpartition("/")[2]
    tab.goto("about:blank")
    open_page(tab, site, again)
    assert tab.locator("tbody tr").all_inner_texts() == shown
    assert tab.get_attribute("thead th:has-text('年度')", "aria-sort") == "descending"


def test_nothing_found_is_said(tab, site):
    open_page(tab, site, "reports.html")
    tab.fill("input[type=search]", "没有这样的词语")
    tab.wait_for_selector("td.nothing")
    assert rows_shown(tab) == 0
    tab.click(".clear")
    assert tab.evaluate("document.activeElement.type") == "search"


def test_headers_sort_by_keyboard(tab, site):
    open_page(tab, site, "agencies.html")
    tab.locator("thead button").nth(1).focus()
    tab.keyboard.press("Enter")
    assert tab.get_attribute("thead th:nth-child(2)", "aria-sort") == "ascending"
    assert tab.evaluate("document.activeElement.closest('th').cellIndex") == 1
    tab.keyboard.press("Space")
    assert tab.get_attribute("thead th:nth-child(2)", "aria-sort") == "descending"


def test_tabs_are_moved_by_arrows(tab, site):
    open_page(tab, site, "data.html")
    tab.locator("[role=tab]").first.focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("[data-ready=requests]")
    assert tab.get_attribute("#tab-requests", "aria-selected") == "true"
    tab.keyboard.press("End")
    tab.wait_for_selector("[data-ready=checks]")


def test_an_agency_is_found_and_its_numbers_lead_to_their_place(tab, site):
    open_page(tab, site, "agencies.html")
    tab.fill("input[type=search]", "清河县教育局")
    tab.wait_for_function("document.querySelectorAll('tbody tr').length === 1")
    tab.click("tbody th a")
    tab.wait_for_selector(".years-table")
    assert tab.inner_text("h1") == "清河县教育局"
    assert tab.locator(".years-table thead th").all_inner_texts() == ["年度", "2017", "2018"]
    assert tab.locator("ins:visible").count() > 1
    tab.click(".years-table tr:has-text('主动公开信息数') td:nth-child(3) a")
    tab.wait_for_selector("#panel.open .source mark")
    assert tab.inner_text("mark.now") == "121"


def test_a_table_in_files_is_chosen_from(tab, cut_site, tables):
    open_page(tab, cut_site, "data.html#requests?item=carried_out")
    assert tab.get_attribute("#grid", "data-ready") == "requests"
    counts = tables.requests["item"].value_counts()
    assert rows_shown(tab) == counts["carried_out"]
    other = tab.locator("[data-filter=part] option").first
    tab.select_option("[data-filter=part]", other.get_attribute("value"))
    tab.wait_for_function("!location.hash.includes('carried_out')")
    assert rows_shown(tab) == counts.max()


def test_each_answer_leads_to_its_evidence(tab, site):
    open_page(tab, site, "index.html")
    links = [a.get_attribute("href") for a in tab.locator(".answers a.more").all()]
    assert len(links) >= 8
    for link in dict.fromkeys(links):
        open_page(tab, site, link)
        assert tab.locator("h1").count() == 1
        if link.startswith("data"):
            assert tab.locator("tbody tr").count() > 0, link


def test_the_map_speaks_both_languages(tab, site):
    open_page(tab, site, "index.html")
    assert tab.locator(".map svg:visible").get_attribute("lang") == "zh-Hans"
    tab.click("#lang-toggle")
    assert tab.locator(".map svg:visible").get_attribute("lang") == "en"
    assert tab.locator(".map svg:visible").get_attribute("aria-label").isascii()


def test_print_drops_what_paper_can_not_do(tab, site, tables):
    tab.emulate_media(media="print", color_scheme="dark")
    open_page(tab, site, report_file(tables, FORM))
    assert background(tab) == "rgb(255, 255, 255)"
    for name in (".top", ".panel", ".layers"):
        assert not tab.locator(name).first.is_visible()
    assert tab.locator("article.text").is_visible()


def test_filtered_rows_are_saved_as_csv(tab, site, tables):
    open_page(tab, site, "data.html#requests?applicant=total")
    with tab.expect_download() as waiting:
        tab.click(".csv")
    with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    assert len(rows) == (tables.requests["applicant"] == "total").sum()
    assert {row["applicant"] for row in rows} == {"total"}


def test_a_row_leads_to_its_place(tab, site):
    open_page(tab, site, "data.html#indicators?q=2425")
    tab.click("tbody td a")
    tab.wait_for_selector("#panel.open .source mark")
    assert tab.inner_text("#panel .source mark") == "2425"
    assert tab.locator("mark.now").inner_text() == "2425"


def test_marks_are_reached_by_keyboard(tab, site, tables):
    open_page(tab, site, report_file(tables, TRADITIONAL))
    tab.locator("mark.figure").first.focus()
    assert tab.is_visible("#tip")
    tab.keyboard.press("Enter")
    source = tab.inner_text("#panel .source")
    assert "(" in source  # the annotations of the source's own page
    first = tab.inner_text("#panel h4")
    tab.click("[data-step='1']")
    assert tab.inner_text("#panel h4") != first
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#tip")


def test_the_first_stop_skips_to_the_content(tab, site):
    open_page(tab, site, "index.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_refused_numbers_are_shown_on_demand(tab, site, tables):
    open_page(tab, site, report_file(tables, FORM))
    refused = tab.locator("mark.refused").first
    assert refused.get_attribute("tabindex") == "-1"
    tab.check("[data-layer=refused]")
    assert refused.get_attribute("tabindex") == "0"
    refused.click()
    assert tab.inner_text("#panel h4")


def test_a_narrow_screen_shows_rows_as_cards(tab, site):
    tab.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    open_page(tab, site, "reports.html")
    first, second = (tab.locator("tbody tr").nth(i).bounding_box() for i in (0, 1))
    assert second["y"] >= first["y"] + first["height"]
    assert first["width"] <= NARROW[0]
    assert fits(tab)
