"""Reuse of wordings: own earlier years, other agencies, clusters."""

import time

import pandas as pd
import pytest

from govdisc_analysis.reuse import measure_reuse

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
