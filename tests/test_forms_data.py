"""The forms' codebook: labels lead to one meaning, marks and values are read as printed."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import read_forms
from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.implied import identities, prove_zeros
from govdisc_analysis.forms.labels import guess, load_index, look_up, read_rows
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from tests.forms_shapes import FOLD
from tests.shared import SHARED

VALUES = Path(__file__).parent / "data" / "forms_values.csv"
LABELS = Path(__file__).parent / "data" / "forms_labels.csv"


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def test_a_label_means_one_thing_within_its_heading() -> None:
    for key, meanings in load_index().meanings.items():
        seen = defaultdict(set)
        for meaning in meanings:
            seen[meaning.kind, meaning.parent].add(meaning.code)
        assert all(len(codes) == 1 for codes in seen.values()), key


def test_every_cell_of_the_codebook_has_a_label() -> None:
    codes = load_codes()
    known = {(m.kind, m.code) for found in load_index().meanings.values() for m in found}
    wanted = {("request", item) for item in codes.items}
    wanted |= {("applicant", who) for who in codes.applicants}
    wanted |= {("channel", channel) for channel in codes.channels}
    wanted |= {("result", result) for result in codes.results}
    wanted |= {("subject", key[1]) for key in codes.proactive}
    wanted |= {("measure", key[2]) for key in codes.proactive}
    labelled = [row["indicator"] for row in read_rows("indicators.csv") if row["stat2014_label"]]
    assert wanted | {("indicator", code) for code in labelled} <= known


def test_official_labels_are_known() -> None:
    for row in read_rows("request_items.csv"):
        for label in (row["label_2019"], row["label_2021"]):
            if label:
                found = {m.code for m in look_up(label.translate(FOLD)) if m.kind == "request"}
                assert row["item"] in found


@pytest.mark.parametrize(("printed", "kind", "code"), _rows(LABELS))
def test_labels_as_sites_print_them(printed: str, kind: str, code: str) -> None:
    found = {m.code for m in look_up(printed.replace("~", "\n")) if m.kind == kind}
    if not found:
        guessed = guess(printed.replace("~", "\n"), kind)
        found = {guessed.code} if guessed else set()
    assert found == ({code} if code else set())


@pytest.mark.parametrize(("printed", "unit", "said", "value", "state"), _rows(VALUES))
def test_values(printed: str, unit: str, said: str, value: str, state: str) -> None:
    parsed = parse_value(printed, unit, said)
    if not state:
        assert parsed is None
        return
    assert parsed is not None
    assert parsed.state == state
    assert parsed.value == (float(value) if value else None)


def test_zeros_are_proved_only_by_sums() -> None:
    row = {("new_received", who): None for who in load_codes().applicants}
    assert prove_zeros("requests", row, set(row)) == frozenset()
    row["new_received", "total"] = 5.0
    row["new_received", "natural_person"] = 3.0
    blanks = {key for key, value in row.items() if value is None}
    assert prove_zeros("requests", row, blanks) == frozenset()
    row["new_received", "natural_person"] = 5.0
    assert prove_zeros("requests", row, blanks - {("new_received", "natural_person")}) == blanks - {
        ("new_received", "natural_person")
    }


def test_identities_name_cells_of_the_forms() -> None:
    codes = load_codes()
    for identity in identities("requests"):
        for item, who in identity.left + identity.right:
            assert item in codes.items
            assert who in codes.applicants


@pytest.mark.skipif(SHARED is None, reason="the shared reports are not here")
@pytest.mark.parametrize("name", ["hongze_2023.pdf", "huaian_2024.pdf"])
def test_real_pdf(name: str) -> None:
    assert SHARED is not None
    path = SHARED / "real" / name
    if not path.exists():
        pytest.skip("the real reports are not here")
    document = next(iter(read_documents(path.read_bytes(), name)))
    assert isinstance(document, Document)
    forms = read_forms(clean_document(document))
    keys = {
        "requests": ("item", "applicant", "count"),
        "proactive": ("article_item", "subject", "measure", "value"),
        "redress": ("channel", "result", "count"),
    }
    truth = {}
    for table, columns in keys.items():
        with (SHARED / "real" / f"{table}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["source_path"] == name:
                    truth[(table, *(row[c] for c in columns[:-1]))] = float(row[columns[-1]])
    assert {(c.table, *c.key): c.value for c in forms.cells} == truth
    assert {(c.table, *c.key): c.value for c in forms.read_again()} == truth
    assert forms.unclaimed == ()
