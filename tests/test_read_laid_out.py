"""Texts whose tables stand in columns by blanks alone, as programs take them out of a PDF."""

from govdisc_analysis.models import Document
from tests.test_read_html import read, texts

Line = tuple[str, str, str, str, str]
PAGE: list[Line] = [
    ("", "", "自然人", "商业企业", "总计"),
    ("一、本年新收政府信息公开申请", "", "45", "7", "52"),
    ("数量", "", "", "", ""),
    ("二、上年结转政府信息公开申请", "", "3", "", "3"),
    ("数量", "", "", "", ""),
    ("", "1.属于国", "2", "0", "2"),
    ("(三)不", "家秘密", "", "", ""),
    ("予公开", "2.重复申", "0", "1", "1"),
    ("", "请", "", "", ""),
    ("", "3.要求提供", "1", "0", "1"),
    ("", "公开出版物", "", "", ""),
    ("", "4.无正当理", "12", "0", "12"),
    ("", "由申请", "", "", ""),
]
NEXT: list[Line] = [
    ("", "5.要求行政", "8", "0", "8"),
    ("(六)其", "机关确认", "", "", ""),
    ("他处理", "6.其他", "110", "5", "115"),
    ("四、结转下年度继续办理", "", "6", "0", "6"),
]


def drawn(lines: list[Line], label: int, width: int) -> str:
    """Lines with their words at fixed places, counted in characters."""
    shown = []
    for group, item, *numbers in lines:
        line = group.ljust(8) + item if item else group
        shown.append(line.ljust(label) + "".join(number.ljust(width) for number in numbers))
    return "\n".join(line.rstrip() for line in shown) + "\n"


def values(document: Document) -> list[tuple[str, str]]:
    """The numbers of the grids with what stands at their place in the source."""
    assert document.raw is not None and document.to_raw is not None
    found = []
    for cell in [c for grid in document.grids for row in grid.rows for c in row if c]:
        if cell.text.isdigit():
            start, end = document.to_raw.to_old(cell.start, cell.end)
            found.append((cell.text, document.raw[start:end]))
            assert document.text[cell.start : cell.end] == cell.text
    return found


def test_wrapped_labels_and_blank_cells() -> None:
    document = read("三、收到和处理政府信息公开申请情况\n" + drawn(PAGE, 22, 9), "a.txt")
    rows = [row[-4:] for row in texts(document)[0]]
    assert rows[1:] == [
        ["一、本年新收政府信息公开申请数量", "45", "7", "52"],
        ["二、上年结转政府信息公开申请数量", "3", "", "3"],
        ["1.属于国家秘密", "2", "0", "2"],
        ["2.重复申请", "0", "1", "1"],
        ["3.要求提供公开出版物", "1", "0", "1"],
        ["4.无正当理由申请", "12", "0", "12"],
    ]
    found = values(document)
    assert len(found) == 17 and all(cell == source for cell, source in found)


def test_the_rest_of_a_groups_label_beside_the_values() -> None:
    """Most labels have two lines, their values between them, and the group's in one of these."""
    names = ("1.属于国", "家秘密", "2.重复申", "请", "3.要求提", "供出版物", "4.无正当", "理由申请")
    counts = "".join(number.ljust(7) for number in ("3", "0", "1", "0", "0", "2", "6"))
    lines = ["一、本年新收申请数量".ljust(24) + counts, "二、上年结转申请数量".ljust(24) + counts]
    for first, rest in zip(names[::2], names[1::2], strict=True):
        group = ("(三)不", "予公开") if first.startswith("3") else ("", "")
        lines += [f"    {group[0]:<8}{first}", f"    {group[1]:<20}{counts}", f"{'':<12}{rest}"]
    head = "".join(
        name.ljust(7) for name in ("自然人", "企业", "科研", "公益", "法律", "其他", "总计")
    )
    (grid,) = texts(read("\n".join([" " * 24 + head, *lines]), "a.txt"))
    assert [row[-8] for row in grid[-4:]] == ["".join(names[n : n + 2]) for n in (0, 2, 4, 6)]
    assert "(三)不予公开" in {row[0] for row in grid}


def test_a_table_goes_on_in_other_columns_behind_a_page_end() -> None:
    document = read(drawn(PAGE, 22, 9) + "\f" + drawn(NEXT, 17, 7), "a.txt")
    (grid,) = texts(document)
    assert [row[-4:] for row in grid][-2:] == [
        ["6.其他", "110", "5", "115"],
        ["四、结转下年度继续办理", "6", "0", "6"],
    ]
    assert all(cell == source for cell, source in values(document))


def test_gaps_of_one_width_are_no_columns() -> None:
    text = "\n".join(f"{'申请' * n}   {n}   0   {n}" for n in range(1, 12))
    document = read(text, "a.txt")
    assert document.text == text and not document.grids


def test_a_column_without_any_value_is_known_by_its_name() -> None:
    """Also where no column of labels stands left of it; columns too near are left alone."""
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [names, ["", "3", "", "4", "7"], ["", "2", "", "", "2"], ["", "1", "", "1", "2"]]
    shown = ["".join(f"{cell:<8}" for cell in row).rstrip() for row in rows]
    (grid,) = texts(read("\n".join(shown + shown[1:] * 3), "a.txt"))
    assert [row[-5:] for row in grid[:3]] == rows[:3]
    near = "\n".join(f"{'申请' * (n % 3 + 1):<12}{n} {n} 0 0 0    {2 * n}" for n in range(1, 30))
    assert not read(near.replace("0 0", "0  0"), "a.txt").grids


def test_a_heading_with_a_blank_in_it_is_a_row_of_its_own() -> None:
    """It stands nearer to the row above than to the one below."""
    lines: list[list[str]] = [
        ["第二十条 第(一)项"], [], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], [],
        ["规章", "1", "0", "11"], ["规范性文件", "8", "26", "66"], ["第二十条 第(五)项"], [],
        ["信息内容", "本年处理决定数量"], [], ["行政许可", "447228"],
    ]  # fmt: skip
    shown = "\n\n".join("".join(cell.ljust(14) for cell in line).rstrip() for line in lines)
    other = f"三、收到和处理政府信息公开申请情况\n{drawn(PAGE, 22, 9)}"
    grid, _ = texts(read(f"二、主动公开政府信息情况\n\n{shown}\n\n{other}", "a.txt"))
    assert ["规范性文件", "8", "26", "66"] in [row[-4:] for row in grid]


def test_the_rest_of_a_label_goes_to_no_heading() -> None:
    lines: list[list[str]] = [
        ["第二十条第(五)项"], ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "0", "-4", "8"], ["其他对外管理服务事", "9", "0", "3"], ["项"],
        ["第二十条第(六)项"], ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "5", "7", "0"],
    ]  # fmt: skip
    shown = "\n".join("".join(cell.ljust(14) for cell in line).rstrip() for line in lines)
    other = f"三、收到和处理政府信息公开申请情况\n{drawn(PAGE, 22, 9)}"
    grid, _ = texts(read(f"二、主动公开政府信息情况\n\n{shown}\n\n{other}", "a.txt"))
    assert ["其他对外管理服务事项", "9", "0", "3"] in [row[-4:] for row in grid]
