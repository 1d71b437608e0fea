"""The surroundings of a number: the words that can say what it counts."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.channels import CHANNELS, channel_before, channel_title
from govdisc_analysis.prose.lexicon import NO_NOUN, Lexicon, lexicon
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence
from govdisc_analysis.prose.subjects import subject_before

REACH = 48
"""How far behind a number its noun may stand: nouns come soon (2件信息公开申请)."""


CHANNELS_OF_ONE = frozenset(
    "website oi_site weibo wechat gazette other_channel".split()  # noqa: SIM905
)


class Surroundings:
    """Where the words lie that can say what a number counts."""

    __slots__ = ("_sentence", "_subject", "clause", "clause_start", "is_back", "left",
                 "left_start", "near", "position", "right", "right_end")  # fmt: skip

    def __init__(
        self,
        sentence: Sentence,
        bounds: tuple[int, int, int],
        left: tuple[Cue, ...],
        right: tuple[Cue, ...],
        clause: frozenset[str],
        near: frozenset[str],
        is_back: bool,
        position: int,
    ):
        self._sentence, self._subject = sentence, None
        self.left_start, self.clause_start, self.right_end = bounds
        self.left, self.right, self.clause = left, right, clause
        self.near, self.is_back, self.position = near, is_back, position

    _subject: str | None

    @property
    def subject(self) -> str:
        """What is spoken of just before the number."""
        if self._subject is None:
            self._subject = subject_before(self._sentence, self.position)
        return self._subject


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole report."""

    lex: Lexicon
    text: str
    year: int | None
    has_cells: bool
    has_postcode: bool
    has_since: bool

    @classmethod
    def of_report(cls, text: str, year: int | None) -> "Setting":
        """The setting of a text; what it never names need not be looked for at each number."""
        return cls(
            lexicon(),
            text,
            year,
            has_cells="\t" in text or "|" in text,
            has_postcode=any(w in text for w in terms.postcode),
            has_since=says.since.search(text) is not None,
        )


@lru_cache(maxsize=1)
def speaks_for(text: str) -> tuple[bool, bool]:
    """Whether the author speaks for a whole county or city (我县), surely and possibly."""
    own, place = len(says.own_office.findall(text)), len(says.own_place.findall(text))
    is_place = place > own or says.own_level.search(text) is not None
    is_place = is_place or (own == 0 and says.whole_place.search(text) is not None)
    return is_place, own == 0 or is_place


NAMING = frozenset(
    """request proactive info normative proposal mailbox hotline fee funds interpret review
    litigation complaint press interview respond website wechat weibo""".split()  # noqa: SIM905
)
"""Classes that can name, from the clause before, what a bare number counts."""


def look(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    previous: int,
    following: int,
    bracket: int = 0,
) -> Surroundings:
    """Collect the surroundings of ``number``; the other numbers end at ``previous`` and begin at
    ``following``, and a ``bracket`` with some of them may stand between."""
    clause = sentence.clause_at(bracket or number.full_start)
    left_start = clause if clause > previous else previous
    cues, starts = sentence.cues, sentence.starts
    here = last = bisect_left(starts, number.start)
    if here and cues[here - 1].end > number.start:
        here -= 1
    first = bisect_left(starts, left_start, 0, here)
    left = cues[first:here]
    is_back = first == here and left_start > sentence.start
    if is_back:  # 在主动公开方面,全年共2425条
        back = bisect_left(starts, max(previous, sentence.start), 0, here)
        left = cues[max(back, here - 1) : here]
        if left:
            left_start = left[0].start
            if ";" in setting.text[left[0].end : number.start]:
                left = ()  # 无行政诉讼;完成抽查任务19件
            elif left[0].kind not in NAMING and not _sums_up(setting, left[0], number):
                left = ()
    asides: list[tuple[int, int]] = []
    said_left = setting.text[left[0].start : number.start] if left else ""
    if ")" in said_left or term.set_apart in said_left:
        asides = [m.span() for m in says.aside.finditer(setting.text, left_start, number.start)]
        open_left = tuple([c for c in left if not any(s < c.start < e for s, e in asides)])
        left = open_left if any(c.kind not in _EMPTY for c in open_left) else left
    behind = bisect_left(starts, number.end, here)
    limit = following if following < sentence.end else sentence.end
    right_end = _right_end(setting, sentence, number, behind, limit)
    beyond = bisect_left(starts, right_end, behind)
    if beyond > behind and cues[beyond - 1].end > right_end:
        beyond -= 1
    left_kinds = [kind for _, _, kind in left]
    near = left_kinds + sentence.kinds[behind:beyond]
    opening = bisect_left(starts, clause, 0, last)
    said = sentence.kinds[opening:last]
    if asides:  # 公开信息(含转载)20条: what stands in the brackets is said by the way
        inner = [any(s < c.start < e for s, e in asides) for c in cues[opening:last]]
        said = [kind for kind, is_inner in zip(said, inner, strict=True) if not is_inner]
    kinds = frozenset(near + said)
    if CHANNELS.isdisjoint(kinds):
        if clause > sentence.start:
            kinds |= channel_before(setting.text, sentence, clause)
        elif previous == clause and CHANNELS.isdisjoint(sentence.kinds):
            kinds |= channel_title(setting.text, clause)
    # in 网站公开3条、微博公开2条 the first channel does not stand in the way of the second
    is_own = CHANNELS_OF_ONE.isdisjoint(left_kinds)
    return Surroundings(
        sentence, (left_start, clause, right_end), left, cues[behind:beyond], kinds,
        kinds if is_own else frozenset(near), is_back, left_start if left else number.start,
    )  # fmt: skip


_EMPTY = frozenset(("part", "other_bare"))
"""Classes that name nothing: 其他(不属于本机关公开)的7件 is named in the brackets."""


def _sums_up(setting: Setting, cue: Cue, number: Number) -> bool:
    """全部答复,计8件: the verb of the clause before counts on."""
    between = setting.text[cue.end : number.full_start]
    return cue.kind in ("answer", "close") and says.sum_after_comma.fullmatch(between) is not None


def _right_end(
    setting: Setting, sentence: Sentence, number: Number, behind: int, limit: int
) -> int:
    """End of the words behind a number that can be its noun; its cues begin at ``behind``."""
    text, cues, starts = setting.text, sentence.cues, sentence.starts
    end = max(number.full_end, number.unit_end)
    if end >= limit or text[end] in NO_NOUN or _is_of_a_set(text, end):
        return min(end, limit)
    most = min(limit, end + REACH)
    first = bisect_left(starts, end, behind)
    while end < most:
        match = setting.lex.noun_ends.search(text, end, most + REACH)
        stop = min(match.start(), most) if match else most
        at = bisect_right(starts, stop, first) - 1
        if at < first or cues[at].end <= stop:
            return stop
        if cues[at].start == stop and (stop == most or not _is_in_noun(text, stop)):
            return stop
        first, end = at + 1, cues[at].end  # a stop word within a cue stops nothing
    return min(end, limit)


def _is_of_a_set(text: str, end: int) -> bool:
    """17件中同意公开11件: what follows speaks of the next number."""
    return text[end] == term.of_set and says.among_them.match(text, end) is not None


def _is_in_noun(text: str, start: int) -> bool:
    return text[start] not in NO_NOUN and says.breaks_noun.match(text, start) is None
