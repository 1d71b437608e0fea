"""Forms with known cells, printed in many shapes, for the tests of the forms package."""

import random
from collections.abc import Sequence

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.models import Cell, Cleaned, Document, Grid
from govdisc_analysis.offsets import OffsetChain

FOLD = str.maketrans("（），：；", "(),:;")
APPLICANTS = load_codes().applicants
HEADER = (
    "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)",
    "申请人情况", "自然人", "法人或其他组织", "总计",
    "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他",
)  # fmt: skip
GROUPS = {
    "disclosed": "三、本年度办理结果",
    "refused.state_secret": "(三)不予公开",
    "unavailable.not_held": "(四)无法提供",
    "not_processed.petition": "(五)不予处理",
    "other.correction_overdue": "(六)其他处理",
}
REDRESS_HEADER = (
    "行政复议", "行政诉讼", *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"),
    "未经复议直接起诉", "复议后起诉",
    *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2,
)  # fmt: skip
Truth = dict[tuple[str, str], int]


def plain(text: str, grids: tuple[Grid, ...] = ()) -> Cleaned:
    """A cleaned text as the forms package gets it."""
    document = Document("x", "", "text/plain", "", text)
    return Cleaned(document, text, "simplified", OffsetChain(()), grids)


def gridded(*tables: Sequence[Sequence[str | None]], merged: str = "<") -> Cleaned:
    """Tables as grids; the mark ``<`` continues the cell left of it, ``^`` the one above."""
    text, grids = "", []
    for table in tables:
        start = len(text)
        rows: list[list[Cell | None]] = []
        for row in table:
            cells: list[Cell | None] = []
            for column, value in enumerate(row):
                if value == merged:
                    cells.append(cells[-1])
                elif value == "^":
                    cells.append(rows[-1][column])
                elif value is None:
                    cells.append(None)
                else:
                    cells.append(Cell(value, len(text), len(text) + len(value)))
                    text += value + "\t"
            rows.append(cells)
            text += "\n"
        grids.append(Grid(tuple(tuple(row) for row in rows), start, len(text)))
    return plain(text, tuple(grids))


def make_requests(seed: int, template: str) -> Truth:
    """A consistent request table."""
    rng = random.Random(seed)
    kinds = {"new_received", "carried_in", "processed_total", "carried_out"}
    outcomes = [item for item, _ in labels(template) if item not in kinds]
    truth: Truth = {}
    for who in APPLICANTS[:6]:
        column = {o: 0 if rng.random() < 0.6 else rng.randint(1, 1200) for o in outcomes}
        done, out = sum(column.values()), rng.choice([0, 3])
        carried = min(done + out, rng.choice([0, 2]))
        column |= {"processed_total": done, "carried_out": out, "carried_in": carried}
        column["new_received"] = done + out - carried
        truth |= {(item, who): count for item, count in column.items()}
    for item, _ in labels(template):
        truth[item, "total"] = sum(truth[item, who] for who in APPLICANTS[:6])
    return truth


def labels(template: str) -> list[tuple[str, str]]:
    """Items and printed labels of a template."""
    rows = read_rows("request_items.csv")
    column = "label_2019" if template == "form2019" else "label_2021"
    return [(row["item"], row[column].translate(FOLD)) for row in rows if row[column]]


def flat(truth: Truth, template: str, gap: str, line: str = "\n", zero: str = "0") -> str:
    """The request table as text: cells joined by ``gap``, rows by ``line``."""
    rows = [gap.join(HEADER)]
    for item, label in labels(template):
        counts = [str(truth[item, who] or zero) for who in APPLICANTS]
        rows.append(gap.join(([GROUPS[item]] if item in GROUPS else []) + [label, *counts]))
    body = line.join(rows)
    return f"三、收到和处理政府信息公开申请情况\n{body}\n四、行政复议、行政诉讼情况\n(一)总体上看"


def request_grid(truth: Truth, template: str, zero: str = "0") -> list[list[str | None]]:
    """The request table with merged header and label cells, as HTML and DOCX have it."""
    rows: list[list[str | None]] = [
        [HEADER[0], "<", "<", "申请人情况", *["<"] * 6],
        ["^", "^", "^", "自然人", "法人或其他组织", *["<"] * 4, "总计"],
        ["^", "^", "^", "^", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "^"],
    ]
    for item, label in labels(template):
        counts = [str(truth[item, who] or zero) for who in APPLICANTS]
        rows.append([*_label_cells(item, label), *counts])
    return rows


def _label_cells(item: str, label: str) -> list[str | None]:
    if item in ("new_received", "carried_in", "carried_out"):
        return [label, "<", "<"]
    first = "三、本年度办理结果" if item == "disclosed" else "^"
    if "." not in item:
        return [first, label, "<"]
    return [first, GROUPS.get(item, "^"), label]
