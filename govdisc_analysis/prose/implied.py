"""Figures that follow from another number of the sentence: 均已答复, 分别为, a channel's list."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence
from govdisc_analysis.prose.zeros import CASES

_ENDS = re.compile(r"[,。;)\n]|$")


def _behind(setting: Setting, numbers: Sequence[Number]) -> tuple[int, int]:
    """The words behind a number, up to the next; a list in brackets is passed over."""
    text, at = setting.text, numbers[0].full_end
    if text[at : at + 1] == "(" and len(numbers) > 1:
        close = text.find(")", at)
        at = close + 1 if numbers[1].start < close else at
    if compared := says.compared_behind.match(text, at):
        at = compared.end()
    if nothing := says.none_of_last_year.match(text, at):
        at = nothing.end()
    rest = [n for n in numbers[1:] if n.full_start >= at]
    total = 0.0
    end = numbers[0].full_end
    for part in rest:  # 7件,其中网络申请6件,信函申请1件,均已答复
        between = text[end : part.full_start]
        times = 1 + sum(map(between.count, terms.joints)) if between.endswith(term.each) else 1
        total += part.value * times
        end = part.full_end
        if total >= numbers[0].value:
            if (
                total == numbers[0].value
                and says.parts_follow.match(text, at)
                and not says.the_rest.search(text, at, part.full_start)
            ):
                at = part.full_end
            break
    return at, next((n.full_start for n in rest if n.full_start >= at), len(text))


def all_of_them(
    setting: Setting, sentence: Sentence, of: Candidate, numbers: Sequence[Number]
) -> list[Candidate]:
    """收到申请3件,均按期答复: the answered are as many as the received."""
    number, text = of.number, setting.text
    results = setting.lex.all_of.get(of.indicator)
    if number is None or not number.value or results is None:
        return []
    at, following = _behind(setting, numbers)
    found: list[Candidate] = []
    opened = max(text.rfind(mark, sentence.start, number.start) for mark in ";。")
    if of.indicator in CASES.values() and any(
        c.kind in CASES
        and CASES[c.kind] != of.indicator
        and opened <= c.start < number.start
        and says.counted_no_date.search(text, c.end, number.start)
        for c in sentence.cues
    ):
        return []  # 行政复议2件,行政诉讼1件,均胜诉: not told of each
    for match in says.holds_for_all.finditer(text, at, min(following, sentence.end)):
        end = _end_of_scope(text, match.end(), sentence.end, following)
        if end is None or end.end() > following:
            break
        if says.of_last_year.search(text, at, match.start()):
            break
        if any(
            c.kind == "carried" and number.end <= c.start < match.start() for c in sentence.cues
        ):
            break  # 收到16件,1件结转下年度,办结件均按规定答复
        if match[0] not in terms.every and (
            of.indicator != "requests_received" and number.value != 1
        ):
            continue
        # 全部公开 is one cue, and so is 结果维持
        cue = next((c for c in sentence.cues if match.start() <= c.start and c.end <= end.start()
                    and c.kind in results), None)  # fmt: skip
        named = [
            c for c in sentence.cues if c.kind in CASES and number.end <= c.start < match.end()
        ]
        if named and of.indicator in CASES.values() and CASES[named[-1].kind] != of.indicator:
            continue  # 复议、诉讼各1件,复议结果维持
        if (
            cue is None
            or cue.start > max(match.end() + 18, _last_clause(text, match.end(), cue.start))
            or text[cue.start - 1] in term.negation
        ):
            continue
        if text[cue.end : cue.end + 1] == term.rate:
            continue  # 按时答复率95%
        if says.answer_is_sent.match(text, cue.end) and cue.kind.startswith("via_"):
            continue
        if says.asks_opinions.match(text, cue.end):
            continue
        if match[0] not in terms.every and number.value != 1 and results[cue.kind] not in ANSWERED:
            continue
        said = replace(number, start=match.start(), end=match.end(), text=match[0],
                       full_start=match.start(), full_end=match.end())  # fmt: skip
        found.append(
            Candidate(results[cue.kind], "", "all_of_them", said, match.start(), match.end(),
                      match[0], text[match.start() : cue.end], 0, number.start, False)
        )  # fmt: skip
    return found


def upheld_both(setting: Setting, of: Candidate, before: Candidate) -> list[Candidate]:
    """行政复议3件、行政诉讼1件,结果均维持: all of both."""
    text, number = setting.text, of.number
    if {before.indicator, of.indicator} != BOTH:
        return []
    if not number or not before.number or not number.value or not before.number.value:
        return []
    held = says.both_upheld.match(text, number.full_end)
    if held is None or not says.joined_count.fullmatch(text, before.number.full_end, number.start):
        return []
    start, end = held.span("all")
    return [
        replace(c, indicator=f"{c.indicator}_upheld", rule="upheld_both", start=start, end=end,
                text=held["all"], quote=held[0].strip(",("), strength=0, is_printed=False,
                number=replace(c.number, start=start, end=end, text=held["all"]))
        for c in (before, of) if c.number
    ]  # fmt: skip


BOTH = frozenset(("reviews", "litigations"))
"""What one word of a result can stand for together."""


def _last_clause(text: str, start: int, end: int) -> int:
    """The farthest that the verb may stand in the clause that it is in."""
    comma = text.rfind(",", start, end)
    return comma + 18 if comma >= 0 else start


def _end_of_scope(text: str, start: int, limit: int, following: int) -> re.Match[str] | None:
    """End of the clause; 均严格按照要求,在法定时限内,依法予以答复 goes on behind its commas."""
    end = _ENDS.search(text, start, limit)
    while end is not None and end[0] == "," and says.goes_on_how.match(text, end.end()):
        further = _ENDS.search(text, end.end(), limit)
        if further is None or further.end() > following:
            break
        end = further
    return end


ANSWERED = frozenset(
    """requests_answered requests_closed reviews_upheld reviews_corrected litigations_upheld
    litigations_corrected""".split()  # noqa: SIM905
)
"""What a bare 已 says of all (已按时答复); the others need 均 or 全部."""


_HEARD = frozenset(("audience", "dynamic_meta", "visits"))


def channel_of_audience(setting: Setting, around: Surroundings, number: Number) -> str:
    """微信公众号订阅数5万个,发布信息563条: the channel holds for what comes next.

    So it does behind 开通微信公众号1个; behind 新媒体账号3个 it is that of several accounts.
    """
    counted = is_account(setting, around, number)
    if not counted and _HEARD.isdisjoint(around.clause):
        return ""
    channels = {c.kind for c in around.left if c.kind in ("website", "weibo", "wechat")}
    if counted and says.accounts_in_a_row.search(
        setting.text, max(0, number.start - 20), number.full_end
    ):
        return SEVERAL
    if len(channels) == 1:
        return setting.lex.listed[channels.pop()]
    return SEVERAL if counted else ""


SEVERAL = "several_things"
"""In place of a channel: several accounts, no one of which is named."""
DEALT_WITH = frozenset(
    f"{what}__{verb}"
    for what in ("mailbox_messages", "hotline_cases")
    for verb in ("answer", "close", "handle")
)
"""Rules that tell what became of things: 热线、信箱共96件,办结94件 is of those counted together."""


def is_account(setting: Setting, around: Surroundings, number: Number) -> bool:
    """开通微信公众号1个: the accounts are counted, not what they publish."""
    return number.unit == term.piece and bool(
        says.account_counted.search(setting.text, around.clause_start, number.full_end)
    )


def respectively(setting: Setting, around: Surroundings, numbers: Sequence[Number]) -> list[str]:
    """网站、微博、微信分别公开320条、20条和30条: the things in their order."""
    marks = [c for c in around.left if c.kind == "respectively"]
    if not marks:
        return []
    things = [k for c in around.left if c.start < marks[-1].start for k in _kinds(setting, c)]
    run = 1
    for a, b in pairwise(numbers):
        if not says.joined_things.fullmatch(setting.text[a.full_end : b.full_start]):
            break
        run += 1
    if run < 2 or len(things) < run:
        return []
    named = [setting.lex.listed[kind] for kind in things[-run:]]
    return named if len(set(named)) == run else []  # 省政府网站、市政府网站分别发布


def of_each(setting: Setting, around: Surroundings, number: Number) -> list[str]:
    """当面、传真申请各2件: as many of each of the things that are joined before it."""
    text = setting.text
    each = says.each_of_them.search(text, around.clause_start, number.full_start)
    if each is None or not number.value:
        return []
    named: list[str] = []
    end = each.start()
    for cue in reversed(around.left):
        if cue.end > end:
            continue
        name = setting.lex.listed.get(cue.kind)
        if name is None or not says.joined_each.fullmatch(text, cue.end, end):
            break
        named.insert(0, name)
        end = cue.start
    if len(named) < 2 or len(set(named)) < len(named):
        return []
    is_asked = any(name.startswith("requests") for name in named)
    if is_asked and (around.subject != "request" or number.unit not in term.units_of_requests):
        return []
    is_open = any(name.startswith("proactive") for name in named)
    return [] if is_open and number.unit not in term.units_of_articles else named


def _kinds(setting: Setting, cue: Cue) -> list[str]:
    """The things that one cue names, in their order."""
    if cue.kind == "weibo_wechat":
        said = setting.text[cue.start : cue.end]
        order = {said.find(term.weibo): "weibo", said.find(term.wechat): "wechat"}
        return [order[k] for k in sorted(order) if k >= 0]
    return [cue.kind] if cue.kind in setting.lex.listed else []
