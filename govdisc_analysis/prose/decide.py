"""What one number says: an indicator, or a reason why it is not taken.

The steps for a number, in order: its surroundings in the clause (:func:`.around.look`), the cue
words from the number outwards (:func:`read_cue`), then the vetoes of time and body
(:mod:`.veto`).
"""

from collections.abc import Sequence
from functools import lru_cache

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.lexicon import Rule, lexicon
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence

_VERBS = frozenset(
    "receive answer close handle publish make new each oi cause staff".split()  # noqa: SIM905
)
"""Classes that do not say what a number counts as long as a noun stands behind it."""


def read_cue(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings
) -> tuple[Rule, Cue] | None:
    """The first rule that fits, asking the nearest cue first.

    A noun right behind the number (收到2件信息公开申请) is nearer than the verb before it, unless
    the words before the number already name a thing.
    """
    left = around.left[::-1]
    order = left
    if around.right:
        has_noun = not around.is_back and any(c.kind not in _VERBS for c in left)
        if setting.text.endswith(terms.title_of_several, 0, number.start):
            has_noun = False  # 制发《某某工作的通知》等8件规范性文件
        order = left + around.right if has_noun else around.right + left
    clause, near, unit = around.clause, around.near, number.unit
    is_money = number.kind == "money" or (
        not number.value and not unit and "fee" in clause
    )  # 依申请公开收费为0
    for cue in order:
        for rule in _open_rules(cue.kind, clause, near, unit, is_money):
            if _fits_here(setting, sentence, number, around, cue, rule):
                return rule, cue
    return None


def fits(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, cue: Cue, rule: Rule
) -> bool:
    """Whether the conditions of ``rule`` hold for ``number`` beside ``cue``."""
    is_money = number.kind == "money"
    is_open = _may_fit(rule, around.clause, around.near, number.unit, is_money)
    return is_open and _fits_here(setting, sentence, number, around, cue, rule)


# The kinds of words around a number and its unit close most rules. A corpus has some thousand of
# their combinations, a report a few dozen, so what they leave open is kept.
@lru_cache(maxsize=8192)
def _open_rules(
    kind: str, clause: frozenset[str], near: frozenset[str], unit: str, is_money: bool
) -> tuple[Rule, ...]:
    """The rules of a class of cues that may fit."""
    rules = lexicon().rules.get(kind, ())
    return tuple([r for r in rules if _may_fit(r, clause, near, unit, is_money)])


def _may_fit(
    rule: Rule, clause: frozenset[str], near: frozenset[str], unit: str, is_money: bool
) -> bool:
    """Whether the conditions hold that ask for the kinds of words and for the unit only."""
    if rule.needs and rule.needs.isdisjoint(clause):
        return False
    if not (rule.without & near) <= LISTED:
        return False
    if rule.units and unit and not _fits_unit(unit, rule.units):
        return False
    if rule.indicator and rule.money != is_money:
        return False
    return not rule.must_unit or not set(rule.must_unit).isdisjoint(unit)


def _fits_here(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, cue: Cue, rule: Rule
) -> bool:
    """Whether the other conditions hold of a rule that may fit."""
    if rule.without and not rule.without.isdisjoint(around.near):
        is_list = setting.text.startswith(term.and_so_on, cue.start)
        if not is_list or around.left_start > around.clause_start:
            return False
    if rule.subject or rule.not_subject:
        subject = _own_subject(around, cue) or around.subject
        if (rule.subject and subject not in rule.subject) or subject in rule.not_subject:
            return False
    if rule.behind and not any(c.kind == rule.cue for c in around.right):
        return False
    if rule.about and not is_about(setting, sentence, cue, rule.about, around):
        return False
    return not rule.tight or is_tight(setting, around, cue, number)


LISTED = frozenset(("document", "normative", "interpret"))
"""Things that a closing word sums up: 政策文件、公示等内容201篇 counts no documents."""
_OWN = frozenset(
    {
        "apply",
        "new_received",
        "new_requests",
        "review",
        "litigation",
        "request",
        "hotline",
        "mailbox",
        "proposal",
    }
)


_REQUESTED = frozenset(("apply", "new_received", "new_requests"))


def _fits_unit(unit: str, allowed: str) -> bool:
    """Whether the measure word is one of those allowed; persons are counted as persons only."""
    if term.person in unit:
        return term.person in allowed
    return unit in allowed or not set(unit).isdisjoint(allowed)


def _own_subject(around: Surroundings, cue: Cue) -> str:
    """The thing named before ``cue`` among the words of this number (12345热线受理90件)."""
    for other in reversed(around.left):
        if other.kind in _OWN and other.start < cue.start:
            return "request" if other.kind in _REQUESTED else other.kind
    return ""


def is_about(
    setting: Setting, sentence: Sentence, cue: Cue, where: str, around: Surroundings
) -> bool:
    """Whether the sentence, or also what stands around it, speaks of disclosure."""
    about = {"oi", "about_oi", "request", "proactive", "review", "litigation", "reading"}
    if where == "case":  # 投诉举报536件 at a market regulator is none about disclosure
        near = around.clause.union(sentence.heading.kinds)
        cases = {"review", "litigation"}
        return bool(near & {"oi", "request", "about_oi"} or (near | set(sentence.kinds)) & cases)
    said = (*sentence.cues, cue)
    if where == "before":  # 社区有专职民警12名,信息公开专职人员2名: 12 of the first
        if not about.isdisjoint(around.clause):
            return True
        said = tuple(c for c in said if c.start <= cue.start)
    if where == "near":
        said = (*said, *sentence.before.cues, *sentence.heading.cues)
    return any(c.kind in about or term.disclosed in setting.text[c.start : c.end] for c in said)


def is_tight(setting: Setting, around: Surroundings, cue: Cue, number: Number) -> bool:
    """Whether only cues and filler words stand between ``cue`` and ``number``."""
    if cue.start > number.start:
        return _is_noun_behind(setting, around, cue, number)
    text, at = setting.text, cue.end
    i = around.left.index(cue) if cue in around.left else 0
    last = around.left[i - 1] if i else cue
    is_topic = cue.kind == "publish" and last.kind in ("bare_info", "topic")
    if is_topic and not _is_generic(setting, around.left[:i], last, number.start):
        return False  # 概况类信息更新量35条
    starts = {c.start: c.end for c in around.left if c.kind not in ("business", "topic_doc")}
    while at < number.full_start:
        if at in starts:
            at = starts[at]
        elif text[at] == "(" and (aside := says.aside.match(text, at)):
            at = aside.end()
        elif match := setting.lex.filler.match(text, at) or says.year_named.match(text, at):
            at = match.end()
        else:
            return False
    return _is_generic(setting, around.left, cue, number.start)


def _is_noun_behind(setting: Setting, around: Surroundings, cue: Cue, number: Number) -> bool:
    """公开320条政府信息: a verb before, the noun right behind, and nothing after it."""
    has_verb = any(c.kind in ("publish", "proactive") for c in around.left)
    between = setting.text[number.full_end : cue.start].strip(term.of_kinds)
    return (
        has_verb
        and not between
        and cue.kind in ("info", "bare_info")
        and cue.end >= around.right_end - 1
    )


BEFORE_INFO = frozenset(
    {"publish", "proactive", "printed", "new", "website", "oi_site", "wechat", "weibo", "by_law"}
)


def _is_generic(setting: Setting, left: Sequence[Cue], cue: Cue, number_start: int) -> bool:
    """信息 counts everything only where no topic stands before it (公开信息, not 公开住房信息)."""
    if cue.kind == "topic":
        return False
    if cue.kind != "bare_info" or cue.start > number_start:
        return True
    if says.of_the_year.search(setting.text, max(0, cue.start - 14), cue.start):
        return True  # 全年信息更新468条
    before = setting.text[max(0, cue.start - 1) : cue.start]
    at = cue.start - (before == term.of)
    return (
        any(c.end == at and c.kind in BEFORE_INFO for c in left) or before in term.opens_information
    )
