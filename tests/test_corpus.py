"""Many files: order, duplicates, sidecars, bad input, and a folder that is written whole."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import govdisc_analysis as gd
from govdisc_analysis import store
from govdisc_analysis.calibration.shapes import shape_like
from govdisc_analysis.hand_coded import HandCodedError
from govdisc_analysis.manifest import ManifestError
from govdisc_analysis.schema import check_frame, describe_tables, table_names
from govdisc_analysis.scoring.compare import format_score, score
from govdisc_analysis.study.parameters import check_parameters
from tests.corpora import REPORT, equal, write_reports
from tests.shared import ROOT


def test_the_same_tables_whatever_the_number_of_workers(tmp_path):
    write_reports(tmp_path, 40)
    equal(gd.parse_corpus(tmp_path, jobs=1), gd.parse_corpus(tmp_path, jobs=3))


def test_what_this_program_wrote_is_no_report(raw, tmp_path):
    first = gd.parse_corpus(raw, jobs=1, cache=raw / "kept")
    gd.write_tables(first, raw / "out")
    (raw / "site").mkdir()
    (raw / "site" / "index.html").write_text(REPORT.format(1), encoding="utf-8")
    gd.write_tables(first, raw / "site" / "data")
    equal(gd.parse_corpus(raw, jobs=1, cache=raw / "kept"), first)
    (raw / "other").mkdir()
    (raw / "other" / "datapackage.json").write_text('{"name": "theirs"}', encoding="utf-8")
    assert set(gd.parse_corpus(raw).reports["source_path"]) - set(first.reports["source_path"]) == {
        "other/datapackage.json"
    }


def test_progress_counts_every_file(raw):
    seen = []
    gd.parse_corpus(raw, jobs=1, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)


def test_reading_twice_writes_the_same_bytes(raw, tmp_path):
    for name in ("a", "b"):
        gd.write_tables(gd.parse_corpus(raw, jobs=1), tmp_path / name)
    files = sorted(
        p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()
    )
    assert len(files) > 2 * len(table_names())
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes(), path


@pytest.mark.parametrize("formats", [["csv"], ["parquet"]])
def test_a_folder_is_read_back_as_it_was(raw, tmp_path, formats):
    tables = gd.parse_corpus(raw, jobs=1)
    gd.write_tables(tables, tmp_path / "out", formats)
    loaded = gd.load(tmp_path / "out")
    for name in table_names():
        pd.testing.assert_frame_equal(loaded[name], tables[name])
    report_id = tables.reports["report_id"].iloc[0]
    assert loaded.texts[report_id] == tables.texts[report_id]


def test_a_folder_of_parquet_alone_serves_score_shape_and_notebooks(raw, tmp_path):
    tables = gd.parse_corpus(raw, jobs=1)
    for form in ("csv", "parquet"):
        gd.write_tables(tables, tmp_path / form, [form])
    scores = [format_score(score(tmp_path / form, tmp_path / "csv")) for form in ("csv", "parquet")]
    assert scores[0] == scores[1]
    assert shape_like(tmp_path / "parquet") == shape_like(tmp_path / "csv")
    given = {"processed": str(tmp_path / "parquet"), "years": "2016:2020"}
    assert check_parameters(ROOT / "notebooks" / "02_volumes.ipynb", given) == given


def test_foreign_files_of_a_processed_folder_are_kept(raw, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.md").write_text("mine", encoding="utf-8")
    (out / "reports.csv").write_text("old", encoding="utf-8")
    gd.write_tables(gd.parse_corpus(raw, jobs=1), out, ["csv"])
    assert (out / "notes.md").read_text(encoding="utf-8") == "mine"
    assert (out / "reports.csv").read_text(encoding="utf-8").startswith("report_id,")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_interrupted_write_leaves_the_folder_as_it_was(raw, tmp_path, monkeypatch):
    out = tmp_path / "out"
    tables = gd.parse_corpus(raw, jobs=1)
    gd.write_tables(tables, out, ["csv"])
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_package", interrupt)
    with pytest.raises(KeyboardInterrupt):
        gd.write_tables(tables, out, ["csv"])
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "raw"]


def test_a_table_that_breaks_the_schema_is_not_written(raw, tmp_path):
    tables = gd.parse_corpus(raw, jobs=1)
    tables.reports.loc[0, "admin_level"] = "galaxy"
    with pytest.raises(ValueError, match=r"(?s)reports breaks its schema.*galaxy"):
        gd.write_tables(tables, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_empty_tables_pass_the_schema():
    from govdisc_analysis.tables import empty_frame

    for name in table_names():
        check_frame(name, empty_frame(name))


def test_every_column_is_described():
    dictionary = describe_tables()
    assert (dictionary["description"].str.len() > 2).all()
    assert not dictionary.duplicated(["table", "column"]).any()


def test_the_package_is_valid_frictionless(raw, tmp_path):
    from frictionless import Package, system

    out = tmp_path / "out"
    gd.write_tables(gd.parse_corpus(raw, jobs=1), out, ["csv"])
    with system.use_context(trusted=True):
        report = Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["name"]: resource for resource in package["resources"]}
    assert set(table_names()) <= set(names)
    assert names["redress"]["schema"]["primaryKey"] == ["report_id", "channel", "result"]
    for resource in package["resources"]:
        data = (out / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_same_bytes_twice_count_once(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT.format(7), encoding="utf-8")
    tables = gd.parse_corpus(tmp_path, jobs=1)
    first, second = tables.reports["report_id"]
    assert first == second
    assert tables.reports["source_path"].tolist() == ["a.txt", "b.txt"]
    assert "same bytes as a.txt" in tables.reports["message"].tolist()[1]
    assert not tables.indicators.duplicated(["report_id", "indicator"]).any()


def test_files_in_a_zip_have_their_own_rows(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("甲/一.txt", REPORT.format(1))
        archive.writestr("乙.txt", REPORT.format(2))
    tables = gd.parse_corpus(tmp_path, jobs=1)
    assert tables.reports["source_path"].tolist() == ["all.zip/乙.txt", "all.zip/甲/一.txt"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.html", b"   \n "),
        ("recipe.txt", "两个鸡蛋,一碗面粉,加水搅拌。".encode()),
        ("broken.docx", b"PK\x03\x04 not a word file"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("noise.pdf", b"%PDF-1.4 nothing"),
        ("table.xlsx", b"PK\x03\x04xlsx"),
    ],
)
def test_what_cannot_be_read_is_quarantined_with_its_reason(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(REPORT.format(3), encoding="utf-8")
    tables = gd.parse_corpus(tmp_path, jobs=1)
    row = tables.reports.set_index("source_path").loc[name]
    assert row["status"] == "quarantined"
    assert len(row["message"]) > 10
    assert tables.reports.set_index("source_path").loc["good.txt", "status"] == "parsed"
    assert name in tables.log["source_path"].tolist()


def test_a_file_that_cannot_be_opened_is_quarantined(tmp_path, monkeypatch):
    (tmp_path / "locked.txt").write_text(REPORT.format(1), encoding="utf-8")
    (tmp_path / "good.txt").write_text(REPORT.format(2), encoding="utf-8")
    read = Path.read_bytes

    def refuse(path):
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    tables = gd.parse_corpus(tmp_path, jobs=1)
    gd.write_tables(tables, tmp_path / "out", ["csv"])
    assert tables.reports["status"].tolist() == ["parsed", "quarantined"]
    assert "Permission denied" in tables.reports["message"].tolist()[1]


def test_hidden_files_are_passed_over(tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "good.txt").write_text(REPORT.format(3), encoding="utf-8")
    assert len(gd.parse_corpus(tmp_path, jobs=1).reports) == 1


def test_no_input_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="holds no file"):
        gd.parse_corpus(tmp_path)
    with pytest.raises(FileNotFoundError):
        gd.parse_corpus(tmp_path / "nowhere")


def manifest(folder, **fields):
    path = folder / "a.txt"
    path.write_text(REPORT.format(5), encoding="utf-8")
    row = {"path": "a.txt", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **fields}
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)


def test_the_manifest_overrides_what_is_read(tmp_path):
    manifest(tmp_path, agency="金寨县教育局", province="安徽省", year="2015", source_url="u")
    (row,) = gd.parse_corpus(tmp_path).reports.to_dict("records")
    assert (row["agency"], row["province"], row["year"]) == ("金寨县教育局", "安徽省", 2015)
    assert (row["region_basis"], row["source_url"]) == ("manifest", "u")


def test_a_manifest_row_of_other_bytes_is_not_applied(tmp_path):
    manifest(tmp_path, agency="金寨县教育局")
    (tmp_path / "a.txt").write_text(REPORT.format(6), encoding="utf-8")
    tables = gd.parse_corpus(tmp_path)
    assert tables.reports["agency"].tolist() != ["金寨县教育局"]
    assert tables.log["message"].str.contains("another sha256").any()


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"year": "20x5"}, "is no year"), ({"colour": "red"}, "unknown column")],
)
def test_a_wrong_manifest_names_what_is_wrong(tmp_path, fields, words):
    manifest(tmp_path, **fields)
    with pytest.raises(ManifestError, match=words):
        gd.parse_corpus(tmp_path)


def pair(folder, figures="k1,requests_received,3,3,3,false,件,3件\n", year="2016"):
    head = "key,indicator,value,lower,upper,approximate,unit,as_printed\n"
    (folder / "my_reports.csv").write_text(
        f"key,source_url,agency,province,admin_level,year\nk1,http://x,甲局,安徽省,unknown,{year}\n",
        encoding="utf-8",
    )
    (folder / "my_figures.csv").write_text(head + figures, encoding="utf-8")


def test_a_hand_coded_pair_enters_the_same_tables(tmp_path):
    pair(tmp_path)
    tables = gd.parse_corpus(tmp_path)
    (report,) = tables.reports.to_dict("records")
    assert (report["source_path"], report["region_basis"]) == ("my_reports.csv#k1", "manifest")
    assert pd.isna(report["admin_level"])
    (figure,) = tables.indicators.to_dict("records")
    assert (figure["indicator"], figure["value"], figure["origin"]) == (
        "requests_received",
        3.0,
        "hand_coded",
    )
    (outcome,) = tables.outcomes.to_dict("records")
    assert (outcome["outcome"], outcome["count"], outcome["basis"]) == (
        "received",
        3.0,
        "narrative",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"figures": "k1,no_such,3,3,3,false,件,\n"}, "not in the codebook"),
        ({"figures": "k9,requests_received,3,3,3,false,件,\n"}, "keys without a report"),
        ({"figures": "k1,requests_received,three,3,3,false,件,\n"}, "row 2"),
        ({"year": "MMXVI"}, "is no year"),
    ],
)
def test_a_wrong_pair_names_its_row(tmp_path, change, words):
    pair(tmp_path, **change)
    with pytest.raises(HandCodedError, match=words):
        gd.parse_corpus(tmp_path)


def test_the_projects_own_raw_folder_is_read_whole():
    tables = gd.parse_corpus(ROOT / "data" / "raw")
    assert (tables.reports["status"] == "parsed").all()
    assert (tables.indicators["origin"] == "hand_coded").sum() == 760
    assert (tables.reports["media_type"] == "text/csv").sum() == 350
