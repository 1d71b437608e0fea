"""Figures whose own words name only a topic or a way: what the list around them shows."""

from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.parts import one_channel, sum_of_list
from govdisc_analysis.prose.patterns import says, term
from govdisc_analysis.prose.sentences import Sentence
from govdisc_analysis.prose.times import marks_of


def about_topics(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> str:
    """公众号推送涉及教育、医疗等的信息68条: the one channel named before, or the total."""
    text = setting.text
    if text[number.start - 1] not in term.topics_end or not says.unit_of_articles.search(
        number.unit
    ):
        return ""
    begin = max(sentence.start, number.start - 60)
    if says.of_one_topic.search(text, begin, number.start):
        return ""  # 发布规范性文件草案、清理、备案等信息32条
    account = says.account_publishes.search(text, begin, number.start)
    if account is None and not says.sibling_follows.match(text, number.full_end - 1):
        account = says.account_of_all.search(text, begin, number.start)
    if account:
        name = "proactive_weibo" if term.weibo in account[0] else "proactive_wechat"
        return "" if any(c.indicator == name for c in found) else name
    if any(c.indicator.startswith("proactive_") for c in found):
        return ""
    if says.wechat_news.search(text, max(sentence.start, number.start - 30), number.start):
        return "proactive_wechat"
    if says.kinds_follow.match(text, number.full_end - 1) and (
        own := says.own_information.search(
            text, max(sentence.start, number.start - 40), number.start
        )
    ):
        return _ONE["website"] if term.net in own[0] else "proactive_total"
    topics = says.topics_listed.search(text, max(sentence.start, number.start - 110), number.start)
    if topics is None:
        return ""
    kinds = {c.kind for c in sentence.cues if c.start < topics.start() and c.kind in _ONE}
    lead = text[sentence.start : topics.start()]
    if len(kinds) > 1 or says.counted_or_so_on.search(lead):
        return "" if says.counted_no_date.search(lead) else "proactive_total"
    return _ONE[kinds.pop()] if kinds else "proactive_total"


_ONE = {
    "website": "proactive_website",
    "oi_site": "proactive_website",
    "weibo": "proactive_weibo",
    "wechat": "proactive_wechat",
}


def is_all_open(setting: Setting, number: Number) -> bool:
    """全年产生政府信息16条,均已主动公开: what was made is what was disclosed."""
    return says.all_made_public.match(setting.text, number.full_end - 1) is not None


_NOT_OWN = frozenset(("other", "bodies"))


def told_around(setting: Setting, sentence: Sentence, number: Number) -> tuple[str, str] | None:
    """Indicator and rule of a number that is named by what stands around it.

    制作信息26条,属于主动公开的23条; 配备信息员3人,均为兼职; 议案2件、建议35件.
    """
    text = setting.text
    if says.marked_open.search(text, sentence.start, number.start):
        marks = marks_of(setting, sentence)
        is_own = all(m.kind not in _NOT_OWN or m.start > number.start for m in marks)
        return ("proactive_total", "told_around") if is_own else None
    if text.startswith(term.deputies_advice, number.start - 2) and _is_deputies(text, number):
        return "proposals_handled", "proposals_handled__proposal"
    is_staff = says.all_of_one_staff.match(text, number.full_end) and says.informers.search(
        text, max(sentence.start, number.start - 12), number.start
    )
    return ("staff_total", "told_around") if is_staff else None


def _is_deputies(text: str, number: Number) -> bool:
    """议案2件、建议35件; 办理建议35件、提案10件: advice beside proposals is that of deputies."""
    begin = max(0, number.start - 40)
    if says.advice_among_proposals.search(text, begin, number.start):
        return True
    return (
        says.handles_advice.search(text, begin, number.start) is not None
        and says.proposals_beside_advice.match(text, number.full_end - 1) is not None
    )


def beside_the_site(setting: Setting, sentence: Sentence, number: Number, indicator: str) -> str:
    """此外还通过会议、宣传单等方式公开42条: a way of its own beside those named before."""
    if number.unit not in term.units_of_notices:
        return ""
    said = setting.text[sentence.start : number.start]
    if says.channel_follows.match(
        setting.text, number.full_end - len(number.unit)
    ) and says.site_in_list.search(said):
        return "" if indicator else _ONE["website"]
    if setting.text[number.start - 1] not in term.information_ends:
        return ""
    if indicator and not says.besides.search(said):
        return ""  # 通过宣传单等方式公开42条 may be all
    ways = says.by_other_ways.search(setting.text, sentence.start, number.start)
    if ways is None or says.site_or_media.search(ways[0]):
        return ""
    return "proactive_other_channel"


def sum_before(
    setting: Setting, numbers: Sequence[Number], i: int, found: Sequence[Candidate]
) -> str:
    """What the number sums up, if it does; 网站431条、微博126条,共计557条 is the total."""
    if setting.text[numbers[i].full_start - 1] not in term.sum_ends:
        return ""
    whole = sum_of_list(setting, numbers[: i + 1], found)
    if not whole.startswith("proactive_"):
        return whole
    channel = one_channel(setting, numbers[: i + 1])
    if not channel:
        return "proactive_total"
    return channel if whole == "proactive_total" else whole
