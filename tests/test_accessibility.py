"""Every kind of page before axe-core: no serious finding, light and dark, wide and narrow."""

import base64
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.site import build_site
from tests.site_corpus import SEEDS, write_corpus

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PAGES = (
    *("index", "analyses", "reports", "agencies", "data", "downloads"),
    *("checks", "dictionary", "accuracy", "about", "01_corpus"),
)
# the style sheet of a page opened from a folder can't be fetched again, as preloading would
OPTIONS = {"resultTypes": ["violations"], "preload": False}
GRAVE = {"serious", "critical"}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CELL = "<td>很长的一格，足够让表格在窄屏上左右滚动，读者须能用键盘到达</td>"
BODY = (
    "<h1>语料</h1><p>**共3份**报告。</p><div class='table'><table><thead><tr><th>甲</th>"
    f"<th>乙</th></tr></thead><tbody><tr>{CELL * 2}</tr></tbody></table></div>"
    f'<img alt="一幅图" src="data:image/png;base64,{PIXEL}">'
)


@dataclass(frozen=True)
class Run:
    name: str
    title: str
    html_body: str
    executed_path: Path | None = None
    failed_cell: object = None
    figures: tuple[object, ...] = ()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("axe")


@pytest.fixture(scope="module")
def tables(place):
    return parse_corpus(write_corpus(place / "raw", hand_coded=45), jobs=1)


@pytest.fixture(scope="module")
def site(place, tables):
    assert base64.b64decode(PIXEL)
    build_site(tables, place / "raw", place / "out", [Run("01_corpus", "语料", BODY)], jobs=1)
    return place / "out"


@pytest.fixture(scope="module")
def names(site, tables):
    """One page of each kind."""
    ids = tables.reports.set_index("source_path")["report_id"]
    hand = next(path for path in ids.index if path.startswith("published/"))
    reports = [ids[path] for path in (*SEEDS, hand, "broken.pdf")]
    agency = next(
        path.name
        for path in (site / "agency").iterdir()
        if "<ins>" in path.read_text(encoding="utf-8")
    )
    return [
        *(f"{p}.html" for p in PAGES),
        f"agency/{agency}",
        *(f"report/{i}.html" for i in reports),
    ]


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def findings(tab):
    """Grave findings as words, each with the first place where it stands."""
    found = axe.Axe().run(tab, options=OPTIONS).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in GRAVE
    ]


def test_axe_is_awake(chromium):
    tab = chromium.new_page()
    tab.set_content("<html><body><img src='data:,'><p style='color:#ccc'>pale</p></body></html>")
    assert {f.split()[0] for f in findings(tab)} >= {"image-alt", "color-contrast"}
    tab.close()


@pytest.mark.parametrize(
    ("theme", "width", "every"),
    [("light", 1280, 1), ("dark", 320, 1), ("dark", 1280, 3), ("light", 320, 3)],
)
def test_no_serious_finding(chromium, site, names, theme, width, every):
    """All kinds of page twice; the other two ways on every third, for the colours."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    found = {}
    for name in names[::every]:
        tab.goto((site / name).as_uri())
        if tab.locator("#grid").count():
            tab.wait_for_selector("[data-ready]")
        if name.startswith("report/") and tab.locator("mark.m:visible").count():
            tab.locator("mark.m:visible").first.click()
        if grave := findings(tab):
            found[name] = grave
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide"
    context.close()
    assert found == {}
