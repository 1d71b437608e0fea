"""A small corpus for the site's tests: forms, Traditional script, hand-coded rows, bad files."""

import csv
import hashlib
import shutil

from tests.shared import ROOT

SEEDS = ("001_a63ccd5b319b1063.txt", "002_cb2e68780a80b92a.txt")
URLS = {SEEDS[1]: "https://www.gov.cn/a?b=1&c=2", "hostile.txt": "javascript:alert(1)"}
HOSTILE = """<h1>不是标记</h1> & "引号" </script><script>window.hacked = 1</script>
某某县教育局2018年政府信息公开工作年度报告
一、概述
2018年,我局主动公开政府信息12条</script><img src=x onerror="hacked = 2">,
收到政府信息公开申请3件。
二、存在的主要问题
一是公开内容不够全面<script>window.hacked = 3</script>;二是公开不够及时。
某某县教育局
2019年1月10日
"""


YEARS = {
    2017: "一是公开内容不够全面,部分重点领域公开较少;二是工作人员业务能力有待提高。",
    2018: "一是公开内容还不够全面,重点领域公开仍然较少;二是工作人员业务能力有待提高;"
    "三是公开平台建设滞后。",
}
TWO_YEARS = """清河县教育局{year}年政府信息公开工作年度报告
一、概述
{year}年,我局主动公开政府信息{items}条,收到政府信息公开申请{requests}件。
二、存在的主要问题
{problems}
清河县教育局
{next}年1月10日
"""


def write_years(folder):
    """Two years of one agency: one problem is kept, one is rewritten, one is new."""
    for i, (year, problems) in enumerate(YEARS.items()):
        text = TWO_YEARS.format(
            year=year, items=120 + i, requests=i, problems=problems, next=year + 1
        )
        (folder / f"qinghe-{year}.txt").write_text(text, encoding="utf-8")


def write_corpus(folder, hand_coded=3):
    """Write the corpus into a new folder, with some of the hand-coded agency-years."""
    published = ROOT / "data" / "raw" / "published"
    (folder / "published").mkdir(parents=True)
    for name in SEEDS:
        shutil.copyfile(ROOT / "data" / "raw" / name, folder / name)
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    write_years(folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing of a document")
    rows = read(published / "published_reports.csv")[: hand_coded + 1]
    keys = {row[0] for row in rows[1:]}
    write(folder / "published" / "published_reports.csv", rows)
    figures = read(published / "published_figures.csv")
    kept = [figures[0], *(row for row in figures[1:] if row[0] in keys)]
    write(folder / "published" / "published_figures.csv", kept)
    manifest = [["path", "sha256", "source_url"]]
    for name, url in [
        (SEEDS[1], "https://www.gov.cn/a?b=1&c=2"),
        ("hostile.txt", "javascript:alert(1)"),
    ]:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        manifest.append([name, digest, url])
    write(folder / "manifest.csv", manifest)
    return folder


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
