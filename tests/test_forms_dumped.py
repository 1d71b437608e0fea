"""Tables whose values stand apart from their labels: read where sums prove them, else told."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.labels import read_rows
from tests.forms_shapes import (
    APPLICANTS,
    FOLD,
    HEADER,
    REDRESS_HEADER,
    Truth,
    labels,
    make_requests,
    plain,
)

Rows = list[list[str]]
TEMPLATES = ("form2019", "form2021")
INDICATORS = [row for row in read_rows("indicators.csv") if row["stat2014_label"]]
# the sums of the table of 2014 hold: five requests received, four of them online; two refused
COUNTS = {"requests_received": 5, "requests_online": 4, "requests_letter": 1, "funds": 7,
          "requests_refused": 2, "requests_refused_privacy": 2, "proactive_total": 90}  # fmt: skip


def numbers(truth: Truth, template: str) -> Rows:
    return [[str(truth[item, who]) for who in APPLICANTS] for item, _ in labels(template)]


def dump(template: str, rows: Rows, sizes: Sequence[int]) -> str:
    """Blocks of rows, each behind its labels; the columns of a block stand one behind the other."""
    names = [label for _, label in labels(template)]
    parts = ["三、收到和处理政府信息公开申请情况", *HEADER]
    for start, end in pairwise([*accumulate(sizes, initial=0)]):
        parts += names[start:end]
        parts += [value for column in zip(*rows[start:end], strict=True) for value in column]
    return "\n".join([*parts, "- 4 -", "四、政府信息公开行政复议、行政诉讼情况", "无。"])


def sizes_of(template: str, tall: int) -> list[int]:
    """Single rows, but for one block in the middle."""
    rest = len(labels(template)) - 4 - tall
    return [1, 1, 1, 1, tall, *[1] * rest]


def counts(forms: Forms) -> Truth:
    cells = [cell for cell in forms.cells if cell.table == "requests" and cell.value is not None]
    return {(cell.key[0], cell.key[1]): int(cell.value or 0) for cell in cells}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_block_of_columns_among_rows(template: str) -> None:
    truth = make_requests(5, template)
    cleaned = plain(dump(template, numbers(truth, template), sizes_of(template, 11)))
    forms = read_forms(cleaned)
    assert counts(forms) == truth
    assert not forms.lost
    assert all(cleaned.text[cell.start : cell.end] == cell.text for cell in forms.cells)


@pytest.mark.parametrize("template", TEMPLATES)
def test_labels_behind_their_values(template: str) -> None:
    """Broken labels stand at the page's end; their rows are where they belong."""
    truth = make_requests(6, template)
    lines = dump(template, numbers(truth, template), [1] * len(labels(template))).split("\n")
    names = [label for _, label in labels(template)]
    moved = [names[3], names[12], names[13], names[18]]
    kept = [line for line in lines if line not in moved]
    place = kept.index("- 4 -")
    assert counts(read_forms(plain("\n".join([*kept[:place], *moved, *kept[place:]])))) == truth


@pytest.mark.parametrize("template", TEMPLATES)
def test_names_of_columns_among_the_first_rows_values(template: str) -> None:
    """Its values stand as high as the header; labels further down stand behind their values."""
    truth = make_requests(8, template)
    names = [label for _, label in labels(template)]
    rows = numbers(truth, template)
    first = [names[0], *HEADER[2:4], rows[0][0], *HEADER[5:9], *rows[0][1:6], HEADER[4], rows[0][6]]
    lines = [part for name, row in zip(names[1:], rows[1:], strict=True) for part in (name, *row)]
    late = lines.index(names[14])
    lines[late : late + 24] = [*rows[14], *rows[15], *rows[16], *names[14:17]]

    def read(below: list[str]) -> Truth:
        text = [
            "三、收到和处理政府信息公开申请情况",
            *HEADER[:2],
            *first,
            *below,
            "四、行政复议情况",
        ]
        return counts(read_forms(plain("\n".join(text))))

    assert read(lines) == truth
    lines[late + 21 : late + 24] = names[16:13:-1]  # labels that go up tell nothing
    assert len(read(lines)) < len(truth)


def exchanged_columns(rows: Rows) -> None:
    for row in rows[4:15]:
        row[1], row[4] = row[4], row[1]


def exchanged_rows(rows: Rows) -> None:
    rows[2], rows[3] = rows[3], rows[2]


def dropped(rows: Rows) -> None:
    rows[6][5:6] = []
    rows[6].append("")


def added(rows: Rows) -> None:
    rows[5][0] = str(int(rows[5][0]) + 1)


@pytest.mark.parametrize("damage", [exchanged_columns, dropped, added])
def test_what_the_sums_gainsay_is_not_read(damage: Callable[[Rows], None]) -> None:
    truth = make_requests(5, "form2021")
    rows = numbers(truth, "form2021")
    damage(rows)
    forms = read_forms(plain(dump("form2021", rows, sizes_of("form2021", 11))))
    assert all(truth[key] == value for key, value in counts(forms).items())
    assert forms.lost or any(cell.state == "unreadable" for cell in forms.cells)


def test_columns_that_nothing_tells_from_each_other_are_not_read() -> None:
    """Where all rows go by columns, any of them may stand before another."""
    truth = make_requests(5, "form2021")
    forms = read_forms(plain(dump("form2021", numbers(truth, "form2021"), [13, 12])))
    assert all(truth[key] == value for key, value in counts(forms).items())
    assert len(counts(forms)) < len(truth) // 2
    assert {cell.state for cell in forms.cells if cell.value is None} == {"unreadable"}


def test_a_row_printed_before_the_one_above_it_is_not_read() -> None:
    """One of them has its label beside it; the other's stands at the page's end."""
    truth = make_requests(5, "form2021")
    rows = numbers(truth, "form2021")
    exchanged_rows(rows)
    lines = dump("form2021", rows, [1] * len(rows)).split("\n")
    above, below = (labels("form2021")[place][1] for place in (2, 3))
    first, second = lines.index(above), lines.index(below)
    lines[second], lines[first:second] = above, lines[first + 1 : second]
    lines.insert(lines.index("- 4 -"), below)
    read = counts(read_forms(plain("\n".join(lines))))
    assert all(truth[key] == value for key, value in read.items())


def stat_dump(counts: dict[str, int]) -> str:
    half = len(INDICATORS) // 2
    parts = ["政府信息公开情况统计表", "统计指标"]
    for rows in (INDICATORS[:half], INDICATORS[half:]):
        parts += [row["stat2014_label"].translate(FOLD) for row in rows]
        parts += [str(counts.get(row["indicator"], 0)) for row in rows]
    return "\n".join(parts)


def test_the_table_of_2014_in_columns() -> None:
    cleaned = plain(stat_dump(COUNTS))
    forms = read_forms(cleaned)
    read = {cell.key[0]: cell.value for cell in forms.cells}
    assert read == {row["indicator"]: COUNTS.get(row["indicator"], 0) for row in INDICATORS}
    assert all(cleaned.text[cell.start : cell.end] == cell.text for cell in forms.cells)


def test_headings_of_2014_with_marks_for_their_unit_and_value() -> None:
    names = [row["stat2014_label"].translate(FOLD) for row in INDICATORS]
    pairs = [f"{row['unit']} {COUNTS.get(row['indicator'], 0)}" for row in INDICATORS]
    for place in (31, 16, 0):
        pairs.insert(place, "—— ——")
    lines = ["附件:政府信息公开情况统计表", "统计指标", *names, "单位 统计数", *pairs]
    cleaned = plain("\n".join(lines))
    forms = read_forms(cleaned)
    read = {cell.key[0]: cell.value for cell in forms.cells}
    assert read == {row["indicator"]: COUNTS.get(row["indicator"], 0) for row in INDICATORS}
    (start, end), *_ = forms.extents
    assert start <= cleaned.text.index(names[0]) and end >= len(cleaned.text) - 1


def test_columns_of_2014_whose_sums_fail_are_told() -> None:
    forms = read_forms(plain(stat_dump(COUNTS | {"requests_online": 3})))
    assert not any(cell.value for cell in forms.cells)
    assert forms.lost


def test_a_row_of_numbers_of_nobodys_makes_blanks_unreadable() -> None:
    """Three labels stand together, and their values far behind them."""
    names = [row["stat2014_label"].translate(FOLD) for row in INDICATORS]
    rows = [f"{name} {number}" for number, name in enumerate(names[:-3])]
    text = "\n".join(["统计指标", *rows, *names[-3:], "附件:", "下载次数:12", "3", "4", "5"])
    cells = {cell.key[0]: (cell.value, cell.state) for cell in read_forms(plain(text)).cells}
    assert all(cells[row["indicator"]] == (None, "unreadable") for row in INDICATORS[-3:])


def test_results_behind_several_channels_belong_to_none_of_them() -> None:
    """Both kinds of litigation are named before the results of the first."""
    header = [*REDRESS_HEADER[:7], *"20002", *REDRESS_HEADER[7:9]]
    results = [part for pair in zip(REDRESS_HEADER[2:7], "10023", strict=True) for part in pair]
    forms = read_forms(plain("\n".join([*header, *results, "五、存在的问题"])))
    assert not any(c.table == "redress" and c.key[0] != "reconsideration" for c in forms.cells)


def test_the_numbers_of_an_own_row_are_not_given_to_a_blank_one() -> None:
    truth = make_requests(5, "form2021")
    lines = dump("form2021", numbers(truth, "form2021"), [1] * 25).split("\n")
    late = lines.index(labels("form2021")[17][1])
    lines[late:late] = [lines[late], "转某单位办理"]
    del lines[late + 2]
    read = counts(read_forms(plain("\n".join(lines))))
    assert not any(item == labels("form2021")[17][0] for item, _ in read)


def test_a_row_of_numbers_above_its_label_is_told() -> None:
    """The row above goes on below its own numbers, so that nothing tells whose these are."""
    truth = make_requests(5, "form2021")
    names = dict(labels("form2021"))
    own = [" ".join(row) for row in numbers(truth, "form2021")]
    lines = ["收到和处理政府信息公开申请情况", *HEADER]
    for place, (item, name) in enumerate(labels("form2021")):
        if item == "partially_disclosed":
            lines += [
                name[:14],
                own[place],
                name[14:],
                own[place + 1],
                names["refused.state_secret"],
            ]
        elif item != "refused.state_secret":
            lines.append(f"{name} {own[place]}")
    forms = read_forms(plain("\n".join([*lines, "四、行政复议"])))
    lost = {c.state for c in forms.cells if c.key[0] == "refused.state_secret"}
    assert lost in ({"unreadable"}, {"number", "zero"})
    assert all(truth[key] == value for key, value in counts(forms).items())
