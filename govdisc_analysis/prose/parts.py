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
_PUBLISHED = re.compile(r"(?:公开|发布|公布)[^,;。\d]{0,14}$")


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
_WHOLE = re.compile("全年|(?<!公)共(?!同)|累计|总")


_FIRST_OF_TWO = re.compile(r"\d[名人位][^,。;\d]{1,8}[和及与、]$")


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
    r"主动公开[^,;。\d]{0,10}\d+条?[,、;](?:属于?)?依申请公开的?(?:政府)?信息[^,;。\d]{0,4}$"
)


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
    if any(c.indicator.startswith("proactive_") for c in found):
        return ""
    if _WECHAT_NEWS.search(text, max(sentence.start, number.start - 30), number.start):
        return "proactive_wechat"
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
    r"(?:公开|发布|推送|公布)了?(?:涉及|关于|有关|涵盖)[^;。:\d]{2,80}?(?:等|方面|领域|类|内容|的)"
    r"的?(?:各类)?(?:政府|政务|工作)?(?:信息|动态|文章|推文)(?:共计?|总计|合计)?$"
)
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
    "proactive_total proactive_website public_responses requests_received proposals_handled".split()  # noqa: SIM905
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
    if _CLASSES.search(setting.text, max(0, number.start - 12), number.full_end + 16):
        return True
    if made.indicator == "proactive_website":
        return False
    return is_on_account(setting, number) or is_update(number, setting.text, found)


def is_nothing(text: str, number: Number) -> bool:
    """邮编:67800: the number of an address."""
    return _ADDRESS.search(text, max(0, number.start - 8), number.start) is not None


_ADDRESS = re.compile(r"(?:邮编|邮政编码)[:为]?\s?$")


def is_of_many(around: Surroundings) -> bool:
    """办理市长热线、网上信访、局长信箱来信41件: one number for all of them."""
    return {"hotline", "mailbox"} <= {c.kind for c in around.left}


def is_second_of_two(setting: Setting, around: Surroundings, number: Number) -> bool:
    """2名民警和1名合同制工作人员: the second number is not all of the staff."""
    before = setting.text[max(around.clause_start, number.full_start - 12) : number.full_start]
    return _FIRST_OF_TWO.search(before) is not None


_DONE = re.compile(
    r"(?:申请)?(?:均|皆|全部|都|已|按|在|予以)[^,;。\d不未]{0,24}?(?:(?P<answered>答复|回复|办复)|(?P<closed>办结|办理完毕|处理完毕))"
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
    if around.left or around.subject != "request" or number.unit not in "件宗份例条起":
        return ""
    if way := _WAY.match(setting.text, number.full_end, min(following, sentence.end)):
        return str(way.lastgroup)
    done = _DONE.match(setting.text, number.full_end, min(following, sentence.end))
    if not done:
        return ""
    return "requests_answered" if done["answered"] else "requests_closed"
