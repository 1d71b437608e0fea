"""What is read as it was read before is read as if it were read for the first time."""

import random

import pytest

from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import grid, read_forms
from govdisc_analysis.forms.pieces import tokenize
from govdisc_analysis.forms.tokens import cut_labels
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from tests.shared import ROOT

HELD_OUT = sorted(
    path
    for path in (ROOT / "tests" / "data" / "heldout").rglob("*")
    if path.suffix in (".txt", ".html", ".md")
)[::4]
STRANGE = [
    *(" 12 ", "\n3\n", "\n0\n0\n", "1.", "(", ")", "、", ".", "|", "。"),
    *("(一)", "属于", "计", "第"),
]


def cleaned(path):
    (document,) = read_documents(path.read_bytes(), path.name)
    assert isinstance(document, Document)
    return clean_document(document)


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.name)
def test_pieces_of_a_text_hold_the_same_labels_as_the_whole(path):
    chance = random.Random(path.name)
    text = cleaned(path).text
    for _ in range(4):
        assert list(tokenize(text)) == list(cut_labels(text))
        for _ in range(5):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(STRANGE) + text[at:]


def test_numbers_between_labels_do_not_tell_what_the_labels_are():
    text = "(三)不予公开\n1.属于国家秘密 0 1 \n2.其他 3 \n(单位 12 件) 属于 3 类内部事务信息 7 \n"
    assert list(tokenize(text)) == list(cut_labels(text))


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.name)
def test_rows_that_are_known_are_read_as_the_first_time(path, monkeypatch):
    source = cleaned(path)
    read_forms(source)
    known = read_forms(source)
    monkeypatch.setattr(grid, "may_be_known", lambda line: False)
    fresh = read_forms(source)
    assert (known.cells, known.notes, known.unclaimed) == (
        fresh.cells,
        fresh.notes,
        fresh.unclaimed,
    )
