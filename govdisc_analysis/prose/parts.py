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


_ARTICLE = re.compile("[条篇则]")
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


_SUM_OF_NAMES = re.compile(r"(?:[^,;。、\d]{2,8}、){2,}[^,;。、\d]{2,10}(?:合计|共计)$")
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
_NEXT = re.compile(r"[件条份个封]?[^,;。\d其共]{0,16}[、,和及与][^,;。\d其共]{0,16}")


def is_of_documents(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """其中主动公开信息158条,依申请公开信息54条: how papers are marked, no requests."""
    said = setting.text[sentence.start : number.start]
    return number.unit == "条" and _MARKED.search(said) is not None


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
    r"(?:各类|各种)?[^,;。、\d]{2,6}(?:信息|动态|资讯|消息)(?:共计?|总计)?$"
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
_ACCOUNT = re.compile(
    r"(?:^|[,;。\n])[“\"][^”\"]{2,10}(?:发布|在线)[”\"](?:20\d\d年|全年|今年)?(?:共|累计)?(?:发布|推送)$"
)


def is_update(number: Number, text: str, found: Sequence[Candidate]) -> bool:
    """网站发布信息55条,更新信息5条: what is brought up to date is nothing new."""
    is_more = any(c.indicator.startswith("proactive_") for c in found)
    return is_more and text[max(0, number.start - 5) : number.start] in (",更新信息", "、更新信息")


LOOSE = frozenset(
    """proactive_total proactive_website proactive_other_channel public_responses
    requests_received proposals_handled""".split()  # noqa: SIM905
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
    if made.indicator == "requests_received":
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
    if "other_channel" not in kinds or kinds.isdisjoint(("wechat", "weibo", "weibo_wechat")):
        return False
    said = setting.text[around.clause_start : number.start]
    if _MANY_WAYS.search(said) or not kinds.isdisjoint(_NO_SITE):
        return False
    return _SOME_MEDIA.search(said) is not None


_ASKED = re.compile(
    r"(?:向[^,。;]{1,12}?)?(?:提出|提交|递交)?(?:了)?(?:书面)?"
    r"(?:申请(?:公开)?(?:政府|政务)?信息|(?:政府)?信息公开(?:的)?申请)"
)


def asked_behind(setting: Setting, number: Number) -> bool:
    """有3人次申请政府信息公开: those who asked, counted as persons."""
    return number.unit[:1] == "人" and bool(_ASKED.match(setting.text, number.full_end))


def is_nothing(text: str, number: Number) -> bool:
    """邮编:67800: the number of an address."""
    return _ADDRESS.search(text, max(0, number.start - 8), number.start) is not None


_ADDRESS = re.compile(r"(?:邮编|邮政编码)[:为]?\s?$")


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
    said = setting.text[sentence.start : number.start]
    if number.unit not in "条份次" or "等" not in said:
        return ""
    if indicator and not _BESIDES.search(said):
        return ""  # 通过宣传单等方式公开42条 may be all
    ways = _BY_OTHER_WAYS.search(setting.text, sentence.start, number.start)
    if ways is None or _SITE.search(ways[0]):
        return ""
    return "proactive_other_channel"
