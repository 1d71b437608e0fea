"""By which ways a number tells of what was disclosed, where its own words leave that open."""

from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term
from govdisc_analysis.prose.sentences import Sentence

_ACCOUNTS = frozenset(("weibo", "wechat"))
_NO_SITE = frozenset(("website", "oi_site", "net_info", "gazette"))


def is_of_some_media(
    setting: Setting, sentence: Sentence, around: Surroundings, number: Number
) -> bool:
    """通过报刊、电视、微信等媒体公开20条: several channels, but not the site, so not all."""
    kinds = around.clause
    named = {c.kind for c in around.left}
    if "weibo_wechat" in named and named.isdisjoint((*_NO_SITE, "other_channel", "channels_etc")):
        return True  # 网站公开信息56条、政务新媒体公开信息23条
    begin = max(sentence.start, setting.text.rfind(";", 0, number.start) + 1)
    led = setting.text[begin : number.start]
    if term.net not in led and says.new_media_led.search(led):
        return True  # 利用微博、微信等新媒体,及时发布,全年发布信息578条
    if named >= _ACCOUNTS and named.isdisjoint((*_NO_SITE, "other_channel", "channels_etc")):
        return True  # 微博、微信及其南方号推送信息480条
    if "other_channel" not in kinds or kinds.isdisjoint(("wechat", "weibo", "weibo_wechat")):
        return False
    said = setting.text[around.clause_start : number.start]
    if says.many_ways.search(said) or not kinds.isdisjoint(_NO_SITE):
        return False
    return says.some_media.search(said) is not None


def account_of_new_media(setting: Setting, around: Surroundings, number: Number) -> str:
    """政务新媒体:通过“某县发布”微信公众号发布6条: the one account named behind the word."""
    named = [c for c in around.left if c.kind in ("weibo_wechat", *_NO_SITE, "wechat", "weibo")]
    if len(named) != 2 or named[0].kind != "weibo_wechat" or named[1].kind in _NO_SITE:
        return ""
    between = setting.text[named[0].end : named[1].start]
    is_one = not any(mark in between for mark in term.joins)
    behind = says.joined_channel.match(setting.text, named[1].end)
    return f"proactive_{named[1].kind}" if is_one and not behind else ""


def is_more_than_papers(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> bool:
    """公开政策文件3件、公开政府信息788条: not how those papers are marked."""
    if not found:  # 开展政府文件清查,清理出问题0个。全年主动公开政府信息124条
        return (
            says.all_of_the_year.fullmatch(setting.text, sentence.start, number.start) is not None
        )
    papers = found[-1].number
    return (
        papers is not None
        and papers.value < number.value
        and says.own_total.search(setting.text, max(0, number.start - 14), number.start) is not None
    )


def is_of_all_ways(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings
) -> bool:
    """Whether the medium is only what was told of, or ends a list that a comma breaks."""
    text, begin = setting.text, around.clause_start
    if says.medium_as_topic.search(text, begin, number.full_start):
        return True
    if text[begin - 1] != "," or not says.list_of_ways_ends.search(text, begin, number.full_start):
        return False
    listed = text[max(sentence.start, begin - 60) : begin - 1]
    return "、" in listed and term.net in listed and not says.counted_no_date.search(listed)


_TOLD = frozenset(
    """public_responses policy_interpretations press_conferences online_interviews
    social_media_responses mailbox_messages trainings meetings""".split()  # noqa: SIM905
)
_BY_TIME = frozenset(("other_year", "running_total", "comparison", "per_unit"))


def is_part_of_unread(
    setting: Setting, sentence: Sentence, made: Candidate, found: Sequence[Candidate]
) -> bool:
    """回应民众关切信息13次,其中负责人回应4次: a part of what the same word counts before it."""
    if _is_part_of_site(setting, made, found):
        return True
    whole = found[-1] if found else None
    kind = made.rule.partition("__")[2]
    if made.indicator not in _TOLD or whole is None or whole.indicator or whole.number is None:
        return False
    if whole.reason in _BY_TIME:
        return False
    if term.among not in setting.text[whole.number.full_end : whole.number.full_end + 4]:
        return False
    return any(c.kind == kind and c.start < whole.start for c in sentence.cues)


_NO_WEBSITES = frozenset(("proactive_wechat", "proactive_weibo", "proactive_other_channel"))


def _is_part_of_site(setting: Setting, made: Candidate, found: Sequence[Candidate]) -> bool:
    """政务网公开120条,其中省局网站22篇,公众号36篇: what the site has from others, no channel."""
    if made.indicator not in _NO_WEBSITES:
        return False
    sites = [c.number for c in found if c.number and c.indicator == "proactive_website"]
    if len(sites) < 2 or sites[0].value <= sites[1].value:
        return False
    opens = sites[0].full_end - len(sites[0].unit)
    is_list = says.parts_begin.match(setting.text, opens) is not None
    return is_list and ";" not in setting.text[opens : made.start]
