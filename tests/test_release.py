"""Releases: whole or refused, checkable, comparable with the one before, the same bytes twice."""

import csv
import hashlib
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

import govdisc_analysis as gd
from govdisc_analysis.cli import app
from govdisc_analysis.corrections import COLUMNS as CORRECTION_COLUMNS
from govdisc_analysis.release import About, NotWholeError, make_release
from govdisc_analysis.release.changes import UNEXPLAINED, Edition, compare
from govdisc_analysis.schema import table_names
from govdisc_analysis.simulate import simulate_corpus

READER = {"name": "govdisc_analysis", "version": "1", "reader": "aaaa"}


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    root = tmp_path_factory.mktemp("release") / "sim"
    simulate_corpus(root, reports=8, seed=11, formats={"txt_bar": 1.0}, noises={}, errors=0)
    return root / "raw"


@pytest.fixture(scope="module")
def processed(raw, tmp_path_factory):
    out = tmp_path_factory.mktemp("processed") / "tables"
    gd.write_tables(gd.parse_corpus(raw, jobs=1), out)
    return out


@pytest.fixture
def folder(processed, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(processed, tmp_path / "tables")


def test_a_release_can_be_checked_cited_and_loaded(processed, tmp_path):
    about = About(
        title='T: "x"', authors=("李, 明", "某大学"), licence="CC-BY-4.0", date="2026-11-22"
    )
    done = make_release(processed, tmp_path / "r1", about=about)
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=done.folder, check=True)
    sums = (done.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ", 1)[1]: line.split("  ", 1)[0] for line in sums}
    found = {p.relative_to(done.folder).as_posix() for p in done.folder.rglob("*") if p.is_file()}
    assert set(listed) == found - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((done.folder / name).read_bytes()).hexdigest() == digest
    tables, expected = gd.load(done.folder), gd.load(processed)
    for name in table_names():
        pd.testing.assert_frame_equal(tables[name], expected[name])
    citation = yaml.safe_load((done.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == 'T: "x"' and citation["version"] == "1"
    assert citation["authors"][0] == {"family-names": "李", "given-names": "明"}
    zenodo = json.loads((done.folder / ".zenodo.json").read_text(encoding="utf-8"))
    assert zenodo["license"] == "cc-by-4.0" and zenodo["upload_type"] == "dataset"
    assert "First release" in (done.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "8" in (done.folder / "README.zh.md").read_text(encoding="utf-8")


def test_a_licence_is_written_as_archives_know_it(processed, tmp_path):
    done = make_release(processed, tmp_path / "r1", about=About(licence="cc-by-4.0"))
    assert "license: CC-BY-4.0" in (done.folder / "CITATION.cff").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="SPDX"):
        make_release(processed, tmp_path / "r2", about=About(licence="free for all"))
    assert not (tmp_path / "r2").exists()


def test_the_data_package_is_valid(processed, tmp_path):
    from frictionless import Package, system

    done = make_release(processed, tmp_path / "r1")
    with system.use_context(trusted=True):
        report = Package(str(done.folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]


def test_the_same_tables_make_the_same_zip(processed, tmp_path):
    zips = [make_release(processed, tmp_path / run / "r1").archive for run in "ab"]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as packed:
        assert "r1/datapackage.json" in packed.namelist()
        assert packed.testzip() is None


def test_texts_can_stay_out(processed, tmp_path):
    done = make_release(processed, tmp_path / "r1", with_texts=False)
    assert not (done.folder / "text").exists()
    again = make_release(processed, tmp_path / "r2", previous=done.folder)
    assert again.changes is not None and again.changes.empty
    assert again.about.version == "2"


def spoil_table(folder):
    path = folder / "requests.csv"
    path.write_bytes(path.read_bytes().replace(b"total", b"totle", 1))


def spoil_parquet(folder):
    frame = pd.read_parquet(folder / "indicators.parquet").iloc[1:]
    frame.to_parquet(folder / "indicators.parquet", index=False)


def mix_runs(folder):
    frame = pd.read_parquet(folder / "reports.parquet").iloc[1:]
    gd.write_tables(replace(gd.load(folder), reports=frame), folder)


def lose_text(folder):
    next((folder / "text").iterdir()).unlink()


def swap_text(folder):
    path = sorted((folder / "text").iterdir())[0]
    path.write_text("另一份报告", encoding="utf-8")


def lose_codebook(folder):
    (folder / "codebook" / "indicators.csv").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_table, "requests.csv is not the file"),
        (spoil_parquet, "indicators.parquet and indicators.csv differ"),
        (mix_runs, "that reports has not"),
        (lose_text, "is not there"),
        (swap_text, "is not the text that the tables were read from"),
        (lose_codebook, "codebook/indicators.csv is not there"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(folder, tmp_path, spoil, said):
    spoil(folder)
    bad = CliRunner().invoke(app, ["release", str(folder), "--out", str(tmp_path / "r1")])
    assert bad.exit_code == 1, bad.output
    assert said in bad.stderr and "no release was made" in bad.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["tables"]


def test_a_damaged_earlier_release_is_refused(processed, tmp_path):
    done = make_release(processed, tmp_path / "r1")
    path = done.folder / "outcomes.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(NotWholeError, match=r"outcomes\.csv"):
        make_release(processed, tmp_path / "r2", previous=done.folder)


def test_what_is_no_release_is_not_written_over(processed, tmp_path):
    (tmp_path / "r1").mkdir()
    (tmp_path / "r1" / "thesis.docx").write_text("mine")
    for force in (False, True):
        with pytest.raises(FileExistsError):
            make_release(processed, tmp_path / "r1", force=force)
    assert (tmp_path / "r1" / "thesis.docx").read_text() == "mine"
    run = CliRunner().invoke
    for args, said in [
        ([str(tmp_path / "none"), "--out", str(tmp_path / "r2")], "no processed folder"),
        ([str(processed), "--out", str(processed)], "choose another folder"),
        ([str(processed), "--out", str(tmp_path / "r2"), "--date", "22.11.2026"], "YYYY-MM-DD"),
    ]:
        bad = run(app, ["release", *args])
        assert bad.exit_code == 2 and said in bad.stderr, bad.output


def test_the_changelog_says_what_changed_and_why(raw, processed, tmp_path):
    """New, gone, renamed and changed sources, a correction, the manifest: each is told apart."""
    first = make_release(processed, tmp_path / "r1")
    second = shutil.copytree(raw, tmp_path / "raw")
    files = sorted(p for p in second.rglob("*") if p.is_file() and p.suffix == ".txt")
    gone, renamed, edited, corrected, placed = files[:5]
    names = {p: p.relative_to(second).as_posix() for p in files}
    gone.unlink()
    renamed.rename(renamed.with_name("moved.txt"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\n另收到信件3封。", encoding="utf-8")
    (second / "new.txt").write_text(
        "某县教育局2019年政府信息公开工作年度报告\n2019年共收到政府信息公开申请4件。",
        encoding="utf-8",
    )
    old = gd.load(first.folder)
    row = old.reports.set_index("source_path").loc[names[corrected]]
    figure = old.indicators[old.indicators["report_id"] == row["report_id"]].iloc[0]
    with (second / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(CORRECTION_COLUMNS)
        as_read = str(int(figure["value"]))
        sheet.writerow([names[corrected], "indicators", figure["indicator"], "value", as_read,
                        str(int(as_read) + 1), "typing error", "reader", "2026-11-22"])  # fmt: skip
    sha = old.reports.set_index("source_path").loc[names[placed], "sha256"]
    (second / "manifest.csv").write_text(
        f"path,sha256,year\n{names[placed]},{sha},2001\n", encoding="utf-8"
    )
    gd.write_tables(gd.parse_corpus(second, jobs=1), tmp_path / "tables2")
    done = make_release(tmp_path / "tables2", tmp_path / "r2", previous=first.folder)
    changes = done.changes
    reports = changes[changes["table"] == "reports"].set_index("source_path")
    assert reports.loc["new.txt", ["change", "why"]].tolist() == ["added", "new source"]
    assert reports.loc[names[gone], ["change", "why"]].tolist() == ["gone", "source gone"]
    assert reports.loc[names[edited], "why"] == "source file changed"
    moved = names[renamed].rpartition("/")[0]
    moved = f"{moved}/moved.txt" if moved else "moved.txt"
    assert reports.loc[moved, "why"] == f"source renamed from {names[renamed]}"
    assert reports.loc[names[placed], "why"] == "manifest changed"
    mine = changes[
        (changes["source_path"] == names[corrected]) & (changes["table"] == "indicators")
    ]
    assert mine["why"].tolist() == ["correction applied"]
    assert "value" in mine["columns"].iloc[0] and as_read in mine["before"].iloc[0]
    assert (changes["why"] != UNEXPLAINED).all(), changes[changes["why"] == UNEXPLAINED]
    text = (done.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "new.txt" in text and "correction applied" in text
    saved = pd.read_csv(done.folder / "changes.csv", dtype=str, keep_default_na=False)
    assert len(saved) == len(changes)


def test_another_reader_is_named_and_the_same_reader_can_not_differ(processed):
    tables = gd.load(processed)
    indicators = tables.indicators.copy()
    indicators.loc[0, "value"] = indicators.loc[0, "value"] + 1
    other = replace(tables, indicators=indicators)
    newer = READER | {"version": "2", "reader": "bbbb"}
    found = compare(Edition(tables, READER), Edition(other, newer))
    assert found["why"].tolist() == ["reader changed (1 aaaa → 2 bbbb)"]
    found = compare(Edition(tables, READER), Edition(other, READER))
    assert found["why"].tolist() == [UNEXPLAINED]
    assert found["change"].tolist() == ["changed"] and found["columns"].tolist() == ["value"]
    assert "may have changed" in compare(Edition(tables), Edition(other, READER))["why"].iloc[0]


def test_the_same_bytes_under_two_paths_are_followed(raw, tmp_path):
    source = sorted(p for p in raw.rglob("*.txt"))[0]
    editions = []
    for run, names in (("one", "ab"), ("two", "a")):
        (tmp_path / run).mkdir()
        for name in names:
            shutil.copyfile(source, tmp_path / run / f"{name}.txt")
        editions.append(Edition(gd.parse_corpus(tmp_path / run, jobs=1), READER))
    found = compare(*editions)
    assert found[["table", "source_path", "why"]].to_numpy().tolist() == [
        ["reports", "b.txt", "source gone"]
    ]
