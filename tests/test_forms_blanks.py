"""Blank cells in plain text: where the text keeps their places, and where the sums must tell."""

import pytest

from govdisc_analysis.forms import Forms, read_forms
from tests.forms_shapes import APPLICANTS, GROUPS, HEADER, Truth, labels, plain

BLANKS = (1, 4)  # of seven zeros, those that are not printed


def few(template: str) -> Truth:
    """A small agency's table: most rows hold nothing."""
    truth = {(item, who): 0 for item, _ in labels(template) for who in APPLICANTS}
    for item, person, firm in (
        ("new_received", 11, 1), ("carried_in", 1, 0), ("disclosed", 4, 1),
        ("refused.third_party_rights", 1, 0), ("unavailable.not_held", 5, 0),
        ("processed_total", 10, 1), ("carried_out", 2, 0),
    ):  # fmt: skip
        counts = {"natural_person": person, "commercial_enterprise": firm, "total": person + firm}
        truth |= {(item, who): count for who, count in counts.items()}
    return truth


def printed(truth: Truth, template: str, zeros: tuple[str, str]) -> dict[str, list[str]]:
    """The texts of each row: the first mark for some zeros, the second for the others."""
    rows = {}
    for number, (item, _) in enumerate(labels(template)):
        counts = [truth[item, who] for who in APPLICANTS]
        rows[item] = [
            str(count) if count else zeros[(number + place) % 7 not in BLANKS]
            for place, count in enumerate(counts)
        ]
    return rows


def written(template: str, rows: dict[str, list[str]], line: str, gap: str) -> str:
    lines = ["\n".join(HEADER)]
    for item, label in labels(template):
        head = [GROUPS[item]] if item in GROUPS else []
        lines.append(line.join([*head, label]) + line + gap.join(rows[item]))
    return "\n".join(lines) + "\n四、行政复议、行政诉讼情况"


def states(forms: Forms) -> dict[tuple[str, ...], tuple[float | None, str]]:
    return {c.key: (c.value, c.state) for c in forms.cells if c.table == "requests"}


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize(("line", "gap"), [("\n", "\n"), ("\n\n", "\n\n")])
def test_a_line_with_a_space_is_a_blank_cell(template: str, line: str, gap: str) -> None:
    truth = few(template)
    rows = printed(truth, template, (" ", "0"))
    found = states(read_forms(plain(written(template, rows, line, gap))))
    for item, texts in rows.items():
        for who, text in zip(APPLICANTS, texts, strict=True):
            value, state = found[item, who]
            assert state in (("blank", "implied_zero") if text == " " else ("zero", "number"))
            assert (value or 0) == truth[item, who]


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize("mark", ["", "—"])
def test_zeros_among_lost_blanks_are_proved_by_the_columns(template: str, mark: str) -> None:
    truth = few(template)
    rows = printed(truth, template, ("", mark or "0"))
    if mark:
        rows = {item: [t if t != "—" or n % 2 else "0" for n, t in enumerate(row)]
                for item, row in rows.items()}  # fmt: skip
    kept = {item: [text for text in row if text] for item, row in rows.items()}
    found = states(read_forms(plain(written(template, kept, "\n", "\n"))))
    read = {key: value for key, (value, _) in found.items() if value is not None}
    assert all(truth[key] == value for key, value in read.items())  # type: ignore[index]
    alone = [item for item, row in kept.items() if not any(t.strip("0—") for t in row)]
    assert alone
    assert all(found[item, who] == (0, "implied_zero") for item in alone for who in APPLICANTS)


def test_zeros_that_no_sum_holds_stay_unreadable() -> None:
    truth = dict.fromkeys(few("form2021"), 0)
    rows = printed(truth, "form2021", ("", "0"))
    kept = {item: [text for text in row if text] for item, row in rows.items()}
    found = states(read_forms(plain(written("form2021", kept, "\n", "\n"))))
    assert set(found.values()) == {(None, "unreadable")}


def test_a_row_of_zeros_beside_a_lost_number_proves_nothing() -> None:
    truth = few("form2021")
    rows = printed(truth, "form2021", ("", "0"))
    item = next(i for i, row in rows.items() if i.startswith("refused") and any(
        t.strip("0") for t in row))  # fmt: skip
    kept = {i: [text for text in row if text] for i, row in rows.items()}
    kept[item] = ["0", "0", "0"]
    found = states(read_forms(plain(written("form2021", kept, "\n", "\n"))))
    wrong = [who for who in APPLICANTS if truth[item, who]]
    assert all(found[item, who] == (None, "unreadable") for who in wrong)


@pytest.mark.parametrize("mark", ["—", "/", "-"])
def test_marks_between_commas(mark: str) -> None:
    truth = few("form2021")
    rows = printed(truth, "form2021", ("", mark))
    found = states(read_forms(plain(written("form2021", rows, ",", ","))))
    for item, texts in rows.items():
        for who, text in zip(APPLICANTS, texts, strict=True):
            assert found[item, who][1] in (
                ("dash",) if text == mark else ("number",) if text else ("blank", "implied_zero")
            )


def test_a_dash_stands_in_no_way_of_a_proof() -> None:
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = "\n".join(f"{label}|3|—||—|||3|" for _, label in labels("form2021"))
    found = states(read_forms(plain("|".join(["申请人情况", *names]) + "\n" + rows)))
    assert found["disclosed", "commercial_enterprise"] == (None, "dash")
    assert found["disclosed", "research_institution"] == (0, "implied_zero")
