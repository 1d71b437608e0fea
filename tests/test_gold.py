"""The five seeds against what a careful reader reads from them."""

import pandas as pd
import pytest

import govdisc_analysis as gd
from tests.shared import SHARED

pytestmark = pytest.mark.skipif(SHARED is None, reason="the careful reader's tables are not here")
KEYS = {
    "requests": ["item", "applicant", "count"],
    "proactive": ["article_item", "subject", "measure", "value", "unit"],
    "redress": ["channel", "result", "count"],
}
IDENTITY = [
    *("script", "template", "title", "agency", "agency_type", "province", "city", "county"),
    *("region_basis", "admin_level", "year", "period_start", "period_end", "published_on"),
    "is_partial_year",
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    out = tmp_path_factory.mktemp("seeds")
    gd.write_tables(gd.parse_corpus(SHARED / "seeds", jobs=1), out, ["csv"])
    frames = {p.stem: pd.read_csv(p, dtype=str, keep_default_na=False) for p in out.glob("*.csv")}
    names = frames["reports"][["report_id", "source_path"]]
    for name, frame in frames.items():
        if "source_path" not in frame:
            frames[name] = frame.merge(names, on="report_id")
    return frames


def gold(name):
    return pd.read_csv(SHARED / "gold" / f"{name}.csv", dtype=str, keep_default_na=False)


def rows(frame, columns):
    return sorted(map(tuple, frame[["source_path", *columns]].to_numpy().tolist()))


def test_identity(tables):
    assert rows(tables["reports"], IDENTITY) == rows(gold("reports"), IDENTITY)


@pytest.mark.parametrize("name", KEYS)
def test_forms(tables, name):
    assert rows(tables[name], KEYS[name]) == rows(gold(name), KEYS[name])


def test_indicators_and_nothing_wrong_under_a_named_one(tables):
    columns = ["indicator", "value", "lower", "upper", "approximate"]
    named = tables["indicators"].loc[~tables["indicators"]["indicator"].str.startswith("other:")]
    assert rows(named, columns) == rows(gold("indicators"), columns)


def test_problems(tables):
    found = tables["problems"]
    expected = gold("problems")
    assert rows(found, ["problem_no"]) == rows(expected, ["problem_no"])
    both = found.merge(expected, on=["source_path", "problem_no"])
    assert [k in t for k, t in zip(both["key_phrase"], both["text"], strict=True)] == [True] * 12
    codes = tables["problem_categories"].groupby(["source_path", "problem_no"])["category"]
    for row in expected.itertuples():
        found_codes = set(codes.get_group((row.source_path, row.problem_no)))
        assert found_codes == set(row.categories.split(";"))


def test_checks(tables):
    checks = tables["checks"]
    arithmetic = checks.loc[checks["check"] == "narrative.arithmetic"]
    failed = checks.loc[checks["passed"] == "false"]
    assert failed["left"].tolist() == ["86.59"]
    assert failed["severity"].tolist() == ["warning"]
    passed = arithmetic.loc[arithmetic["passed"] == "true", "right"]
    assert {"2425", "7557", "3507"} <= set(passed)
    balance = checks.loc[checks["check"] == "requests.balance", "passed"]
    assert balance.tolist() == ["true"] * 7
    prose = checks.loc[checks["check"] == "narrative.requests_vs_form"]
    assert {"requests_received", "requests_closed", "requests_carried_over"} <= set(
        prose.loc[prose["passed"] == "true", "subject"]
    )


def test_every_figure_shows_itself_in_the_source(tables):
    for row in tables["indicators"].itertuples():
        source = (SHARED / "seeds" / row.source_path).read_bytes().decode("utf-8")
        shown = source[int(row.raw_start) : int(row.raw_end)]
        if row.rule.startswith("zero") or not any(c.isdigit() for c in shown):
            assert row.value == "0" or shown  # a zero in words shows its words
        else:
            assert shown.replace(",", "") == row.value
