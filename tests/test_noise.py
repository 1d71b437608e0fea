"""What copying, printing and mirrors do to a text changes no figure, author or problem."""

import random
import re
import unicodedata
from collections import Counter

import pytest
from cn2an import an2cn
from opencc import OpenCC

import govdisc_analysis as gd

REPORT = """清河县档案馆2013年度政府信息公开工作情况汇报
一年来,我馆的政府信息公开工作稳步推进。现汇报如下。
一、主动公开情况
(一)全年主动公开政府信息12,455条,比2012年增加1,356条。其中:门户网站公开8,120条;编印《清河档案》4期;“清河档案”微信公众号发布信息680条。
(二)召开新闻发布会2次,在线访谈1期。2013年,网站总访问量达到836252人次。
二、依申请公开情况
全年收到申请45件,全部通过信函和网络提出(信函12件、网络33件)。已答复43件;剩余2件未到答复期。43件答复中:同意公开19件,同意部分公开5件,不同意公开3件,非本机关职责11件,不存在5件。
三、复议诉讼
被申请行政复议1,206件,维持1,188件,纠错18件;行政诉讼2件。
四、人员经费
配有专职人员3名、兼职人员26名,全年投入政府信息公开经费86.5万元。
五、存在的主要问题
一是边远站所网络条件差,信息上报慢;二是公开的数据更新周期长;三是解读工作尚未破题。
六、下一步打算
2014年,将推动各科室按月公开信息,计划全年公开不少于9,000条。
"""
SHORT = """清河县林业局2016年政府信息公开工作年度报告
2016年,我局通过县政府门户网站、微信公众号等渠道,全年累计主动公开各类林业信息4950条,其中“清河林业”微信公众号890条。
"""
INDENT = "\u3000\u3000"
NO_FIRST = tuple(",。、;:!?》”)%")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _printed(text: str, width: int, indent: str, *, wide_marks: bool) -> str:
    """The text cut at a width as a printer does it: numbers stay whole, marks hang over."""
    if wide_marks:
        text = re.sub(r"(?<![0-9])[,](?![0-9])", "\uff0c", text).translate(
            str.maketrans({";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})
        )
    lines = []
    for paragraph in text.split("\n"):
        line = indent if paragraph else ""
        for piece in re.findall(r"\d+(?:[,.]\d+)*%?|[A-Za-z]+|.", paragraph):
            if _columns(line + piece) > width and unicodedata.normalize("NFKC", piece) not in (
                NO_FIRST
            ):
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return "\n".join(lines)


def _read(text: str) -> tuple[object, ...]:
    report = gd.parse_report(text, name="a.txt")
    figures = Counter((figure.indicator, figure.value) for figure in report.figures)
    named = report.identity
    return figures, named.agency, named.year, named.admin_level, len(report.problems)


@pytest.mark.parametrize("wide_marks", [True, False])
@pytest.mark.parametrize("indent", ["", INDENT], ids=["flush", "indented"])
@pytest.mark.parametrize(
    ("text", "width"),
    [*((REPORT, width) for width in (44, 56, 64, 76, 90)), (SHORT, 76), (SHORT, 90)],
    ids=lambda value: "short" if value is SHORT else "report" if value is REPORT else str(value),
)
def test_lines_cut_at_the_width_of_a_page(text, width, indent, wide_marks):
    printed = _printed(text, width, indent, wide_marks=wide_marks)
    assert printed.count("\n") > text.count("\n")
    assert _read(printed) == _read(text)


def _in_words(text: str) -> str:
    return re.sub(
        r"(?<![\d,.])[\d,]+(?=[条件期次场名])",
        lambda match: an2cn(match[0].replace(",", ""), "low"),
        text,
    )


def _annotated(text: str) -> str:
    return text.replace("公开", "公(gōng)开", 1).replace("信息", "信息(xī)", 2)


def _spoiled(text: str) -> str:
    """Pairs of random letters at the ends of the lines, as forum software writes them."""
    draw = random.Random(1)
    lines = []
    for line in text.splitlines():
        pairs = range(draw.randint(5, 15))
        letters = "".join(
            f"{chr(draw.randint(33, 59))} {chr(draw.randint(63, 126))}" for _ in pairs
        )
        lines += [line + letters] if draw.random() < 0.5 else [letters, line]
    return "\n".join(lines)


def _contents(text: str) -> str:
    headings = re.findall(r"^[一二三四五六七八九十]、.*$", text, re.MULTILINE)
    return "".join(f"{heading} {'.' * 20} {page}\n" for page, heading in enumerate(headings, 1))


COUNTED = re.compile(r"(?<![\d,.])([\d,]+)(?=[条件期次场名])")
NOISES = {
    "random letters of a forum": _spoiled,
    "filled-in fields": lambda text: COUNTED.sub(r"  \1   ", text),
    "lines under numbers": lambda text: COUNTED.sub(r"__\1__", text),
    "one line under a number": lambda text: COUNTED.sub(r"_ \1 _", text),
    "numbers of notes": lambda text: re.sub(r"([条件])(?=[,;。])", r"\1[1]", text),
    "brackets around numbers": lambda text: COUNTED.sub(r"（ \1 ）", text),
    "brackets around measure words": lambda text: re.sub(
        r"(?<=\d)([条件期次场名])(?=[,;。])", r"（\1）", text
    ),
    "circled numbers of notes": lambda text: re.sub(r"([条件])(?=[,;。])", r"\1①", text),
    "raised numbers of notes": lambda text: re.sub(r"(?<=\d)([条件])", r"¹\1", text),
    "a line for each clause": lambda text: re.sub(r",(?!\d)", ",\n", text),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "lone carriage returns": lambda text: text.replace("\n", "\r"),
    "carriage returns behind line feeds": lambda text: text.replace("\n", "\n\r"),
    "a summary in English": lambda text: (
        f"{text}Abstract: the office published 1,234 items and received 56 requests this year.\n"
    ),
    "a table of contents": lambda text: text.replace(
        "\n", f"\n目录\n{_contents(text)}" if "一、" in text else "\n\n", 1
    ),
    "two blank lines": lambda text: text.replace("\n", "\n\n\n"),
    "Chinese numerals": _in_words,
    "blanks around numbers": lambda text: re.sub(
        r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[\d%])(?=[\u4e00-\u9fff])", " ", text
    ),
    "no-break spaces": lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", "\u00a0", text),
    "few readings in brackets": _annotated,
    "advertising": lambda text: text.replace(
        "。2013年", "。【澳门新葡京平台注册送彩金88元】2013年"
    ).replace("条,其中", "条,bet365体育在线投注其中"),
    "periods of typewriters": lambda text: text.replace("。", "."),
    "straight quotes": lambda text: text.replace("“", '"').replace("”", '"'),
    "words of Taiwan": OpenCC("s2twp").convert,
    "traditional script": OpenCC("s2t").convert,
    "full-width digits": lambda text: text.translate(
        {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
    ),
    "indented": lambda text: "".join(f"{INDENT}{line}\n" for line in text.splitlines()),
    "lines that end in blanks": lambda text: text.replace("\n", " \r\n"),
}


@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)
@pytest.mark.parametrize("text", [REPORT, SHORT], ids=["report", "short"])
def test_noise(text, noise):
    assert noise(text) != text
    assert _read(noise(text)) == _read(text)


def test_items_without_a_line_between_them_are_items():
    items = "1.主动公开政府信息120条2.微信公众号发布30条3.收到申请5件4.办结4件"
    glued = gd.parse_report(f"{SHORT.splitlines()[0]}\n一、概述{items}", name="a.txt")
    assert [(figure.indicator, figure.value) for figure in glued.figures] == [
        ("proactive_total", 120),
        ("proactive_wechat", 30),
        ("requests_received", 5),
        ("requests_closed", 4),
    ]


def test_a_report_with_no_noise_is_read():
    figures, agency, year, level, problems = _read(REPORT)
    assert (agency, year, level, problems) == ("清河县档案馆", 2013, "county", 3)
    told = {"proactive_total": 12455, "requests_received": 45, "reviews": 1206, "funds": 86.5}
    assert {name: value for name, value in figures if name in told} == told


def test_quotes_are_the_source_where_numbers_are_words():
    text = f"{REPORT.splitlines()[0]}\n{_in_words(REPORT)}"
    report = gd.parse_report(text, name="a.txt")
    assert all(figure.quote in text for figure in report.figures)
    assert any("一万二千四百五十五条" in figure.quote for figure in report.figures)
