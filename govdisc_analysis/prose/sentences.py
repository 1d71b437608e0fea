"""Sentences, their clauses, and the cue words in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from govdisc_analysis.prose.lexicon import Lexicon
from govdisc_analysis.prose.patterns import says, term

OBJECTS = frozenset(
    {
        "request",
        "review",
        "litigation",
        "complaint",
        "hotline",
        "mailbox",
        "proposal",
        "respond",
        "document",
        "normative",
        "info",
        "proactive",
        "business",
        "press",
        "interview",
        "training",
        "consult",
    }
)
WEAK_OBJECTS = {"publish": "info", "bare_info": "info", "net_info": "info"} | dict.fromkeys(
    (
        "apply",
        "new_received",
        "new_requests",
        "via_person",
        "via_fax",
        "via_letter",
        "out_disclosed",
        "out_partial",
        "not_existing",
        "not_own",
    ),
    "request",
)
"""Words that name an object only where nothing else does."""
# what never ends is cut at a comma: the work on a sentence grows with the square of its length
_SENTENCE = re.compile(r"[^。!?\n]{1,1500}(?:[^。!?\n,;]{0,300}[,;])?[。!?]*")

# other ends of clauses are ends of sentences as well
_LAST_STOP = re.compile(r".*[,;\t]")
CLAUSE_ENDS = ",;。!?\n\t"


class Cue(NamedTuple):
    """A cue word at ``start:end`` of the text."""

    start: int
    end: int
    kind: str


_STOPS = ",;。\n"


class Group(NamedTuple):
    """Cue words that stand together, and their kinds and starts beside them."""

    cues: tuple[Cue, ...]
    kinds: list[str]
    starts: Sequence[int] = ()


_NOTHING = Group((), [])
# what Cue(...) does, without a call of Python for each of hundreds
_cue: Callable[[tuple[int, int, str]], Cue] = partial(tuple.__new__, Cue)


class Passage:
    """The sentences of a text; their cue words are found when one asks for them."""

    def __init__(self, lex: Lexicon, text: str):
        self.text = text
        self.spans = [*map(re.Match.span, _SENTENCE.finditer(text))]
        self.negations = [m.span() for m in lex.negation.finditer(text)]
        self.states = [m.span() for m in lex.state.finditer(text)]
        self.zeros = sorted([start for start, _ in (*self.negations, *self.states)])
        self._finder, self._vast = lex.cues, lex.cues.vast_in(text)
        self._groups: dict[int, Group] = {}
        self._heading: dict[int, bool] = {}
        self._last_heading: dict[int, int] = {}

    def group(self, place: int) -> Group:
        """Cue words of the sentence number ``place``; no word runs over the end of a sentence."""
        known = self._groups.get(place)
        if known is None:
            known = self._groups[place] = self._find(*self.spans[place])
        return known

    def _find(self, start: int, end: int) -> Group:
        text = self.text[start:end]
        found = self._finder.find(text, self._vast)
        if found and term.unquote in text:
            for name in says.name_of_account.finditer(text):  # “某区政府网”微信公众号
                found = [w for w in found if w[2] <= name.start() or w[1] >= name.end()]
        if not found:
            return _NOTHING
        words, firsts, lasts = zip(*found, strict=True)
        kinds = [*map(self._finder.classes.__getitem__, words)]
        starts, ends = [*map(start.__add__, firsts)], map(start.__add__, lasts)
        return Group(tuple(map(_cue, zip(starts, ends, kinds, strict=True))), kinds, starts)

    def is_row(self, place: int) -> bool:
        """Whether the sentence number ``place`` is one line of a list: 微博  120条."""
        return says.label_and_count.fullmatch(self.text, *self.spans[place]) is not None

    def denies_cases(self, place: int) -> bool:
        """未发生复议诉讼。新收申请9件: of cases that there are not, nothing more is told."""
        kinds = self.group(place).kinds
        if _CASES.isdisjoint(kinds) or not NAMING.isdisjoint({*kinds} - _CASES):
            return False
        return bool(_between(self.negations, *self.spans[place]))

    def is_heading(self, place: int) -> bool:
        """Whether the sentence number ``place`` is a heading."""
        known = self._heading.get(place)
        if known is None:
            known = self._heading[place] = is_heading(self.text, *self.spans[place])
        return known

    def heading_before(self, place: int) -> int:
        """Number of the last sentence before ``place`` that heads it; -1 without one."""
        at = place - 1
        while at >= 0 and not (self.is_heading(at) or self._is_numbered_title(at)):
            at = self._last_heading.get(at, at - 1)  # from there on it was looked for before
        self._last_heading[place] = at
        return at

    def _is_numbered_title(self, place: int) -> bool:
        """(四)规范依申请公开。 heads what follows, if it names something."""
        return self.is_numbered(place) and bool(self.group(place).kinds)

    def is_numbered(self, place: int) -> bool:
        """(三)渠道。 is the title of what follows, whether or not it names something."""
        start, end = self.spans[place]
        if end - start >= _LONGEST_TITLE:
            return False
        return says.numbered_title.fullmatch(self.text, start, end) is not None


class Sentence:
    """A sentence with its cues, and, when asked, what was spoken of just before it."""

    __slots__ = ("_before", "_heading", "_passage", "_place", "cues", "end", "has_zero",
                 "kinds", "marks", "start", "starts")  # fmt: skip

    def __init__(self, passage: Passage, place: int):
        self._passage, self._place = passage, place
        self.start, self.end = start, end = passage.spans[place]
        self.cues, self.kinds, self.starts = passage.group(place)
        first = bisect_left(passage.zeros, start)
        self.has_zero = first < len(passage.zeros) and passage.zeros[first] < end
        self.marks: list[Any] | None = None
        self._before: Group | None = None
        self._heading: Group | None = None

    @property
    def negations(self) -> list[tuple[int, int]]:
        """Words that deny something."""
        return _between(self._passage.negations, self.start, self.end)

    @property
    def states(self) -> list[tuple[int, int]]:
        """Words that say that something is zero."""
        return _between(self._passage.states, self.start, self.end)

    def clause_at(self, position: int) -> int:
        """Where the clause begins that holds ``position``; a colon does not end a clause."""
        stop = _LAST_STOP.match(self._passage.text, self.start, position)
        return stop.end() if stop else self.start

    def counted_since(self, named: Cue) -> bool:
        """Whether documents named in a sentence before were counted there.

        Those that this sentence names need not be, unless they are one topic of a list.
        """
        text, position = self._passage.text, named.start
        if position >= self.start:
            return says.topic_of_list.match(text, named.end) is None
        return says.counted_papers.search(text, max(position - 12, 0), self.start) is not None

    def has_digit_since(self, named: Cue) -> bool:
        """Whether a number stands behind what a sentence before names, up to this one."""
        return any(map(str.isdigit, self._passage.text[named.end : self.start]))

    def is_content(self, named: Cue, position: int) -> bool:
        """Whether a clause that ends before ``position`` names it as what requests were about."""
        text = self._passage.text
        begin = max(text.rfind(stop, 0, named.start) for stop in _STOPS) + 1
        return says.what_was_asked_for.match(text, begin, position) is not None

    @property
    def before(self) -> Group:
        """Cues of the sentence before; one that names nothing hands on those before it."""
        if self._before is None:
            self._before = _NOTHING if self._has_title() else self._find_before()
        return self._before

    def _has_title(self) -> bool:
        """二、主动公开情况:全年共53条. What it opens with tells what is spoken of from there on."""
        title = says.title_within.match(self._passage.text, self.start, self.end)
        if title is None:
            return False
        named = self.kinds[: bisect_left(self.starts, title.end())]
        return not NAMING.isdisjoint(named)

    def _find_before(self) -> Group:
        first: Group | None = None
        left = _LOOKED_BACK
        first_place = max(0, self._place - _LONGEST_LIST)
        for place in range(self._place - 1, first_place - 1, -1):
            if not left or self._passage.is_heading(place):
                break
            left -= not self._passage.is_row(place)
            group = self._passage.group(place)
            if self._passage.denies_cases(place):
                continue
            if not NAMING.isdisjoint(group.kinds):
                return group
            if not group.kinds and self._passage.is_numbered(place):
                break
            first = group if first is None else first
        return first or _NOTHING

    @property
    def heading(self) -> Group:
        """Cues of the last heading."""
        if self._heading is None:
            place = self._passage.heading_before(self._place)
            self._heading = self._passage.group(place) if place >= 0 else _NOTHING
        return self._heading

    def kinds_around(self) -> set[str]:
        """Classes of the cues in the sentence and around it."""
        return {*self.kinds, *self.before.kinds, *self.heading.kinds}


def _between(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The spans that begin at ``start`` or behind it, but before ``end``."""
    first = bisect_left(spans, (start,))
    return spans[first : bisect_left(spans, (end,), first)]


_CASES = frozenset(("review", "litigation"))
NAMING = OBJECTS | WEAK_OBJECTS.keys()


_LONGEST_TITLE = 36
_LOOKED_BACK = 3
"""Sentences before this one that may name what it counts, the lines of a list left out."""
_LONGEST_LIST = 200
ENDS_NO_HEADING = frozenset("。!?;,:")


def is_heading(text: str, start: int, end: int) -> bool:
    """A short line without an end mark."""
    if text[end - 1] in ENDS_NO_HEADING:
        return False
    line = text[start:end].strip()
    if not line or len(line) > 32 or line[-1] in ENDS_NO_HEADING or "," in line:
        return False
    return says.label_and_count.fullmatch(line) is None


def split_sentences(passage: Passage, wanted: Sequence[int]) -> Iterator[Sentence]:
    """The sentences that hold a position of ``wanted`` (sorted), with their surroundings."""
    done = 0
    for position in wanted:
        if position < done:
            continue
        place = bisect_right(passage.spans, (position, len(passage.text))) - 1
        if place >= 0 and position < passage.spans[place][1]:
            done = passage.spans[place][1]
            yield Sentence(passage, place)
