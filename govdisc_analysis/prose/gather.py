"""All candidates of a sentence: what each number says (:mod:`.reading`), set right by others."""

from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.amend import amended
from govdisc_analysis.prose.around import Setting, Surroundings, look
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.implied import (
    BOTH,
    DEALT_WITH,
    SEVERAL,
    all_of_them,
    channel_of_audience,
    is_account,
    of_each,
    respectively,
    upheld_both,
)
from govdisc_analysis.prose.issues import are_joined, in_place_of_issues, of_account
from govdisc_analysis.prose.lists import without_lists
from govdisc_analysis.prose.loose import LOOSE, is_legal_work, is_loose
from govdisc_analysis.prose.making import accepted, refused
from govdisc_analysis.prose.parts import (
    is_listed_part,
    runs_on,
    say_by_the_way,
)
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.reading import hidden, read
from govdisc_analysis.prose.sentences import Sentence
from govdisc_analysis.prose.topics import about_topics, beside_the_site, sum_before, told_around
from govdisc_analysis.prose.ways import (
    account_of_new_media,
    is_more_than_papers,
    is_of_all_ways,
    is_of_some_media,
    is_part_of_unread,
)

DOUBTED = frozenset(
    """proactive_total proactive_oi_site reviews reviews_upheld reviews_corrected reviews_other
    litigations litigations_upheld litigations_corrected litigations_other
    mailbox_messages hotline_cases""".split()  # noqa: SIM905
)
"""Indicators that :func:`_against` can take back."""
_MARKED = frozenset(
    ("proactive_total", "requests_received", "requests_refused", "requests_disclosed")
)
"""Indicators that the marks of papers look like."""
_OPEN = frozenset(("", "proactive_total"))
"""Indicators of a number that its list or its way can give another name."""


def candidates_of(
    setting: Setting,
    sentence: Sentence,
    numbers: Sequence[Number],
    before: Sequence[Candidate] = (),
) -> list[Candidate]:
    """What each number of the sentence says, in order; ``before``: all that was said before it."""
    found: list[Candidate] = []
    last = _running_before(setting, sentence, numbers, before)
    shared: list[str] = []
    claimed = sentence.start
    channel = ""
    for i, printed in enumerate(numbers):
        previous, following = _neighbours(setting, sentence, numbers, i, claimed)
        number = in_place_of_issues(setting, numbers, i)
        begin = _bracket(setting.text, sentence, numbers, i)
        if begin:
            previous = max(
                [n.full_end for n in numbers[:i] if n.full_end <= begin], default=sentence.start
            )
        around = look(setting, sentence, number, previous, following, begin)
        if not shared and "respectively" in around.clause:
            shared = respectively(setting, around, numbers[i:])
        if shared:
            made = [accepted(setting, sentence, number, around, shared.pop(0), "respectively")]
        elif "each" in around.clause and (each := of_each(setting, around, number)):
            made = [accepted(setting, sentence, number, around, n, "of_each") for n in each]
        else:
            made, claimed = read(setting, sentence, number, around, last, following)
        if i > 1 and (whole := sum_before(setting, numbers, i, found)):
            made = [accepted(setting, sentence, number, around, whole, "sum_of_list")]
        made = _set_right(setting, sentence, number, around, made, found, channel)
        if begin:
            say_by_the_way(found, begin, made[0].indicator)
        channel = channel_of_audience(setting, around, number) or channel
        if number is not printed:
            made = [of_account(c, numbers[i - 1], printed) for c in made]
        found += made
        last = made[0].indicator or hidden(made[0])
        for candidate in made:
            if candidate.indicator in setting.lex.all_of:
                found += all_of_them(setting, sentence, candidate, numbers[i:])
                if candidate.indicator in BOTH and len(found) > 1:
                    found += upheld_both(setting, candidate, found[-2])
    is_list = len(found) > 1 or (found and found[0].indicator == "proactive_other_channel")
    return without_lists(setting.text, found) if is_list else found


def _neighbours(
    setting: Setting, sentence: Sentence, numbers: Sequence[Number], i: int, claimed: int
) -> tuple[int, int]:
    """Where the number before ends, or the words that it used up, and where the next begins."""
    following = numbers[i + 1].full_start if i + 1 < len(numbers) else sentence.end
    if not i:
        return sentence.start, following
    number, end = numbers[i], numbers[i - 1].full_end
    is_money = number.kind == "money"
    is_next = number.full_start - end < _JOINED
    if is_money and setting.text[end : number.full_start].lstrip(",、") in terms.joins_money:
        is_next = True  # 处理费2件,金额120元
    is_article = number.unit in term.units_of_articles
    is_article = is_article and are_joined(setting.text, numbers[i - 1])
    if is_article or (is_next and (is_money or numbers[i - 1].unit == term.issue)):
        # 处理费2件120元, 公众号公开审计信息44期186条
        return numbers[i - 2].full_end if i > 1 else sentence.start, following
    return max(claimed, end), following


_JOINED = 3
"""More characters than join 46期 and 285条, or 46期 and 共285条."""


def _bracket(text: str, sentence: Sentence, numbers: Sequence[Number], i: int) -> int:
    """公开信息(设有4个栏目)共76855条: where the bracket begins that holds the number before."""
    if not i:
        return 0
    close = text.find(")", numbers[i - 1].full_end, numbers[i].full_start)
    if close < 0 or text.find("(", numbers[i - 1].full_end, close) >= 0:
        return 0
    begin = max(0, text.rfind("(", sentence.start, numbers[i - 1].start))
    if close + 1 == numbers[i].full_start:  # 主动公开信息数(相同信息计1条)986条
        before = next((n.full_end for n in reversed(numbers[:i]) if n.full_end <= begin), -1)
        return 0 if before == begin else begin
    return begin if says.sum_after_comma.fullmatch(text, close + 1, numbers[i].full_start) else 0


def _set_right(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    made: list[Candidate],
    found: Sequence[Candidate],
    channel: str,
) -> list[Candidate]:
    """What the number says, in the light of what was found before it; ``channel`` is its own."""
    first = made[0]
    if first.indicator == "proactive_total" and says.by_the_rest.search(
        setting.text, around.clause_start, number.full_start
    ):
        first.indicator = "proactive_other_channel"
    told = (setting, sentence, number)
    if first.indicator in _ALL and _is_site_among_parts(setting, sentence, number, found):
        first.indicator = "proactive_website"
    if first.reason == SEVERAL and (own := account_of_new_media(setting, around, number)):
        made = [first := accepted(*told, around, own, "own_channel")]
    if first.reason == "document_attribute" and is_more_than_papers(*told, found):
        made = [first := accepted(*told, around, "proactive_total", "own_total")]
    if first.indicator in _MARKED and says.marked_in_a_row.search(
        setting.text, sentence.start, sentence.end
    ):
        made = [first := refused(sentence, number, "document_attribute")]
    if first.indicator in DOUBTED and (
        reason := _against(setting, sentence, number, around, first, found)
    ):
        made = [first := refused(sentence, number, reason)]
    if first.indicator and is_part_of_unread(setting, sentence, first, found):
        made = [first := refused(sentence, number, "part_of_listed_topic")]
    if first.indicator and is_account(setting, around, number):
        return [refused(sentence, number, "no_indicator")]
    if channel == SEVERAL:  # 新媒体账号3个,发布信息1200条
        if first.indicator == "proactive_total":
            made = [first := refused(sentence, number, SEVERAL)]
    elif channel and first.indicator == "proactive_total":
        first.indicator = channel
    elif channel and first.reason == "no_indicator" and _is_published(setting, number, around):
        made = [first := accepted(setting, sentence, number, around, channel, "own_channel")]
    if first.indicator == "proactive_other_channel" and is_of_all_ways(*told, around):
        first.indicator = "proactive_total"
    if first.indicator in LOOSE and is_loose(setting, sentence, number, first, found):
        made = [first := refused(sentence, number, "part_of_listed_topic")]
    if first.indicator in _OPEN:
        made = _named_anew(setting, sentence, number, around, made, found)
    if made[0].indicator and len(made) == 1:
        made = amended(setting, sentence, number, made[0], found)
    return made


_ALL = frozenset(("proactive_total", "proactive_oi_site"))


def _is_site_among_parts(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> bool:
    """公开221条,其中在县政府网站信息公开栏目发布31条: a part by its way, none by its topic."""
    begin = max(sentence.start, number.start - 60)
    if not found or setting.text.find(term.among, begin, number.start) < 0:
        return False
    if any(c.indicator == "proactive_website" for c in found):
        return False  # 网站发布114条,其中在网站信息公开专栏发布41条
    return says.by_site_platform.search(setting.text, begin, number.start) is not None


def _is_published(setting: Setting, number: Number, around: Surroundings) -> bool:
    """公众号粉丝达3.2万人,全年推送图文消息286篇: what that channel published."""
    return (
        number.unit in term.units_of_articles
        and any(c.kind == "article" for c in around.left)
        and says.publishes_itself.match(setting.text, around.clause_start) is not None
    )


def _running_before(
    setting: Setting, sentence: Sentence, numbers: Sequence[Number], before: Sequence[Candidate]
) -> str:
    """累计公开173条。2010年新增49条: what the running total of the sentence before counts."""
    if not before or not numbers:
        return ""
    lead = setting.text[sentence.start : numbers[0].full_start]
    if term.new not in lead or not says.new_after_running.search(lead):
        return ""
    last = next((c.sentence for c in reversed(before) if c.number), -1)
    for said in before:
        name = said.indicator or said.rule
        if said.sentence == last and name.startswith("proactive_"):
            is_running = said.reason == "running_total" or not said.strength
            return "?" + name if is_running and sentence.start - said.end < _NEXT else ""
    return ""


_NEXT = 100
"""How far behind a running total the sentence may begin that gives the year's own part."""


def _against(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    made: Candidate,
    found: Sequence[Candidate],
) -> str:
    """Why the number is none of its indicator, as the words and numbers around it tell."""
    if is_legal_work(setting, sentence, made):
        return "business_volume"
    is_total = made.indicator == "proactive_total"
    is_of_them = made.indicator.endswith(("_upheld", "_corrected")) or made.rule in DEALT_WITH
    if is_of_them and found and found[-1].reason == SEVERAL:
        return SEVERAL  # 行政复议、行政诉讼743件,结果维持461件
    is_all = is_total or made.indicator == "proactive_oi_site"
    if is_all and says.told_by_way.match(setting.text, number.full_end - len(number.unit)):
        return "document_attribute"
    if is_total and runs_on(setting, made, found):
        return "running_total"
    if _may_be_part(made, found) and is_listed_part(setting, sentence, number, found):
        return "part_of_listed_topic"
    return (
        "several_things" if is_total and is_of_some_media(setting, sentence, around, number) else ""
    )


def _may_be_part(made: Candidate, found: Sequence[Candidate]) -> bool:
    """网站发布114条,其中信息公开目录41条: the catalogue is a part of the site."""
    if made.indicator == "proactive_oi_site":
        return any(c.indicator == "proactive_website" for c in found)
    return made.indicator == "proactive_total"


def _named_anew(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    made: list[Candidate],
    found: Sequence[Candidate],
) -> list[Candidate]:
    """The number under the name that its list or its way gives it, where it has none."""
    told = (setting, sentence, number, around)
    if made[0].reason == "several_things":
        return made  # 微博、微信公开各类信息117条
    if not made[0].indicator and (named := about_topics(setting, sentence, number, found)):
        made = [accepted(*told, named, "about_topics")]
    if not made[0].indicator and (by := told_around(setting, sentence, number)):
        made = [accepted(*told, *by)]
    if made[0].indicator in _OPEN and (
        named := beside_the_site(setting, sentence, number, made[0].indicator)
    ):
        made = [accepted(*told, named, "beside_the_site")]
    return made
