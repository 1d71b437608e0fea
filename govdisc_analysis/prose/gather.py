"""All candidates of a sentence, with what one number takes over from another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from govdisc_analysis.models import Figure, Refusal
from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.decide import Setting, Surroundings, look, read_cue
from govdisc_analysis.prose.sentences import Cue, Sentence
from govdisc_analysis.prose.veto import is_running, veto
from govdisc_analysis.prose.zeros import CASES, THINGS, Zero

ANY_BODY = frozenset(
    """meetings trainings trained_persons press_conferences proposals_handled staff_total
    staff_full_time staff_part_time""".split()  # noqa: SIM905
)
"""Indicators that may count what is done in the bodies below (各科室兼职人员23名)."""
STOCKS = frozenset(
    "staff_total staff_full_time staff_part_time reading_points agencies_dedicated".split()  # noqa: SIM905
)
"""What stands since an earlier year and still is this year's figure."""
STRONG = ("全年", "本年度", "年度", "今年", "共", "总")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number with what it may say; an empty indicator is a refusal with its reason."""

    indicator: str
    reason: str
    rule: str
    number: Number | None
    start: int
    end: int
    text: str
    quote: str
    strength: int
    sentence: int
    is_printed: bool = True

    @classmethod
    def of_zero(cls, zero: Zero, text: str) -> "Candidate":
        """A zero said in words."""
        quote = text[zero.quote_start : zero.quote_end].strip()
        return cls(zero.indicator, "", zero.rule, None, zero.start, zero.end,
                   text[zero.start : zero.end], quote, 0, -1, False)  # fmt: skip

    def figure(self) -> Figure:
        """The candidate as a figure."""
        n = self.number
        value, lower, upper = (n.value, n.lower, n.upper) if n else (0.0, 0.0, 0.0)
        return Figure(self.indicator, value, lower, upper, bool(n and n.approximate),
                      n.unit if n else "", "narrative", "", self.quote, self.start, self.end,
                      self.rule)  # fmt: skip

    def refusal(self, best: dict[str, "Candidate"]) -> Refusal:
        """The candidate as a refused number."""
        reason, held = self.reason, best.get(self.indicator)
        if self.indicator and held:
            kept = held.number.value if held.number else 0.0
            same = self.number is not None and kept == self.number.value
            reason = "restated" if same else "restated_differently"
        return Refusal(self.start, self.end, self.text, reason)


def candidates_of(
    setting: Setting, sentence: Sentence, numbers: Sequence[Number]
) -> list[Candidate]:
    """What each number of the sentence says, in order."""
    found: list[Candidate] = []
    last = ""
    shared: list[str] = []
    claimed = sentence.start
    channel = ""
    for i, number in enumerate(numbers):
        previous = max(claimed, numbers[i - 1].full_end) if i else sentence.start
        if i and number.kind == "money" and number.full_start - numbers[i - 1].full_end < 2:
            previous = numbers[i - 2].full_end if i > 1 else sentence.start  # 处理费2件120元
        following = numbers[i + 1].full_start if i + 1 < len(numbers) else sentence.end
        around = look(setting, sentence, number, previous, following)
        if not shared:
            shared = _respectively(setting, sentence, around, numbers[i:])
        if shared:
            made = [_candidate(setting, sentence, number, around, shared.pop(0), "respectively")]
        else:
            made, claimed = _read(setting, sentence, number, around, last, following)
        if channel and made[0].indicator == "proactive_total":
            made = [replace(made[0], indicator=channel)]
        channel = _channel_of_audience(around) or channel
        found += made
        last = next((c.indicator or _hidden(c) for c in made), "")
        for candidate in made:
            found += _all_of_them(setting, sentence, candidate, *_behind(setting, numbers[i:]))
    return found


def _channel_of_audience(around: Surroundings) -> str:
    """微信公众号订阅数5万个,发布信息563条: the channel holds for what comes next."""
    if not around.clause & {"audience", "dynamic_meta"}:
        return ""
    channels = [c.kind for c in around.left if c.kind in ("website", "weibo", "wechat")]
    return _LISTED[channels[0]] if len(set(channels)) == 1 else ""


_ALL = re.compile(r"均|全部|都|皆|悉数|已经?|结果为?|被|判决|裁定|涉及")
_EVERY = frozenset(("均", "全部", "都", "皆", "悉数"))
_ENDS = re.compile(r"[,。;)\n]|$")


def _behind(setting: Setting, numbers: Sequence[Number]) -> tuple[int, int]:
    """The words behind a number, up to the next; a list in brackets is passed over."""
    text, at = setting.text, numbers[0].full_end
    if text[at : at + 1] == "(" and len(numbers) > 1:
        close = text.find(")", at)
        at = close + 1 if numbers[1].start < close else at
    return at, next((n.full_start for n in numbers[1:] if n.full_start >= at), len(text))


def _all_of_them(
    setting: Setting, sentence: Sentence, of: Candidate, at: int, following: int
) -> list[Candidate]:
    """收到申请3件,均按期答复: the answered are as many as the received."""
    number, text = of.number, setting.text
    results = ALL_OF.get(of.indicator)
    if number is None or not number.value or results is None:
        return []
    found: list[Candidate] = []
    opened = max(text.rfind(mark, sentence.start, number.start) for mark in ";。")
    if of.indicator in CASES.values() and any(
        c.kind in CASES and CASES[c.kind] != of.indicator and opened <= c.start < number.start
        for c in sentence.cues
    ):
        return []  # 行政复议2件,行政诉讼1件,均胜诉: not told of each
    for match in _ALL.finditer(text, at, min(following, sentence.end)):
        end = _ENDS.search(text, match.end(), sentence.end)
        if end is None or end.end() > following or "上年" in text[at : match.start()]:
            break
        if match[0] not in _EVERY and (of.indicator != "requests_received" and number.value != 1):
            continue
        cue = next((c for c in sentence.cues if match.end() <= c.start and c.end <= end.start()
                    and c.kind in results), None)  # fmt: skip
        if cue is None or cue.start > match.end() + 18 or text[cue.start - 1] in "不未":
            continue
        if match[0] not in _EVERY and number.value != 1 and results[cue.kind] not in ANSWERED:
            continue
        said = number._replace(start=match.start(), end=match.end(), text=match[0],
                       full_start=match.start(), full_end=match.end())  # fmt: skip
        found.append(
            Candidate(results[cue.kind], "", "all_of_them", said, match.start(), match.end(),
                      match[0], text[match.start() : cue.end], 0, number.start, False)
        )  # fmt: skip
    return found


ALL_OF: dict[str, dict[str, str]] = {
    "requests_received": {
        "answer": "requests_answered",
        "close": "requests_closed",
        "closed_on_time": "requests_closed",
        "out_disclosed": "requests_disclosed",
        "out_refused": "requests_refused",
        "not_existing": "requests_not_existing",
        "not_own": "requests_not_own_agency",
        "out_public": "requests_already_public",
        "via_person": "requests_in_person",
        "via_fax": "requests_fax",
        "via_online": "requests_online",
        "via_letter": "requests_letter",
    },
    "requests_refused": {
        "secret": "requests_refused_state_secret",
        "trade": "requests_refused_trade_secret",
        "privacy": "requests_refused_privacy",
    },
    "reviews": {"upheld": "reviews_upheld", "corrected": "reviews_corrected"},
    "litigations": {"upheld": "litigations_upheld", "corrected": "litigations_corrected"},
    "normative_documents_made": {
        "publish": "normative_documents_disclosed",
        "proactive": "normative_documents_disclosed",
    },
}
ANSWERED = frozenset(
    """requests_answered requests_closed reviews_upheld reviews_corrected litigations_upheld
    litigations_corrected""".split()  # noqa: SIM905
)
"""What a bare 已 says of all (已按时答复); the others need 均 or 全部."""


def _hidden(candidate: Candidate) -> str:
    """The indicator of a number refused for its year only, so that the next can take it over."""
    if not candidate.rule or candidate.reason not in ("running_total", "other_year", "per_unit"):
        return ""
    return "?" + candidate.rule


def _read(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    last: str,
    following: int,
) -> tuple[list[Candidate], int]:
    """What the number says, and the end of the words that it uses up."""
    told = (setting, sentence, number, around)
    if _is_cell(setting.text, number):
        return [_refused(*told, "table_cell")], 0
    if number.unit == "个" and setting.lex.time["structure"].match(setting.text, number.unit_end):
        return [_refused(*told, "no_indicator")], 0  # 五个部分, 14个乡镇
    if joint := _joint(setting, around, number):
        return [_candidate(*told, i, "joint") for i in joint], 0
    read = read_cue(*told)
    if read is None or read[0].refuse == "comparison":
        return [_carried(*told, last, following)], 0
    rule, cue = read
    if last.startswith("?") and cue.kind in ("publish", "new") and not rule.refuse:
        return [_candidate(*told, last[1:], "carried_over")], 0
    if rule.refuse:
        return [_refused(*told, rule.refuse)], cue.end
    if _is_unsplit(setting, around, number):
        return [_refused(*told, "several_things")], 0
    return [_candidate(*told, rule.indicator, rule.name)], cue.end


_SUM = re.compile(r"(?:全\w{1,3})?(?:共|共计|合计|总计)(?:有|配备)?")


def _is_left_over(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, following: int
) -> bool:
    """剩余1件因申请日期在12月下旬,转入2013年答复."""
    ahead = {c.kind for c in sentence.cues if number.end <= c.start < following}
    kinds = {c.kind for c in sentence.cues if c.start < number.start}
    asked = around.subject == "request" or kinds & {"close", "answer"}
    return bool(asked and "carried" in ahead and not around.left and number.unit in "件宗份例")


def _carried(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, last: str,
    following: int,
) -> Candidate:  # fmt: skip
    """今年新增272条, 增加到1887条: the thing is that of the number before."""
    bare = {c.kind for c in around.left} <= {"new", "delta_to", "own", "publish", "receive", "part"}
    text = setting.text[around.left_start : number.full_start]
    links: object = re.search(
        r"今年|本年|新增|增加到|增至|增加至|上升到|提高到|减少到|降至|上升至|下降到|20\d\d年", text
    )
    if last[:1] == "?" and _SUM.fullmatch(text.strip(",、")):  # 各设1名信息员,共18名
        links = True
    if last and bare and links:
        return _candidate(setting, sentence, number, around, last.lstrip("?"), "carried_over")
    if last[:1] == "?" and text in ("、", "和", "及", "与"):  # 2011年、2012年分别为4410条、5128条
        hidden = _refused(setting, sentence, number, around, "other_year")
        return replace(hidden, rule=last[1:])
    if _is_left_over(setting, sentence, number, around, following):
        return _candidate(setting, sentence, number, around, "requests_carried_over", "left_over")
    is_sent = "派" in text or "参加" in setting.text[number.full_end : number.full_end + 2]
    if is_sent and "人" in number.unit:
        return _refused(setting, sentence, number, around, "no_indicator")
    if number.unit.startswith("人") and around.subject == "training" and not around.left:
        return _candidate(setting, sentence, number, around, "trained_persons", "persons_trained")
    reason = veto(setting, sentence, number, around) or "no_indicator"
    return _refused(setting, sentence, number, around, reason)


def _candidate(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    indicator: str,
    rule: str,
) -> Candidate:
    reason = veto(setting, sentence, number, around)
    if reason == "other_body" and indicator in ANY_BODY:  # 召开全县政府信息公开工作会议1次
        reason = ""
    if reason == "running_total" and indicator in STOCKS:  # 《条例》施行以来,配备专职人员2人
        reason = ""
    quote = _quote(setting, number, around)
    if reason:  # the rule's place keeps the indicator for the number behind
        return Candidate("", reason, indicator, number, number.start, number.end, number.text,
                         quote, 0, sentence.start)  # fmt: skip
    strength = 0
    if not is_running(setting, sentence, number, around):
        strength = _strength(setting, around, number, rule)
    return Candidate(indicator, "", rule, number, number.start, number.end, number.text, quote,
                     strength, sentence.start)  # fmt: skip


def _refused(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, reason: str
) -> Candidate:
    return Candidate("", reason, "", number, number.start, number.end, number.text, "", 0,
                     sentence.start)  # fmt: skip


def _quote(setting: Setting, number: Number, around: Surroundings) -> str:
    start = min([around.clause_start, *(c.start for c in around.left)])
    start = max(start, around.left_start) if start < around.left_start else start
    end = max([number.full_end, *(c.end for c in around.right)])
    return setting.text[start:end].strip(" 、,;:\n\t　")


def _strength(setting: Setting, around: Surroundings, number: Number, rule: str) -> int:
    words = setting.text[around.clause_start : number.full_start]
    if rule == "meetings__meeting_other":
        return 0
    if rule == "requests_received__new_received" or rule.endswith("__about_oi"):
        return 2
    if rule.startswith("proactive_website"):
        return 1 + bool(_OWN_SITE.search(setting.text, around.left_start, number.full_start))
    if _TOTAL.search(words):
        return 3
    return 1 + (rule.startswith("proactive_total") and any(w in words for w in STRONG))


_OWN_SITE = re.compile(r"门户|官网|官方|[局委办厅]网站|本级")
_TOTAL = re.compile(r"(?:共计|合计|总计|总数)[为是]?$")


def _is_cell(text: str, number: Number) -> bool:
    """A number that stands alone on its line, or between the marks of a table."""
    start = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    line = text[start : end if end >= 0 else len(text)]
    return "\t" in line or "|" in line or line.strip() == number.text


def _joint(setting: Setting, around: Surroundings, number: Number) -> list[str]:
    """行政复议、行政诉讼0件 is a zero of each; 各1件 is one of each."""
    cases = _chain(setting, around, number)
    if len(cases) < 2:
        return []
    said = setting.text[cases[-1].end : number.full_start]
    if number.value == 0 or "各" in said or "均" in said or "都" in said:
        return list(dict.fromkeys(THINGS[c.kind] for c in cases))
    return []


def _is_unsplit(setting: Setting, around: Surroundings, number: Number) -> bool:
    return len({c.kind for c in _chain(setting, around, number)}) > 1


def _chain(setting: Setting, around: Surroundings, number: Number) -> list[Cue]:
    """The things joined by 、 or 和 right before the number."""
    chain: list[Cue] = []
    for cue in reversed(around.left):
        if cue.kind not in ("review", "litigation", "complaint"):
            if chain:
                break
            continue
        if chain and not _JOINED.fullmatch(setting.text[cue.end : chain[0].start]):
            break
        chain.insert(0, cue)
    return chain


_JOINED = re.compile(
    r"(?:案件|案|情况|申请|事项|的)?[、,和与及或以]+(?:被?提起|申请|引发|被|提出|的)?"
)


def _respectively(
    setting: Setting, sentence: Sentence, around: Surroundings, numbers: Sequence[Number]
) -> list[str]:
    """网站、微博、微信分别公开320条、20条和30条: the things in their order."""
    marks = [c for c in around.left if c.kind == "respectively"]
    if not marks:
        return []
    things = [k for c in around.left if c.start < marks[-1].start for k in _kinds(setting, c)]
    run = 1
    for a, b in pairwise(numbers):
        if not re.fullmatch(r"[、,和及与 ]{1,2}", setting.text[a.full_end : b.full_start]):
            break
        run += 1
    if run < 2 or len(things) < run:
        return []
    return [_LISTED[kind] for kind in things[-run:]]


def _kinds(setting: Setting, cue: Cue) -> list[str]:
    """The things that one cue names, in their order."""
    if cue.kind == "weibo_wechat":
        said = setting.text[cue.start : cue.end]
        order = {said.find("微博"): "weibo", said.find("微信"): "wechat"}
        return [order[k] for k in sorted(order) if k >= 0]
    return [cue.kind] if cue.kind in _LISTED else []


_LISTED = {
    "website": "proactive_website",
    "oi_site": "proactive_website",
    "weibo": "proactive_weibo",
    "wechat": "proactive_wechat",
    "gazette": "proactive_gazette",
    "other_channel": "proactive_other_channel",
    "review": "reviews",
    "litigation": "litigations",
    "complaint": "complaints",
    "via_person": "requests_in_person",
    "via_fax": "requests_fax",
    "via_online": "requests_online",
    "via_letter": "requests_letter",
    "out_disclosed": "requests_disclosed",
    "out_partial": "requests_partially_disclosed",
    "out_refused": "requests_refused",
    "staff_full": "staff_full_time",
    "staff_part": "staff_part_time",
    "meeting": "meetings",
    "training": "trainings",
}
