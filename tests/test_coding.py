"""The coding workbench: the sample, its sheets, and the measures of agreement."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from govdisc_analysis import stats
from govdisc_analysis.analysis import menu, open_study, trust
from govdisc_analysis.coding import compare_sheets, draw_sample, export_sample
from govdisc_analysis.coding.filled import read_sheet
from govdisc_analysis.coding.measures import (
    bootstrap,
    cells,
    coder_measures,
    fleiss_of,
    kappa_of,
    krippendorff_alpha,
)
from govdisc_analysis.coding.sheet import GIVEN, categories
from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.labels import label
from govdisc_analysis.simulate import simulate_corpus
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.coders import agreement
from govdisc_analysis.store import write_tables
from govdisc_analysis.tables import Tables
from tests.test_cli import govdisc

X = np.nan
NOMINAL_4_BY_12 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
BINARY_2_BY_10 = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0.0]])
FLEISS_10_BY_14 = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_krippendorff_as_published() -> None:
    assert round(krippendorff_alpha(NOMINAL_4_BY_12), 3) == 0.743
    assert round(krippendorff_alpha(BINARY_2_BY_10), 3) == 0.095


def test_cohen_as_published() -> None:
    counts = np.array([20.0, 5, 10, 15])
    assert round(float(kappa_of(counts)), 2) == 0.40
    found = traps.kappa_interval(counts.reshape(2, 2))
    assert found is not None
    assert float(kappa_of(counts)) == pytest.approx(found[0])


def test_fleiss_as_published_and_ours_for_two_answers() -> None:
    ratings = [[k for k, n in enumerate(row) for _ in range(n)] for row in FLEISS_10_BY_14]
    found = traps.fleiss(ratings)
    assert found is not None
    assert round(found, 3) == 0.210
    codes = np.random.default_rng(1).integers(0, 2, (3, 40)).astype(float)
    codes[1] = np.where(np.arange(40) % 3 == 0, codes[0], codes[1])
    measures = {m.name: m for m in coder_measures(codes)}
    same = traps.fleiss(codes.T.astype(int).tolist())
    assert measures["Fleiss' kappa"].of_all() == pytest.approx(same)
    assert measures["Krippendorff's alpha"].of_all() == pytest.approx(krippendorff_alpha(codes))
    assert np.isnan(fleiss_of(np.zeros(3)))


def test_two_coders_as_the_statistics_module_has_it() -> None:
    rng = np.random.default_rng(3)
    a = rng.integers(0, 2, 150).astype(float)
    b = np.where(rng.random(150) < 0.8, a, 1 - a)
    one = agreement(pd.DataFrame({"a": a, "b": b}), first="a", second="b")
    measures = {m.name: m.of_all() for m in coder_measures(np.stack([a, b]))}
    assert measures["Cohen's kappa"] == pytest.approx(one.estimate)
    assert measures["raw agreement"] == pytest.approx(one.details["raw_agreement"])
    assert measures["agreement on yes"] == pytest.approx(one.details["agreement_on_yes"])


def test_blanks_are_no_answers() -> None:
    a, b = np.array([1.0, 0, X, 1]), np.array([1.0, X, 0, 0])
    assert cells(a, b).sum(axis=0).tolist() == [1, 1, 0, 0]
    measures = {m.name: m.of_all() for m in coder_measures(np.stack([a, b]))}
    assert measures["raw agreement"] == 0.5
    assert measures["prevalence"] == 0.75


def test_the_bootstrap_draws_whole_reports() -> None:
    codes = np.repeat(np.random.default_rng(5).integers(0, 2, (2, 30)), 8, axis=1).astype(float)
    kappa = coder_measures(codes)[3]
    by_report = bootstrap(kappa, [str(i // 8) for i in range(240)], 1, 400)
    by_row = bootstrap(kappa, [str(i) for i in range(240)], 1, 400)
    assert np.std(by_report) > 2 * np.std(by_row)
    again = bootstrap(kappa, [str(i // 8) for i in range(240)], 1, 400)
    assert np.array_equal(by_report, again)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("coding")
    simulate_corpus(folder / "sim", reports=60, seed=5, formats={"txt_lines": 1.0})
    made = parse_corpus(folder / "sim" / "raw", jobs=1)
    problems = made.problems.copy()
    problems.loc[0, "text"] = "=1+1 公开不及时"
    problems.loc[1, "text"] = "@SUM(A1)\x0b更新慢"
    made = replace(made, problems=problems)
    write_tables(made, folder / "processed")
    return made


def fill(source: Path, target: Path, coder: str, codes: np.ndarray) -> Path:
    """A sheet with codes typed in."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for i, row in enumerate(codes, start=2):
        for j, code in enumerate(row, start=len(GIVEN) + 1):
            sheet.cell(i, j).value = None if np.isnan(code) else int(code)
        sheet.cell(i, len(GIVEN) + len(categories()) + 1).value = coder
    book.save(target)
    return target


@pytest.fixture(scope="module")
def coded(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two coders who err in 5% of the cells, and the truth that they err from."""
    out = tmp_path_factory.mktemp("sheets")
    sample = draw_sample(tables, 120, 1)
    sheet = export_sample(sample, out)[0]
    rng = np.random.default_rng(2)
    truth = (rng.random((len(sample.units), len(categories()))) < 0.3).astype(float)
    truth[:, -1] = 0
    paths = []
    for name, errors in (("a", 0.05), ("b", 0.05), ("truth", 0.0)):
        wrong = rng.random(truth.shape) < errors
        wrong[:, -1] = False
        codes = np.where(wrong, 1 - truth, truth)
        paths.append(fill(sheet, out / f"{name}.xlsx", name, codes))
    return paths[0], paths[1], paths[2]


def test_the_same_seed_draws_the_same_whole_reports(tables: Tables) -> None:
    first, again, other = (draw_sample(tables, 50, seed) for seed in (1, 1, 2))
    assert first == again
    assert first.report_ids != other.report_ids
    sizes = tables.problems.groupby("report_id").size()
    assert len(first.units) == sizes[list(first.report_ids)].sum() >= 50
    assert len(draw_sample(tables, 10**6, 1).units) == len(tables.problems)


def test_templates_come_in_proportion(tables: Tables) -> None:
    have = tables.reports[tables.reports["report_id"].isin(tables.problems["report_id"])]
    template = have.set_index("report_id")["template"]
    drawn = template[
        list(draw_sample(tables, len(tables.problems) // 2, 1, by_template=True).report_ids)
    ]
    for name, share in template.value_counts(normalize=True).items():
        assert abs((drawn == name).mean() - share) < 0.08


def test_the_sheet_is_blind_and_runs_nothing(tables: Tables, tmp_path: Path) -> None:
    sample = draw_sample(tables, 10**6, 1)
    xlsx, text, key = export_sample(sample, tmp_path)
    book = openpyxl.load_workbook(xlsx)
    sheet = book.worksheets[0]
    assert [s.title.split()[0] for s in book.worksheets] == ["sheet", "codebook", "instructions"]
    assert sheet.freeze_panes == "A2"
    assert sheet.data_validations.dataValidation[0].formula1 == '"1,0"'
    values = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in values} <= {"s", "n"}
    assert any(str(cell.value).startswith("=") for cell in values)
    assert all(cell.value is None for row in sheet.iter_rows(min_row=2) for cell in row[7:])
    assert text.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(text.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert read_sheet(text).texts == read_sheet(xlsx).texts
    assert json.loads(key.read_text(encoding="utf-8"))["units"] == [u.key for u in sample.units]


def test_context_stands_around_the_statement(tables: Tables) -> None:
    units = {unit.key: unit for unit in draw_sample(tables, 10**6, 1).units}
    joined = 0
    for row in tables.problems.iloc[2:].to_dict("records"):
        unit = units[f"{row['report_id']}#{row['problem_no']}"]
        whole = "".join(tables.texts[row["report_id"]].split())
        joined += "".join((unit.before + unit.text + unit.after).split()) in whole
        assert unit.before or unit.after
    assert joined == len(tables.problems) - 2


def test_a_filled_sheet_is_never_written_over(tables: Tables, tmp_path: Path) -> None:
    sample = draw_sample(tables, 5, 1)
    export_sample(sample, tmp_path)
    with pytest.raises(ValueError, match="is there already"):
        export_sample(sample, tmp_path)


def test_agreement_by_category_and_overall(coded: tuple[Path, Path, Path], tables: Tables) -> None:
    a, b, truth = coded
    compared = compare_sheets([a, b], adjudicated=truth, tables=tables)
    rows = compared.agreement.set_index(["category", "measure"])
    kappa = rows.loc[("overall", "Cohen's kappa")]
    assert kappa["status"] == "ok"
    assert kappa["low"] < kappa["estimate"] < kappa["high"]
    assert 0.7 < kappa["estimate"] < 0.85  # two coders with 5% errors at 30%: 0.78
    assert rows.loc[("timeliness", "Krippendorff's alpha"), "status"] == "ok"
    never = rows.loc["standardisation_and_format"]
    assert never.loc["Cohen's kappa", "code"] == "R9"
    assert never.loc["prevalence", "code"] == "R5"
    assert {"precision", "recall", "F1"} <= set(rows.loc["overall"].index)
    assert not compared.agreement.isna().any(axis=None)
    counts = compared.confusion.drop(columns=["category", "compared"]).sum(axis=1)
    assert (counts == counts[0]).all()


def test_a_perfect_machine_is_found_perfect(
    coded: tuple[Path, Path, Path], tables: Tables, tmp_path: Path
) -> None:
    units = read_sheet(coded[0]).units
    said = tables.problem_categories
    pairs = set(zip(said["report_id"] + "#" + said["problem_no"].astype(str), said["category"],
                    strict=True))  # fmt: skip
    codes = np.array([[float((unit, name) in pairs) for name in categories()] for unit in units])
    paths = [fill(coded[0], tmp_path / f"{name}.xlsx", name, codes) for name in "ab"]
    found = compare_sheets(paths, tables=tables).agreement.set_index(["category", "measure"])
    assert found.loc[("overall", "F1"), "code"] == "R5"  # no error was seen: a bound, no interval
    assert "is 1 in every report" in found.loc[("overall", "F1"), "reason_en"]


def test_three_coders_have_fleiss(coded: tuple[Path, Path, Path]) -> None:
    measures = set(compare_sheets(coded).agreement["measure"])
    assert "Fleiss' kappa" in measures
    assert "Cohen's kappa" not in measures


def _spoil(path: Path, target: Path, change: str) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = len(GIVEN) + 1
    if change == "value":
        sheet.cell(3, first).value = 2
    elif change == "row":
        sheet.delete_rows(4)
    elif change == "unit":
        for i in range(2, sheet.max_row + 1):
            sheet.cell(i, 1).value = f"other#{i}"
    elif change == "twice":
        sheet.cell(3, 1).value = sheet.cell(2, 1).value
    elif change == "column":
        sheet.delete_cols(first)
    book.save(target)
    return target


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("value", "row 3, column depth_of_content: '2' is not 1, 0 or blank"),
        ("row", "lacks 1 rows of"),
        ("unit", "is of another sample than"),
        ("twice", "stands twice"),
        ("column", "no column 'depth_of_content'"),
    ],
)
def test_bad_sheets_are_named(
    coded: tuple[Path, Path, Path], tmp_path: Path, change: str, words: str
) -> None:
    bad = _spoil(coded[1], tmp_path / "bad.xlsx", change)
    with pytest.raises(ValueError, match=words.replace("?", r"\?")):
        compare_sheets([coded[0], bad])


def test_data_read_anew_are_noticed(coded: tuple[Path, Path, Path], tables: Tables) -> None:
    sheet = read_sheet(coded[0])
    report, _, number = sheet.units[0].partition("#")
    problems = tables.problems.copy()
    here = (problems["report_id"] == report) & (problems["problem_no"] == int(number))
    problems.loc[here, "text"] = "not what was coded"
    changed = replace(tables, problems=problems)
    with pytest.raises(ValueError, match="is not in the data as it was coded"):
        compare_sheets(coded[:2], tables=changed)


def test_sheets_saved_as_csv_in_gb18030(coded: tuple[Path, Path, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(coded[0])
    with (tmp_path / "a.csv").open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(
            ["" if v is None else v for v in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        )
    assert np.array_equal(read_sheet(tmp_path / "a.csv").codes, read_sheet(coded[0]).codes)


def test_on_the_command_line(
    tables: Tables, coded: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write_tables(tables, data, ["csv"])
    done = govdisc("code", "export", "--data", data, "--n", "100", "--seed", "9", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "statements of" in done.stdout
    assert govdisc("code", "export", "--data", data, "--out", out).returncode == 2
    table = tmp_path / "agreement.csv"
    done = govdisc("code", "agreement", *coded[:2], "--data", data, "--out", table)
    assert done.returncode == 0, done.stderr
    assert set(pd.read_csv(table)["status"]) == {"ok", "refused"}
    assert (tmp_path / "agreement_confusion.csv").is_file()
    shutil.copy(coded[0], tmp_path / "same.xlsx")
    done = govdisc("code", "agreement", coded[0], tmp_path / "same.xlsx", "--out", table)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "both by 'a'" in done.stderr
    done = govdisc("code", "agreement", out / "sheet.xlsx", coded[0], "--out", table)
    assert done.returncode == 2
    assert "another sample" in done.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notebook_shows_the_coders_or_says_that_nobody_coded(
    coded: tuple[Path, Path, Path], tables: Tables, tmp_path: Path, language: str
) -> None:
    write_tables(tables, tmp_path / "processed")
    study = open_study(str(tmp_path / "processed"), language=language)
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for path in (*coded[:2], coded[0].with_name("sample_key.json")):
        shutil.copy(path, sheets)
    shown = trust.coder_agreement(study, str(sheets)).frame
    expected = compare_sheets(coded[:2], tables=tables).agreement
    assert len(shown) == len(expected)
    first = shown[label("estimate", language)].iloc[0]
    assert float(first) == pytest.approx(expected["estimate"].iloc[0], abs=0.001)
    assert {"zh": "精确率", "en": "precision"}[language] in shown.to_string()
    assert "R9" in trust.coder_agreement(study).note
    source = menu.of_problems(study, coded=str(sheets))
    read = trust.read_by_people(str(sheets))
    name = next(iter(source.flags))
    known = read[["report_id", f"first_{name}", f"second_{name}"]].dropna()
    told = menu.problems.checks(source).frame.set_index(label("row", language)).iloc[:, 0]
    assert str(len(known)) in told["P6"]
    assert "kappa" in told["P6"]
    lines = dict(menu.lines.problems(source))
    by_hand = stats.agreement(known, first=f"first_{name}", second=f"second_{name}")
    assert lines["problem.kappa"].code == by_hand.code
    assert "problem.kappa" not in dict(menu.lines.problems(menu.of_problems(study)))
    with pytest.raises(ValueError, match="two coders"):
        trust.coder_agreement(study, str(tmp_path / "processed" / "text"))
