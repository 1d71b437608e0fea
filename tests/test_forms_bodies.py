"""Several tables of one kind in a document, and tables whose total stands first."""

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.forms.serials import without_serials
from tests.forms_shapes import (
    APPLICANTS,
    FOLD,
    Truth,
    flat,
    gridded,
    labels,
    make_requests,
    plain,
    request_grid,
)

OPEN = "见附件说明"  # what no reader takes for a number


def values(forms: Forms) -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells if cell.table == "requests"}


def with_open_cells(rows: list[list[str | None]], every: int) -> list[list[str | None]]:
    """The rows of values, each ``every``-th value of which is no number."""
    number = 0
    for row in rows[3:]:
        for column in range(3, 10):
            number += 1
            if number % every == 0:
                row[column] = OPEN
    return rows


@pytest.mark.parametrize("every", [3, 9, 50])
@pytest.mark.parametrize("template", ["form2019", "form2021"])
def test_a_table_with_open_cells_does_not_give_way_to_another_body(
    every: int, template: str
) -> None:
    own, other = make_requests(3, template), make_requests(4, template)
    rows = with_open_cells(request_grid(own, template), every)
    forms = read_forms(gridded(rows, request_grid(other, template)))
    for key, value in values(forms).items():
        assert value in (own[key[0], key[1]], None)
    assert any(cell.state == "unreadable" for cell in forms.cells)


@pytest.mark.parametrize("gap", ["\t", " | ", "\n"])
def test_a_text_with_open_cells_does_not_give_way_to_another_body(gap: str) -> None:
    own, other = make_requests(5, "form2021"), make_requests(6, "form2021")
    first = flat(own, "form2021", gap).replace(f"{gap}0{gap}", f"{gap}O{gap}")
    forms = read_forms(plain(first + "\n附:所属单位\n" + flat(other, "form2021", gap)))
    read = values(forms)
    wrong = [k for k, v in read.items() if v not in (own[k[0], k[1]], None)]
    told = [note for note in forms.notes if note.severity == "warning"]
    assert not wrong or told


def test_a_copy_of_the_table_may_be_the_better_read() -> None:
    own = make_requests(7, "form2021")
    rows = with_open_cells(request_grid(own, "form2021"), 9)
    forms = read_forms(gridded(rows, request_grid(own, "form2021")))
    assert values(forms) == dict(own)


def test_a_small_part_of_another_table_before_the_whole_one_is_told() -> None:
    own, other = make_requests(8, "form2021"), make_requests(9, "form2021")
    rows = request_grid(other, "form2021")[:9]
    forms = read_forms(gridded(rows, request_grid(own, "form2021")))
    assert values(forms) == dict(own)
    assert any("not read whole stands before" in note.message for note in forms.notes)


def first_total(truth: Truth) -> list[list[str]]:
    """The rows of a table whose total stands before the applicants, without any header."""
    order = (APPLICANTS[-1], *APPLICANTS[:-1])
    return [
        [label, *(str(truth[item, who]) for who in order)] for item, label in labels("form2021")
    ]


@pytest.mark.parametrize("gap", ["\t", " ", "\n"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_sums_tell_that_the_total_stands_first(gap: str, seed: int) -> None:
    truth = make_requests(seed, "form2021")
    lines = [gap.join(row) for row in first_total(truth)]
    text = "三、收到和处理政府信息公开申请情况\n" + "\n".join(lines) + "\n四、其他情况\n"
    forms = read_forms(plain(text))
    assert values(forms) == dict(truth)
    assert any("read as the total" in note.message for note in forms.notes)


def test_sums_that_fail_in_both_orders_leave_the_form_s_order() -> None:
    truth = make_requests(1, "form2021")
    for item in ("new_received", "disclosed", "processed_total"):
        truth[item, "total"] += 1
    forms = read_forms(gridded(request_grid(truth, "form2021")))
    assert values(forms) == dict(truth)


def test_rows_with_one_number_twice_tell_no_order() -> None:
    truth = dict.fromkeys(make_requests(1, "form2021"), 0)
    for item in ("new_received", "disclosed", "processed_total"):
        truth[item, APPLICANTS[0]] = truth[item, "total"] = 3
    forms = read_forms(gridded(request_grid(truth, "form2021")))
    assert values(forms) == dict(truth)


@pytest.mark.parametrize("zero", ["0", ""])
@pytest.mark.parametrize("gap", ["\t", " ", "\n"])
def test_numbers_of_rows_are_no_values(gap: str, zero: str) -> None:
    rows = [row for row in read_rows("indicators.csv") if row["stat2014_label"]]
    lines, counts = [], {}
    for number, row in enumerate(rows, 1):
        count = number * 7 % 5
        counts[row["indicator"]] = count
        lines.append(
            gap.join([str(number), row["stat2014_label"], row["unit"], str(count or zero)])
        )
    text = gap.join(["序号", "统计指标", "单位", "统计数"]) + "\n" + "\n".join(lines)
    text = text.translate(FOLD)
    forms = read_forms(plain(text))
    read = {cell.key[0]: cell.value for cell in forms.cells}
    assert not [key for key, value in read.items() if value not in (counts[key], None)]
    printed = {key for key, count in counts.items() if count or zero}
    assert printed <= {key for key, value in read.items() if value is not None}


def test_a_zero_before_the_first_number_of_a_row_is_a_value() -> None:
    lines = [f"{number}\n主动公开数\n件" for number in range(1, 12)]
    text = "行政处罚\n0\n其他\n" + "\n".join(lines)
    assert without_serials(text).split()[:4] == ["行政处罚", "0", "其他", "主动公开数"]
    again = without_serials(text + "\n" + text)
    assert again.split().count("0") == 2
    assert not any(line.strip().isdigit() and line != "0" for line in again.splitlines())
