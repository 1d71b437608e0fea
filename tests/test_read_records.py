"""Data sets that hold several reports: each record is a report of its own."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence

import openpyxl
import pytest

import govdisc_analysis as gd
from govdisc_analysis.models import Report
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.show.origin import _file_of

PLACES = ("清河县", "三亚市", "普定县")


def _report(place: str, count: int) -> str:
    title = f"{place}教育局2016年政府信息公开工作年度报告"
    body = f"全年主动公开政府信息{count}条,其中网站公开{count - 3}条。"
    body += f"收到政府信息公开申请{count + 1}件。"
    rest = "本机关按照条例要求,结合工作实际,编制本报告。" * 8
    problem = "四、存在的问题\n一是公开内容不够全面。二是工作人员业务水平有待提高。"
    return f"{title}\n一、概述\n{rest}\n二、主动公开\n{body}\n{problem}\n"


REPORTS = [_report(place, 20 + n) for n, place in enumerate(PLACES)]
HEAD = ["id", "title", "content"]
ROWS = [[str(n), text.split("\n")[0], text] for n, text in enumerate(REPORTS)]


def _records() -> list[dict[str, str]]:
    return [dict(zip(HEAD, row, strict=True)) for row in ROWS]


def _commas(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("gb18030")


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _tabs(rows: Sequence[Sequence[str]]) -> bytes:
    lines = ("\t".join(field.replace("\n", "\\n") for field in row) for row in rows)
    return "\n".join(lines).encode()


SETS: dict[str, Callable[[], bytes]] = {
    "a.json": lambda: json.dumps({"rows": _records(), "code": 0}).encode(),
    "list.json": lambda: json.dumps(_records(), ensure_ascii=False).encode("utf-8-sig"),
    "a.jsonl": lambda: "\n".join(map(json.dumps, _records())).encode(),
    "a.csv": lambda: _commas([HEAD, *ROWS]),
    "bare.csv": lambda: _commas(ROWS),
    "a.tsv": lambda: _tabs([HEAD, *ROWS]),
    "a.xlsx": lambda: _book([HEAD, *([*row[:2], row[2] * 20] for row in ROWS)]),
}


def _said(report: Report) -> tuple[object, ...]:
    figures = Counter((figure.indicator, figure.value) for figure in report.figures)
    problems = Counter(problem.text for problem in report.problems)
    return report.identity.agency, report.identity.year, figures, problems


@pytest.mark.parametrize("name", SETS)
def test_each_record_is_a_report(name: str) -> None:
    found = list(parse_bytes(SETS[name](), name, {}))
    first = 1 if "json" in name or "bare" in name else 2
    assert [report.source_path for report in found] == [f"{name}#{first + n}" for n in range(3)]
    assert len({report.report_id for report in found}) == len(found)
    for report, text in zip(found, REPORTS, strict=True):
        (alone,) = parse_bytes(text.encode(), "a.txt", {})
        if name != "a.xlsx":  # its texts are long, so that no form could be
            assert _said(report) == _said(alone)
        assert report.identity.agency == alone.identity.agency and alone.figures


def test_a_record_without_a_text_is_told() -> None:
    rows = [HEAD, *ROWS, ["9", "x", ""]]
    *reports, empty = parse_bytes(_commas(rows), "a.csv", {})
    assert [report.status for report in reports] == ["parsed"] * 3
    assert (empty.source_path, empty.status) == ("a.csv#5", "quarantined")
    assert empty.message == "a record without a report's text"


@pytest.mark.parametrize("text", [
    REPORTS[0],
    "2016年度报告,清河县教育局\n" + REPORTS[0],
    f"问题\t措施\n{'公开不及时。' * 40}\t{'加强公开。' * 50}\n" + REPORTS[0],
    json.dumps({"data": {"title": "x", "content": REPORTS[0]}}),
    json.dumps([{"content": REPORTS[0]}, {"content": "首页"}]),
    "\n".join(f"{n}\t{'公开不及时。' * 40}" for n in range(4)),
    json.dumps({"content": REPORTS[0] * 2, "beside": [{"content": text} for text in REPORTS]}),
    "[" * 5000, "{not json", "a,b\n" * 5, "",
])  # fmt: skip
def test_other_files_are_one_document(text: str) -> None:
    (report,) = parse_bytes(text.encode(), "a.txt", {})
    assert report.source_path == "a.txt"


def test_a_set_in_a_zip_and_its_way_back(tmp_path) -> None:
    raw = tmp_path
    with zipfile.ZipFile(raw / "sets.zip", "w") as archive:
        archive.writestr("a.jsonl", SETS["a.jsonl"]())
    (raw / "b#1.csv").write_bytes(SETS["a.csv"]())
    paths = set(gd.parse_corpus(raw)["reports"]["source_path"])
    assert paths == {f"sets.zip/a.jsonl#{n}" for n in (1, 2, 3)} | {
        f"b#1.csv#{n}" for n in (2, 3, 4)
    }
    assert {_file_of(raw, path) for path in paths} == {raw / "sets.zip", raw / "b#1.csv"}
