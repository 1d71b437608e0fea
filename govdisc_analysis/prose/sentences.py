"""Sentences, their clauses, and the cue words in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from govdisc_analysis.prose.lexicon import Lexicon
from govdisc_analysis.prose.patterns import says

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
_CLAUSE = re.compile(r"[,;。!?\n\t]")
CLAUSE_ENDS = ",;。!?\n\t"


class Cue(NamedTuple):
    """A cue word at ``start:end`` of the text."""

    start: int
    end: int
    kind: str


class Passage:
    """The sentences of a text, and its cue words."""

    def __init__(self, lex: Lexicon, text: str):
        self.text = text
        self.spans = [m.span() for m in _SENTENCE.finditer(text)]
        self.negations = [m.span() for m in lex.negation.finditer(text)]
        self.states = [m.span() for m in lex.state.finditer(text)]
        self._classes = lex.cues.classes
        self._found = lex.cues.find(text)
        self._starts = [start for _, start, _ in self._found]
        self._known: dict[int, tuple[Cue, ...]] = {}
        self._headings: list[int] = []

    def cues(self, place: int) -> tuple[Cue, ...]:
        """Cue words of the sentence number ``place``."""
        known = self._known.get(place)
        if known is None:
            start, end = self.spans[place]
            first = bisect_left(self._starts, start)
            last = bisect_left(self._starts, end, first)
            classes = self._classes
            found = self._found[first:last]
            # what Cue(...) does, without a call of Python for each of hundreds
            known = tuple([tuple.__new__(Cue, (s, e, classes[word])) for word, s, e in found])
            self._known[place] = known
        return known

    def is_heading(self, place: int) -> bool:
        """Whether the sentence number ``place`` is a heading."""
        return is_heading(self.text, *self.spans[place])

    def heading_before(self, place: int) -> int:
        """Number of the last sentence before ``place`` that is a heading; -1 without one."""
        known = self._headings
        for at in range(len(known), place):
            known.append(at if self.is_heading(at) else known[-1] if known else -1)
        return known[place - 1] if place else -1


class Sentence:
    """A sentence with its cues, and, when asked, what was spoken of just before it."""

    __slots__ = ("_before", "_clauses", "_heading", "_passage", "_place", "cues", "end", "kinds_at",
                 "marks", "negations", "start", "starts", "states")  # fmt: skip

    def __init__(self, passage: Passage, place: int):
        self._passage, self._place = passage, place
        self.start, self.end = passage.spans[place]
        self.cues = passage.cues(place)
        self.starts = [start for start, _, _ in self.cues]
        self.kinds_at = [kind for _, _, kind in self.cues]
        self.negations = _between(passage.negations, self.start, self.end)
        self.states = _between(passage.states, self.start, self.end)
        self.marks: list[Any] | None = None
        self._before: tuple[Cue, ...] | None = None
        self._heading: tuple[Cue, ...] | None = None
        self._clauses = [
            self.start,
            *[m.end() for m in _CLAUSE.finditer(passage.text, self.start, self.end)],
        ]

    def clause_at(self, position: int) -> int:
        """Where the clause begins that holds ``position``; a colon does not end a clause."""
        return self._clauses[bisect_right(self._clauses, position) - 1]

    def counted_since(self, position: int) -> bool:
        """Whether documents named in a sentence before were counted there."""
        if position >= self.start:
            return True
        return (
            says.counted_papers.search(self._passage.text, max(position - 12, 0), self.start)
            is not None
        )

    @property
    def before(self) -> tuple[Cue, ...]:
        """Cues of the sentence before; one that names nothing hands on those before it."""
        if self._before is None:
            self._before = self._find_before()
        return self._before

    def _find_before(self) -> tuple[Cue, ...]:
        first: tuple[Cue, ...] | None = None
        for place in range(self._place - 1, max(-1, self._place - 4), -1):
            if self._passage.is_heading(place):
                break
            cues = self._passage.cues(place)
            if not _NAMING.isdisjoint([kind for _, _, kind in cues]):
                return cues
            first = cues if first is None else first
        return first or ()

    @property
    def heading(self) -> tuple[Cue, ...]:
        """Cues of the last heading."""
        if self._heading is None:
            place = self._passage.heading_before(self._place)
            self._heading = self._passage.cues(place) if place >= 0 else ()
        return self._heading

    def kinds(self) -> set[str]:
        """Classes of the cues in the sentence and around it."""
        return {c.kind for group in (self.cues, self.before, self.heading) for c in group}


def _between(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The spans that begin at ``start`` or behind it, but before ``end``."""
    if not spans:
        return spans
    first = bisect_left(spans, (start,))
    return spans[first : bisect_left(spans, (end,), first)]


_NAMING = OBJECTS | WEAK_OBJECTS.keys()


ENDS_NO_HEADING = frozenset("。!?;,:")


def is_heading(text: str, start: int, end: int) -> bool:
    """A short line without an end mark."""
    if text[end - 1] in ENDS_NO_HEADING:
        return False
    line = text[start:end].strip()
    return bool(line) and len(line) <= 32 and line[-1] not in ENDS_NO_HEADING and "," not in line


def split_sentences(passage: Passage, wanted: Sequence[int]) -> Iterator[Sentence]:
    """The sentences that hold a position of ``wanted`` (sorted), with their surroundings."""
    at, n = 0, len(wanted)
    for place, (start, end) in enumerate(passage.spans):
        while at < n and wanted[at] < start:
            at += 1
        if at == n:
            return
        if wanted[at] < end:
            yield Sentence(passage, place)


def subject_before(sentence: Sentence, position: int) -> str:
    """What is spoken of at ``position``: the last object named before it."""
    before = bisect_left(sentence.starts, position)
    if before and sentence.cues[before - 1].end > position:
        before -= 1
    own = _subject_of(sentence, sentence.cues[:before])
    if own == "info" and _lists_outcomes(sentence, before):
        own = ""  # 其中公开1件,不属于政府信息4件
    return (
        own
        or _subject_of(sentence, sentence.before, _tells_outcome(sentence))
        or _subject_of(sentence, sentence.heading)
    )


_NAMES_INFO = frozenset(("proactive", "info", "bare_info", "net_info", "website", "oi_site"))
_REFUSALS = frozenset(("not_government", "not_existing", "out_refused", "not_own", "out_partial"))


def _lists_outcomes(sentence: Sentence, before: int) -> bool:
    """Whether the sentence lists how requests ended and names no information before."""
    kinds = {c.kind for c in sentence.cues}
    asked = any(c.kind == "request" for c in (*sentence.before, *sentence.heading))
    named = {c.kind for c in sentence.cues[:before]} & _NAMES_INFO
    return asked and not named and not kinds.isdisjoint(_REFUSALS)


def _subject_of(sentence: Sentence, group: Sequence[Cue], tells_outcome: bool = False) -> str:
    """The last object that some cues name; ``tells_outcome``: the sentence behind them does."""
    weak = ""
    for start, _, kind in reversed(group):
        if kind == "document" and not sentence.counted_since(start):
            continue  # 严格按照上级文件部署。全年公开信息113条
        if tells_outcome and kind in _ASIDES:
            return "request"  # a list of outcomes goes on over the paragraphs
        if kind in OBJECTS:
            return _subject(kind, group)
        if not weak and kind in WEAK_OBJECTS:
            weak = WEAK_OBJECTS[kind]
    if not weak:
        return ""
    answers = tells_outcome or not _ANSWERS.isdisjoint([kind for _, _, kind in group])
    if weak == "info" and answers:
        return ""  # 已办结的85件中,公开41件: still the requests of the sentence before
    return _weak_subject(weak, group, sentence)


_ANSWERS = frozenset(("answer", "close", "closed_on_time"))


def _subject(kind: str, group: Sequence[Cue]) -> str:
    if kind not in ("business", "proactive", "request"):
        return kind
    kinds = {c.kind for c in group}
    if kind == "business":  # 收到公开申请4件,其中宅基地审批2件
        return "request" if "request" in kinds and "receive" in kinds else kind
    if "document" in kinds and not kinds & {"info", "receive", "apply"}:
        return "document"  # 制发公文302件,其中主动公开245件、依申请公开45件
    return "info" if kind == "proactive" else kind


_ASIDES = frozenset(("business", "info", "document"))
_OUTCOMES = frozenset(
    "out_disclosed out_partial out_refused not_existing not_own out_public amend".split()  # noqa: SIM905
)


def _tells_outcome(sentence: Sentence) -> bool:
    asked = any(c.kind == "request" for c in sentence.heading)
    return asked and not _OUTCOMES.isdisjoint([c.kind for c in sentence.cues])


def _weak_subject(weak: str, group: Sequence[Cue], sentence: Sentence) -> str:
    kinds = {c.kind for c in (*group, *sentence.before)}
    if any(c.kind == "request" for c in sentence.heading):
        return weak
    if weak == "request" and "business" in kinds:
        return "business"
    return weak
