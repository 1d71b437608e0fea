"""Corrections by hand: shown beside what was read, guarded, and never silent."""

import pytest

import govdisc_analysis as gd
from govdisc_analysis.corrections import COLUMNS, CorrectionError
from govdisc_analysis.messages import in_language
from govdisc_analysis.rechecked import check_again
from govdisc_analysis.tables import build_rows
from tests.raw import RAW

FORM = next(p for p in RAW if p.name.startswith("002"))
GOOD = {
    "report": FORM.name,
    "table": "requests",
    "key": "new_received/total",
    "column": "count",
    "as_read": "11",
    "corrected": "12",
    "reason": "misprint, see the agency's correction notice",
    "who": "A. Reader",
    "when": "2026-11-22",
}


@pytest.fixture
def corrected(tmp_path):
    def run(**changes):
        (tmp_path / FORM.name).write_bytes(FORM.read_bytes())
        row = {**GOOD, **changes}
        lines = [",".join(COLUMNS), ",".join(f'"{row[name]}"' for name in COLUMNS)]
        (tmp_path / "corrections.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return gd.parse_corpus(tmp_path)

    return run


def test_the_corrected_value_stands_beside_what_was_read(corrected):
    tables = corrected()
    cells = tables.requests.set_index(["item", "applicant"])
    row = cells.loc[("new_received", "total")]
    assert (row["count"], row["as_read"]) == (12, "count=11")
    assert cells["as_read"].notna().sum() == 1
    outcomes = tables.outcomes.set_index("outcome")["count"]
    assert outcomes["received"] == 12
    assert tables.log["message"].str.contains("corrected to 12").sum() == 1


def test_the_checks_are_those_of_the_corrected_values(corrected):
    before = corrected(key="carried_in/total", as_read="0", corrected="0").checks
    after = corrected()
    key = ["check", "subject"]
    now = after.checks.set_index(key)
    was = before.set_index(key)
    changed = now.index[(now["result"] != was["result"]).to_numpy()]
    assert ("requests.balance", "total") in changed
    balance = now.loc[("requests.balance", "total")]
    assert (balance["left"], balance["right"], balance["passed"]) == (12, 11, False)
    fails = after.log["message"].str.contains("fails with the corrected values")
    assert fails.sum() == len(changed)
    said = after.log.loc[after.log["stage"] == "corrections", "message"]
    told = [in_language(message, "zh") for message in said]
    assert told[0].startswith("申请情况表“本年新收／总计”的件数：11更正为12（")
    assert len(told) > 1 and all(words.endswith("不成立") for words in told[1:])


@pytest.mark.parametrize("column", ["value", "lower"])
def test_a_check_without_its_figure_has_no_result(corrected, column):
    cell = {"table": "indicators", "key": "requests_received", "column": column}
    checks = corrected(**cell, as_read="11", corrected="").checks.set_index(["check", "subject"])
    row = checks.loc[("narrative.requests_vs_form", "requests_received")]
    assert row["result"] == "not_evaluable" and row[["left", "passed"]].isna().all()
    assert in_language(row["message"], "zh").endswith("已无数字")


@pytest.mark.parametrize("table", ["checks", "outcomes", "log", "nothing"])
def test_what_follows_from_other_values_is_not_corrected(corrected, table):
    with pytest.raises(CorrectionError, match=f"{table!r} is no table that can be corrected"):
        corrected(table=table)


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_checking_again_what_nobody_corrected_changes_nothing(path):
    rows = build_rows(gd.parse_report(path))
    before = [dict(row) for row in rows["checks"]]
    assert check_again(rows) == []
    assert rows["checks"] == before


def test_an_indicator_a_report_and_an_emptied_cell(corrected):
    tables = corrected(table="indicators", key="proactive_total", column="value", as_read="2425")
    row = tables.indicators.set_index("indicator").loc["proactive_total"]
    assert (row["value"], row["lower"], row["upper"]) == (12, 12, 12)
    tables = corrected(table="reports", key="", column="year", as_read="2020", corrected="2021")
    assert tables.reports["year"].tolist() == [2021]
    tables = corrected(corrected="")
    row = tables.requests.set_index(["item", "applicant"]).loc[("new_received", "total")]
    assert row["state"] == "blank"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"as_read": "10"}, "now reads '11', not '10'"),
        ({"report": "nobody.txt"}, "no report 'nobody.txt'"),
        ({"key": "new_received/nobody"}, "has no row"),
        ({"table": "cells"}, "is no table"),
        ({"column": "number"}, "no column"),
        ({"corrected": "twelve"}, "is no integer"),
        ({"reason": ""}, "must be given"),
    ],
)
def test_a_correction_that_does_not_fit_stops_the_run(corrected, changes, words):
    with pytest.raises(CorrectionError, match=words):
        corrected(**changes)
