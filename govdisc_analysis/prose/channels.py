"""The channel of a figure where only the words before its clause name it."""

from bisect import bisect_left

from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence


def channel_title(text: str, start: int) -> set[str]:
    """2、政务微信。全年发布信息28条: the channel that the item's title names."""
    if text[start - 1 : start] not in ("。", ":", "\n"):
        return set()
    lead = text[max(0, start - 24) : start]
    if not any(sign in lead for sign in terms.channel_signs):
        return set()
    title = says.channel_in_title.search(text, max(0, start - 24), start)
    if title is None:
        return set()
    before = title.start()  # 1.政府网站 2.政务微信 in lines of their own: a list of the channels
    if says.channel_in_title.search(text, max(0, before - 24), before + 1):
        return set()
    return {str(title.lastgroup)}


CHANNELS = frozenset(
    "website oi_site weibo wechat weibo_wechat gazette other_channel channels_etc".split()  # noqa: SIM905
)
_MEDIA = frozenset(("weibo", "wechat"))


def channel_before(text: str, sentence: Sentence, clause: int) -> set[str]:
    """编印政府公报6期,公开政府信息107条: the one channel that the clause before ends in."""
    if text[clause - 1] != ",":
        return set()
    before = sentence.clause_at(clause - 1)
    first, last = bisect_left(sentence.starts, before), bisect_left(sentence.starts, clause)
    if CHANNELS.isdisjoint(sentence.kinds[first:last]):
        return _opens(text, sentence, clause)
    named = [c for c in sentence.cues[first:last] if c.kind in CHANNELS]
    if named[-1].kind in _MEDIA and named[-1].end == clause - 1:  # 本局两大微博,发布
        words = text[before : clause - 1]
        if {c.kind for c in named} == {named[-1].kind} and not says.work_on_channel.search(words):
            return {named[-1].kind}
    if len({c.kind for c in named}) != 1:
        return set()
    if named[-1].kind in _MEDIA and _is_subject(text, before, named, clause):
        return {named[-1].kind}
    columns = says.columns_there.match(text, named[-1].end)
    if columns and columns.end() == clause and named[-1].kind in _MEDIA:  # 公众号开设专栏,发布60条
        is_subject = before == sentence.start and says.publishes_itself.match(text, clause)
        return {named[-1].kind} if is_subject else set()
    field = says.in_the_field_of.match(text, named[-1].end)
    if field and field.end() == clause:  # 县政府网站方面,发布信息968条
        return {named[-1].kind}
    led = text[before : named[0].start]
    is_means = says.by_means_of.search(led) or (
        says.on_the_channel.search(led) and text[named[-1].end] in term.on
    )
    return (
        {named[-1].kind} if is_means and says.published_there.match(text, named[-1].end) else set()
    )


def _is_subject(text: str, before: int, named: list[Cue], clause: int) -> bool:
    """街道微信公众号提升知晓度,发布文章461篇: the account does what both clauses tell."""
    lead, said = text[before : named[0].start], text[named[-1].end : clause]
    if len(lead) > _NAME or says.work_on_channel.search(lead + said):
        return False
    does = says.does_by_itself.match(said)
    return does is not None and says.publishes_itself.match(text, clause) is not None


_NAME = 12
"""More characters than the name of an account has before its kind (某某街道)."""


def _opens(text: str, sentence: Sentence, clause: int) -> set[str]:
    """市局四大微博,在原有基础上,加大力度,全年发布信息342条: what the sentence is about."""
    if not says.publishes_itself.match(text, clause):
        return set()
    named = [c for c in sentence.cues if c.start < clause and c.kind in CHANNELS]
    kinds = {c.kind for c in named}
    if len(kinds) != 1 or not kinds <= _MEDIA or text[named[-1].end] != ",":
        return set()
    begin = sentence.clause_at(named[-1].start)
    words = text[begin : named[-1].end]
    if says.work_on_channel.search(words):
        return set()
    is_topic = begin == sentence.start and len(words) < _TOPIC
    return kinds if is_topic or says.by_means_of.search(words) else set()


_TOPIC = 30
"""More characters than a clause has that only names what the sentence is about."""
