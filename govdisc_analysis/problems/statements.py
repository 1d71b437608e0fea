"""From sentences to distinct problems: which belong together, which are plans or praise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from govdisc_analysis.headings import PROBLEM_KINDS, kind_of
from govdisc_analysis.models import Section
from govdisc_analysis.problems.coding import code_statement
from govdisc_analysis.problems.outline import Item, Outline, read_outline
from govdisc_analysis.problems.pieces import Piece
from govdisc_analysis.problems.rules import load_wordings
from govdisc_analysis.problems.sayings import (
    Span,
    is_generic,
    is_order,
    lacks,
    lead_length,
    plan_starts,
    trim,
)
from govdisc_analysis.problems.unmarked import free_statements, has_title

_WITHIN = 6
"""Rank of the marks within a sentence (一是)."""
_HEADING = 8
"""Characters of a heading of problems that stands as an item."""
_SECOND = 2
_WORD = 2
"""Characters of the word that leads to a plan's aim."""


@dataclass(slots=True)
class Walk:
    """Where the reading stands: among the problems, or in the plans that follow them."""

    in_plan: bool = False
    is_block: bool = False
    numbers: dict[int, int] = field(default_factory=dict)
    plan_ranks: set[int] = field(default_factory=set)

    def enter_plan(self, is_block: bool) -> None:
        """A plan begins; ``is_block``: it goes on over the next paragraphs."""
        self.in_plan = True
        self.is_block = is_block

    def leave_plan(self) -> None:
        """Back to the problems."""
        self.in_plan = False
        self.plan_ranks.clear()

    def see_mark(self, rank: int, number: int) -> None:
        """A mark of a list: it goes on with the problems, or belongs to the plan."""
        if self.in_plan:
            goes_on = self.numbers.get(rank, 0) + 1 == number and rank not in self.plan_ranks
            if number == 1 or not goes_on or (rank > min(self.numbers, default=9) and number == 1):
                self.plan_ranks.add(rank)
                return
            self.leave_plan()
        self.numbers = {r: n for r, n in self.numbers.items() if r < rank}
        self.numbers[rank] = number


def read_statements(text: str, pieces: Sequence[Piece]) -> list[Span]:
    """Spans of the distinct problems, in the order of the text."""
    items, targets = _gather(text, pieces)
    outline = read_outline(items, [_states(text, item) for item in items])
    spans: list[Span] = []
    listed: set[Span] = set()
    at = 0
    while at < len(items):
        item = items[at]
        below = at + 1
        while below < len(items) and items[below].rank > item.rank > 0:
            below += 1
        if item.rank == 0:
            if not _introduces(text, items, outline, at):
                if item.part in outline.lists_of_lines:
                    spans += [whole] if (whole := _whole(text, [item], True)) else []
                else:
                    spans += free_statements(text, item.pieces, item.kind)
            at += 1
        elif below > at + 1 and not outline.states[at]:
            at += 1
        else:
            whole = _whole(text, items[at:below], _is_listed(text, items, outline, at))
            spans += [whole] if whole else []
            if whole and below == at + 1 and _is_one_of_several(text, outline, item):
                listed.add(whole)
            at = below
    return _choose(text, spans, targets, listed)


def _is_one_of_several(text: str, outline: Outline, item: Item) -> bool:
    """An item beside others that name problems is one, however general (二是离要求还有差距)."""
    if item.rank != _WITHIN or (item.part, item.rank) not in outline.named:
        return False
    return any(load_wordings().falls_short.search(text, *span) for span in item.pieces)


def _introduces(text: str, items: Sequence[Item], outline: Outline, at: int) -> bool:
    """Does a sentence without mark only lead to the list below it?

    It is the list's first item where that goes on with the second (主要是业务不熟;其次是形式单一).
    """
    listed = outline.listed_below[at]
    if listed == at + 1 and items[listed].number == _SECOND and outline.states[at]:
        return False
    if outline.states_below[at]:
        return True
    return listed is not None and _announces_aspects(text, items, outline.ahead[listed])


def _is_listed(text: str, items: Sequence[Item], outline: Outline, at: int) -> bool:
    """Is the item in a list of problems, so that it needs no word of lack of its own?"""
    item = items[at]
    if item.kind == "problems" or (item.part, item.rank) in outline.named:
        return True
    return _announces_aspects(text, items, outline.ahead[at])


def _announces_aspects(text: str, items: Sequence[Item], ahead: int | None) -> bool:
    """需在以下方面改进: what the list below names is a problem, though it only is a noun."""
    if ahead is None:
        return False
    return load_wordings().aspects.search(text, *items[ahead].pieces[-1]) is not None


def _gather(text: str, pieces: Sequence[Piece]) -> tuple[list[Item], list[Span]]:
    """Sort sentences into items; plans drop out, but what they are aimed at is kept aside."""
    items: list[Item] = []
    targets: list[Span] = []
    walk = Walk()
    part = 0
    for piece in pieces:
        if piece.part != part:
            part, walk = piece.part, Walk()
        piece = _without_mended(text, piece)
        if piece.start >= piece.end:
            continue
        sentence = text[piece.start : piece.end + int(piece.colon)]
        plan = plan_starts(sentence)
        if piece.rank:
            walk.see_mark(piece.rank, piece.number)
            if not walk.in_plan and _is_heading(text[piece.start : piece.end]):
                continue
        elif walk.in_plan and _turns_back(walk, piece, sentence, plan):
            walk.leave_plan()
        if walk.in_plan or plan is not None:
            targets += _aimed_at(piece.start, sentence)
        if walk.in_plan:
            continue
        if piece.rank or _opens_item(text, items, piece):
            items.append(Item(piece.rank, piece.part, piece.block, piece.kind, piece.number))
        if plan is not None:
            is_remedy = bool(load_wordings().remedy.match(sentence, plan))
            marked_order = bool(piece.rank) and plan == 0 and not is_remedy
            if not marked_order:
                ahead = load_wordings().list_ahead.search(sentence, plan)
                walk.enter_plan(piece.colon or bool(ahead))
        end = piece.end if plan is None else piece.start + plan
        if end > piece.start:
            items[-1].pieces.append((piece.start, end))
    return items, targets


def _is_heading(words: str) -> bool:
    """一是存在的主要问题。: the mark opens a chapter, not an item."""
    return len(words) <= _HEADING and kind_of(words) in PROBLEM_KINDS


def _turns_back(walk: Walk, piece: Piece, sentence: str, plan: int | None) -> bool:
    """A paragraph after the plans that names problems again, or a sentence that announces some."""
    if load_wordings().again.match(sentence):
        return True
    return piece.opens and not walk.is_block and plan != 0 and lacks(sentence)


def _without_mended(text: str, piece: Piece) -> Piece:
    """What the sentence says beyond a problem of last year that is mended; mostly nothing."""
    mended = load_wordings().mended.search(text[piece.start : piece.end])
    if not mended:
        return piece
    turn = load_wordings().turn.search(text, piece.start + mended.end(), piece.end)
    return piece._replace(start=turn.end() if turn else piece.end)


def _opens_item(text: str, items: Sequence[Item], piece: Piece) -> bool:
    """A sentence without mark goes with the item before it, unless that was another paragraph."""
    if not items or items[-1].part != piece.part:
        return True
    last = items[-1]
    if last.rank == _WITHIN and load_wordings().besides.match(text, piece.start, piece.end):
        return True
    if last.rank == _WITHIN and load_wordings().explains.match(text, piece.start):
        return False
    if last.rank == 0 and has_title(text, [*last.pieces, (piece.start, piece.end)], "\n"):
        return False
    return last.block != piece.block and (last.rank in (0, _WITHIN))


def _aimed_at(start: int, sentence: str) -> list[Span]:
    return [
        (start + found.start(1), start + found.end(1))
        for found in load_wordings().target.finditer(sentence)
        if lacks(found.group(1)) and code_statement(found.group(1))
    ]


def _states(text: str, item: Item) -> bool:
    """Does an item itself name a problem?"""
    return any(
        lacks(text[left:right]) and not is_generic(text[left:right]) for left, right in item.pieces
    )


def _whole(text: str, group: Sequence[Item], is_listed: bool) -> Span | None:
    """One statement for a marked item and what stands under it."""
    pieces = [span for item in group for span in item.pieces]
    while pieces and not lacks(text[slice(*pieces[0])]) and is_order(text[slice(*pieces[0])]):
        pieces.pop(0)
    if not pieces:
        return None
    whole = text[pieces[0][0] : pieces[-1][1]]
    if not any(lacks(text[left:right]) for left, right in pieces):
        head = text[slice(*pieces[0])]
        is_named = is_listed and not is_order(head) and len(head) > 4
        if not is_named and not load_wordings().is_problem.search(head):
            return None
    start = pieces[0][0] + lead_length(whole)
    return trim(text, start, pieces[-1][1])


def _choose(
    text: str, spans: Sequence[Span], targets: Sequence[Span], listed: Collection[Span]
) -> list[Span]:
    """Specific statements; else what the plans are aimed at; else the general admission."""
    named: list[Span] = []
    seen: set[str] = set()
    for span in spans:
        words = text[slice(*span)]
        if words not in seen and (span in listed or not is_generic(words)):
            seen.add(words)
            named.append(span)
    if named:
        return named
    return _apart(text, targets) or list(spans[:1])


def read_targets(text: str, sections: Sequence[Section]) -> list[Span]:
    """Existing problems that a chapter of plans names as its aim (针对存在的…问题)."""
    targets = [
        span
        for section in sections
        if section.kind == "remedies"
        for span in _aimed_at(section.start, text[section.start : section.end])
        if load_wordings().there.search(text, max(span[0] - _WORD, 0), span[1])
    ]
    return _apart(text, targets)


def _apart(text: str, targets: Sequence[Span]) -> list[Span]:
    return [span for target in dict.fromkeys(targets) for span in free_statements(text, [target])]
