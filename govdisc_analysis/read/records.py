"""Data sets: several reports in one file, one a record (JSON, JSON lines, tables of texts)."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from govdisc_analysis.models import Document, Unreadable
from govdisc_analysis.read.answer import compose
from govdisc_analysis.read.decode import decode
from govdisc_analysis.read.formats import Failure, read_one, sniff

MOST_BYTES = 50_000_000
_LEAST_RECORDS = 2
_LEAST_LETTERS = 200  # of a report
_LONGEST_TITLE, _LONGEST_NAME = 120, 30
_TOPIC = "公开"
_CALLED = re.compile("报告|年报|总结")
_OPENING = 1200
"""Bytes within which a report calls itself one: its title stands in front."""
_WIDEST_FIELD = 2_000_000
_LONGEST_HEAD = 4000
_WIDEST = 200
_BOOK = b"xl/workbook"

Record = tuple[int, bytes | None]
"""The number of a record, from 1, and its report; None where it holds none."""


def records_in(data: bytes) -> list[Record]:
    r"""The records of a data set of several reports; [] for other files.

    >>> report = "年度报告:" + "本机关主动公开政府信息。" * 20
    >>> lines = "\n".join(json.dumps({"id": n, "content": report}) for n in (7, 8))
    >>> [(n, text.decode()[:5]) for n, text in records_in(lines.encode())]
    [(1, '年度报告:'), (2, '年度报告:')]
    >>> table = f'id,title,content\n1,A,"{report}"\n2,B,"{report}"\n3,C,\n'
    >>> [(n, text is not None) for n, text in records_in(table.encode())]
    [(2, True), (3, True), (4, False)]
    >>> records_in(report.encode())
    []
    """
    if len(data) > MOST_BYTES:
        return []
    head = data[:_LONGEST_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        return _held([_report(_strings(record)) for record in _objects(data)], 1)
    if data.startswith(b"PK"):
        rows = _sheet(data) if _BOOK in data else []
    else:
        first = head.partition(b"\n")[0]
        rows = _table(data) if head[:1] != b"<" and (b"," in first or b"\t" in first) else []
    reports = [_report(row) for row in rows]
    has_names = bool(rows) and all(len(field) <= _LONGEST_NAME for field in rows[0])
    return _held(reports[has_names:], 1 + has_names)


def read_records(data: bytes, name: str) -> Iterator[Document | Failure]:
    """Read a file that is no archive: one item, or one for each record of a data set."""
    records = records_in(data)
    if not records:
        yield read_one(data, name)
    for number, report in records:
        shown = f"{name}#{number}"
        if report is None:
            yield Failure(shown, "", sniff(data, name), "a record without a report's text")
        else:
            yield read_one(report, shown)


def _held(reports: Sequence[bytes | None], first: int) -> list[Record]:
    """The records with their numbers, where several hold what calls itself a report.

    Long cells alone are no reports: a table of problems and remedies has them, too.
    """
    called = [r for r in reports if r and _CALLED.search(r[:_OPENING].decode("utf-8", "ignore"))]
    return list(enumerate(reports, first)) if len(called) >= _LEAST_RECORDS else []


def _report(fields: Sequence[str]) -> bytes | None:
    """The longest text of a record below its title."""
    text = max(fields, key=len, default="")
    if len(text) < _LEAST_LETTERS or _TOPIC not in text:
        return None
    titles = (f for f in fields if _TOPIC in f and len(f) <= _LONGEST_TITLE and f is not text)
    return compose(next(titles, ""), text)


def _objects(data: bytes) -> Iterator[object]:
    """The records of a list, or of lines that are one each."""
    try:
        text = decode(data).text
    except Unreadable:
        return
    try:
        answer = json.loads(text, strict=False)
        records = _longest_list(answer)
        if _longest(records) == _longest(answer):  # else an answer, with others beside its text
            yield from records
    except RecursionError:
        return
    except ValueError:
        try:
            yield from [json.loads(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            return


def _longest_list(part: object) -> Sequence[object]:
    """The list of most objects in an answer."""
    if isinstance(part, Mapping):
        return max(map(_longest_list, part.values()), key=len, default=())
    if not isinstance(part, list):
        return ()
    if any(isinstance(one, Mapping) for one in part):
        return part
    return max(map(_longest_list, part), key=len, default=())


def _longest(part: object) -> int:
    return max(map(len, _strings(part)), default=0)


def _strings(record: object) -> list[str]:
    """All texts of a record; lists of lines as one."""
    if isinstance(record, str):
        return [record]
    if isinstance(record, Mapping):
        return [text for value in record.values() for text in _strings(value)]
    if isinstance(record, list):
        texts = [text for value in record for text in _strings(value)]
        return ["\n".join(texts)] if all(isinstance(one, str) for one in record) else texts
    return []


def _sheet(data: bytes) -> list[list[str]]:
    """The rows of a workbook with more words than a form has."""
    from govdisc_analysis.read.workbook import long_rows

    return long_rows(data)


def _table(data: bytes) -> list[list[str]]:
    """The rows of a file that is nothing but a table of texts, all of one width."""
    try:
        text = decode(data).text.lstrip("\ufeff")
    except Unreadable:
        return []
    first = text.partition("\n")[0]
    for mark in ",\t":
        if mark not in first:
            continue
        limit = csv.field_size_limit(_WIDEST_FIELD)
        try:
            rows = _even(csv.reader(StringIO(text, newline=""), delimiter=mark))
        except csv.Error:
            continue
        finally:
            csv.field_size_limit(limit)
        if rows:
            return rows
    return []


def _even(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, if all have as many fields as one another, several, and no table bomb's."""
    found: list[list[str]] = []
    for row in filter(None, rows):
        if not 1 < len(row) <= _WIDEST or (found and len(row) != len(found[0])):
            return []
        found.append(row)
    return found
