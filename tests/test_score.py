"""Scores: a truth against itself is whole; each planted difference is counted as what it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from govdisc_analysis.scoring.compare import format_score, score
from govdisc_analysis.simulate import simulate_corpus
from tests.shared import SHARED

TEMPLATES = {"form2021": 1.0, "form2019": 1.0, "stat2014": 1.0, "narrative": 1.0}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("score")
    simulate_corpus(
        out, reports=30, seed=1, templates=TEMPLATES, formats={"txt_bar": 1, "md": 1}, errors=0.2
    )
    return out / "truth"


@pytest.fixture
def pred(truth: Path, tmp_path: Path) -> Path:
    shutil.copytree(truth, tmp_path / "pred")
    return tmp_path / "pred"


def change(folder: Path, table: str, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    edit(frame).to_csv(path, index=False)


def put(frame: pd.DataFrame, rows: pd.Series, column: str, text: str) -> pd.DataFrame:
    frame.loc[frame.index[rows][0], column] = text
    return frame


def numbers(frame: pd.DataFrame) -> pd.Series:
    return (frame["state"] == "number") & (frame["count"] != "")


def test_truth_against_itself_is_whole(truth: Path) -> None:
    table = score(truth, truth)
    assert table.rows["accuracy"].dropna().eq(1).all()
    assert table.rows["f1"].dropna().eq(1).all()
    assert table.rows["wrong"].eq(0).all()
    assert table.reports_missing == table.reports_silently_wrong == 0
    assert set(table.rows["group"]) >= {"table", "indicator", "template", "format", "noise"}


def test_wrong_cell_is_wrong_and_silent(truth: Path, pred: Path) -> None:
    change(pred, "requests", lambda f: put(f, numbers(f), "count", "98765"))
    change(pred, "checks", lambda f: f.iloc[:0])
    table = score(pred, truth)
    assert table.value("table", "all", "requests", "wrong") == 1
    assert table.value("table", "all", "requests", "silent") == 1
    assert table.value("table", "all", "requests", "accuracy") < 1
    assert table.reports_silently_wrong == 1


def test_wrong_cell_with_a_failed_check_is_not_silent(truth: Path, pred: Path) -> None:
    change(pred, "requests", lambda f: put(f, numbers(f), "count", "98765"))
    requests = pd.read_csv(pred / "requests.csv", dtype=str)
    name = requests.loc[requests["count"] == "98765", "report_id"].iloc[0]
    row = {"report_id": name, "check": "requests.balance", "subject": "total", "passed": "false"}
    change(pred, "checks", lambda f: pd.concat([f, pd.DataFrame([row])]).fillna(""))
    table = score(pred, truth)
    assert table.value("table", "all", "requests", "wrong") == 1
    assert table.reports_silently_wrong == 0
    assert table.value("table", "all", "checks", "precision") < 1


def test_missing_cell_costs_recall_alone(truth: Path, pred: Path) -> None:
    change(pred, "requests", lambda f: put(f, numbers(f), "count", ""))
    table = score(pred, truth)
    assert table.value("table", "all", "requests", "wrong") == 0
    assert table.value("table", "all", "requests", "precision") == 1
    assert table.value("table", "all", "requests", "recall") < 1


def test_number_in_a_blank_cell_is_wrong(truth: Path, pred: Path) -> None:
    change(truth_copy := pred, "requests", lambda f: put(f, numbers(f), "count", ""))
    table = score(truth, truth_copy)
    assert table.value("table", "all", "requests", "wrong") == 1


def test_unreadable_cells_are_no_claim(truth: Path, pred: Path) -> None:
    def lose(frame: pd.DataFrame) -> pd.DataFrame:
        rows = numbers(frame)
        frame = put(frame, rows, "state", "unreadable")
        return put(frame, rows, "count", "")

    change(pred, "requests", lose)
    assert score(truth, pred).value("table", "all", "requests", "accuracy") == 1


def test_invented_and_lost_figures(truth: Path, pred: Path) -> None:
    change(pred, "indicators", lambda f: put(f, f["origin"] == "narrative", "value", "424242"))
    table = score(pred, truth)
    lost = table.rows[(table.rows["group"] == "indicator") & (table.rows["f1"] < 1)]
    assert len(lost) == 1 and lost["wrong"].iloc[0] == 1


def test_other_figures_are_not_counted(truth: Path, pred: Path) -> None:
    def add(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame, frame.head(1).assign(indicator="other:lamps")])

    change(pred, "indicators", add)
    assert score(pred, truth).value("table", "all", "indicators", "precision") == 1


def test_units_of_money_are_made_equal(truth: Path, pred: Path) -> None:
    def scale(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame["unit"] == "万元") & (frame["value"] != "")
        frame.loc[rows, "value"] = (frame.loc[rows, "value"].astype(float) * 10000).map(
            "{:.2f}".format
        )
        frame.loc[rows, "unit"] = "元"
        assert rows.any()
        return frame

    change(pred, "proactive", scale)
    assert score(pred, truth).value("table", "all", "proactive", "accuracy") == 1


def test_problems_are_matched_by_overlap_one_to_one(truth: Path, pred: Path) -> None:
    change(pred, "problems", lambda f: f.assign(text="目前," + f["text"] + "等"))
    assert score(pred, truth).value("table", "all", "problems", "f1") == 1
    change(pred, "problems", lambda f: pd.concat([f, f.assign(problem_no="9" + f["problem_no"])]))
    table = score(pred, truth)
    assert table.value("table", "all", "problems", "recall") == 1
    assert table.value("table", "all", "problems", "precision") == 0.5


def test_missed_finding_costs_recall(truth: Path, pred: Path) -> None:
    change(pred, "checks", lambda f: f.iloc[1:])
    table = score(pred, truth)
    assert table.value("table", "all", "checks", "recall") < 1
    assert table.value("table", "all", "checks", "precision") == 1


def test_fields_and_fuller_names(truth: Path, pred: Path) -> None:
    change(pred, "reports", lambda f: f.assign(agency=f["city"] + f["agency"]))
    assert score(pred, truth).value("field", "agency", "reports", "accuracy") == 1
    change(pred, "reports", lambda f: put(f, f["year"] != "", "year", "1999"))
    assert score(pred, truth).value("field", "year", "reports", "wrong") == 1


def test_document_that_was_not_read(truth: Path, pred: Path) -> None:
    change(pred, "reports", lambda f: f.iloc[1:])
    table = score(pred, truth)
    assert table.reports_missing == 1
    assert table.value("field", "year", "reports", "accuracy") < 1


def test_empty_tables_are_read_as_nothing_found(truth: Path, pred: Path) -> None:
    for name in ("requests", "indicators", "problems", "problem_categories", "checks"):
        (pred / f"{name}.csv").write_text("", encoding="utf-8")
    (pred / "redress.csv").unlink()
    table = score(pred, truth)
    for name in ("requests", "redress", "indicators", "problems", "checks"):
        assert table.value("table", "all", name, "recall") == 0


@pytest.mark.parametrize("fault", ["nothing", "empty", "columns", "others"])
def test_unusable_folders_say_so(fault: str, truth: Path, pred: Path) -> None:
    if fault == "nothing":
        (pred / "reports.csv").unlink()
    elif fault == "empty":
        (pred / "reports.csv").write_text("report_id,source_path\n", encoding="utf-8")
    elif fault == "columns":
        change(pred, "reports", lambda f: f.drop(columns="source_path"))
    else:
        change(pred, "reports", lambda f: f.assign(source_path="else/" + f["source_path"]))
    with pytest.raises(ValueError, match=r"reports\.csv|no document"):
        score(pred, truth)


def test_printed_score_names_tables_and_formats(truth: Path) -> None:
    text = format_score(score(truth, truth))
    assert "txt_bar" in text and "requests" in text and "100.00%" in text
    assert "txt_bar" not in format_score(score(truth, truth), names=("table",))


@pytest.mark.skipif(SHARED is None, reason="the shared folder is not here")
def test_tables_coded_by_hand_can_be_truth() -> None:
    assert SHARED is not None
    table = score(SHARED / "gold", SHARED / "gold")
    assert table.rows["accuracy"].dropna().eq(1).all() and table.reports == 5
