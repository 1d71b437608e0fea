"""Figures: the packaged Chinese font is used, and nothing is drawn as a box."""

import csv
import logging
import warnings

import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from PIL import Image

from govdisc_analysis import charts
from govdisc_analysis.charts.chart import wrap
from govdisc_analysis.charts.style import _installed_font
from govdisc_analysis.labels import label, name_columns, number
from tests.shared import ROOT

RARE = "鄄城县垟头镇㙟涿州市 −5% 约六百五十余条"
WORDS = {"title": RARE, "note": "来源：年度报告", "alt": "说明", "name": "x"}


def estimates():
    return pd.DataFrame(
        {
            "group": ["县级", "乡级", "省级"],
            "n_reports": [50, 40, 3],
            "estimate": [0.5, 0.7, None],
            "low": [0.3, 0.6, None],
            "high": [0.7, 0.8, None],
            "code": ["", "R11", "R3"],
            "note": ["", "谨慎", "未计算（R3）"],
        }
    )


def counts():
    return pd.DataFrame({"类别": ["甲", "乙"], "部分": ["一", "一"], "n": [3, 0]})


def small_plots():
    marks = [
        charts.Marks("bars", (1, 2), (3, 0), name="条数"),
        charts.Marks("whiskers", (1, 2), (3, 1), low=(2, 0.5), high=(4, 2), colour=1),
        charts.Marks("rules", (1.5,), (2,)),
    ]
    across = charts.Marks("whiskers", (1, 20), (0, 1), low=(0.5, 3), high=(4, 90), is_across=True)
    return [
        charts.Panel(RARE, tuple(marks), x_axis="年", y_axis="条"),
        charts.Panel("比值", (across,), logs="x", rows=("县级", "乡级")),
        charts.Panel(
            "带",
            (
                charts.Marks("band", (1, 2), (0, 0), low=(0.1, 0.2), high=(0.3, 0.4), name="界"),
                charts.Marks("line", (1, 2), (0.2, 0.3), colour=2),
                charts.Marks("steps", (1, 2), (0.2, 0.3), is_faint=True),
                charts.Marks("dots", (1, 2), (0.25, 0.35), colour=3),
            ),
            shares="y",
        ),
        charts.Heat("格", ("甲",), ("乙", "丙"), ((-1.0, 2.0),), (("−1", "2 ×"),), is_signed=True),
        charts.Heat("空", ("甲",), ("乙",), ((float("nan"),),), (("–",),)),
    ]


DRAWN = {
    "estimates": lambda: charts.draw_estimates(estimates(), axis="占比", is_share=True, **WORDS),
    "ratio": lambda: charts.draw_estimates(
        estimates(), axis="比值", is_log=True, reference=1.0, **WORDS
    ),
    "strip": lambda: charts.draw_strip(
        pd.DataFrame({"group": ["县级", "县级", "乡级"], "value": [0, 650, 3]}),
        estimates(),
        axis="条",
        legend=("一份", "估计"),
        **WORDS,
    ),
    "bars": lambda: charts.draw_bars(
        counts(), category="类别", count="n", part="部分", total=5, **WORDS
    ),
    "grid": lambda: charts.draw_grid(counts(), row="类别", column="部分", count="n", **WORDS),
    "panels": lambda: charts.draw_panels(small_plots(), **WORDS),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_no_glyph_is_missing_and_no_font_is_sought_in_vain(kind, caplog):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what other tests left to the collector
        data = DRAWN[kind]().png()
    assert data.startswith(b"\x89PNG")
    assert not [r for r in caplog.records if "font" in r.getMessage().lower()]


@pytest.mark.parametrize("kind", DRAWN)
def test_every_text_is_set_in_the_packaged_font(kind):
    figure = DRAWN[kind]().figure
    texts = [t for t in figure.findobj(Text) if t.get_text().strip()]
    files = {font_manager.findfont(t.get_fontproperties()) for t in texts}
    assert texts
    assert {path.rsplit("/", 1)[-1] for path in files} == {"NotoSansSC-Regular.otf"}


@pytest.mark.parametrize("kind", DRAWN)
def test_no_text_reaches_over_the_edge(kind):
    figure = DRAWN[kind]().figure
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(box.x0, box.y0) >= 0
    assert box.x1 <= width
    assert box.y1 <= height


def test_a_long_reason_is_cut_at_the_edge_of_the_axes():
    table = estimates()
    table["note"] = "未计算：比较跨越了表格或口径的变化，口径与行为变化不可分。" * 4
    figure = charts.draw_estimates(table, axis="占比", is_share=True, **WORDS).figure
    (axes,) = figure.axes
    room = axes.get_window_extent()
    cut = [text for text in axes.texts if text.get_text().endswith("…")]
    assert cut
    assert all(text.get_window_extent().x1 <= room.x1 + 0.02 * room.width for text in cut)


def test_a_system_without_any_chinese_font_is_told_once(monkeypatch):
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.warns(UserWarning, match="Chinese"):
        assert _installed_font() == "DejaVu Sans"


def test_a_chart_leaves_its_picture_and_its_table(tmp_path):
    image, table = DRAWN["estimates"]().save(tmp_path)
    assert Image.open(image).width > 1000
    assert pd.read_csv(table)["code"].tolist()[2] == "R3"


def test_the_same_data_give_the_same_bytes():
    assert DRAWN["strip"]().png() == DRAWN["strip"]().png()


def test_a_notebook_gets_alternative_text():
    data, about = DRAWN["bars"]()._repr_mimebundle_()
    assert about["image/png"]["alt"] == "说明"
    assert data["text/plain"] == "说明"


def test_a_reason_that_holds_for_every_row_is_drawn_once():
    table = estimates().assign(estimate=float("nan"), low=float("nan"), high=float("nan"))
    table["note"] = "未计算（R3）"
    drawn = charts.draw_estimates(table, axis="占比", is_share=True, **WORDS).figure
    told = [text for text in drawn.findobj(Text) if text.get_text() == "未计算（R3）"]
    assert len(told) == 1


def test_lines_break_by_columns():
    assert wrap("一二三四五六七", 8).splitlines() == ["一二三四", "五六七"]


@pytest.mark.parametrize("name", ["labels", "sentences", "method_pairs"])
def test_every_word_stands_in_both_languages(name):
    path = ROOT / "govdisc_analysis" / "codebook" / f"{name}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert all(row["en"].strip() and row["zh"].strip() for row in rows)
    assert all(None not in row and None not in row.values() for row in rows)


def test_sentences_have_the_same_slots_in_both_languages():
    import string

    path = ROOT / "govdisc_analysis" / "codebook" / "sentences.csv"
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        en, zh = ({f[1] for f in string.Formatter().parse(row[x]) if f[1]} for x in ("en", "zh"))
        assert en == zh, row["key"]


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "0"), (650.0, "650"), (1372.4, "1,372"), (0.1234, "0.123")]
)
def test_numbers_for_readers(value, expected):
    assert number(value) == expected


def test_labels_fall_back_to_plain_words_and_refuse_other_languages():
    assert label("other:night_shifts", "en") == "night shifts"
    with pytest.raises(ValueError, match="zh, en"):
        label("county", "fr")


def test_a_table_for_reading_has_no_hole():
    shown = name_columns(pd.DataFrame({"count": [1.0, None], "state": ["blank", None]}), "zh")
    assert shown.iloc[1].tolist() == ["–", "–"]


def test_small_plots_leave_every_mark_in_their_table():
    table = charts.draw_panels(small_plots(), **WORDS).table
    assert list(table.columns) == ["panel", "series", "x", "y", "low", "high"]
    assert table[table["panel"] == "比值"]["high"].tolist() == [4, 90]
    assert table[table["panel"] == "格"]["y"].tolist() == [-1, 2]
    assert table[table["series"] == "条数"]["y"].tolist() == [3, 0]
