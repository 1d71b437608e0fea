"""The reader on reports that it was not built on; floors for each half."""

import re

import pytest

from tests.heldout import FOLDER, Measured, _plain, measure, read_truth, table

FLOOR = 0.80


@pytest.fixture(scope="module", params=["a", "b"])
def measured(request: pytest.FixtureRequest) -> Measured:
    return measure(request.param)


def test_every_report_has_its_truth() -> None:
    files = {path.name for path in FOLDER.glob("*.txt")}
    assert files == {truth["file"] for truth in read_truth()}
    assert len(files) >= 70


def test_truth_stands_in_the_text() -> None:
    for truth in read_truth():
        text = (FOLDER / truth["file"]).read_text(encoding="utf-8")
        flat = _plain(re.sub(r"\([a-zà-ǜ]+\)", "", text))
        places = [flat.find(phrase) for phrase, *_ in truth["problems"]]
        assert places == sorted(places) and -1 not in places, truth["file"]


def test_figures(measured: Measured) -> None:
    print(table(measured))
    assert measured.indicators.precision >= FLOOR
    assert measured.indicators.recall >= FLOOR


def test_identity(measured: Measured) -> None:
    assert measured.identity_accuracy >= FLOOR


def test_problems(measured: Measured) -> None:
    assert measured.problems.precision >= FLOOR
    assert measured.problems.recall >= FLOOR
    assert measured.categories.f1 >= FLOOR


def test_arithmetic(measured: Measured) -> None:
    assert measured.arithmetic.recall >= FLOOR
