"""Articles told behind the issues, the times or the kinds that they came in."""

from collections.abc import Sequence
from dataclasses import replace

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term, terms


def are_joined(text: str, kinds: Number) -> bool:
    """发布247次457条, 公开16项65条, 公开11大类、420条: the number behind is that of articles."""
    if kinds.unit not in term.before_pieces:
        return False
    end = kinds.full_end
    end += 0 if kinds.unit or not text.startswith(terms.sorts, end) else _SORTS
    return says.articles_joined.match(text, end) is not None


_SORTS = 2
"""Characters of 大类."""


def in_place_of_issues(setting: Setting, numbers: Sequence[Number], i: int) -> Number:
    """公众号发布信息46期285条: the number is read as if the issues were not there."""
    number, issues = numbers[i], numbers[i - 1]
    if not i or number.unit not in term.units_of_articles:
        return number
    if are_joined(setting.text, issues):  # 累计发布247次457条
        return replace(number, start=issues.start, full_start=issues.full_start)
    if issues.unit != term.issue:
        return number
    between = setting.text[issues.full_end : number.full_start].lstrip(",、")
    is_joined = not between or says.sum_after_comma.fullmatch(between) is not None
    moved = replace(number, start=issues.start, full_start=issues.full_start)
    return moved if is_joined else number


def of_account(made: Candidate, issues: Number, printed: Number) -> Candidate:
    """What is told by the issue is told of an account, not of all that was disclosed."""
    if made.indicator == "proactive_total" and issues.unit not in term.kinds:  # 公开信息16项65条
        return replace(made, indicator="", reason="several_things", start=printed.start)
    return replace(made, start=printed.start)
