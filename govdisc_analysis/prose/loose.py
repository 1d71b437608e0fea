"""What words nearby show a number to be, other than what its own words seem to say."""

import re
from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import Setting, Surroundings
from govdisc_analysis.prose.parts import is_listed_part
from govdisc_analysis.prose.sentences import Sentence


def is_of_documents(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """其中主动公开信息158条,依申请公开信息54条: how papers are marked, no requests."""
    said = setting.text[sentence.start : number.start]
    if _OF_MADE.search(said):
        return True
    return number.unit == "条" and _MARKED.search(said) is not None


_OF_MADE = re.compile(
    r"(?:制作|形成|产生|获取|生成)[^,;。\d]{0,8}信息[^,;。\d]{0,6}\d+[条件份][,;(]?其中[^。]*"
    r"(?:依申请公开|(?:不|免)予公开)[^,;。\d]{0,6}$"
)
"""制作信息41条,其中主动公开31条,依申请公开6条,不予公开4条: how the papers are marked."""


_MARKED = re.compile(
    r"主动公开[^,;。\d]{0,10}\d+条?[,、;](?:属于?|累计)?(?:作为)?依申请公开的?(?:政府)?信息[^,;。\d]{0,4}$"
)


_SITE_COLUMNS = re.compile(
    r"其中[^。]*网站?[^,;。\d]{2,8}栏[^。]*栏(?:目)?(?:发布|公开|更新)[^,;。\d]*$"
)
_NEWS = re.compile(
    r"(?:刊发|刊登|播出|播发|发表|刊播|刊载|登载|媒体发布)了?[^,;。\d]{0,10}(?:新闻|消息|讯息|稿件|报道|通讯)(?!信息)[^,;。\d]{0,6}$"
)
"""全年在主流媒体刊发新闻20篇: what the press prints of the agency's work is no disclosure."""
_TOPIC_BEFORE = re.compile(
    r"[^\d,;。、:](?<!公开信息)(?<!政府信息)\d+[条篇][,、;](?:公开|政府|动态)信息$"
)
_TOPIC_BEHIND = re.compile(r"[条篇][,、;](?!其中|共|总)[^,;。、\d公发]{2,10}\d+[条篇]")
_ANSWERS = re.compile(
    r"^(?:[^,。;]{0,12})依申请公开(?:方面|情况|工作)[^。]*申请[^。]*[,;、]公开信息$"
)


def _is_amid_topics(setting: Setting, number: Number) -> bool:
    """领导信息8条,公开信息12条,部门动态30条: one topic of the list."""
    text = setting.text
    before = _TOPIC_BEFORE.search(text, max(0, number.start - 14), number.start)
    return before is not None and _TOPIC_BEHIND.match(text, number.full_end - 1) is not None


def _is_in_answers(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """依申请公开方面,收到申请3件,公开信息8条: what the applicants got."""
    return _ANSWERS.search(setting.text[sentence.start : number.start]) is not None


def is_on_account(setting: Setting, number: Number) -> bool:
    """“某某发布”2025年发布119篇: an account whose platform nobody names."""
    return _ACCOUNT.search(setting.text, max(0, number.start - 40), number.start) is not None


_CLASSES = re.compile(
    r"[^\d,;。各]类(?:动态)?信息\d+[条篇][,、;](?!其中)[^,;。\d]{2,8}类(?:动态)?信息\d"
)
"""发布政务类信息34条,概况类信息150条: classes side by side, none of them the whole."""
_ACCOUNT = re.compile(
    r"(?:^|[,;。\n])[“\"][^”\"]{2,10}(?:发布|在线)[”\"](?:20\d\d年|全年|今年)?(?:共|累计)?(?:发布|推送)$"
)


def is_update(number: Number, text: str, found: Sequence[Candidate]) -> bool:
    """网站发布信息55条,更新信息5条: what is brought up to date is nothing new."""
    is_more = any(c.indicator.startswith("proactive_") for c in found)
    return is_more and text[max(0, number.start - 5) : number.start] in (",更新信息", "、更新信息")


LOOSE = frozenset(
    """proactive_total proactive_website proactive_other_channel public_responses
    requests_received requests_refused proposals_handled""".split()  # noqa: SIM905
)
"""Indicators that words nearby can show to be something else."""


def is_loose(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    made: Candidate,
    found: Sequence[Candidate],
) -> bool:
    """Whether the words nearby say that the number is not what its own words seem to say."""
    if made.indicator in ("requests_received", "requests_refused"):
        return is_of_documents(setting, sentence, number)
    if made.indicator in ("public_responses", "proposals_handled"):
        return number.unit == "条" and is_listed_part(setting, sentence, number, found)
    if made.indicator == "proactive_other_channel":
        if _SITE_COLUMNS.search(setting.text[sentence.start : number.start]):
            return True
        return _NEWS.search(setting.text, max(0, number.start - 30), number.start) is not None
    if _is_amid_topics(setting, number) or _is_in_answers(setting, sentence, number):
        return True
    if _CLASSES.search(setting.text, max(0, number.start - 12), number.full_end + 16):
        return True
    if made.indicator == "proactive_website":
        return False
    return is_on_account(setting, number) or is_update(number, setting.text, found)


_SOME_MEDIA = re.compile(r"报刊|报纸|电视|广播|媒体|抖音|头条|视频号|快手|客户端")
_NO_SITE = frozenset(("website", "oi_site", "net_info", "gazette"))
_MANY_WAYS = re.compile(r"网|等(?:多|各|不同)")


def is_of_some_media(setting: Setting, around: Surroundings, number: Number) -> bool:
    """通过报刊、电视、微信等媒体公开20条: several channels, but not the site, so not all."""
    kinds = around.clause
    named = {c.kind for c in around.left}
    if "weibo_wechat" in named and named.isdisjoint((*_NO_SITE, "other_channel", "channels_etc")):
        return True  # 网站公开信息56条、政务新媒体公开信息23条
    if "other_channel" not in kinds or kinds.isdisjoint(("wechat", "weibo", "weibo_wechat")):
        return False
    said = setting.text[around.clause_start : number.start]
    if _MANY_WAYS.search(said) or not kinds.isdisjoint(_NO_SITE):
        return False
    return _SOME_MEDIA.search(said) is not None


_LEGAL = re.compile("纠错率|胜诉率|应诉率|为被告|被监督人|仲裁委|合法性审查")


def is_legal_work(setting: Setting, sentence: Sentence, made: Candidate) -> bool:
    """受理行政复议申请56件,综合纠错率29%: what a legal office does for the government."""
    if made.indicator.startswith("proactive"):
        return False
    said = setting.text[sentence.start : sentence.end]
    return "公开" not in said and _LEGAL.search(said) is not None


def is_nothing(text: str, number: Number) -> bool:
    """邮编:67800: the number of an address."""
    return _ADDRESS.search(text, max(0, number.start - 8), number.start) is not None


_ADDRESS = re.compile(r"(?:邮编|邮政编码)[:为]?\s?$")


_SUM_OF_NAMES = re.compile(r"(?:[^,;。、\d]{2,8}、){2,}[^,;。、\d]{2,10}(?:合计|共计)$")


def is_of_many(setting: Setting, around: Surroundings, number: Number, indicator: str) -> bool:
    """办理市长热线、网上信访、局长信箱来信41件: one number for all of them."""
    kinds = {c.kind for c in around.left}
    if indicator in ("public_responses", "policy_interpretations"):
        said = setting.text[around.clause_start : number.start]
        return _SUM_OF_NAMES.search(said) is not None
    if indicator == "requests_received":
        others = [c for c in around.left if c.kind in ("hotline", "mailbox", "letters")]
        between = setting.text[others[-1].end : number.start] if others else ""
        return "、" in between and "等" in between
    return {"hotline", "mailbox"} <= kinds
