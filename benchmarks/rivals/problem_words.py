"""Existing problems by keywords: every clause that holds a word of complaint is a problem."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_HEAD = re.compile(r"问题|不足|困难|差距|薄弱")
_COMPLAINT = re.compile(
    "不足|不够|有待|尚待|薄弱|不到位|不及时|不全|不深|不强|不高|单一|滞后|缺乏|欠缺|欠|需进一步"
    "|不完善|不健全|不平衡|不均衡|不畅|不熟|不严|不足够|较少|较低|差距|参差不齐|仍需|需要进一步"
)
_CLAUSE = re.compile(r"[^。；;！，,\n]+")


def read(text: str) -> list[tuple[str, frozenset[str]]]:
    """Clauses behind the first mention of problems that complain, with their categories.

    >>> read("四、存在的问题\\n一是更新不及时；二是人员力量不足。今后加强学习。")[1][0]
    '二是人员力量不足'
    """
    head = _HEAD.search(text)
    clauses = _CLAUSE.findall(text[head.end() :]) if head else []
    return [(clause, _codes(clause)) for clause in clauses if _COMPLAINT.search(clause)]


def _codes(clause: str) -> frozenset[str]:
    return frozenset(
        category for category, words in _words().items() if any(word in clause for word in words)
    )


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    path = Path(__file__).with_name("problem_words.csv")
    with path.open(encoding="utf-8") as lines:
        return {row["category"]: tuple(row["words"].split("|")) for row in csv.DictReader(lines)}
