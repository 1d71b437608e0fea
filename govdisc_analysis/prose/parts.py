"""Wholes and parts: sums of a list, items behind 其中, and the verb behind a number."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import Setting, Surroundings
from govdisc_analysis.prose.sentences import Sentence


def sum_of_list(setting: Setting, numbers: Sequence[Number], found: Sequence[Candidate]) -> str:
    """文字解读18篇、图文解读12篇、视频解读3个,共33篇: what the first of the parts counts."""
    number = numbers[-1]
    if len(numbers) < 3 or not _SUMMED.search(
        setting.text[numbers[-2].full_end : number.full_start]
    ):
        return ""
    total = number.value
    for part in reversed(numbers[:-1]):
        total -= part.value
        if total <= 0:
            names = [c.indicator for c in found if c.start == part.start]
            if total or part is numbers[-2] or not names:
                return ""
            is_of_topics = _ARTICLE.search(number.unit) and _PUBLISHED.search(
                setting.text, max(0, part.start - 20), part.start
            )
            return names[0] or ("proactive_total" if is_of_topics else "")
    return ""


_ARTICLE = re.compile("[条篇则件]")
_PUBLISHED = re.compile(r"(?:公开|发布|公布|上传|更新|推送)[^,;。\d]{0,14}$")


def is_one_channel(setting: Setting, numbers: Sequence[Number]) -> bool:
    """通过教育信息网发布要闻37条、校园动态80条,总计117条: all of it stands on that site."""
    text = setting.text
    first = text[text.rfind("。", 0, numbers[0].start) + 1 : numbers[0].start]
    others = text[numbers[0].end : numbers[-1].start]
    return _ON_ONE.search(first) is not None and not _OTHERS.search(others)


_ON_ONE = re.compile(
    r"(?:通过|在)[^,;。]{1,20}(?:网站?|平台|公众号|微博|微信)(?:上)?(?:共)?(?:发布|公开|更新)"
)
_OTHERS = re.compile(r"其[他它]|通过|在|网|微博|微信|屏|栏|报|台|媒|APP|手册|公报")
SUM_ENDS = "共计\n"
"""What stands before the sum of a list."""
_SUMMED = re.compile(r"^[,;]?(?:(?:合计|总计)?共|共计|合计|总计|计)$")


def is_listed_part(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> bool:
    """网站公开288条,其中指南1条;法定公开信息45条: an item of the list behind 其中."""
    said = setting.text[sentence.start : number.start]
    if _PART_ONLY.search(said) or _TOPIC_PART.search(said):
        return True
    if said.startswith("其中") and ";" in said and not _WHOLE.search(said):
        return True
    whole = next((c for c in found if c.indicator.startswith("proactive_") and c.number), None)
    if whole is None or whole.number is None or whole.number.value <= number.value:
        return False
    between = setting.text[whole.end : number.start]
    if _COLUMN.search(between):
        return True
    return _AMONG.search(between) is not None and not _WHOLE.search(between)


_ARTICLES = re.compile(
    r"[、,;](?:共|共计|累计)?(?:刊发|发布|推送|编发|发文|刊登|发表)?[^,;。\d]{0,6}\d+[余多]?[篇条]"
)


def is_issue_of_articles(setting: Setting, number: Number) -> bool:
    """公众号发布44期、刊发稿件116篇: what was published are the articles, not the issues."""
    return _ARTICLES.match(setting.text, number.full_end) is not None


def runs_on(setting: Setting, of: Candidate, found: Sequence[Candidate]) -> bool:
    """本年公开92条,其中工作类58条,累计公开831条: the larger total behind runs since earlier."""
    year = next((c for c in found if c.indicator.startswith("proactive_") and c.number), None)
    if of.strength or year is None or year.number is None or of.number is None:
        return False
    between = setting.text[year.end : of.start]
    return year.strength > 0 and of.number.value > year.number.value and "累计" in between


_TOPIC_PART = re.compile(r"其中[^。]*[、,;][^、,;。\d]{2,8}(?<![主全共已均])公开$")
_PART_ONLY = re.compile(r"\d[^,;。]{0,3},其中[^,;。\d公发更上推]{0,4}(?:动态|新闻)[^,;。\d]{0,4}$")
_AMONG = re.compile(r"其中|[,(](?:主要)?(?:包括|包含)")
_COLUMN = re.compile(
    r"其中[,:]?[^,;。\d]{2,12}(?:栏目|专栏|类)共[^,;。\d]{0,8}$"
    r"|其中[^。]*[;,、][^,;。\d]{2,12}(?:栏目|专栏)共[^,;。\d]{0,8}$"
)
_WHOLE = re.compile("全年|(?<!公)共(?!同)|累计|总(?!访问|阅读|浏览|点击|关注|用户)")


_FIRST_OF_TWO = re.compile(r"\d[名人位](?!分管|主管|局?领导|副)[^,。;\d]{1,8}[和及与、]$")


def without_lists(text: str, found: list[Candidate]) -> list[Candidate]:
    """承办建议13件、提案18件: parts of a whole that nobody gives are no figures."""
    for name in _LISTED_KINDS:
        same = [c for c in found if c.indicator == name and c.number]
        if len(same) < 2 or not all(
            _NEXT.fullmatch(text[a.end : b.start]) for a, b in pairwise(same)
        ):
            continue
        found = [
            replace(c, indicator="", reason="several_things") if c in same else c for c in found
        ]
    return found


_LISTED_KINDS = ("proposals_handled", "mailbox_messages")
_NEXT = re.compile(
    r"(?!.*(?:回复|答复|办结|办复))[件条份个封]?[^,;。\d其共]{0,16}[、,和及与][^,;。\d其共]{0,16}"
)


_ASKED = re.compile(
    r"(?:向[^,。;]{1,12}?)?(?:提出|提交|递交)?(?:了)?(?:书面)?"
    r"(?:申请(?:公开)?(?:政府|政务)?信息|(?:政府)?信息公开(?:的)?申请)"
)


def asked_behind(setting: Setting, number: Number) -> bool:
    """有3人次申请政府信息公开: those who asked, counted as persons."""
    return number.unit[:1] == "人" and bool(_ASKED.match(setting.text, number.full_end))


def is_second_of_two(setting: Setting, around: Surroundings, number: Number) -> bool:
    """2名民警和1名合同制工作人员: the second number is not all of the staff."""
    before = setting.text[max(around.clause_start, number.full_start - 12) : number.full_start]
    return _FIRST_OF_TWO.search(before) is not None


_DONE = re.compile(
    r"(?:\([^()。]{1,20}\))?(?:申请)?(?:均|皆|全部|都|已|按|在|予以)[^,;。\d不未]{0,24}?(?:(?P<answered>答复|回复|办复)|(?P<closed>办结|办理完毕|处理完毕))"
)


_WAY = re.compile(
    r"(?:申请)?(?:均|都)?(?:为|是|系|属于?|通过)(?:(?P<requests_online>网络|网上|网站|电子邮件|在线|互联网)"
    r"|(?P<requests_letter>信件|信函|邮寄|来信|书信)|(?P<requests_in_person>当面|现场|窗口)"
    r"|(?P<requests_fax>传真))(?:申请|提交|提出|方式|渠道|$|(?=[,;。、]))"
)


def done_behind(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, following: int
) -> str:
    """收到申请13件,12件均在规定时间内答复, 2件为网络申请: what tells stands behind the number."""
    if (
        {c.kind for c in around.left} - {"part"}
        or around.subject != "request"
        or number.unit not in "件宗份例条起封"
    ):
        return ""
    if way := _WAY.match(setting.text, number.full_end, min(following, sentence.end)):
        return str(way.lastgroup)
    behind = following
    if setting.text[number.full_end : number.full_end + 1] == "(":  # 13封(含2封结转)均已答复
        behind = sentence.end
    done = _DONE.match(setting.text, number.full_end, min(behind, sentence.end))
    if not done:
        return ""
    return "requests_answered" if done["answered"] else "requests_closed"
