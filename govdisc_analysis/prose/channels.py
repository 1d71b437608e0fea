"""The channel of a figure where only the words before its clause name it."""

import re
from bisect import bisect_left

from govdisc_analysis.prose.sentences import Sentence

_TITLE = re.compile(
    r"(?:^|\n)[ \t]*(?:[(]?[0-9一二三四五六七八九十]{1,2}[、.)]{1,2})?(?:政务|政府|官方|门户|通过)*"
    r"(?:(?P<wechat>微信(?:公众号|公众平台|平台)?)|(?P<weibo>微博)|(?P<website>网站))"
    r"(?:公开|发布|平台|方面|情况)*[。:]\s*$"
)


def channel_title(text: str, start: int) -> set[str]:
    """2、政务微信。全年发布信息28条: the channel that the item's title names."""
    if text[start - 1 : start] not in ("。", ":"):
        return set()
    title = _TITLE.search(text, max(0, start - 24), start)
    return {str(title.lastgroup)} if title else set()


CHANNELS = frozenset(
    "website oi_site weibo wechat weibo_wechat gazette other_channel channels_etc".split()  # noqa: SIM905
)
_MEDIA = frozenset(("weibo", "wechat"))
_IMPROVED = re.compile(r"加强|完善|推进|推动|建设|管理|强化|拓|增|创新|做好|优化|\d")
_BY = re.compile(r"(?:通过|利用|借助|运用|充分发挥|开通了?|开设了?|编发|印发|编印|出版)[^,;。]*$")
_ON = re.compile(r"在[^,;。]{0,12}$")
_FIELD = re.compile(r"(?:平台|公众号|账号)?方面,")
_DONE = re.compile(r"(?:平台|公众号|账号|渠道)?(?:上(?:公开|发布|刊登|登载)?)?,|[0-9]+期,")


def channel_before(text: str, sentence: Sentence, clause: int) -> set[str]:
    """编印政府公报6期,公开政府信息107条: the one channel that the clause before ends in."""
    if text[clause - 1] != ",":
        return set()
    before = sentence.clause_at(clause - 1)
    first, last = bisect_left(sentence.starts, before), bisect_left(sentence.starts, clause)
    if CHANNELS.isdisjoint(sentence.kinds_at[first:last]):
        return set()
    named = [c for c in sentence.cues[first:last] if c.kind in CHANNELS]
    if named[-1].kind in _MEDIA and named[-1].end == clause - 1:  # 本局两大微博,发布
        words = text[before : clause - 1]
        if {c.kind for c in named} == {named[-1].kind} and not _IMPROVED.search(words):
            return {named[-1].kind}
    if len({c.kind for c in named}) != 1:
        return set()
    field = _FIELD.match(text, named[-1].end)
    if field and field.end() == clause:  # 县政府网站方面,发布信息968条
        return {named[-1].kind}
    led = text[before : named[0].start]
    is_means = _BY.search(led) or (_ON.search(led) and text[named[-1].end] == "上")
    return {named[-1].kind} if is_means and _DONE.match(text, named[-1].end) else set()
