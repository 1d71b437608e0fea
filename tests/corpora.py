"""Small corpora, and when two are the same."""

from pathlib import Path

import pandas as pd

from govdisc_analysis.schema import table_names

REPORT = (
    "某县教育局2016年政府信息公开工作年度报告\n一、概述\n"
    "2016年主动公开政府信息{}条,收到政府信息公开申请2件。\n"
)


def write_reports(folder: Path, number: int) -> Path:
    """Reports 0.txt, 1.txt, ...; each discloses as many items as its name says."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(number):
        (folder / f"{i}.txt").write_text(REPORT.format(i), encoding="utf-8")
    return folder


def equal(a, b):
    """Tables and texts are the same."""
    for name in table_names():
        pd.testing.assert_frame_equal(a[name], b[name])
    assert dict(a.texts) == dict(b.texts)
