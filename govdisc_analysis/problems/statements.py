"""From sentences to distinct problems: which belong together, which are plans or praise."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from govdisc_analysis.problems.coding import code_statement, contrasts
from govdisc_analysis.problems.pieces import Piece
from govdisc_analysis.problems.rules import load_wordings

Span = tuple[int, int]
_CLAUSE = re.compile(r"[,，:：、]|(?:以及|(?<!公)和|及(?!时))")
_CLAUSE_START = re.compile(r"[,，:：、]\s*")
_STOP = re.compile("[,，:：]")
_TURN = re.compile("[,，;；](?:但是?|然而|不过)")
_APART = frozenset("；;\n")


@dataclass(slots=True)
class Item:
    """Sentences that speak of one mark (rank 0: of no mark)."""

    rank: int
    part: int
    block: int
    kind: str
    pieces: list[Span] = field(default_factory=list)


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


@lru_cache(maxsize=8192)
def lacks(clause: str) -> bool:
    """Does the clause say that something lacks (and not that a lack shall end)?

    >>> lacks("公开不及时"), lacks("解决公开不及时的问题"), lacks("加强培训")
    (True, False, False)
    """
    words = load_wordings()
    found = words.lack.search(clause)
    if not found:
        return False
    ending = words.ending.search(clause)
    return not (ending and ending.start() < found.start())


@lru_cache(maxsize=8192)
def plan_starts(sentence: str) -> int | None:
    """Where in a sentence the plans begin; None if nowhere.

    >>> plan_starts("更新不及时,下一步将加强管理"), plan_starts("更新不及时")
    (6, None)
    """
    words = load_wordings()
    praise = words.praise.match(sentence)
    skipped = praise.end() if praise else 0
    starts = [skipped, *(found.end() for found in _CLAUSE_START.finditer(sentence, skipped))]
    for at in starts:
        if _only_frames(sentence, at):
            continue
        if words.remedy.match(sentence, at):
            return at
        order = words.order if at else words.imperative
        if not order.match(sentence, at) or (at and sentence[at - 1] == "、"):
            continue
        if at == skipped and words.generic.search(sentence):
            continue
        if not lacks(_STOP.split(sentence[at:], maxsplit=1)[0]):
            return at
    return None


def _only_frames(sentence: str, at: int) -> bool:
    """针对热点的解读仍需加强: the word opens a plan elsewhere, but here a finding follows."""
    words = load_wordings()
    if not words.frame.match(sentence, at):
        return False
    last = _STOP.split(sentence[at:])[-1]
    return lacks(last) and not words.remedy.match(last) and not words.order.match(last)


def read_statements(text: str, pieces: Sequence[Piece]) -> list[Span]:
    """Spans of the distinct problems, in the order of the text."""
    items, targets = _gather(text, pieces)
    spans: list[Span] = []
    at = 0
    while at < len(items):
        item = items[at]
        below = at + 1
        while below < len(items) and items[below].rank > item.rank > 0:
            below += 1
        if item.rank == 0:
            follows = any(_states(text, later) for later in _same_list(items, at))
            if not follows:
                spans += _free_statements(text, item)
            at += 1
        elif below > at + 1 and not _states(text, item):
            at += 1
        else:
            whole = _whole(text, items[at:below])
            spans += [whole] if whole else []
            at = below
    return _choose(text, spans, targets)


def _same_list(items: Sequence[Item], at: int) -> Iterator[Item]:
    """Marked items that a sentence without mark may introduce."""
    for later in items[at + 1 :]:
        if later.part != items[at].part:
            return
        if later.rank:
            yield later


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
        elif walk.in_plan and piece.opens and not walk.is_block and plan != 0 and lacks(sentence):
            walk.leave_plan()
        if walk.in_plan or plan is not None:
            targets += _aimed_at(piece.start, sentence)
        if walk.in_plan:
            continue
        if piece.rank or _opens_item(text, items, piece):
            items.append(Item(piece.rank, piece.part, piece.block, piece.kind))
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


def _without_mended(text: str, piece: Piece) -> Piece:
    """What the sentence says beyond a problem of last year that is mended; mostly nothing."""
    mended = load_wordings().mended.search(text[piece.start : piece.end])
    if not mended:
        return piece
    turn = _TURN.search(text, piece.start + mended.end(), piece.end)
    return replace(piece, start=turn.end() if turn else piece.end)


def _opens_item(text: str, items: Sequence[Item], piece: Piece) -> bool:
    """A sentence without mark goes with the item before it, unless that was another paragraph."""
    if not items or items[-1].part != piece.part:
        return True
    last = items[-1]
    if last.rank == 6 and load_wordings().explains.match(text, piece.start):
        return False
    return last.block != piece.block and (last.rank in (0, 6))


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


@lru_cache(maxsize=8192)
def is_generic(sentence: str) -> bool:
    """Does it say only that there are problems, without saying which?"""
    return bool(load_wordings().generic.search(sentence)) and not code_statement(sentence)


def _whole(text: str, group: Sequence[Item]) -> Span | None:
    """One statement for a marked item and what stands under it."""
    pieces = [span for item in group for span in item.pieces]
    while pieces and not lacks(text[slice(*pieces[0])]) and _is_order(text[slice(*pieces[0])]):
        pieces.pop(0)
    if not pieces:
        return None
    whole = text[pieces[0][0] : pieces[-1][1]]
    if not any(lacks(text[left:right]) for left, right in pieces):
        head = text[slice(*pieces[0])]
        is_listed = group[0].kind == "problems" and not _is_order(head) and len(head) > 4
        if not is_listed and not head.endswith("问题"):
            return None
    start = pieces[0][0] + _lead_length(whole)
    return _trim(text, start, pieces[-1][1])


def _is_order(sentence: str) -> bool:
    return bool(load_wordings().imperative.match(sentence))


@lru_cache(maxsize=8192)
def _lead_length(sentence: str) -> int:
    """Length of praise and introduction before the problem itself."""
    words = load_wordings()
    said = words.announce.match(sentence)
    skips = said and words.lack.search(sentence, said.end()) and _only_announces(said.group())
    at = said.end() if said and skips else 0
    for pattern in (words.praise, words.label, words.lead, words.label):
        found = pattern.match(sentence, at)
        if found and words.lack.search(sentence, found.end()):
            at = found.end()
    return at


def _only_announces(said: str) -> bool:
    """Does it say that there are problems, or that all is weak, without naming one?"""
    words = load_wordings()
    if is_generic(said) or said[-1] in ",，":
        return is_generic(said)
    bare = words.noun.sub("", said)
    if bare != said and not words.lack.search(bare):
        return True
    shows = said.rstrip(":：")[-1] in "在为于"  # 基础薄弱,体现在: what follows is the problem
    return shows and not code_statement(said)


def _trim(text: str, start: int, end: int) -> Span:
    tail = load_wordings().tail.search(text, start, end)
    stop = tail.start() if tail and tail.start() > start else end
    if stop < end and not load_wordings().lack.search(text, start, stop):
        stop = end
    while start < stop and text[start] in " \u3000\n\t,，、":
        start += 1
    return start, stop


def _free_statements(text: str, item: Item) -> list[Span]:
    """Problems in sentences without marks: clause by clause, explanations joined again."""
    out: list[Span] = []
    side_by_side = _semicolon_list(text, item)
    for left, right in item.pieces:
        sentence = text[left:right]
        if not lacks(sentence):
            continue
        because = "原因" in sentence[:6]
        left += _lead_length(sentence)
        explains = because or load_wordings().explains.match(text, left)
        apart = bool(out) and text[out[-1][1] : left].strip(" \u3000")[:1] in _APART
        vague = bool(out) and is_generic(text[slice(*out[-1])])
        if out and explains and not apart and not vague and text[left] not in "由因":
            out[-1] = (out[-1][0], right)
            continue
        cut = _split_clauses(text, left, right)
        kind = "side" if right in side_by_side else "list" if len(cut) > 2 else ""
        for span in (_trim(text, *part) for part in cut):
            span = (span[0] + _lead_length(text[slice(*span)]), span[1])
            if out and not apart and _goes_with(text, out[-1], span, kind):
                out[-1] = (out[-1][0], span[1])
            else:
                out.append(span)
            apart = False
    return out


def _semicolon_list(text: str, item: Item) -> frozenset[int]:
    """Ends of the sentences that semicolons set side by side: their commas part no problems."""
    ends = []
    for left, right in item.pieces:
        before, behind = text[:left].rstrip()[-1:], text[right : right + 1]
        if _APART.intersection(before + behind) and lacks(text[left:right]):
            ends.append(right)
    return frozenset(ends if len(ends) > 1 else ())


def _goes_with(text: str, before: Span, span: Span, kind: str) -> bool:
    """Two neighbours on the same matter, or one without a matter of its own, are one problem.

    In a list of three or more (``list``) each clause stands for itself; between semicolons
    (``side``) a comma parts only what is plainly about something else.
    """
    clauses = text[slice(*before)], text[slice(*span)]
    first, second = ({category for category, _ in code_statement(clause)} for clause in clauses)
    if is_generic(clauses[0]) or is_generic(clauses[1]):
        return False
    alone = _stands_alone(clauses[0]) and _stands_alone(clauses[1])
    if kind == "side":
        return not (alone and first and second and first.isdisjoint(second))
    between = text[before[1] : span[0]]
    if not first:
        return between in (",", "，") and not alone
    if not second:
        return between != "、" and not alone
    return second <= first and not (kind == "list" and alone)


@lru_cache(maxsize=8192)
def _stands_alone(clause: str) -> bool:
    """A clause with a subject of its own that ends with its lack, or that misses something."""
    words = load_wordings()
    ends = [found.span() for found in words.lack.finditer(clause)]
    if not ends or words.cause.match(clause) or words.explains.match(clause):
        return False
    begin, end = ends[-1]
    if clause[begin] in "未没缺":  # 领导未审批: the verb and its object stand behind
        return len(clause) > 4 and (begin >= 3 or clause[begin] == "缺")
    return len(clause) - end <= 6 and (ends[0][0] >= 4 or len(clause) >= 8)


def _split_clauses(text: str, start: int, end: int) -> list[Span]:
    """Cut a sentence at the separators between which both sides name a lack."""
    sentence = text[start:end]
    inside = contrasts(sentence)
    stops = [
        found
        for found in _CLAUSE.finditer(sentence)
        if not any(left < found.start() < right - 1 for left, right in inside)
    ]
    out: list[Span] = []
    begin = 0
    for i, stop in enumerate(stops):
        after = stops[i + 1].start() if i + 1 < len(stops) else len(sentence)
        if _ends_here(sentence, begin, stop, after):
            out.append((start + begin, start + stop.start()))
            begin = stop.end()
    out.append((start + begin, end))
    return out


def _ends_here(sentence: str, begin: int, stop: re.Match[str], after: int) -> bool:
    words = load_wordings()
    own = sentence[begin : stop.start()]
    following = sentence[stop.end() : after]
    if not words.lack.search(own):
        return False
    is_cause = words.cause.match(_STOP.split(own)[-1].lstrip("但是而也"))
    if is_cause or words.consequence.match(following):
        return False
    if words.explains.match(following) and not words.some.match(following):
        return False
    if stop.group() in ",，":
        rest = sentence[stop.end() :]
        following = _STOP.split(rest, maxsplit=1)[0]
        starts = words.lack.match(following) and following[0] != "缺"
        has_subject = len(following) > 3 and not starts and following[0] not in "无没"
        return has_subject and bool(words.lack.search(rest))
    ends = [found.end() for found in words.lack.finditer(own)]
    closed = len(own) - ends[-1] <= 6
    return (
        closed
        and len(following) > 4
        and bool(words.lack.search(following))
        and following[0] != "不"
    )


def _choose(text: str, spans: Sequence[Span], targets: Sequence[Span]) -> list[Span]:
    """Specific statements; else what the plans are aimed at; else the general admission."""
    named: list[Span] = []
    seen: set[str] = set()
    for span in spans:
        words = text[slice(*span)]
        if words not in seen and not is_generic(words):
            seen.add(words)
            named.append(span)
    if named:
        return named
    return list(dict.fromkeys(targets)) or list(spans[:1])
