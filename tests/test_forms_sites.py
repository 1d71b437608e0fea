"""Shapes that sites, offices and their editors give to forms, each in the least page for it."""

import pytest

from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.cells import Parsed
from govdisc_analysis.forms.collect import Found, make_found
from govdisc_analysis.forms.merge import choose
from govdisc_analysis.models import Cell, Document
from govdisc_analysis.read import read_documents
from govdisc_analysis.read.html_cells import with_tables
from tests.forms_shapes import (
    APPLICANTS,
    GROUPS,
    Truth,
    gridded,
    labels,
    make_requests,
    plain,
    request_grid,
)

NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
REDRESS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def values(forms: Forms, table: str = "requests") -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells if cell.table == table}


def warnings(forms: Forms) -> list[str]:
    return [note.message for note in forms.notes if note.severity == "warning"]


def read(page: str | bytes, name: str = "page.html") -> Document:
    (document,) = read_documents(page.encode() if isinstance(page, str) else page, name)
    assert isinstance(document, Document)
    return document


def forms_of(page: str, name: str = "page.html") -> Forms:
    return read_forms(clean_document(read(page, name)))


def table(truth: Truth, zero: str = "0") -> str:
    """The request table of 2021 as a page's table."""
    rows = request_grid(truth, "form2021", zero)
    out = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = next(n for n in range(1, 11) if c + n == len(row) or row[c + n] != "<")
            down = next(n for n in range(1, 99) if r + n == len(rows) or rows[r + n][c] != "^")
            cells.append(f"<td colspan={across} rowspan={down}>{text}</td>")
        out.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>" + "".join(out) + "</table>"


REDRESS_TABLE = (
    "<table><tr><td>类别</td>" + "".join(f"<td>{r}</td>" for r in REDRESS) + "</tr><tr>"
    "<td>行政复议</td><td>1</td><td>0</td><td>0</td><td>2</td><td>3</td></tr><tr>"
    "<td>未经复议直接起诉</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr><tr>"
    "<td>复议后起诉</td><td>4</td><td>0</td><td>0</td><td>0</td><td>4</td></tr></table>"
)


@pytest.mark.parametrize(
    ("head", "tag"),
    [
        ("", '<div class="tab" style="display:none" id="t2">'),
        ("<style>.tab{display:none} .tab.on{display:block}</style>", '<div class="tab">'),
    ],
)
def test_a_hidden_tab_of_the_report_is_read(head: str, tag: str) -> None:
    truth = make_requests(11, "form2021")
    page = (
        f"<html><head>{head}</head><body><div class='tab on'><p>一、总体情况</p>{table(truth)}"
        f"</div>{tag}<p>四、复议诉讼情况</p>{REDRESS_TABLE}</div>{tag}<p>五、问题:人手不足。</p></div>"
        '<div class="pop" style="display:none">扫一扫关注</div></body></html>'
    )
    document = read(page)
    found = values(forms_of(page), "redress")
    assert found["litigation_after_reconsideration", "upheld"] == 4 and len(found) == 15
    assert "人手不足" in document.text and "扫一扫" not in document.text


@pytest.mark.parametrize(
    ("head", "tag"),
    [
        ("", '<div style="display:none">'),
        ("<style>.a,.tpl{ display : none }</style>", '<div class="tpl">'),
    ],
)
def test_a_hidden_second_copy_is_left_out(head: str, tag: str) -> None:
    truth, other = make_requests(12, "form2021"), make_requests(13, "form2021")
    page = (
        f"<html><head>{head}</head><body>{tag}{table(other)}</div>{table(truth)}"
        f"<p>{'公开政府信息。' * 9}</p></body></html>"
    )
    document = read(page)
    assert values(forms_of(page)) == truth
    assert len(document.grids) == 1


def test_two_hidden_copies_are_read_once() -> None:
    """A script shows the one that fits the screen."""
    truth = make_requests(14, "form2021")
    hidden = '<div class="{}" style="display:none">' + table(truth) + "</div>"
    page = f"<html><body><p>一、总体</p>{hidden.format('pc')}{hidden.format('phone')}</body></html>"
    assert len(read(page).grids) == 1


def test_a_class_hidden_on_some_screens_only_is_shown() -> None:
    page = "<style>@media(max-width:600px){.pc{display:none}}</style>" + (
        f'<div class="pc">{REDRESS_TABLE}</div><div>{REDRESS_TABLE}</div>'
    )
    assert len(read(f"<html><body>{page}</body></html>").grids) == 2


def test_what_is_struck_out_is_no_number() -> None:
    document = read("<table><tr><td>规章</td><td><del>17</del><ins>4</ins></td></tr></table>")
    assert [cell.text for cell in document.grids[0].rows[0] if cell] == ["规章", "4"]
    assert document.raw.index("<ins>4") == document.raw.index("4<") - len("<ins>")


@pytest.mark.parametrize("tag", ["div", "section"])
def test_elements_with_the_roles_of_a_table(tag: str) -> None:
    truth = make_requests(15, "form2021")
    page = table(truth, zero="")
    page = page.replace("colspan=", "aria-colspan=").replace("rowspan=", "aria-rowspan=")
    for old, role in (("table", "table"), ("tr", "row"), ("td", "cell")):
        page = page.replace(f"<{old}", f'<{tag} role="{role}"').replace(f"</{old}>", f"</{tag}>")
    assert len(with_tables(page)) == len(page)
    behind = "<p>四、复议</p>"
    document = read(f"<html><body>{page}{behind}</body></html>")
    (grid,) = document.grids
    assert document.text.endswith("\n四、复议") and len(grid.rows[0]) == 10
    forms = forms_of(f"<html><body>{page}</body></html>")
    assert {k: v or 0 for k, v in values(forms).items()} == truth


@pytest.mark.parametrize("cell", ['li class="td c1"', 'p style="display:table-cell"'])
def test_blocks_that_are_cells_keep_their_blanks(cell: str) -> None:
    row = ["行政规范性文件", "4", "", "6"]
    name = cell.split()[0]
    line = "<div>" + "".join(f"<{cell}>{text}</{name}>" for text in row) + "</div>"
    document = read(f"<html><body>{line}<p>后文</p></body></html>")
    assert document.text == "行政规范性文件\t4\t\t6\n后文"


def test_the_sheets_of_a_workbook_saved_as_a_web_archive() -> None:
    def part(name: str, page: str) -> str:
        return (
            f"--b\nContent-Location: file:///x/{name}\nContent-Transfer-Encoding: 8bit\n"
            f'Content-Type: text/html; charset="utf-8"\n\n{page}\n'
        )

    sheet = "<html><body><table><tr><td>规章</td><td>{}</td></tr></table></body></html>"
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        + part("a.htm", '<html><frameset rows="*"><frame src="s1.htm"></frameset></html>')
        + part("s1.htm", sheet.format(3))
        + part("s2.htm", sheet.format(8))
        + "--b--\n"
    )
    document = read(archive, "a.mht")
    assert document.text.split() == ["规章", "3", "规章", "8"]


def told(truth: Truth, zero: str) -> str:
    """The request table, each row a sentence that names the applicants."""
    lines = []
    for item, label in labels("form2021"):
        counts = [f"{name}{truth[item, who] or zero}" for name, who in
                  zip(NAMES, APPLICANTS, strict=True)]  # fmt: skip
        group = f"{GROUPS[item]}:\n" if item in GROUPS else ""
        lines.append(f"{group}{label}:{','.join(counts)};")
    return "\n".join(lines) + "\n四、行政复议"


@pytest.mark.parametrize("zero", ["0", "", "/"])
def test_values_behind_their_applicants(zero: str) -> None:
    truth = make_requests(16, "form2021")
    truth |= {("refused.state_secret", who): 0 for who in APPLICANTS}  # nothing at all in a row
    found = values(read_forms(plain(told(truth, zero))))
    assert len(found) == len(truth)
    assert all(
        found[key] == count or (not count and not found[key]) for key, count in truth.items()
    )


def test_one_value_in_a_named_row() -> None:
    """Beside named rows a single value is its applicant's; it is no blank, and no zero."""
    truth = make_requests(16, "form2021")
    text = told(truth, "").replace("重复申请:", "重复申请:自然人5,商业企业,科研机构,社会公益组织,"
                                   "法律服务机构,其他,总计;\n", 1)  # fmt: skip
    assert values(read_forms(plain(text)))["not_processed.duplicate", "natural_person"] == 5


@pytest.mark.parametrize("remark", ["", "-", "含2件延期"])
@pytest.mark.parametrize("head", ["备注", "单位"])
def test_a_column_of_remarks_or_units_is_no_applicants(head: str, remark: str) -> None:
    truth = make_requests(17, "form2021")
    rows = request_grid(truth, "form2021", zero="")
    place = 3 if head == "单位" else 10
    for n, row in enumerate(rows):
        row.insert(place, ("^" if n else head) if n < 3 else (remark if n % 2 else ""))
    forms = read_forms(gridded(rows))
    assert {key: value or 0 for key, value in values(forms).items()} == truth


def test_a_mark_beside_the_columns_moves_no_value() -> None:
    """Without a head that names it, a column behind the total is nobody's."""
    truth = make_requests(18, "form2021")
    rows = request_grid(truth, "form2021", zero="")
    for n, row in enumerate(rows):
        row.append("-" if n > 2 else "")
    found = values(read_forms(gridded(rows)))
    assert all((value or 0) == truth[key] for key, value in found.items())  # type: ignore[index]


@pytest.mark.parametrize("is_above", [True, False])
def test_a_row_cut_in_two_by_a_page_end(is_above: bool) -> None:
    truth = make_requests(19, "form2021")
    rows = request_grid(truth, "form2021")
    place = next(n for n, row in enumerate(rows) if row[2] and row[2].startswith("3.危及"))
    label, counts = rows[place][2] or "", rows[place][3:]
    halves = (counts, [""] * 7) if is_above else ([""] * 7, counts)
    rows[place : place + 1] = [["^", "^", label[:5], *halves[0]], ["^", "^", label[5:], *halves[1]]]
    forms = read_forms(gridded(rows))
    assert values(forms) == truth and not warnings(forms)


def test_the_own_empty_form_goes_before_another_bodys() -> None:
    truth = make_requests(20, "form2021")
    empty = table(dict.fromkeys(truth, 0), zero="")
    page = (
        "<p>某县财政局2022年政府信息公开工作年度报告</p><p>三、收到和处理政府信息公开申请情况</p>"
        "{}<p>六、其他需要报告的事项</p><p>无。</p><p>{}</p>{}"
    )
    line = "附件1:某县信息中心2022年度申请办理统计表"
    forms = forms_of(page.format(empty, line, table(truth)))
    assert not any(values(forms).values())
    assert any("another body" in message for message in warnings(forms))
    line = "某县财政局2022年度申请办理统计表"
    forms = forms_of(page.format(empty, line, table(truth)))
    assert values(forms) == truth


def test_tables_of_several_widths_saved_with_commas() -> None:
    truth = make_requests(21, "form2021")
    rows = [[cell if cell not in ("<", "^") else "" for cell in row]
            for row in request_grid(truth, "form2021", zero="")]  # fmt: skip
    lines = [",".join(f'"{cell}"' if "," in (cell or "") else cell or "" for cell in row)
             for row in rows]  # fmt: skip
    proactive = "第二十条第(一)项,,,\n信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,,1,\n"
    prose = "\n".join(f"第{n}段说明公开工作。" for n in range(40))
    text = f"{prose}\n{proactive}\n" + "\n".join(lines) + "\n"
    forms = forms_of(text, "a.csv.txt")
    assert {key: value or 0 for key, value in values(forms).items()} == truth
    assert values(forms, "proactive")["20.1", "regulations", "repealed"] == 1


def test_parts_of_numbers_on_several_lines_are_no_row() -> None:
    """A column too narrow for its numbers: five values and two ends of others are not seven."""
    header = "\t".join(("申请人情况", *NAMES))
    row = "12,\t\t\t\t\t\t17,\n(七)总计\t\t224\t1273\t1199\t1919\t543\t\n547\t\t\t\t\t\t705"
    counts = "\t".join("1000001")
    names = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "(一)予以公开")
    text = "\n".join([header, *(f"{name}\t{counts}" for name in names), row, ""])
    found = values(read_forms(plain(text)))
    assert found.get(("processed_total", "natural_person")) is None


def test_five_values_below_the_rest_of_two_channels() -> None:
    """A page end cut the header: two of the values belong to the channel before."""
    text = "行政诉讼\n未经复议直接起诉\t复议后起诉\n尚未审结\t总计\t" + "\t".join(REDRESS)
    found = values(read_forms(plain(f"{text}\n125\t220\t62\t24\t86\n五、问题")), "redress")
    assert found.get(("litigation_after_reconsideration", "upheld")) is None
    text = text.replace("尚未审结\t总计\t", "尚未审结\t", 1)
    cells = read_forms(plain(f"{text}\n—\t—\t—\t—\t—\n五、问题")).cells
    assert [cell.state for cell in cells if cell.table == "redress"] == ["dash"] * 5


def test_marks_of_notes_behind_marks_of_nothing() -> None:
    truth = make_requests(22, "form2021")
    rows = request_grid(truth, "form2021", zero="—[1]")
    found = values(read_forms(gridded(rows)))
    assert {key: value or 0 for key, value in found.items()} == truth


def test_rows_of_wide_digits_stacked_in_one_cell() -> None:
    """Two lines of digits are two numbers, though no blank stands between them."""
    items = "1.信访举报投诉类申请<br>2.重复申请<br>3.要求提供公开出版物"
    cells = "".join(
        f"<td>{n}<br>１２<br>０</td>" for n in ("３", "０", "０", "０", "０", "０", "３")
    )
    document = read(f"<table><tr><td>(五)不予处理</td><td>{items}</td>{cells}</tr></table>")
    grid = document.grids[0]
    assert grid.rows[0][2] is not None and grid.rows[0][2].text == "３ １２ ０"


def test_a_text_that_leaves_more_open_than_it_adds_is_not_taken() -> None:
    """The grid lost a row's label; the text has that row, and lost the places of the blanks."""
    number, nothing = Parsed(1.0, "number"), Parsed(None, "blank")

    def body(how: dict[str, Parsed | None]) -> dict[tuple[str, ...], Found]:
        cells = [
            make_found("requests", (item, who), parsed, Cell("", 0, 0), "", "件")
            for item, parsed in how.items()
            for who in APPLICANTS
        ]
        return {cell.key: cell for cell in cells}

    items = [item for item, _ in labels("form2021")]
    grid = body(dict.fromkeys(items[1:], nothing))
    text = {item: None if n % 2 else nothing for n, item in enumerate(items)}
    assert choose(grid, body({**text, items[0]: number}), "requests") == "grid"
    assert choose(grid, body(dict.fromkeys(items, number)), "requests") == "linear"
    few = {key: cell for key, cell in grid.items() if key[0] == items[1]}
    assert choose(few, body({**text, items[0]: number}), "requests") == "linear"
