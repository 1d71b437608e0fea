"""What one number says: an indicator, or a reason why it is not taken.

The steps for a number, in order: its surroundings in the clause (:func:`look`), the cue words
from the number outwards (:func:`read_cue`), then the vetoes of time and body (:func:`veto`).
"""

import re
from dataclasses import dataclass, replace

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.lexicon import Lexicon, Rule
from govdisc_analysis.prose.sentences import CLAUSE_ENDS, Cue, Sentence, subject_before

_YEAR = re.compile(r"(?<![\d〔\[(《])((?:19|20)\d\d)\s?(?:年度?|-(?=\d))")
_SINCE = re.compile(r"以来|至今")
_BEFORE_SINCE = re.compile(r"[^,。;\n]*$")
REACH = 48
"""How far behind a number its noun may stand: nouns come soon (2件信息公开申请)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the words lie that can say what a number counts."""

    left_start: int
    clause_start: int
    right_end: int
    left: tuple[Cue, ...]
    right: tuple[Cue, ...]
    clause: frozenset[str]
    is_back: bool
    subject: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole report."""

    lex: Lexicon
    text: str
    year: int | None
    is_territory: bool
    may_be_territory: bool


def clause_bounds(text: str, start: int, low: int) -> int:
    """Start of the clause that holds ``start``, not before ``low``; a colon does not end it."""
    at = start
    while at > low and text[at - 1] not in CLAUSE_ENDS:
        at -= 1
    return at


NAMING = frozenset(
    """request proactive info normative proposal mailbox hotline fee funds interpret review
    litigation complaint press interview respond website wechat weibo""".split()  # noqa: SIM905
)
"""Classes that can name, from the clause before, what a bare number counts."""


def look(
    setting: Setting, sentence: Sentence, number: Number, previous: int, following: int
) -> Surroundings:
    """Collect the surroundings of ``number``; the other numbers end at ``previous`` and begin at
    ``following``."""
    text = setting.text
    clause = clause_bounds(text, number.full_start, sentence.start)
    left_start = max(clause, previous)
    right_end = _right_end(setting, sentence, number, min(sentence.end, following))
    left = tuple(c for c in sentence.cues if left_start <= c.start and c.end <= number.start)
    is_back = not left and left_start > sentence.start
    if is_back:  # 在主动公开方面,全年共2425条
        back = max(previous, sentence.start)
        earlier = [c for c in sentence.cues if back <= c.start and c.end <= number.start][-1:]
        left_start = earlier[0].start if earlier else left_start
        left = tuple(c for c in earlier if c.kind in NAMING or _sums_up(setting, c, number))
    right = tuple(c for c in sentence.cues if number.end <= c.start and c.end <= right_end)
    kinds = frozenset(c.kind for c in (*left, *right))
    clause_kinds = kinds | {c.kind for c in sentence.cues if clause <= c.start < number.start}
    return Surroundings(
        left_start, clause, right_end, left, right, clause_kinds, is_back,
        subject_before(sentence, left_start if left else number.start),
    )  # fmt: skip


_BREAKS = re.compile(r"其中|于|因(?![^,。;]*(?:复议|诉讼|投诉|举报))")
"""Words behind a number after which no noun of its own can come."""
_SUM = re.compile(r",?(?:共|计|共计|合计|总计)$")


def _sums_up(setting: Setting, cue: Cue, number: Number) -> bool:
    """全部答复,计8件: the verb of the clause before counts on."""
    between = setting.text[cue.end : number.full_start]
    return cue.kind in ("answer", "close") and _SUM.fullmatch(between) is not None


def _right_end(setting: Setting, sentence: Sentence, number: Number, limit: int) -> int:
    """End of the words behind a number that can be its noun."""
    text, stop = setting.text, setting.lex.time["stop"]
    start = max(number.full_end, number.unit_end)
    end = start
    inside = {c.start: c.end for c in sentence.cues if c.start >= start}
    while end < min(limit, start + REACH) and text[end] not in ",;。!?\n:、()《":
        if end in inside and not _BREAKS.match(text, end):
            end = inside[end]
        elif stop.match(text, end):
            break
        else:
            end += 1
    return min(end, limit)


def read_cue(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings
) -> tuple[Rule, Cue] | None:
    """The first rule that fits, asking the nearest cue first.

    A noun right behind the number (收到2件信息公开申请) is nearer than the verb before it, unless
    the words before the number already name a thing.
    """
    left = list(reversed(around.left))
    verbs = {"receive", "answer", "close", "handle", "publish", "make", "new", "each", "apply_verb"}
    has_noun = not around.is_back and any(
        c.kind not in verbs and c.kind not in ("oi", "cause", "staff") for c in left
    )
    order = [*left, *around.right] if has_noun else [*around.right, *left]
    for cue in order:
        for rule in setting.lex.rules.get(cue.kind, ()):
            if fits(setting, sentence, number, around, cue, rule):
                return rule, cue
    return None


def fits(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, cue: Cue, rule: Rule
) -> bool:
    """Whether the conditions of ``rule`` hold for ``number`` beside ``cue``."""
    if rule.needs and not rule.needs & around.clause:
        return False
    if rule.without & around.clause:
        return False
    subject = _own_subject(around, cue) or around.subject
    if rule.subject and subject not in rule.subject:
        return False
    if subject in rule.not_subject:
        return False
    if rule.units and number.unit and not set(number.unit) & set(rule.units):
        return False
    if rule.money != (number.kind == "money") and rule.indicator:
        return False
    if rule.behind and not any(c.kind == rule.cue for c in around.right):
        return False
    if rule.must_unit and not set(number.unit) & set(rule.must_unit):
        return False
    if rule.about and not is_about(setting, sentence, cue, rule.about, around):
        return False
    return not rule.tight or is_tight(setting, around, cue, number)


_OWN = frozenset(
    {"apply", "new_received", "review", "litigation", "request", "hotline", "mailbox", "proposal"}
)


def _own_subject(around: Surroundings, cue: Cue) -> str:
    """The thing named before ``cue`` among the words of this number (12345热线受理90件)."""
    named = [c.kind for c in around.left if c.start < cue.start and c.kind in _OWN]
    if not named:
        return ""
    return "request" if named[-1] in ("apply", "new_received") else named[-1]


def is_about(
    setting: Setting, sentence: Sentence, cue: Cue, where: str, around: Surroundings
) -> bool:
    """Whether the sentence, or also what stands around it, speaks of disclosure."""
    about = {"oi", "about_oi", "request", "proactive", "review", "litigation"}
    if where == "case":  # 投诉举报536件 at a market regulator is none about disclosure
        near = {c.kind for c in sentence.heading} | around.clause
        cases = {"review", "litigation"}
        return bool(near & {"oi", "request", "about_oi"} or (near | sentence.kinds()) & cases)
    said = (*sentence.cues, cue)
    if where == "near":
        said = (*said, *sentence.before, *sentence.heading)
    return any(c.kind in about or "公开" in setting.text[c.start : c.end] for c in said)


def is_tight(setting: Setting, around: Surroundings, cue: Cue, number: Number) -> bool:
    """Whether only cues and filler words stand between ``cue`` and ``number``."""
    if cue.start > number.start:
        return _is_noun_behind(setting, around, cue, number)
    text, at = setting.text, cue.end
    i = around.left.index(cue) if cue in around.left else 0
    if i and cue.kind == "publish" and around.left[i - 1].kind in ("bare_info", "topic"):
        before = replace(around, left=around.left[:i])
        if not _is_generic(setting, before, around.left[i - 1], number.start):
            return False  # 概况类信息更新量35条
    starts = {c.start: c.end for c in around.left if c.kind not in ("business", "topic_doc")}
    while at < number.full_start:
        if at in starts:
            at = starts[at]
        elif match := setting.lex.filler.match(text, at) or _YEAR.match(text, at):
            at = match.end()
        else:
            return False
    return _is_generic(setting, around, cue, number.start)


def _is_noun_behind(setting: Setting, around: Surroundings, cue: Cue, number: Number) -> bool:
    """公开320条政府信息: a verb before, the noun right behind, and nothing after it."""
    has_verb = any(c.kind in ("publish", "proactive") for c in around.left)
    between = setting.text[number.full_end : cue.start].strip("的各类")
    return (
        has_verb
        and not between
        and cue.kind in ("info", "bare_info")
        and cue.end >= around.right_end - 1
    )


BEFORE_INFO = frozenset(
    {"publish", "proactive", "printed", "new", "website", "oi_site", "wechat", "weibo", "by_law"}
)


def _is_generic(setting: Setting, around: Surroundings, cue: Cue, number_start: int) -> bool:
    """信息 counts everything only where no topic stands before it (公开信息, not 公开住房信息)."""
    if cue.kind == "topic":
        return False
    if cue.kind != "bare_info" or cue.start > number_start:
        return True
    before = setting.text[max(0, cue.start - 1) : cue.start]
    at = cue.start - (before == "的")
    return any(c.end == at and c.kind in BEFORE_INFO for c in around.left) or before in "了共,;。\n"


def veto(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> str:
    """Why a number that has an indicator is still not this report's figure of this year."""
    return (
        _each(setting, number, around)
        or _compared(setting, number, around)
        or _time(setting, sentence, number, around)
        or _planned(setting, sentence, around, number)
        or _body(setting, around, number)
    )


_EACH = re.compile(r"(?:各|每个?[^,。;]{1,6})(?:自|设|配|有|确|明|安|指|落|派|选)[^,。;各]{0,12}$")


def _each(setting: Setting, number: Number, around: Surroundings) -> str:
    """18个处室各设1名兼职人员: the number is that of each one."""
    said = setting.text[around.clause_start : number.full_start]
    return "per_unit" if _EACH.search(said) else ""


def _compared(setting: Setting, number: Number, around: Surroundings) -> str:
    text = setting.text
    left = text[around.left_start : number.full_start]
    if setting.lex.time["becomes"].match(text, number.full_end):
        return "other_year"
    if around.left and around.left[-1].kind == "delta" and not left.endswith(("到", "至", "为")):
        return "comparison"
    return ""


def _time(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> str:
    """The last word of time before the number, within the sentence, decides."""
    lex, text = setting.lex, setting.text
    span = (sentence.start, number.full_start)
    marks = [
        (m.start(), m.end(), kind)
        for kind in ("own", "other")
        for m in lex.time[kind].finditer(text, *span)
    ]
    marks += _years(setting, *span)
    marks += _since(setting, *span)
    is_own = bool(marks) and max(marks)[2] == "own" and max(marks)[0] >= around.clause_start
    if not is_own and _is_followed_by_own(setting, around, number):
        return "running_total"
    if not marks:
        return ""
    start, end, kind = max(marks)
    is_running = lex.time["running"].search(text, end, number.full_start) is not None
    if kind == "since":
        return "running_total"
    if kind == "until":
        return "running_total" if is_running else ""
    if kind == "other":
        return _other_year(setting, around, start, end, number)
    return ""


def _is_followed_by_own(setting: Setting, around: Surroundings, number: Number) -> bool:
    """累计公开15件,本年新公开2件: the total runs, since the year's own figure comes next."""
    lex, text = setting.lex, setting.text
    running = lex.time["running"].search(text, around.clause_start, number.full_start)
    if running is None or lex.time["own"].search(text, around.clause_start, running.start()):
        return False
    behind = text[number.full_end : number.full_end + 10]
    return bool(re.match(r"[,、;(]?(?:其中)?,?(?:今年|本年|当年|20\d\d年)", behind)) and any(
        c.isdigit() for c in text[number.full_end + 6 : number.full_end + 30]
    )


def _other_year(
    setting: Setting, around: Surroundings, start: int, end: int, number: Number
) -> str:
    """A mark of another year holds within its own clause, up to the next number."""
    text = setting.text
    if start < around.left_start and not _opens_list(text, end, around.left_start):
        return ""
    if any(c.kind == "carried" and c.start < start for c in around.left):
        return ""
    before = text[max(0, start - 1) : start]
    if before in "较比" and "增" in text[end : number.full_start]:
        return "comparison"
    return "other_year"


_COUNTED = re.compile(r"\d(?!\d*\s?[月日])")


def _opens_list(text: str, end: int, left_start: int) -> bool:
    """2016年,公开信息20条: the year opens the sentence, nothing is counted before the figure."""
    return not _COUNTED.search(text, end, left_start)


def _since(setting: Setting, start: int, end: int) -> list[tuple[int, int, str]]:
    """自《条例》实施以来 opens a running total, 今年以来 does not."""
    marks = [
        (m.start(), m.end(), "since")
        for m in setting.lex.time["since"].finditer(setting.text, start, end)
    ]
    for since in _SINCE.finditer(setting.text, start, end):
        match = _BEFORE_SINCE.search(setting.text, max(start, since.start() - 24), since.end())
        if match is None:
            continue
        own = setting.lex.time["own"].search(match[0]) or (
            setting.year and str(setting.year) in match[0]
        )
        marks.append((match.end() - 1, match.end(), "own" if own else "since"))
    return marks


def _years(setting: Setting, start: int, end: int) -> list[tuple[int, int, str]]:
    """Years written in digits: own, other, or the start or end of a running total."""
    marks: list[tuple[int, int, str]] = []
    for match in _YEAR.finditer(setting.text, start, end):
        year = int(match[1])
        tail = setting.text[match.end() : match.end() + 24]
        head = setting.text[max(start, match.start() - 4) : match.start()]
        if any(w in tail.split(",")[0] for w in ("以来", "至今", "开始")):
            kind = "own" if year == setting.year else "since"
        elif "截至" in head or "截止" in head or "截至" in setting.text[start : match.start()][-6:]:
            kind = "until"
        elif setting.year is None or year == setting.year:
            kind = "own"
        else:
            kind = "other"
        marks.append((match.start(), match.end(), kind))
    return marks


def _planned(setting: Setting, sentence: Sentence, around: Surroundings, number: Number) -> str:
    if setting.lex.time["rate"].search(setting.text, around.left_start, number.full_start):
        return "no_indicator"
    match = setting.lex.time["plan"].search(setting.text, sentence.start, number.full_start)
    if match and setting.lex.time["own"].search(setting.text, match.end(), number.full_start):
        return ""
    return "plan" if match and "carried" not in around.clause else ""


def _body(setting: Setting, around: Surroundings, number: Number) -> str:
    span = (around.clause_start, number.full_start)
    is_part = not setting.is_territory or "其中" in setting.text[span[0] : span[1]]
    if is_part and setting.lex.time["bodies"].search(setting.text, *span):
        return "other_body"
    if not setting.may_be_territory and setting.lex.time["territory"].search(setting.text, *span):
        return "other_body"
    return ""
