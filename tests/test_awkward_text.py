"""Text that could keep a pattern busy for ever is read in bounded time and never raises."""

import pytest

import govdisc_analysis as gd
from govdisc_analysis.numerals import find_numbers

HEAD = "2017年政府信息公开工作年度报告,政务公开。\n"
AWKWARD = {
    "digits": "1234567890",
    "problems": "存在问题不足,",
    "headings": "(一)",
    "list": "一是二是三是",
    "zeros": "未发生行政复议、",
    "spaces": " ",
    "brackets": "(",
    "annotated": "報(bào)",
    "labels": "一、本年新收政府信息公开申请数量\n",
    "numbers": "12\n",
    "places": "安徽省宣城市",
    "spam": "365bet",
    "commas": "1,",
    "parts": "其中12条,",
    "ways": "受理依申请公开23件,其中平台14件,来信9件",
    "shares": "其中3条,占5%,",
    "marks": "主动公开5件,其中网站3件;",
    "titles": "清河县人民政府2017年政府信息公开年度报告\n",
    "cells": "a\t1\n",
    "pages": "\f",
    "empty pages": "\n\n \f\n",
    "numbered pages": "我局全年通过网站主动公开政府信\n\n- 1 -\n\f",
    "wide lines": "我局全年通过网站主动公开政府信息,认真落实各项工作部署,做好政府信息公开工作\n",
    "numerals": "一百二十三件,",
    "quotes": '"公开"',
    "blank lines": "\n ",
    "denied ones": "未收到一件申请、",
    "lacks": "公开内容的深度和广度还有待提升",
    "words of lack": "缺乏",
    "problem headings": "五、薄弱环节:人手紧",
    "rows of a list": "\n本年制发3件\n",
    "fields": "公开住房保障信息37条",
}


@pytest.mark.parametrize("piece", AWKWARD.values(), ids=AWKWARD)
def test_repeated_without_end(piece):
    report = gd.parse_report(HEAD + piece * (30_000 // len(piece)))
    assert report.status in {"parsed", "partial"}


def test_a_list_of_years_without_end():
    assert len(find_numbers("2008、" * 20_000)) == 20_000
