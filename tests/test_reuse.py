"""Reuse of wordings: own earlier years, other agencies, clusters."""

import time
from pathlib import Path

import pandas as pd
import pytest

from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.reuse import measure_reuse
from govdisc_analysis.store import load, write_tables
from tests.shared import ROOT

ROWS = [
    ("a17", 1, "公开内容不够全面，更新不够及时", "A", 2017),
    ("a18", 1, "公开内容不够全面,更新不够及时", "A", 2018),
    ("b18", 1, "公开内容还不够全面，更新不够及时", "B", 2018),
    ("c18", 1, "专业技术人员缺乏", "C", 2018),
    ("x18", 1, "专业技术人员缺乏", None, 2018),
]


def frame(rows: list[tuple[str, int, str, str | None, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["report_id", "problem_no", "text", "agency_id", "year"])


def test_own_earlier_year_is_found() -> None:
    reuse = measure_reuse(frame(ROWS)).set_index("report_id")
    assert reuse.loc["a18", "repeats_own"] == 1.0
    assert reuse.loc["a17", "repeats_own"] == 0.0


def test_other_agencies_and_boilerplate() -> None:
    reuse = measure_reuse(frame(ROWS)).set_index("report_id")
    assert 0.5 < reuse.loc["b18", "repeats_others"] < 1
    assert reuse.loc["b18", "boilerplate"] == pytest.approx(0.5)
    assert reuse.loc["c18", "repeats_others"] == 0


def test_unknown_agency_stays_empty_but_clusters() -> None:
    reuse = measure_reuse(frame(ROWS)).set_index("report_id")
    assert reuse.loc["x18", ["repeats_own", "repeats_others", "boilerplate"]].isna().all()
    assert reuse.loc["x18", "cluster"] == reuse.loc["c18", "cluster"]
    assert reuse["cluster"].nunique() == 2


def test_empty_table() -> None:
    assert measure_reuse(frame(ROWS).iloc[:0]).empty


def test_the_same_wording_everywhere_stays_quick() -> None:
    rows = [(f"r{i}", 1, "公开内容不够全面", f"a{i}", 2018) for i in range(5000)]
    start = time.perf_counter()
    reuse = measure_reuse(frame(rows))
    assert (reuse["boilerplate"] == 1).all()
    assert time.perf_counter() - start < 20


def test_many_distinct_statements_stay_quick() -> None:
    words = "公开内容形式渠道更新解读队伍机制平台监督互动标准意识时效"
    texts = [
        "".join(words[(i * k) % len(words)] for k in range(1, 15)) + str(i) for i in range(2000)
    ]
    rows = [(f"r{i}", 1, text, f"a{i}", 2018) for i, text in enumerate(texts)]
    start = time.perf_counter()
    assert len(measure_reuse(frame(rows))) == 2000
    assert time.perf_counter() - start < 20


def test_likeness_is_that_of_every_pair_compared() -> None:
    words = "公开内容形式渠道更新解读队伍机制平台监督互动标准意识时效"
    stems = ["".join(words[(i * k + k * k) % len(words)] for k in range(1, 18)) for i in range(60)]
    texts = [*stems, *(stem[:-3] for stem in stems), *(stem + "还有待加强" for stem in stems)]
    grams = [{text[i : i + 3] for i in range(len(text) - 2)} for text in texts]
    reuse = measure_reuse(frame([(f"r{i}", 1, t, f"a{i}", 2018) for i, t in enumerate(texts)]))
    for i, mine in enumerate(grams):
        best = max(len(mine & g) / len(mine | g) for j, g in enumerate(grams) if j != i)
        if best >= 0.6:
            assert reuse.loc[i, "repeats_others"] == pytest.approx(best)


def test_columns_of_the_problems_table(tmp_path: Path) -> None:
    text = next((ROOT / "tests" / "data" / "heldout").glob("h001.txt")).read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text.replace("2013", "2014"), encoding="utf-8")
    tables = parse_corpus(tmp_path, jobs=1)
    years = tables.reports.set_index("report_id")["year"]
    later = tables.problems["report_id"].map(years) == 2014
    assert later.any()
    assert (tables.problems.loc[later, "repeats_own"] == 1).all()
    assert (tables.problems.loc[~later, "repeats_own"] == 0).all()
    assert tables.problems["repeats_others"].isna().all()
    assert tables.problems.groupby("cluster").size().eq(2).all()
    write_tables(tables, tmp_path / "out")
    again = load(tmp_path / "out")
    pd.testing.assert_frame_equal(again.problems, tables.problems)
