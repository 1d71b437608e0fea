"""Exports: each format read back equals the tables, and nothing runs, hides or gets lost."""

import json
from dataclasses import replace

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import govdisc_analysis as gd
from govdisc_analysis.cli import app
from govdisc_analysis.codes import code_frame, coded_columns, name_of
from govdisc_analysis.export import WRITERS, export_folder
from govdisc_analysis.export.excel import write_excel
from govdisc_analysis.export.plain import unguard
from govdisc_analysis.export.stata import RENAMED
from govdisc_analysis.export.target import Job
from govdisc_analysis.export.words import visible
from govdisc_analysis.schema import DTYPES, columns_of, table_names
from govdisc_analysis.simulate import simulate_corpus
from govdisc_analysis.store import load, write_tables

AWKWARD = [
    "=1+1",
    "+86-551",
    "-7件",
    "@SUM(A1)",
    "\t=cmd|' /C calc'!A0",
    "'=quoted",
    "文中有铃\x07和回车\r\n",
    "_x000D_ 写在文中",
    "𠮷野" * 12_000,
    "长" * 40_000,
    '同一行,有"引号"与逗号',
    "NA",
    "1e5",
    "https://example.org/=",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A processed folder of simulated reports, with every kind of awkward text put in."""
    root = tmp_path_factory.mktemp("export")
    simulate_corpus(root / "sim", reports=12, seed=3)
    tables = gd.parse_corpus(root / "sim" / "raw", jobs=1)
    quotes = tables.indicators["quote"].astype(object).tolist()
    quotes[: len(AWKWARD)] = AWKWARD
    indicators = tables.indicators.assign(quote=pd.Series(quotes, dtype="str"))
    indicators.loc[20, "indicator"] = "other:new_thing"
    write_tables(replace(tables, indicators=indicators), root / "tables")
    return root / "tables"


@pytest.fixture(scope="module")
def tables(folder):
    return load(folder)


def typed(table, frame):
    """A frame that was read back, in the types of the schema; empty text is missing."""
    made = {}
    for column in columns_of(table):
        values = frame[column.name]
        if column.type == "string":
            values = values.where(values.astype(object) != "")
        elif column.type == "boolean":
            values = values.astype("Float64").astype("boolean")
        elif column.type in {"integer", "number"}:
            values = pd.to_numeric(values)
        made[column.name] = values.astype(DTYPES[column.type])
    return pd.DataFrame(made)


def same(table, found, expected):
    pd.testing.assert_frame_equal(
        typed(table, found.reset_index(drop=True)), expected.reset_index(drop=True), obj=table
    )


def test_excel_reads_back_as_the_tables(folder, tables, tmp_path):
    path = tmp_path / "t.xlsx"
    done = export_folder(folder, "xlsx", path)
    sheets = pd.read_excel(
        path, sheet_name=None, keep_default_na=False, na_values=[""], dtype=object
    )
    for table in table_names():
        frame = sheets[table].rename(columns=lambda name: name.rpartition("\n")[2])
        expected = tables[table]
        if table == "indicators":
            long = expected["quote"].str.len() > 16_000
            assert frame.loc[long, "quote"].str.endswith("[long_text]").all()
            for at in expected.index[long]:
                parts = sheets["long_text"].query(f"row == {at + 1}").sort_values("part")
                assert "".join(parts["text"]) == expected.loc[at, "quote"]
            frame["quote"] = frame["quote"].str.replace("_x005F_", "_", regex=False)
            shown = expected["quote"].map(visible, na_action="ignore").astype("str")
            frame.loc[long, "quote"] = shown[long]
            expected = expected.assign(quote=shown)
        same(table, frame, expected)
    assert sum("long_text" in note for note in done.notes) == 2
    assert any("控制字符" in note for note in done.notes)


def test_excel_runs_nothing_and_is_laid_out_for_reading(folder, tmp_path):
    path = tmp_path / "t.xlsx"
    export_folder(folder, "xlsx", path, language="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["about", "reports"]
    others = {"codebook", "codebook_codes", "codebook_indicators", "long_text"}
    assert others <= set(book.sheetnames)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert not cell.hyperlink or cell.hyperlink.location, cell.coordinate
    sheet = book["indicators"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    heads = [cell.value for cell in sheet[1]]
    assert {"figure\nindicator", "figure\nindicator_label"} <= set(heads)
    quote = next(c for c in sheet[2] if heads[c.column - 1].endswith("\nquote"))
    assert quote.value == "=1+1" and quote.quotePrefix
    widths = [sheet.column_dimensions[c.column_letter].width for c in sheet[1]]
    assert max(widths) <= 61 and min(widths) >= 8


def test_a_table_longer_than_a_sheet_goes_on_on_the_next(folder, tables, tmp_path):
    path = tmp_path / "t.xlsx"
    done = write_excel(Job(tables, "zh"), path, most_rows=500)
    sheets = pd.read_excel(path, sheet_name=None, dtype=object, keep_default_na=False)
    parts = [sheets[name] for name in sheets if name.startswith("requests")]
    assert [len(part) for part in parts[:-1]] == [499] * (len(parts) - 1)
    assert sum(map(len, parts)) == len(tables.requests) > 499
    assert any("requests" in note and str(len(parts)) in note for note in done.notes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_stata_reads_back_as_the_tables(folder, tables, tmp_path, language):
    export_folder(folder, "dta", tmp_path / "dta", language=language)
    codes = pd.read_stata(tmp_path / "dta" / "codebook_codes.dta")
    for table in table_names():
        path = tmp_path / "dta" / f"{table}.dta"
        with pd.io.stata.StataReader(path, convert_categoricals=False) as reader:
            frame = reader.read().rename(columns={new: old for old, new in RENAMED.items()})
            labels, values = reader.variable_labels(), reader.value_labels()
        assert all(0 < len(label) <= 80 for label in labels.values())
        for column in coded_columns(table):
            own = codes[(codes["table"] == table) & (codes["column"] == column)]
            back = dict(zip(own["number"], own["code"], strict=True))
            for code in tables[table][column].dropna().unique():
                number = next(n for n, c in back.items() if c == code)
                assert values[column][number] == name_of(table, column, code, language)
            frame[column] = frame[column].map(back)
        same(table, frame, tables[table])
    assert labels["stage"] == ("步骤" if language == "zh" else labels["stage"])


def test_parquet_columns_describe_themselves(folder, tables, tmp_path):
    export_folder(folder, "parquet", tmp_path / "parquet")
    for table in table_names():
        path = tmp_path / "parquet" / f"{table}.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(path), tables[table])
        schema = pq.read_schema(path)
        assert schema.metadata[b"description"]
        assert all(schema.field(c.name).metadata[b"description"] for c in columns_of(table))
    field = pq.read_schema(tmp_path / "parquet" / "requests.parquet").field("applicant")
    assert json.loads(field.metadata[b"codes"])["total"] == "总计"


def test_csv_reads_back_as_the_tables_and_runs_nothing(folder, tables, tmp_path):
    export_folder(folder, "csv", tmp_path / "csv")
    for table in table_names():
        path = tmp_path / "csv" / f"{table}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for column in columns_of(table):
            if column.type == "string":
                assert not frame[column.name].str.match(r"[=+\-@\t\r\n]").any()
                frame[column.name] = frame[column.name].map(unguard)
            elif column.type == "boolean":
                frame[column.name] = frame[column.name].map({"true": 1, "false": 0})
            else:
                frame[column.name] = frame[column.name].where(frame[column.name] != "")
        same(table, frame, tables[table])
    assert (tmp_path / "csv" / "codebook_codes.csv").is_file()


@pytest.fixture(scope="module")
def base(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("duck") / "t.duckdb"
    export_folder(folder, "duckdb", path)
    with duckdb.connect(str(path), read_only=True) as base:
        yield base


def test_duckdb_reads_back_as_the_tables(base, tables):
    for table in table_names():
        same(table, base.sql(f'SELECT * FROM "{table}"').df(), tables[table])
    for report_id, text in base.sql("FROM texts").fetchall():
        assert tables.texts[report_id] == text


def test_duckdb_has_keys_and_comments_everywhere(base):
    keys = base.sql(
        "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY'"
    ).fetchall()
    assert dict(keys)["requests"] == ["report_id", "item", "applicant"]
    assert {"reports", "outcomes", "problems", "problem_categories", "texts"} <= set(dict(keys))
    views = base.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert len(views) >= 7 and all(comment for _, comment in views)
    about = base.sql(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL "
        f"AND table_name IN ({', '.join(repr(n) for n in table_names())})"
    ).fetchall()
    assert about == []


def test_duckdb_views_answer_what_pandas_answers(base, tables):
    wide = base.sql("FROM v_outcomes_wide").df().set_index("report_id")
    for row in tables.outcomes.itertuples():
        found = wide.loc[row.report_id, row.outcome]
        assert (pd.isna(found) and pd.isna(row.count)) or found == row.count
    failed = base.sql("FROM v_failed_checks").df()
    assert len(failed) == (tables.checks["result"] == "failed").sum()
    shares = base.sql("FROM v_problem_shares").df().set_index("category")
    expected = tables.problem_categories.groupby("category")["report_id"].nunique()
    assert shares.loc[expected.index, "reports_with_it"].tolist() == expected.tolist()
    assert len(shares) == 12
    assert (shares["reports_read"] == tables.reports["characters"].notna().sum()).all()
    figures = base.sql("FROM v_figures_in_source WHERE number IS NOT NULL").df()
    for row in figures.itertuples():
        text = tables.texts[row.report_id]
        assert row.number == text[row.start : row.end]
        assert text[row.start - len(row.before) : row.start] == row.before
    form = base.sql("FROM v_request_form_wide").df().set_index("report_id")
    totals = tables.requests.query("applicant == 'total' and item == 'new_received'")
    for row in totals.dropna(subset="count").itertuples():
        assert form.loc[row.report_id, "new_received"] == row.count


def test_the_same_tables_make_the_same_bytes(folder, tmp_path):
    for to in ("xlsx", "dta", "parquet", "csv"):
        pairs = [export_folder(folder, to, tmp_path / f"{run}-{WRITERS[to][0]}") for run in "ab"]
        for one, other in zip(*(done.files for done in pairs), strict=True):
            assert one.read_bytes() == other.read_bytes(), one.name


def test_nothing_is_overwritten_unasked_and_a_failure_leaves_what_was_there(
    folder, tmp_path, monkeypatch
):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="--force"):
        export_folder(folder, "xlsx", path)
    monkeypatch.setattr("govdisc_analysis.export.excel._write_long", lambda here: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_folder(folder, "xlsx", path, force=True)
    assert path.read_bytes() == b"mine"
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]
    (tmp_path / "dta").mkdir()
    (tmp_path / "dta" / "analysis.do").write_text("mine")
    for _ in "ab":
        export_folder(folder, "dta", tmp_path / "dta", force=True)
    assert (tmp_path / "dta" / "analysis.do").read_text() == "mine"


def test_force_replaces_exports_only(folder, tmp_path, monkeypatch):
    before = {p.name: p.stat().st_size for p in folder.iterdir()}
    for to in ("csv", "parquet"):
        with pytest.raises(FileExistsError, match="no earlier export"):
            export_folder(folder, to, folder, force=True)
    assert {p.name: p.stat().st_size for p in folder.iterdir()} == before
    notes = tmp_path / "notes" / "README.md"
    notes.parent.mkdir()
    notes.write_text("mine")
    with pytest.raises(FileExistsError, match="README"):
        export_folder(folder, "csv", notes.parent, force=True)
    assert notes.read_text() == "mine"
    monkeypatch.chdir(notes.parent)
    with pytest.raises(ValueError, match="you are in"):
        export_folder(folder, "parquet", ".", force=True)


def test_true_tables_of_a_simulation_go_into_a_database(tmp_path):
    simulate_corpus(tmp_path / "sim", reports=3, seed=11)
    made = export_folder(tmp_path / "sim" / "truth", "duckdb", tmp_path / "t.duckdb")
    assert made.files[0].stat().st_size


def test_the_command_says_what_it_wrote_and_fails_clearly(folder, tmp_path):
    run = CliRunner().invoke
    out = tmp_path / "t.xlsx"
    good = run(app, ["export", str(folder), "--to", "xlsx", "--out", str(out)])
    assert good.exit_code == 0, good.output
    assert str(out) in good.stdout and "long_text" in good.stderr
    for args, said in [
        ([str(folder), "--to", "sas"], "no format 'sas'"),
        ([str(tmp_path / "none"), "--to", "csv"], "no processed folder"),
        ([str(folder), "--to", "xlsx", "--out", str(out)], "--force"),
        ([str(folder), "--to", "xlsx", "--lang", "fr"], "fr"),
        ([str(folder), "--to", "csv", "--out", str(out)], "writes a folder"),
        ([str(folder), "--to", "xlsx", "--out", str(tmp_path / "a.txt")], "end with .xlsx"),
        ([str(folder), "--to", "csv", "--out", str(out / "below")], "t.xlsx"),
    ]:
        bad = run(app, ["export", *args])
        assert bad.exit_code == 2 and said in bad.stderr, bad.output


def test_every_code_has_a_name_in_both_languages():
    codes = code_frame()
    assert codes["label_zh"].str.contains(r"[\u4e00-\u9fff]").all()
    assert (codes["label_en"].str.len() > 0).all()
    assert not codes.duplicated(["table", "column", "code"]).any()


@pytest.mark.parametrize("to", list(WRITERS))
def test_tables_without_rows_and_files_read_twice_can_be_exported(tmp_path, to):
    (tmp_path / "raw").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "raw" / name).write_text("no report at all", encoding="utf-8")
    write_tables(gd.parse_corpus(tmp_path / "raw", jobs=1), tmp_path / "tables")
    done = export_folder(tmp_path / "tables", to, tmp_path / WRITERS[to][0])
    assert all(path.stat().st_size for path in done.files)
