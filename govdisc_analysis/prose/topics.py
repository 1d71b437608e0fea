"""Figures whose own words name only a topic or a way: what the list around them shows."""

import re
from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import Setting
from govdisc_analysis.prose.sentences import Sentence


def about_topics(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> str:
    """公众号推送涉及教育、医疗等的信息68条: the one channel named before, or the total."""
    text = setting.text
    if text[number.start - 1] not in _TOPICS_END or not _ARTICLE.search(number.unit):
        return ""
    if account := _ACCOUNT_INFO.search(text, max(sentence.start, number.start - 40), number.start):
        name = "proactive_weibo" if "微博" in account[0] else "proactive_wechat"
        return "" if any(c.indicator == name for c in found) else name
    if any(c.indicator.startswith("proactive_") for c in found):
        return ""
    if _WECHAT_NEWS.search(text, max(sentence.start, number.start - 30), number.start):
        return "proactive_wechat"
    if _WHOLE_THEN.match(text, number.full_end - 1) and (
        own := _OWN_INFO.search(text, max(sentence.start, number.start - 40), number.start)
    ):
        return _ONE["website"] if "网" in own[0] else "proactive_total"
    topics = _TOPICS.search(text, max(sentence.start, number.start - 110), number.start)
    if topics is None:
        return ""
    kinds = {c.kind for c in sentence.cues if c.start < topics.start() and c.kind in _ONE}
    lead = text[sentence.start : topics.start()]
    if len(kinds) > 1 or re.search(r"\d(?!\d*[年月日])|等", lead):
        return "" if re.search(r"\d(?!\d*[年月日])", lead) else "proactive_total"
    return _ONE[kinds.pop()] if kinds else "proactive_total"


_ONE = {
    "website": "proactive_website",
    "oi_site": "proactive_website",
    "weibo": "proactive_weibo",
    "wechat": "proactive_wechat",
}
_TOPICS_END = "息态章文共计\n"
_TOPICS = re.compile(
    r"(?:公开|发布)了?各类[^,;。:\d]{0,8}信息(?:及|和|、)[^,;。:\d]{2,10}信息(?:共计?|合计|总计)$"
    r"|(?:公开|发布|推送|公布)了?(?:涉及|关于|有关|涵盖)[^;。:\d]{2,80}?(?:等|方面|领域|类|内容|的)"
    r"的?(?:各类)?(?:政府|政务|工作)?(?:信息|动态|文章|推文)(?:共计?|总计|合计)?$"
)
_ACCOUNT_INFO = re.compile(
    r"(?:微博|微信|公众号)(?:平台|公众号|账号|订阅号)?(?:全年|共|共计|累计)*(?:发布|推送|公开|编发|刊发)了?"
    r"(?:各类|各种)?[^,;。、\d]{2,10}(?:信息|动态|资讯|消息)(?:共计?|总计)?$"
)
_OWN_INFO = re.compile(
    r"(?:在[^,;。\d]{0,14}网[^,;。\d]{0,4})?(?:主动公开|发布|公布|公开)了?(?:各类)?[^,;。、\d]{2,6}信息(?:共计?)?$"
)
_WHOLE_THEN = re.compile(
    r"[条篇],?其中[^。]{0,60}?(?:机构|动态|人事|公告|总结|指南)[^,;。\d]{0,6}\d+[条篇]"
    r"(?:[,、;][^,、;。]{2,14}\d+[条篇]){2}"
)
"""主动公开街道信息20条,其中机构信息1条,动态15条,公告4条: the kinds show that it is all."""
_WECHAT_NEWS = re.compile(
    r"(?:公众号|微信)[^,;。\d]{0,4}(?:发布|推送|推出)了?(?:各类)?(?:政务|工作)动态(?:信息)?(?:共计?)?$"
)
_ARTICLE = re.compile("[条篇则件]")


_ALL_OPEN = re.compile(r"[条件项],?(?:均|全部|都)(?:已经?)?[^,;。\d不未依]{0,8}公开")


def is_all_open(setting: Setting, number: Number) -> bool:
    """全年产生政府信息16条,均已主动公开: what was made is what was disclosed."""
    return _ALL_OPEN.match(setting.text, number.full_end - 1) is not None


_BY_OTHER_WAYS = re.compile(
    r"(?:通过|利用|采[取用])[^。;\d]{4,60}等(?:其[他它]|多种|各种)?(?:方式|形式|渠道|途径),?"
    r"(?:主动)?(?:公开|发布|公布)了?(?:各类|有关|相关)?(?:政府|政务)?信息数?$"
)
_SITE = re.compile("网|微信公众|微博|公报|新媒体")


_BESIDES = re.compile("此外|另外|同时还|其[他它]方式|还通过|还利用")


def beside_the_site(setting: Setting, sentence: Sentence, number: Number, indicator: str) -> str:
    """此外还通过会议、宣传单等方式公开42条: a way of its own beside those named before."""
    if setting.text[number.start - 1] not in "息数" or number.unit not in "条份次":
        return ""
    said = setting.text[sentence.start : number.start]
    if indicator and not _BESIDES.search(said):
        return ""  # 通过宣传单等方式公开42条 may be all
    ways = _BY_OTHER_WAYS.search(setting.text, sentence.start, number.start)
    if ways is None or _SITE.search(ways[0]):
        return ""
    return "proactive_other_channel"
