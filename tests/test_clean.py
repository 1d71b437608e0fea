"""Cleaning: nothing lost, nothing invented, every place led back to the source."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govdisc_analysis.clean import STEPS, clean_document
from govdisc_analysis.clean.characters import fold_widths
from govdisc_analysis.clean.script import to_simplified
from govdisc_analysis.codebook import load_csv, load_patterns
from govdisc_analysis.models import Cell, Document, Grid
from govdisc_analysis.offsets import OffsetChain
from tests.raw import RAW, read_raw

RULES = load_patterns("cleaning.toml")


def document(text, grids=()):
    return Document("t.txt", "", "text/plain", "utf-8", text, text, OffsetChain(), tuple(grids))


def cleaned(text):
    return clean_document(document(text))


@pytest.mark.parametrize("hit", RULES["pinyin"]["hits"])
def test_pinyin_is_stripped_where_the_document_is_annotated(hit):
    annotated = "報(bào)告(gào)公(gōng)開(kāi)條(tiáo)例(lì)。"
    assert "(" not in cleaned(annotated + hit).text


@pytest.mark.parametrize("miss", RULES["pinyin"]["misses"])
def test_real_brackets_stay(miss):
    annotated = "报(bào)告(gào)公(gōng)开(kāi)条(tiáo)例(lì)。"
    assert cleaned(annotated + miss).text.endswith(miss)


BODY = "一、总体情况\n全年公开3条。\n二、收到和处理申请情况\n收到4件。\n三、存在的问题\n公开少。\n"
CONTENTS = {
    "dots": "目录\n一、总体情况......1\n二、收到和处理申请情况.....11\n三、存在的问题....12\n",
    "dots without a caption": (
        "一、总体情况......1\n\n二、收到和处理申请情况 ..... 11\n三、存在的问题....12\n"
    ),
    "blanks": "目 录\n一、总体情况 1\n二、收到和处理申请情况  11\n- 1 -\n三、存在的问题 12\n",
    "tabs": "目录\n\n一、总体情况\t1\n二、收到和处理申请情况\t11\n三、存在的问题\t12\n\n",
    "brackets": "目录\n一、总体情况(1)\n二、收到和处理申请情况(11)\n三、存在的问题(12)\n",
    "no pages": "目录\n一、总体情况\n二、收到和处理申请情况\n三、存在的问题\n",
    "a long entry": (
        "目录\n一、总体情况……1\n二、收到和处理\n申请情况………11\n三、存在的问题……12\n四、其他……13\n"
    ),
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_contents_are_cut(contents):
    assert cleaned(f"某局年报\n{contents}{BODY}").text.replace("\n\n", "\n") == f"某局年报\n{BODY}"


@pytest.mark.parametrize(
    "rows",
    [
        "一、新收申请 4\n二、结转申请 0\n三、办理结果 4\n",
        "目录\n信息公开指南\n信息公开制度\n法定主动公开内容\n",
        "目录\n新收申请 4\n予以公开 3\n不予公开 1\n",
        "目录\n一、总体情况 1\n公开3条。\n二、申请 1\n",
        "政策法规类......2\n工作动态类......12\n人事信息类......17\n",
        "目录\n政策法规类......12\n工作动态类......2\n人事信息类......7\n",
    ],
)
def test_rows_and_captions_are_no_contents(rows):
    assert cleaned(f"某局年报\n{rows}").text == f"某局年报\n{rows}"


def test_captions_of_the_pages_of_a_book_are_dropped():
    page = "Page {0} - 某局2022年年报\nP. {0}\n四、复议\n公开3条\n   7   8   9   10\n"
    text = cleaned(page.format(8) + page.format(9)).text
    assert text == "某局2022年年报\n四、复议\n公开3条\n" * 2
    pattern = re.compile(RULES["page_captions"]["pattern"], re.MULTILINE)
    assert all(pattern.match(hit) for hit in RULES["page_captions"]["hits"])
    assert not any(pattern.match(miss) for miss in RULES["page_captions"]["misses"])


def test_each_line_of_contents_is_known_by_its_pattern():
    rule = RULES["contents"]
    for name, find in [("led", "search"), ("entry", "match")]:
        pattern = re.compile(rule[name])
        assert all(getattr(pattern, find)(hit) for hit in rule[f"{name}_hits"])
        assert not any(getattr(pattern, find)(miss) for miss in rule[f"{name}_misses"])


SPOILED = '全年公开12条。\n4 B7 e* j% w- x0 ^ @4 v& o" F3 W\n收到申请5件9 E* T% r/ i: o+ d5 l\n'


@pytest.mark.parametrize("hit", RULES["jammers"]["hits"])
def test_random_letters_of_a_forum_are_cut(hit):
    assert (
        cleaned(f"{SPOILED}共公开{hit}信息3条").text
        == "全年公开12条。\n\n收到申请5件\n共公开信息3条"
    )
    assert hit in cleaned(f"共公开{hit}信息3条").text


@pytest.mark.parametrize("miss", RULES["jammers"]["misses"])
def test_rows_and_names_are_no_random_letters(miss):
    assert cleaned(f"{SPOILED}共公开\n{miss}").text.endswith(cleaned(f"。\n{miss}").text[1:])


def test_a_number_that_random_letters_follow_is_lost_and_not_lengthened():
    text = cleaned(SPOILED + '收到申请453 ^+ K" F1 ], A9 t').text
    assert text.endswith("收到申请")


PLAIN = "報(bao)告(gao)公(gong)開(kai)條(tiao)例(li)政(zheng)(zheng)府(fu)信(xin)息(xi)" * 2


@pytest.mark.parametrize("hit", RULES["pinyin_words"]["hits"])
def test_the_reading_of_several_characters_is_stripped_wherever_it_stands(hit):
    assert cleaned(f"{hit}教育局").text.endswith("教育局") and "(" not in cleaned(hit).text


@pytest.mark.parametrize("miss", RULES["pinyin_words"]["misses"])
def test_foreign_words_in_brackets_stay(miss):
    assert cleaned(miss).text == miss


@pytest.mark.parametrize("hit", RULES["pinyin_plain"]["hits"])
def test_pinyin_without_tones_is_stripped_where_the_document_is_full_of_it(hit):
    assert cleaned(PLAIN + hit).text.count("(") == 0
    assert cleaned("報告" + hit).text.count("(") == hit.count("(")


@pytest.mark.parametrize("miss", RULES["pinyin_plain"]["misses"])
def test_real_brackets_stay_among_plain_pinyin(miss):
    assert cleaned(PLAIN + miss).text.endswith(miss)


def test_one_bracket_with_a_reading_is_no_annotation():
    assert cleaned("中心(café)").text == "中心(café)"


@pytest.mark.parametrize("hit", RULES["spam"]["hits"])
def test_spam_is_cut_and_logged_with_its_place(hit):
    result = cleaned(f"《{hit}2017年度要点》")
    assert result.text == "《2017年度要点》"
    (note,) = result.notes
    assert (note.start, note.end) == (1, 1 + len(hit))
    assert hit in note.message


@pytest.mark.parametrize("miss", RULES["spam"]["misses"])
def test_words_that_only_look_like_spam_stay(miss):
    assert cleaned(f"我局{miss}工作").text == f"我局{miss}工作"


@pytest.mark.parametrize("rule", RULES["spam_in_place"].values(), ids=RULES["spam_in_place"])
def test_spam_in_the_place_of_a_known_word_is_read_as_that_word(rule):
    assert all(re.search(rule["pattern"], hit) for hit in rule["hits"])
    for miss in rule["misses"]:
        found = re.search(rule["pattern"], miss)
        assert found is None or found["junk"] == "信息公开"
    law = "根据《中华人民共和国政府betway必威体育 条例》,betway必威体育 申请3件,亚博app"
    assert cleaned(law).text == "根据《中华人民共和国政府信息公开条例》,信息公开申请3件,"


@given(st.data())
def test_every_strong_word_contains_its_key(data):
    key = data.draw(st.sampled_from(sorted(RULES["spam"]["strong"])))
    word = data.draw(st.sampled_from(RULES["spam"]["strong"][key]))
    bare = re.sub(r"\(\?<?[=!][^)]*\)", "", word)
    assert key in data.draw(st.from_regex(bare, fullmatch=True))


@pytest.mark.parametrize("row", load_csv("taiwan_words.csv"), ids=lambda r: r["pattern"])
def test_taiwan_words(row):
    assert re.search(row["pattern"], row["example"])
    result = cleaned("政府資訊公開,入口網站,資訊專案。" + row["example"])
    assert row["replacement"] in result.text


def test_mainland_wording_in_traditional_script_keeps_its_words():
    assert cleaned("建立檔案館,執行查詢,政府信息公開,門戶網站").text == (
        "建立档案馆,执行查询,政府信息公开,门户网站"
    )


@pytest.mark.parametrize("row", load_csv("script_exceptions.csv"), ids=lambda r: r["traditional"])
def test_place_names_survive_the_conversion(row):
    assert to_simplified(row["traditional"]) == row["simplified"]


@pytest.mark.parametrize("hit", RULES["broken_lines"]["hits"])
def test_broken_lines_are_joined(hit):
    assert cleaned(f"我局{hit}").text == f"我局{hit}".replace("\n", "")


@pytest.mark.parametrize("miss", RULES["broken_lines"]["misses"])
def test_cells_on_lines_of_their_own_stay(miss):
    assert cleaned(miss).text == miss


@pytest.mark.parametrize("side", ["begins", "ends"])
def test_ends_and_beginnings_of_wrapped_lines(side):
    rule = RULES["wrapped_lines"]
    find = re.compile(rule[side]).match if side == "begins" else re.compile(rule[side]).search
    assert all(find(hit) for hit in rule[f"{side}_hits"])
    assert not any(find(miss) for miss in rule[f"{side}_misses"])


@pytest.mark.parametrize("side", ["begun", "ended"])
def test_first_and_last_lines_of_titles(side):
    rule = RULES["title_cut"]
    assert all(re.search(rule[side], hit) for hit in rule[f"{side}_hits"])
    assert not any(re.search(rule[side], miss) for miss in rule[f"{side}_misses"])


def test_a_title_on_two_lines_is_one():
    text = "清河县教育局2016年度政府信息公开工\n  作情况的报告\n一、概述\n公开信息12条。"
    assert cleaned(text).text == text.replace("工\n  作", "工作")


@pytest.mark.parametrize("hit", RULES["page_ends"]["hits"])
def test_ends_of_pages_are_taken_out(hit):
    text = f"我局全年通过网站公开政府信息{hit}\n\f12条。"
    assert cleaned(text).text == "我局全年通过网站公开政府信息\n12条。"


@pytest.mark.parametrize("miss", RULES["page_ends"]["misses"])
def test_cells_at_the_end_of_a_page_stay(miss):
    label = "一、本年新收政府信息公开申请数量"
    assert cleaned(f"{label}{miss}\n\f结转").text.split("\n")[:2] == f"{label}{miss}".split("\n")
    assert cleaned(f"总计\n0{miss}\n\f结转").text.split("\n")[:2] == ["总计", "0"]


def test_bare_numbers_that_count_the_pages_are_no_cells():
    line = "我局全年主动公开政府信息若干的"
    text = f"{line}\n\n7\n\f{line}\n\n8\n\f{line}\n"
    assert cleaned(text).text == f"{line}\n{line}\n{line}\n"
    other = text.replace("8", "12")
    assert cleaned(other).text.count("12") == 1


@pytest.mark.parametrize("hit", RULES["spaced_number"]["hits"])
def test_blanks_around_a_number_of_prose_are_dropped(hit):
    assert cleaned(f"我局{hit}其余。").text == f"我局{hit}其余。".replace(" ", "")


@pytest.mark.parametrize(
    "line",
    [
        "(二)部分公开(区分处理的,只计这一情形,不计其他情形) 3",
        "许可 10 0,处罚 3 2",
        "不足有 1.意识不强,",
    ],
)
def test_blanks_before_a_cell_or_an_item_stay_though_the_line_has_commas(line):
    assert cleaned(line).text == line


@pytest.mark.parametrize("miss", RULES["spaced_number"]["misses"])
def test_blanks_between_cells_stay(miss):
    assert cleaned(f"{miss}\n共公开。").text == f"{miss}\n共公开。"


WRAPPED = """一、概述
2018年,我局认真贯彻落实《条例》和上级的各项工作部
署,不断深化公开内容,拓宽公开渠道,全年主动公开政府信
息120条,其中通过门户网站公开政府信息80条,政务微信公
众号公开信息40条。全年共收到政府信息公开申请12件,均
已在法定期限内予以答复,没有发生因政府信息公开引起的
行政复议和行政诉讼。
二、存在的问题
"""


def test_lines_cut_at_one_width_are_joined_but_not_over_headings():
    text = cleaned(WRAPPED).text
    assert "主动公开政府信息120条,其中" in text and "政务微信公众号公开" in text
    assert text.startswith("一、概述\n2018年") and "诉讼。\n二、存在的问题" in text


def test_lines_that_are_narrow_beside_a_picture_are_joined_too():
    beside = "一是重视不够。有的单位公开工作\n不主动,加上机构调整后信息员\n没有及时补上。\n"
    text = cleaned(WRAPPED + beside + "二是内容少。\n总计,其中\n12\n").text
    assert "加上机构调整后信息员没有及时补上。\n二是" in text
    assert text.endswith("总计,其中\n12\n")


def test_labels_and_cells_of_one_width_are_not_joined():
    cells = "本年新收政府信息公开申请数量\n" * 8 + "上年结转\n"
    assert cleaned(cells).text == cells


def test_simplified_names_are_not_touched():
    assert cleaned("乾县人民政府於潜镇").text == "乾县人民政府於潜镇"


def test_a_mixed_document_is_converted_line_by_line():
    text = "政府信息公开工作年度报告全文如下" * 20 + "\n主動公開政府信息情況統計表\n"
    result = cleaned(text)
    assert result.script == "mixed"
    assert "主动公开政府信息情况统计表" in result.text


@given(st.text())
def test_folding_widths_never_creates_a_digit(text):
    before = sum(c in "0123456789０１２３４５６７８９" for c in text)
    after = sum(c in "0123456789" for c in fold_widths(text).text)
    assert after == before


ALPHABET = "報告公開12３,，(（)）àa\u0300 \u00a0\u200b\n\r件365bet娱乐场下载資訊?"


@given(st.text(alphabet=ALPHABET, max_size=60))
@example("a\u200b\u0300")
@example("\uff41\u0300")
@example("\r\u200b\n")
def test_cleaning_twice_equals_once(text):
    once = cleaned(text).text
    assert cleaned(once).text == once


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_every_kept_digit_leads_to_its_source_character(text):
    result = cleaned(text)
    for i, character in enumerate(result.text):
        if character.isdigit():
            start, end = result.raw_span(i, i + 1)
            assert fold_widths(text[start:end]).text == character


def test_merged_cells_stay_one_object_after_cleaning():
    text = "申請（总計）\t１２\u200b３"
    a, b = Cell("申請（总計）", 0, 6), Cell("１２３", 7, 11)
    result = clean_document(document(text, [Grid(((a, a, b),), 0, len(text))]))
    first, second, number = result.grids[0].rows[0]
    assert first is second
    assert number.text == "123" == result.text[number.start : number.end]


def test_seed_with_annotations():
    text = read_raw("001")
    result = cleaned(text)
    assert result.script == "traditional"
    assert result.text.count("(") == 7
    assert "我们取得了一定的成绩,但仍存在决策公开推进力度不大" in result.text
    assert "471 pinyin annotations" in " ".join(n.message for n in result.notes)
    start = result.text.index("320余条")
    assert text[slice(*result.raw_span(start, start + 5))] == "320余條"


@pytest.mark.parametrize("path", RAW, ids=lambda p: p.name[:3])
def test_every_digit_of_the_seeds_leads_back(path):
    text = path.read_text(encoding="utf-8")
    result = cleaned(text)
    for match in re.finditer(r"\d+", result.text):
        start, end = result.raw_span(*match.span())
        assert text[start:end] == match[0]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("索 引 号:014000335/2018-00012", "metadata"),
        ("发布时间: 2018-01-25 发布机构:政府办 浏览次数:37", "metadata"),
        ("您当前的位置: 首页 > 政务公开 > 年报", "navigation"),
        ("主办:某某市人民政府办公室 网站标识码:1234567890", "footer"),
        ("皖ICP备19012725号-2", "footer"),
    ],
)
def test_furniture(line, kind):
    body = "\n".join(["一、概述", "2017年,我局认真贯彻落实条例,主动公开信息100条。"] * 30)
    text = f"{line}\n{body}" if kind != "footer" else f"{body}\n{line}"
    (found,) = cleaned(text).furniture
    assert (found.kind, text[found.start : found.end]) == (kind, line)


def test_a_label_of_the_page_before_counts_is_the_report_s():
    body = "\n".join(["2017年,我局认真贯彻落实条例,主动公开信息100条。"] * 30)
    assert cleaned(f"公开形式:网上公开126条,公开栏公布85条\n{body}").furniture == ()
    for label in ("公开形式:主动公开", "公开时限:自形成之日起20个工作日内"):
        assert len(cleaned(f"{label}\n{body}").furniture) == 1


def test_step_names_are_recorded():
    assert set(cleaned("（１）報告").steps) <= set(STEPS)
    assert "fold_widths" in cleaned("（１）").steps
    assert fold_widths("部⻔⾏⻚").text == "部门行页"  # radicals, as printed pages have them


def test_spaces_between_all_characters():
    line = "收 到 和 处 理 政 府 信 息   无 无 无   3\n"
    assert cleaned(line * 5).text == "收到和处理政府信息   无 无 无   3\n" * 5
    assert cleaned(line).text == line


@pytest.mark.parametrize("name", ["filled", "circled", "bracketed"])
def test_marks_of_numbers(name: str) -> None:
    find = re.compile(RULES["number_marks"][name]).search
    assert all(find(hit) for hit in RULES["number_marks"][f"{name}_hits"])
    assert not any(find(miss) for miss in RULES["number_marks"][f"{name}_misses"])


@pytest.mark.parametrize("name", ["year", "digits"])
def test_digits_that_stand_apart(name: str) -> None:
    find = re.compile(RULES["spaced_digits"][name]).search
    assert all(find(hit) for hit in RULES["spaced_digits"][f"{name}_hits"])
    assert not any(find(miss) for miss in RULES["spaced_digits"][f"{name}_misses"])


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        ("自20 19年1月1日起,我局公开信息25条。", "自2019年1月1日起,我局公开信息25条。"),
        ("2 0 1 9 年,我局公开信息 2 5 条。", "2019年,我局公开信息25条。"),
        ("2019 年,行政许可 2 0 0 5", "2019 年,行政许可 2 0 0 5"),
        ("2019 年 1 月 1 日起至 2019 年 12 月 31 日止,", "2019年1月1日起至2019年12月31日止,"),
    ],
)
def test_years_and_numbers_set_apart(said: str, joined: str) -> None:
    assert cleaned(said).text == joined


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        (
            "自条例实施以来累计主动公开政府信息11335条,其中20\n10年新增1456条。",
            "自条例实施以来累计主动公开政府信息11335条,其中2010年新增1456条。",
        ),
        (
            "通过政府网站公开政府信息7528条,其他方式公开政府信息\n1003条。全年制发公文9件。",
            "通过政府网站公开政府信息7528条,其他方式公开政府信息1003条。全年制发公文9件。",
        ),
        ("规章 1 0 0,规范性文件 1 2 5\n3件,以及其他的文件。", ""),
        ("一、收到申请数的各项情况如下,单位均为件\n12\n0", ""),
    ],
)
def test_a_number_over_two_lines_of_prose(said: str, joined: str) -> None:
    assert cleaned(said).text == (joined or said)


def test_headings_of_a_text_without_line_breaks() -> None:
    prose = "我局公开信息25条。" * 20
    text = f"一、概述 {prose} 二、申请情况 {prose}   三、存在的问题 {prose}"
    lines = cleaned(text).text.split("\n")
    assert lines[::2] == ["一、概述", "二、申请情况", "三、存在的问题"]
    rows = f"一、本年新收 12 0 二、上年结转 3 0 三、结果 {prose}"
    assert "\n" not in cleaned(rows).text
