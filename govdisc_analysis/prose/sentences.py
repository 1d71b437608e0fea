"""Sentences, their clauses, and the cue words in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govdisc_analysis.prose.lexicon import Lexicon

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
    }
)
WEAK_OBJECTS = {"publish": "info", "bare_info": "info"} | dict.fromkeys(
    (
        "apply",
        "new_received",
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
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]*")
CLAUSE_ENDS = ",;。!?\n\t"


class Cue(NamedTuple):
    """A cue word at ``start:end`` of the text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its cues and what was spoken of just before it."""

    start: int
    end: int
    cues: tuple[Cue, ...]
    before: tuple[Cue, ...]
    heading: tuple[Cue, ...]

    def kinds(self) -> set[str]:
        """Classes of the cues in the sentence and around it."""
        return {c.kind for group in (self.cues, self.before, self.heading) for c in group}


def find_cues(lex: Lexicon, text: str, start: int, end: int) -> tuple[Cue, ...]:
    """The cue words of ``text[start:end]``, longest first, not overlapping."""
    return tuple(
        Cue(m.start(), m.end(), lex.classes[m[0]]) for m in lex.cue.finditer(text, start, end)
    )


def is_heading(text: str, start: int, end: int) -> bool:
    """A short line without an end mark."""
    line = text[start:end].strip()
    return bool(line) and len(line) <= 32 and line[-1] not in "。!?;,:" and "," not in line


def split_sentences(lex: Lexicon, text: str, wanted: Sequence[int]) -> Iterator[Sentence]:
    """The sentences that hold a position of ``wanted`` (sorted), with their surroundings."""
    known: dict[tuple[int, int], tuple[Cue, ...]] = {(0, 0): ()}

    def cues(span: tuple[int, int]) -> tuple[Cue, ...]:
        if span not in known:
            known[span] = find_cues(lex, text, *span)
        return known[span]

    def earlier() -> tuple[Cue, ...]:
        """Cues of the sentence before; one that names nothing hands on those before it."""
        for span in reversed(passed[-3:]):
            if any(c.kind in OBJECTS or c.kind in WEAK_OBJECTS for c in cues(span)):
                return cues(span)
        return cues(passed[-1]) if passed else ()

    passed: list[tuple[int, int]] = []
    heading: tuple[int, int] = (0, 0)
    at = 0
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while at < len(wanted) and wanted[at] < start:
            at += 1
        if at < len(wanted) and wanted[at] < end:
            yield Sentence(
                start,
                end,
                cues((start, end)),
                earlier(),
                cues(heading),
            )
        if is_heading(text, start, end):
            heading = (start, end)
            passed.clear()
        else:
            passed.append((start, end))


def subject_before(sentence: Sentence, position: int) -> str:
    """What is spoken of at ``position``: the last object named before it."""
    for group in (
        [c for c in sentence.cues if c.end <= position],
        sentence.before,
        sentence.heading,
    ):
        weak = ""
        for cue in reversed(group):
            if cue.kind in OBJECTS:
                return _subject(cue, group)
            if cue.kind in WEAK_OBJECTS and not weak:
                weak = WEAK_OBJECTS[cue.kind]
        if weak == "info" and any(c.kind in _ANSWERS for c in group):
            continue  # 已办结的85件中,公开41件: still the requests of the sentence before
        if weak:
            return _weak_subject(weak, group, sentence)
    return ""


_ANSWERS = frozenset(("answer", "close", "closed_on_time"))


def _subject(cue: Cue, group: Sequence[Cue]) -> str:
    kinds = {c.kind for c in group}
    is_kind_of_document = "document" in kinds and not kinds & {"info", "receive", "apply"}
    if cue.kind in ("proactive", "request") and is_kind_of_document:
        return "document"  # 制发公文302件,其中主动公开245件、依申请公开45件
    return "info" if cue.kind == "proactive" else cue.kind


def _weak_subject(weak: str, group: Sequence[Cue], sentence: Sentence) -> str:
    kinds = {c.kind for c in (*group, *sentence.before)}
    if any(c.kind == "request" for c in sentence.heading):
        return weak
    if weak == "request" and "business" in kinds:
        return "business"
    return weak
